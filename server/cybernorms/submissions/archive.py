"""The archive: every submission with its bytes, its judgements, and all that happened to it."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cybernorms.audit import SERVER
from cybernorms.databases import Database
from cybernorms.errors import NotFoundError, WrongStateError
from cybernorms.submissions.judging import Judged
from cybernorms.submissions.record import Decision, Event, File, Judgement, Record, State, new_id

FILE: Final = "submissions.sqlite"
UNDECIDED: Final[frozenset[State]] = frozenset({"conforms", "nonconforming", "changes-requested"})
_DECIDED: Final[Mapping[Decision, State]] = {
    "accept": "approved",
    "reject": "rejected",
    "changes": "changes-requested",
}
_SCHEMA: Final = (
    """
    CREATE TABLE submission (
        id TEXT PRIMARY KEY,
        institution TEXT NOT NULL,
        dataset TEXT NOT NULL,
        profile TEXT NOT NULL,
        base TEXT NOT NULL,
        files TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        received TEXT NOT NULL,
        state TEXT NOT NULL,
        digest TEXT,
        triples INTEGER,
        problem TEXT,
        place INTEGER,
        snapshot TEXT,
        revises TEXT,
        was_accepted INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX submission_state ON submission (state);
    CREATE INDEX submission_dataset ON submission (institution, dataset);
    CREATE TABLE content (
        submission TEXT PRIMARY KEY REFERENCES submission,
        payload BLOB NOT NULL,
        statements BLOB
    );
    CREATE TABLE judgement (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        submission TEXT NOT NULL REFERENCES submission,
        time TEXT NOT NULL,
        basis TEXT NOT NULL,
        profile TEXT NOT NULL,
        conforms INTEGER NOT NULL,
        counts TEXT NOT NULL,
        versions TEXT NOT NULL,
        report TEXT NOT NULL
    );
    CREATE INDEX judgement_submission ON judgement (submission);
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        submission TEXT NOT NULL REFERENCES submission,
        time TEXT NOT NULL,
        actor TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        report TEXT
    );
    CREATE INDEX event_submission ON event (submission)
    """,
)
_RECORDS: Final = """
    SELECT submission.*, judgement.number, judgement.time, judgement.basis, judgement.conforms,
        judgement.profile AS judged_by, judgement.counts, judgement.versions
    FROM submission LEFT JOIN judgement ON judgement.number =
        (SELECT max(number) FROM judgement WHERE judgement.submission = submission.id)
"""
_SERVER: Final = SERVER.account


class Archive:
    """The submissions of a state folder; any thread or process may use it.

    Nothing is ever deleted; events and judgements are only added.
    """

    def __init__(self, state_dir: Path) -> None:
        """Use the archive of a state folder; without one nothing was submitted."""
        self.database = Database(state_dir / FILE, _SCHEMA)

    def add(
        self,
        institution: str,
        dataset: str,
        files: Sequence[File],
        payload: bytes,
        *,
        profile: str,
        base: str = "",
    ) -> Record:
        """Keep what was sent. When this returns it outlives the process and a loss of power."""
        id_, time = new_id(), datetime.now(UTC).isoformat()
        listed = json.dumps([[file.name, file.format, file.size] for file in files])
        digest = hashlib.sha256(payload).hexdigest()
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO submission (id, institution, dataset, profile, base, files, sha256, "
                "received, state) VALUES (?,?,?,?,?,?,?,?,'received')",
                (id_, institution, dataset, profile, base, listed, digest, time),
            )
            connection.execute(
                "INSERT INTO content (submission, payload) VALUES (?,?)", (id_, payload)
            )
            _note(connection, id_, institution, "received")
        return self.find(id_)

    def find(self, id_: str) -> Record:
        """Give a submission. Raises NotFoundError."""
        found = self._select("WHERE id = ?", (id_,))
        if not found:
            raise NotFoundError(f"there is no submission {id_}")
        return found[0]

    def records(
        self,
        states: Collection[State] = (),
        institution: str | None = None,
        *,
        most: int = -1,
        after: str = "",
    ) -> list[Record]:
        """List submissions, the oldest first, those behind ``after``; no state is all of them."""
        marks = ",".join("?" * len(states))
        wanted = ["id > ?", *([f"state IN ({marks})"] if states else ())]
        values: list[object] = [after, *sorted(states)]
        if institution is not None:
            wanted.append("institution = ?")
            values.append(institution)
        clause = f"WHERE {' AND '.join(wanted)} ORDER BY id LIMIT ?"
        return self._select(clause, [*values, most])

    def payload(self, id_: str) -> bytes:
        """Give the bytes that were sent, one file after the other."""
        return bytes(self._content(id_, "payload") or b"")

    def statements(self, id_: str) -> bytes:
        """Give the statements in canonical form, none before they were read."""
        return bytes(self._content(id_, "statements") or b"")

    def events(self, id_: str) -> list[Event]:
        """List what happened to a submission, in order."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT * FROM event WHERE submission = ? ORDER BY number", (id_,)
            )
            return [_event(row) for row in rows]

    def report(self, id_: str) -> Mapping[str, str]:
        """Give the latest validation report of a submission, by media type."""
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT report FROM judgement WHERE submission = ? ORDER BY number DESC", (id_,)
            ).fetchone()
        found: dict[str, str] = json.loads(row["report"]) if row else {}
        return found

    def judged(self, id_: str, judged: Judged, basis: str) -> None:
        """Keep a judgement; one that nobody has decided on yet is now what it says."""
        state = "conforms" if judged.conforms else "nonconforming"
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO judgement (submission, time, basis, profile, conforms, counts, "
                "versions, report) VALUES (?,?,?,?,?,?,?,?)",
                (
                    *(id_, datetime.now(UTC).isoformat(), basis, judged.profile, judged.conforms),
                    *map(json.dumps, (judged.counts, judged.versions, judged.report)),
                ),
            )
            connection.execute(
                "UPDATE submission SET digest = ?, triples = ?, state = CASE WHEN state IN "
                "('received', 'conforms', 'nonconforming') THEN ? ELSE state END WHERE id = ?",
                (judged.digest, judged.triples, state, id_),
            )
            connection.execute(
                "UPDATE content SET statements = ? WHERE submission = ? AND statements IS NULL",
                (judged.statements, id_),
            )
            _note(connection, id_, _SERVER, "judged", state)

    def unreadable(self, id_: str, reason: str, problem: Mapping[str, Any]) -> None:
        """Keep why nothing could be read in what was sent, for people and for programs."""
        with self.database.write() as connection:
            _move(connection, id_, ("received",), "unreadable")
            connection.execute(
                "UPDATE submission SET problem = ? WHERE id = ?",
                (json.dumps({**problem, "detail": reason}), id_),
            )
            _note(connection, id_, _SERVER, "unreadable", reason)

    def decide(self, id_: str, decision: Decision, actor: str, reason: str) -> Record:
        """Keep a curator's decision; what is accepted is carried out by the next build.

        Raises NotFoundError, and WrongStateError for what cannot be decided on, or not so.
        """
        allowed = ("conforms",) if decision == "accept" else (*UNDECIDED, "unreadable")
        with self.database.write() as connection:
            _move(connection, id_, allowed, _DECIDED[decision])
            _note(connection, id_, actor, _DECIDED[decision], reason)
        return self.find(id_)

    def withdraw(self, id_: str, actor: str, reason: str) -> Record:
        """Keep that a submission is to be retracted: at once, or by the next build if accepted.

        Raises NotFoundError, and WrongStateError for what is no candidate and not accepted.
        """
        with self.database.write() as connection:
            was = _state(connection, id_)
            state: State = "retracting" if was == "accepted" else "retracted"
            _move(connection, id_, ("accepted", "received", "unreadable", *UNDECIDED), state)
            _note(connection, id_, actor, state, reason)
        return self.find(id_)

    def pending(self) -> list[Record]:
        """List what the next build has to carry out, the oldest first."""
        return self.records(("approved", "retracting"))

    def settled(
        self, record: Record, state: State, transaction: int, snapshot: str, revises: str | None
    ) -> None:
        """Keep what the journal made of a pending submission; what it replaced is superseded."""
        with self.database.write() as connection:
            _move(connection, record.id, ("approved", "retracting"), state)
            connection.execute(
                "UPDATE submission SET place = ?, snapshot = ?, revises = ifnull(revises, ?), "
                "was_accepted = 1 WHERE id = ?",
                (transaction, snapshot, revises, record.id),
            )
            _note(connection, record.id, _SERVER, state, f"transaction {transaction}")
            if state != "accepted":
                return
            older = connection.execute(
                "SELECT id FROM submission WHERE institution = ? AND dataset = ? AND id != ? AND "
                "(state = 'accepted' OR id < ? AND state IN ('received', 'conforms', "
                "'nonconforming', 'changes-requested'))",
                (record.institution, record.dataset, record.id, record.id),
            ).fetchall()
            for row in older:
                connection.execute(
                    "UPDATE submission SET state = 'superseded' WHERE id = ?", (row["id"],)
                )
                _note(connection, row["id"], _SERVER, "superseded", f"by {record.id}")

    def refused(self, record: Record, reason: str, report: Mapping[str, str]) -> None:
        """Keep that what was asked could not be done; the submission is what it was before."""
        former: State = "conforms" if record.state == "approved" else "accepted"
        with self.database.write() as connection:
            _move(connection, record.id, (record.state,), former)
            _note(
                connection, record.id, _SERVER, "refused", reason, report=json.dumps(dict(report))
            )

    def _select(self, clause: str, values: Sequence[object]) -> list[Record]:
        if not self.database.path.exists():
            return []
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(_RECORDS + clause, values)]

    def _content(self, id_: str, column: str) -> bytes | None:
        with self.database.read() as connection:
            row = connection.execute(
                f"SELECT {column} FROM content WHERE submission = ?",  # noqa: S608 (one of two)
                (id_,),
            ).fetchone()
        return row[column] if row else None


def _state(connection: sqlite3.Connection, id_: str) -> str:
    row = connection.execute("SELECT state FROM submission WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no submission {id_}")
    return str(row["state"])


def _move(connection: sqlite3.Connection, id_: str, allowed: Collection[str], state: State) -> None:
    was = _state(connection, id_)
    if was not in allowed:
        raise WrongStateError(
            f"the submission {id_} is {was}; to be {state} it has to be "
            + " or ".join(dict.fromkeys(allowed))
        )
    connection.execute("UPDATE submission SET state = ? WHERE id = ?", (state, id_))


def _note(
    connection: sqlite3.Connection,
    id_: str,
    actor: str,
    kind: str,
    reason: str = "",
    *,
    report: str | None = None,
) -> None:
    connection.execute(
        "INSERT INTO event (submission, time, actor, kind, reason, report) VALUES (?,?,?,?,?,?)",
        (id_, datetime.now(UTC).isoformat(), actor, kind, reason, report),
    )


def _event(row: sqlite3.Row) -> Event:
    return Event(
        row["number"],
        datetime.fromisoformat(row["time"]),
        row["actor"],
        row["kind"],
        row["reason"],
        json.loads(row["report"]) if row["report"] else None,
    )


def _record(row: sqlite3.Row) -> Record:
    judgement = None
    if row["number"] is not None:
        judgement = Judgement(
            row["number"],
            datetime.fromisoformat(row["time"]),
            row["basis"],
            row["judged_by"],
            bool(row["conforms"]),
            json.loads(row["counts"]),
            json.loads(row["versions"]),
        )
    return Record(
        id=row["id"],
        institution=row["institution"],
        dataset=row["dataset"],
        profile=row["profile"],
        base=row["base"],
        files=tuple(File(*file) for file in json.loads(row["files"])),
        sha256=row["sha256"],
        received=datetime.fromisoformat(row["received"]),
        state=row["state"],
        digest=row["digest"],
        triples=row["triples"],
        problem=json.loads(row["problem"]) if row["problem"] else None,
        transaction=row["place"],
        snapshot=row["snapshot"],
        revises=row["revises"],
        was_accepted=bool(row["was_accepted"]),
        judgement=judgement,
    )
