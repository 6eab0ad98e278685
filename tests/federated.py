"""Our federated engine without processes, and another opinion: pyoxigraph, which asks by itself."""

import json
import re
from collections import Counter
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from tests.loopback import Endpoints

from cybernorms.engine import Answer, Query
from cybernorms.federation import FederatingEngine, Registry
from cybernorms.federation.plan import write_plan
from cybernorms.federation.planning import make_plan
from cybernorms.protocol.cache import Cache
from cybernorms.settings import load_settings
from cybernorms.store import Snapshot

JSON = "application/sparql-results+json"


class HereAndNow:
    """A QueryEngine without processes."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def query(self, query: Query) -> Answer:
        if query.kind == "plan":
            plan = make_plan(query, 200, partial(self._holds, query))
            return Answer("PLAN", "application/json", write_plan(plan), "s")
        return self._snapshot.query(query)

    def _holds(self, query: Query, text: str) -> bool:
        asked = Query(text, JSON, None, query.timeout)
        return json.loads(self._snapshot.query(asked).body)["boolean"] is True

    def snapshot_id(self, release: str | None = None, /) -> str:
        return "s"

    def check(self) -> str:
        return "s"


class Trial:
    """Our engine and the other one over the same data."""

    def __init__(
        self, state: Path, served: Endpoints, prologue: str, ours: str, **limits: float | str
    ) -> None:
        self.prologue = prologue
        self.store = ox.Store()
        self.store.load(ours.encode(), ox.RdfFormat.TURTLE)
        self.store.add(ox.Quad(*[ox.NamedNode(f"http://e/{name}") for name in "spog"]))
        self.served = served
        values: dict[str, float | str] = {
            "outbound_networks": "127.0.0.0/8",
            "service_cache_seconds": 0,
            "service_timeout": 60,
            "timeout": 120,
            **limits,
        }
        settings = load_settings({}, state_dir=state, **values)
        self.registry = Registry(state)
        snapshot = Snapshot("s", {"none": self.store, "owlrl": self.store}, 10**7)
        self.engine = FederatingEngine(HereAndNow(snapshot), settings, Cache(10**6))

    def admit(self, name: str, endpoint: str) -> None:
        self.registry.add(name, endpoint)
        self.registry.set_status(name, "active")

    def text(self, text: str) -> str:
        """Write a query whose endpoints are called by their names."""
        return self.prologue + re.sub(r"<(\w+)>", lambda m: f"<{self.served.url(m[1])}>", text)

    def ask(self, text: str, *members: str) -> Answer:
        here = ("http://here/sparql",)
        query = Query(
            self.text(text), JSON, "application/n-triples", 120, here=here, members=members
        )
        return self.engine.query(query)

    def ours(self, text: str, *members: str) -> Counter[object]:
        found = ox.parse_query_results(
            self.ask(text, *members).body, format=ox.QueryResultsFormat.JSON
        )
        assert isinstance(found, ox.QuerySolutions)
        return rows(found)

    def theirs(self, text: str) -> Counter[object]:
        found = self.store.query(self.text(text))
        assert isinstance(found, ox.QuerySolutions)
        return rows(found)


def rows(solutions: ox.QuerySolutions) -> Counter[object]:
    """Count the solutions; what a blank node is called, here or by others, says nothing."""
    names = [variable.value for variable in solutions.variables]
    return Counter(
        frozenset((name, plain(row[name])) for name in names if row[name] is not None)
        for row in solutions
    )


def plain(term: object) -> str:
    if isinstance(term, ox.BlankNode) or "/genid/" in str(term):
        return "blank"
    return str(term)
