"""The members of the federation. The registry is the list of who may be called on a query's behalf.

A member joins as a candidate, a curator makes it active, its tests may make it degraded (it is
asked still, and answers say so), and a curator may suspend it.
"""

import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, get_args

from cybernorms.databases import Database
from cybernorms.errors import InputError, NotFoundError
from cybernorms.outbound import check_url
from cybernorms.settings import Settings

Status = Literal["candidate", "active", "degraded", "suspended"]

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
ASKED: Final[frozenset[Status]] = frozenset({"active", "degraded"})
"""Members of these are asked on a query's behalf."""

_FILE: Final = "federation.sqlite"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_SCHEMA: Final = (
    """
    CREATE TABLE member (
        name TEXT PRIMARY KEY,
        endpoint TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        joined TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        tested TEXT,
        description TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    ALTER TABLE member ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE member ADD COLUMN due TEXT NOT NULL DEFAULT '';
    CREATE TABLE change (
        number INTEGER PRIMARY KEY,
        member TEXT NOT NULL REFERENCES member (name) ON DELETE CASCADE,
        time TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        actor TEXT NOT NULL
    );
    CREATE TABLE test (
        number INTEGER PRIMARY KEY,
        member TEXT NOT NULL REFERENCES member (name) ON DELETE CASCADE,
        time TEXT NOT NULL,
        answered INTEGER NOT NULL,
        content BLOB NOT NULL
    );
    CREATE INDEX test_member ON test (member, number)
    """,
)


@dataclass(frozen=True, slots=True)
class Member:
    """An institution's SPARQL endpoint.

    ``name`` is what ``members=`` takes, ``endpoint`` the IRI that SERVICE takes. ``reason`` says
    why the status is what it is. Times are UTC. ``description`` is the Service Description and
    VoID that it gave of itself when it was ``tested``, as N-Triples. What has never ``answered``
    a query is nobody's business but the operator's: it may be anything.
    """

    name: str
    endpoint: str
    title: str
    status: Status
    joined: datetime
    reason: str = ""
    tested: datetime | None = None
    description: str = ""
    answered: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether queries may ask it."""
        return self.status in ASKED


@dataclass(frozen=True, slots=True)
class Change:
    """A status that a member got: when, why, and by whom (an account, or what the server did)."""

    time: datetime
    status: Status
    reason: str
    actor: str


class Registry:
    """All members of a state folder's federation; any thread or process may use it."""

    def __init__(self, state_dir: Path) -> None:
        """Use the registry of a state folder; without one there is no member."""
        self.database = Database(state_dir / _FILE, _SCHEMA)

    @classmethod
    def of(cls, settings: Settings) -> "Registry":
        """Use the registry of a server; one that follows another has that one's."""
        return cls(Path(settings.follow) if settings.follow else settings.state_dir)

    def add(self, name: str, endpoint: str, title: str = "", actor: str = "") -> Member:
        """Take a candidate in, or give the member that has this endpoint already.

        Raises InputError for a malformed or taken name, RefusedAddressError for no URL of the web.
        """
        if not _NAME.match(name):
            raise InputError(f"{name!r}: a name has 1 to 63 letters a-z, digits and inner hyphens")
        check_url(endpoint)
        member = Member(name, endpoint, title or name, "candidate", datetime.now(UTC))
        try:
            with self.database.write() as connection:
                known = connection.execute("SELECT * FROM member WHERE endpoint = ?", (endpoint,))
                if row := known.fetchone():
                    return _member(row)
                connection.execute(
                    "INSERT INTO member (name, endpoint, title, status, joined) VALUES (?,?,?,?,?)",
                    (name, endpoint, member.title, member.status, member.joined.isoformat()),
                )
                _note(connection, name, Change(member.joined, "candidate", "", actor))
        except sqlite3.IntegrityError:
            raise InputError(f"there is a member {name} with another endpoint") from None
        return member

    def members(self) -> list[Member]:
        """List all members by name."""
        return self._select("ORDER BY name")

    def find(self, name: str) -> Member:
        """Give the member of a name. Raises NotFoundError when there is none."""
        found = self._select("WHERE name = ?", name)
        if not found:
            raise NotFoundError(f"there is no member {name[:100]}; /federation lists them")
        return found[0]

    def asked(self) -> dict[str, Member]:
        """Give the members that queries may ask, by endpoint."""
        return {member.endpoint: member for member in self.members() if member.is_asked}

    def set_status(self, name: str, status: Status, reason: str = "", actor: str = "") -> Member:
        """Change what a member is. Raises NotFoundError when there is none of the name."""
        self.find(name)
        with self.database.write() as connection:
            change_status(connection, name, Change(datetime.now(UTC), status, reason, actor))
        return self.find(name)

    def changes(self, name: str) -> tuple[Change, ...]:
        """Give the statuses that a member had, the first one first."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT time, status, reason, actor FROM change WHERE member = ? ORDER BY number",
                (name,),
            )
            return tuple(Change(datetime.fromisoformat(row[0]), *row[1:]) for row in rows)

    def _select(self, condition: str, *values: str) -> list[Member]:
        if not self.database.path.exists():
            return []
        with self.database.read() as connection:
            rows = connection.execute(f"SELECT * FROM member {condition}", values)  # noqa: S608
            return [_member(row) for row in rows]


def change_status(connection: sqlite3.Connection, name: str, change: Change) -> None:
    """Give a member another status, and note it."""
    connection.execute(
        "UPDATE member SET status = ?, reason = ? WHERE name = ?",
        (change.status, change.reason, name),
    )
    _note(connection, name, change)


def _note(connection: sqlite3.Connection, name: str, change: Change) -> None:
    connection.execute(
        "INSERT INTO change (member, time, status, reason, actor) VALUES (?,?,?,?,?)",
        (name, change.time.isoformat(), change.status, change.reason, change.actor),
    )


def _member(row: sqlite3.Row) -> Member:
    tested = row["tested"]
    return Member(
        row["name"],
        row["endpoint"],
        row["title"],
        row["status"],
        datetime.fromisoformat(row["joined"]),
        row["reason"],
        datetime.fromisoformat(tested) if tested else None,
        row["description"],
        bool(row["answered"]),
    )
