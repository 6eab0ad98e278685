"""A query engine that answers SERVICE clauses itself and has the rest answered by another one."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Final

from msgspec.structs import replace

from cybernorms.engine import Answer, Completeness, Query, QueryEngine, Source
from cybernorms.errors import BusyError, MalformedRequestError, RemoteError, ServiceError
from cybernorms.federation.asking import Asking
from cybernorms.federation.capabilities import Capabilities
from cybernorms.federation.completeness import tell
from cybernorms.federation.members import Kept, Members
from cybernorms.federation.plan import Plan, read_plan
from cybernorms.federation.registry import Registry
from cybernorms.federation.statements import Statements
from cybernorms.federation.tables import iri_of, read_table
from cybernorms.mappings.equivalences import EXACT_MATCHES, Equivalences, equivalences
from cybernorms.settings import Settings

_JSON: Final = "application/json"
_TABLE: Final = "application/sparql-results+json"
_ATTEMPTS: Final = 3


class FederatingEngine:
    """A QueryEngine; any number of threads may use it."""

    def __init__(self, engine: QueryEngine, settings: Settings, kept: Kept) -> None:
        """Have ``engine`` answer what is ours, and keep members' replies in ``kept``."""
        self._engine, self._settings = engine, settings
        self._registry = Registry.of(settings)
        self._statements = Statements(settings.state_dir)
        self._places = BoundedSemaphore(settings.service_queries)
        self.members = Members(settings, kept)
        self._capabilities = Capabilities(self.members)
        self._same = "", Equivalences({})
        self.snapshot_id, self.check = engine.snapshot_id, engine.check

    def query(self, query: Query) -> Answer:
        """Answer a query; one with SERVICE clauses or members has a completeness statement.

        Raises what engine.QueryEngine raises, MalformedRequestError for a name of no member that
        can be asked, ForbiddenQueryError for a clause that calls no member, and RemoteError for
        one that failed and is not SILENT.
        """
        if query.kind != "query" or not (query.members or may_call(query.text)):
            return self._engine.query(query)
        sources = tuple(self._choose(query.members))
        wanted = replace(query, kind="plan", results_type=_JSON, sources=sources)
        plan = read_plan(self._engine.query(wanted).body)
        if not plan.rounds and plan.text == query.text and not sources:
            return self._engine.query(query)
        if not self._places.acquire(timeout=self._settings.queue_timeout):
            raise BusyError(f"{self._settings.service_queries} queries ask members; try again")
        try:
            for _ in range(_ATTEMPTS):
                answer = self._answer(query, plan, sources)
                if answer is not None:
                    return answer
        finally:
            self._places.release()
        raise BusyError("the data changed while members were asked; ask again")

    def _choose(self, names: Sequence[str]) -> Iterator[Source]:
        """Give the members of some names. Raises MalformedRequestError where one is not asked."""
        if not names:
            return
        known = {member.name: member for member in self._registry.asked().values()}
        for name in dict.fromkeys(known if "*" in names else names):
            if name not in known:
                raise MalformedRequestError(
                    f"members={name[:100]}: no member of that name can be asked; "
                    f"choose of {', '.join(known) or 'none yet'}, or * for all; see /federation"
                )
            yield self._capabilities.of(known[name])

    def _answer(self, query: Query, plan: Plan, sources: Sequence[Source]) -> Answer | None:
        """Carry a plan out; None if the snapshot was switched meanwhile."""
        known, settings = self._registry.asked(), self._settings
        same = self._find_same(query) if sources else Equivalences({})
        asking = Asking(query, self._engine, self.members, known, settings, same=same)
        for source in sources:
            asking.ledger.open(source.name, source.endpoint)
        try:
            for clauses in plan.rounds:
                asking.ask(clauses)
        except RemoteError as error:
            raise ServiceError(str(error), self._state(asking, plan, "", 0)) from None
        answer = self._engine.query(
            replace(query, text=plan.text, inserts=asking.inserts, timeout=asking.remaining)
        )
        if asking.snapshots - {answer.snapshot}:
            return None
        statement = self._state(asking, plan, answer.snapshot, answer.truncated)
        return replace(answer, body=tell(answer, statement, query), completeness=statement)

    def _find_same(self, query: Query) -> Equivalences:
        """Give what accepted mappings say is the same, found out once for a snapshot."""
        snapshot = self._engine.snapshot_id(query.release)
        known, same = self._same
        if known != snapshot:
            asked = Query(
                EXACT_MATCHES, _TABLE, None, query.timeout, base=query.base, release=query.release
            )
            answer = self._engine.query(asked)
            rows = read_table(answer.body, ("one", "other")).rows
            pairs = ((iri_of(one), iri_of(other)) for one, other in rows)
            same = equivalences((one, other) for one, other in pairs if one and other)
            self._same = answer.snapshot, same
        return same

    def _state(self, asking: Asking, plan: Plan, snapshot: str, truncated: int) -> Completeness:
        """State what was asked, and keep that."""
        shares = asking.ledger.shares(self.members.states())
        made, name = datetime.now(UTC), secrets.token_urlsafe(12)
        statement = Completeness(name, made, snapshot, shares, truncated, plan.notes)
        self._statements.keep(statement)
        return statement


def may_call(text: str) -> bool:
    """Tell whether a text may have SERVICE clauses; a worker finds out whether it has."""
    return "SERVICE" in text.upper()
