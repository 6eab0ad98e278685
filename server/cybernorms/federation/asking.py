"""SERVICE clauses carried out: what they have to agree with is found out, and members are asked.

A clause is asked for the solutions that agree with its seed rows, a block of them at a time. A
block that fails gives a SILENT clause one solution without bindings for each of its rows (SPARQL
1.1 Federated Query 2.4), and the ledger says what is missing.
"""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final

from msgspec import structs

from cybernorms.engine import Query, QueryEngine
from cybernorms.errors import CyberNormsError, QueryLimitError, RemoteError
from cybernorms.federation.coreference import name_ours, name_theirs
from cybernorms.federation.ledger import Ledger
from cybernorms.federation.members import MemberDownError, Members, NotAskedError
from cybernorms.federation.plan import Clause
from cybernorms.federation.registry import Member
from cybernorms.federation.requests import (
    check_nested,
    note_stranger,
    refuse_stranger,
    write_request,
)
from cybernorms.federation.tables import Row, Table, distinct, iri_of, read_table, write_rows
from cybernorms.mappings.equivalences import Equivalences
from cybernorms.settings import Settings

_JSON: Final = "application/sparql-results+json"
_BLOCK: Final = 100
"""Rows that a member is asked to agree with at a time."""
_SHARE: Final = 0.5
"""The part of what is left of a query's time that a reply may take."""


@dataclass(frozen=True, slots=True)
class _Block:
    """One question to one member; without keys it is asked for all that it has."""

    clause: Clause
    member: Member
    group: str
    keys: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """What came of a block: rows, or None where it failed."""

    block: _Block
    rows: list[Row] | None


class Asking:
    """One query's way through its plan."""

    def __init__(
        self,
        query: Query,
        engine: QueryEngine,
        members: Members,
        known: Mapping[str, Member],
        settings: Settings,
        *,
        same: Equivalences,
    ) -> None:
        """Ask ``known`` members (by endpoint) for a query, and the engine for what they need.

        Lenient clauses are asked for all names of what is the ``same``, and answered under ours.
        """
        self.ledger = Ledger()
        self.snapshots: set[str] = set()
        self._query, self._engine, self._members = query, engine, members
        self._known, self._settings, self._same = known, settings, same
        self._deadline = time.monotonic() + min(query.timeout, settings.timeout)
        self._seeds: dict[str, Table | None] = {}
        self._inserts: list[tuple[str, str]] = []
        self._down: dict[str, str] = {}
        self._requests = itertools.count(1)

    @property
    def inserts(self) -> tuple[tuple[str, str], ...]:
        """The rows of the clauses that were asked so far."""
        return tuple(self._inserts)

    @property
    def remaining(self) -> float:
        """Seconds that the query has left; a last moment if it has none."""
        return max(self._deadline - time.monotonic(), 0.05)

    def ask(self, clauses: Sequence[Clause]) -> None:
        """Ask the clauses of a round at the same time.

        Raises ForbiddenQueryError for a clause that calls no member, RemoteError when one fails
        that is not SILENT, and QueryLimitError when they give more than the settings allow.
        """
        asked = [(clause, *self._blocks(clause)) for clause in clauses]
        promised = [
            (clause, rows, [self._promise(block) for block in blocks])
            for clause, rows, blocks in asked
        ]
        try:
            for clause, rows, promises in promised:
                self._insert(
                    clause, [*rows, *_collect(clause, [each.result() for each in promises])]
                )
        finally:
            for _, _, promises in promised:
                for promise in promises:
                    promise.cancel()

    def _promise(self, block: _Block) -> "Future[_Given]":
        return self._members.submit(block.member, lambda: self._perform(block))

    def _insert(self, clause: Clause, rows: Sequence[Row]) -> None:
        text = write_rows(rows)
        self._inserts.append((clause.line, f"{text}\n"))
        size = sum(len(text) for _, text in self._inserts)
        if size > self._settings.service_bytes:
            raise QueryLimitError(
                f"what other endpoints gave has more than {self._settings.service_bytes} bytes; "
                "ask them for less",
                "service_bytes",
                self._settings.service_bytes,
            )

    def _blocks(self, clause: Clause) -> tuple[list[Row], list[_Block]]:
        """Give rows that stand for members that are not asked, and the questions to the others."""
        group = check_nested(clause, self._known, self._query.here, self.ledger)
        seeds = self._seed(clause) if clause.seed else None
        if not clause.variable:
            keys, rows = _certain(seeds, clause.keys) if seeds else ((), [()])
            return self._assign(clause, clause.endpoint, group, keys, rows)
        if seeds is None:
            raise QueryLimitError(
                f"SERVICE {clause.place}: what stands beside it has more than "
                f"{self._settings.service_rows} different rows",
                "service_rows",
                self._settings.service_rows,
            )
        keys, pairs = _certain(seeds, clause.keys, clause.variable)
        failed: list[Row] = []
        blocks: list[_Block] = []
        for name in dict.fromkeys(row[0] for row in pairs):
            endpoint = iri_of(name)
            if endpoint is None:
                continue  # a literal is nobody's address
            rows = [row[1:] for row in pairs if row[0] == name]
            some, more = self._assign(clause, endpoint, group, keys, rows)
            failed += some
            blocks += more
        return failed, blocks

    def _assign(
        self, clause: Clause, endpoint: str, group: str, keys: tuple[str, ...], rows: Sequence[Row]
    ) -> tuple[list[Row], list[_Block]]:
        member = self._known.get(endpoint)
        if member is None:
            if not clause.silent and not clause.lenient:
                raise refuse_stranger(clause.place, endpoint, self._known)
            note_stranger(endpoint, self.ledger)
            lost = [] if clause.lenient else rows
            return [_unbound(clause, endpoint, keys, row) for row in lost], []
        self.ledger.open(member.name, endpoint)
        return [], [
            _Block(clause, member, group, keys, tuple(rows[start : start + _BLOCK]))
            for start in range(0, len(rows), _BLOCK)
        ]

    def _seed(self, clause: Clause) -> Table | None:
        """Ask the engine for the rows that a clause has to agree with; None if they are many."""
        if clause.seed not in self._seeds:
            answer = self._engine.query(
                structs.replace(
                    self._query,
                    text=clause.seed,
                    results_type=_JSON,
                    timeout=self.remaining,
                    max_rows=self._settings.service_rows,
                    inserts=self.inserts,
                )
            )
            self.snapshots.add(answer.snapshot)
            columns = dict.fromkeys([*([clause.variable] if clause.variable else []), *clause.keys])
            table = None if answer.truncated else read_table(answer.body, tuple(columns))
            self._seeds[clause.seed] = table
        return self._seeds[clause.seed]

    def _perform(self, block: _Block) -> "_Given":
        """Ask a member; one that is down is not asked again for this query."""
        endpoint = block.member.endpoint
        try:
            if down := self._down.get(endpoint):
                raise NotAskedError(down)
            return _Given(block, list(self._solutions(block)))
        except CyberNormsError as error:
            if isinstance(error, MemberDownError):
                self._down[endpoint] = str(error)
            self.ledger.fail(endpoint, str(error), asked=not isinstance(error, NotAskedError))
            if block.clause.lenient or block.clause.silent:
                return _Given(block, None)
            raise RemoteError(
                f"SERVICE {block.clause.place}: the member {block.member.name} was asked and "
                f"failed: {error}. SERVICE SILENT goes on without it"
            ) from None

    def _solutions(self, block: _Block) -> Iterator[Row]:
        """Give the solutions of a block; where the member cuts them off, of each half of it."""
        clause, most = block.clause, self._settings.service_rows
        asked = name_theirs(block.rows, self._same) if clause.lenient else block.rows
        text = write_request(clause, block.group, block.keys, asked, most + 1)
        seconds = min(self._settings.service_timeout, self.remaining * _SHARE)
        if next(self._requests) > self._settings.service_requests:
            raise NotAskedError(
                f"the query would cause more than {self._settings.service_requests} requests"
            )
        told = self._members.ask(block.member, text, clause.columns, seconds)
        self.ledger.add(block.member.endpoint, told)
        middle = len(block.rows) // 2
        if told.cut and middle:
            for rows in (block.rows[:middle], block.rows[middle:]):
                yield from self._solutions(replace(block, rows=rows))
            return
        if told.cut or len(told.table.rows) > most:
            self.ledger.cut(block.member.endpoint)
        given = told.table.rows[:most]
        found = name_ours(given, self._same) if clause.lenient else given
        yield from _of_endpoint(clause, block.member.endpoint, found)


def _collect(clause: Clause, given: Sequence[_Given]) -> Iterator[Row]:
    """Give all rows of a clause, and of what failed, if it is SILENT, rows without bindings.

    That is one where all failed, else one that agrees with each row that was asked for in vain.
    """
    failed = [each.block for each in given if each.rows is None]
    for each in given:
        yield from each.rows or ()
    if clause.lenient:
        return
    if failed and len(failed) == len(given) and not clause.variable:
        yield _unbound(clause, clause.endpoint, (), ())
        return
    for block in failed:
        for row in block.rows:
            yield _unbound(clause, block.member.endpoint, block.keys, row)


def _certain(
    seeds: Table, keys: Sequence[str], first: str = ""
) -> tuple[tuple[str, ...], list[Row]]:
    """Give the keys that all seed rows bind, and the different rows of ``first`` and these."""
    places = {name: place for place, name in enumerate(seeds.columns)}
    bound = tuple(key for key in keys if all(row[places[key]] is not None for row in seeds.rows))
    wanted = [places[name] for name in ((first, *bound) if first else bound)]
    return bound, distinct(seeds.rows, wanted)


def _of_endpoint(clause: Clause, endpoint: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Bind the variable that named the endpoint in the rows that it gave."""
    if not clause.variable:
        yield from rows
        return
    place, name = clause.columns.index(clause.variable), f"<{endpoint}>"
    for row in rows:
        if row[place] in {None, name}:
            yield (*row[:place], name, *row[place + 1 :])


def _unbound(clause: Clause, endpoint: str, keys: Sequence[str], row: Row) -> Row:
    """Make the solution of a failed clause that agrees with a row."""
    known = dict(zip(keys, row, strict=True))
    if clause.variable:
        known[clause.variable] = f"<{endpoint}>"
    return tuple(known.get(name) for name in clause.columns)
