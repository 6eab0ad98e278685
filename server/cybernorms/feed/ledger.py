"""What was published, and when: the versions of each graph, numbered, none ever changed."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cybernorms.databases import Database
from cybernorms.dumps import State

PAGE: Final = 250
"""Versions on a full page of the feed."""
_TICK: Final = timedelta(milliseconds=1)
_SCHEMA: Final = (
    """
    CREATE TABLE version (
        number INTEGER PRIMARY KEY, publication INTEGER NOT NULL, snapshot TEXT NOT NULL,
        time TEXT NOT NULL, graph TEXT NOT NULL, digest TEXT, statements INTEGER NOT NULL,
        previous INTEGER REFERENCES version, write INTEGER, is_last INTEGER NOT NULL
    );
    CREATE INDEX version_graph ON version (graph, number);
    CREATE INDEX version_digest ON version (digest)
    """,
)


@dataclass(frozen=True, slots=True)
class Version:
    """A state that a graph came into by a publication.

    ``number`` counts all versions, from 1, in the order of ``time`` (UTC); a ``publication`` is
    what was published at once, as the release ``snapshot``, and ``is_last`` marks its last version.
    ``digest`` is that of ``dumps.State``, None where the graph is gone. ``previous`` is the
    graph's version before, ``write`` the transaction that wrote it, if one did.
    """

    number: int
    publication: int
    snapshot: str
    time: datetime
    graph: str
    digest: str | None
    statements: int
    previous: int | None
    write: int | None
    is_last: bool

    @property
    def kind(self) -> str:
        """What happened to the graph: Create, Update or Delete."""
        if self.digest is None:
            return "Delete"
        return "Create" if self.previous is None else "Update"


class Ledger:
    """The versions below a state folder; any number of processes may read it, one writes."""

    def __init__(self, state_dir: Path) -> None:
        """Use the ledger of a state folder; the first publication makes it."""
        self._path = state_dir / "feed" / "versions.sqlite"
        self._database = Database(self._path, _SCHEMA)

    def last(self) -> Version | None:
        """Give the last version, which ends the last publication."""
        found = self._read("ORDER BY number DESC LIMIT 1")
        return found[0] if found else None

    def first(self) -> Version | None:
        """Give the first version."""
        found = self._read("ORDER BY number LIMIT 1")
        return found[0] if found else None

    def page(self, page: int) -> Sequence[Version]:
        """Give the versions of a page, counted from 1; the last one may have room."""
        return self._read(
            "WHERE number BETWEEN ? AND ? ORDER BY number", (page - 1) * PAGE + 1, page * PAGE
        )

    def bounds(self) -> Sequence[tuple[Version, Version]]:
        """Give the first and the last version of each page."""
        ends = self._read(
            "WHERE number % ? IN (0, 1) OR number = (SELECT max(number) FROM version)"
            " ORDER BY number",
            PAGE,
        )
        pages: dict[int, list[Version]] = {}
        for version in ends:
            pages.setdefault((version.number - 1) // PAGE, []).append(version)
        return [(page[0], page[-1]) for page in pages.values()]

    def heads(self) -> dict[str, Version]:
        """Give the latest version of each graph that is there."""
        latest = self._read("WHERE number IN (SELECT max(number) FROM version GROUP BY graph)")
        return {version.graph: version for version in latest if version.digest}

    def releases_with(self, digest: str) -> Sequence[tuple[str, str]]:
        """List releases that have a state of a graph, and the graph, the latest first."""
        if not self._path.is_file():
            return []
        with self._database.read() as connection:
            return [
                (row["snapshot"], row["graph"])
                for row in connection.execute(
                    "SELECT DISTINCT later.snapshot, this.graph FROM version AS this"
                    " JOIN version AS later ON later.publication >= this.publication"
                    " WHERE this.digest = ? AND later.is_last AND later.publication < coalesce("
                    "  (SELECT min(next.publication) FROM version AS next"
                    "   WHERE next.graph = this.graph AND next.number > this.number),"
                    "  later.publication + 1)"
                    " ORDER BY later.number DESC",
                    (digest,),
                )
            ]

    def record(
        self,
        snapshot: str,
        created: datetime,
        states: Mapping[str, State],
        writes: Mapping[str, int],
    ) -> None:
        """Take down a snapshot that was published, unless it was the last one to be.

        ``writes`` has the transaction that touched a written graph last. Times only grow: one that
        was ``created`` before the last publication is published once more, now.
        """
        last, heads = self.last(), self.heads()
        if last and last.snapshot == snapshot:
            return
        time = created
        if last and created <= last.time:
            time = max(datetime.now(UTC), last.time + _TICK)
        changed = [
            name
            for name in sorted(states.keys() | heads.keys())
            if name not in states or name not in heads or states[name].digest != heads[name].digest
        ]
        number, publication = (last.number, last.publication) if last else (0, 0)
        versions = []
        for place, name in enumerate(changed, 1):
            state, head = states.get(name), heads.get(name)
            versions.append(
                Version(
                    number + place,
                    publication + 1,
                    snapshot,
                    time,
                    name,
                    state.digest if state else None,
                    state.statements if state else 0,
                    head.number if head else None,
                    writes.get(name),
                    place == len(changed),
                )
            )
        self.adopt(versions)

    def adopt(self, versions: Iterable[Version]) -> None:
        """Append versions as they are, all of them or none; they follow those that are there."""
        with self._database.write() as connection:
            connection.executemany(
                f"INSERT INTO version VALUES ({', '.join('?' * 10)})",  # noqa: S608
                [
                    (
                        *(each.number, each.publication, each.snapshot, each.time.isoformat()),
                        *(each.graph, each.digest, each.statements, each.previous),
                        *(each.write, each.is_last),
                    )
                    for each in versions
                ],
            )

    def _read(self, clauses: str, *values: int) -> Sequence[Version]:
        if not self._path.is_file():  # asking makes no folder
            return []
        with self._database.read() as connection:
            rows = connection.execute(f"SELECT * FROM version {clauses}", values)  # noqa: S608
            return [_version(row) for row in rows]


def _version(row: sqlite3.Row) -> Version:
    values = dict(row)
    values["time"] = datetime.fromisoformat(values["time"])
    values["is_last"] = bool(values["is_last"])
    return Version(**values)
