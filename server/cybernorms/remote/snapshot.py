"""A snapshot whose graphs are in another engine, asked as one in memory is."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from cybernorms.engine import Answer, Query
from cybernorms.errors import EngineUnavailableError, QueryLimitError
from cybernorms.remote.address import Address
from cybernorms.remote.describing import describe
from cybernorms.remote.facts import RemoteFacts
from cybernorms.remote.link import RESULTS, TRIPLES, Link
from cybernorms.remote.loading import is_whole
from cybernorms.remote.naming import NODE, GraphSet
from cybernorms.remote.scope import Scope
from cybernorms.remote.translation import translate
from cybernorms.store import (
    PUBLISHED,
    QueryReader,
    ReadQuery,
    Snapshot,
    local_store,
    regime_of,
    write_results,
)

_MERGED: Final = 500_000
"""Statements of graphs that are merged for one query, at most."""


class MissingSetError(EngineUnavailableError):
    """The engine is there, but it has not the graphs: it was emptied, or is another one."""


class RemoteSnapshot:
    """Answers queries over one set of graphs by one connection to their engine."""

    def __init__(
        self,
        set_: GraphSet,
        address: Address,
        sizes: dict[str, int],
        max_bytes: int,
        seconds: float,
    ) -> None:
        """Take the named graphs with their sizes; ``open`` connects."""
        self.name = set_.snapshot
        self.link = Link(address, seconds)
        self._set, self._sizes, self._max_bytes = set_, sizes, max_bytes
        self._reader = QueryReader(sizes)

    def open(self) -> None:
        """Connect to the engine. Raises EngineUnavailableError, and MissingSetError."""
        self.link.open()
        if not is_whole(self.link, self._set):
            raise MissingSetError(f"the engine has not the graphs of snapshot {self.name} yet")

    def query(self, query: Query) -> Answer:
        """Answer a query.

        Raises what Snapshot.query raises, EngineError for what the engine can not do,
        QueryLimitError for what it stopped, and EngineUnavailableError when it is not there.
        """
        read = self._reader.read(query)
        if read.dataset != PUBLISHED and (answer := self._merged(read)):
            return answer
        scope = Scope(self._set, read.dataset, query.entailment)
        if read.form == "DESCRIBE":
            source = describe(read, scope, self.link, self._reader)
            written = write_results(read, source, NODE, self._max_bytes)
        else:
            text = translate(read.query, read.columns, scope)
            accept = TRIPLES if read.form == "CONSTRUCT" else RESULTS
            with self.link.ask(text, accept) as reply:
                written = write_results(read, reply, NODE, self._max_bytes)
        media_type, body, cut = written
        regime = regime_of(query.entailment, read.dataset)
        return Answer(read.form, media_type, body, self.name, cut, regime)

    def facts(self) -> RemoteFacts:
        """Give what proofs are looked for in."""
        return RemoteFacts(self.link, self._set)

    def _merged(self, read: ReadQuery) -> Answer | None:
        """Answer a query here whose default graph is none that the engine has; None if it has it.

        Engines merge several graphs differently, and take nothing from an empty graph, not even
        what needs no triple. So the graphs are fetched. Raises QueryLimitError when several are
        too large to be merged.
        """
        query, dataset = read.query, read.dataset
        default, named = self._held(dataset.default), self._held(dataset.named)
        is_large = sum(self._sizes[name] for name in {*default, *named}) > _MERGED
        if len(default) == 1 or (is_large and not default):
            return None
        if is_large:
            raise QueryLimitError(
                f"the default graph is to be merged of graphs with more than {_MERGED} triples; "
                "ask one of them, or the published default graph",
                "merged_triples",
                _MERGED,
            )
        scope = Scope(self._set, dataset, query.entailment)
        whole = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }}"
        graphs = (
            (name, self.link.ask(whole.format(scope.graph(name)), TRIPLES))
            for name in dict.fromkeys((*default, *named))
        )
        store = local_store(graphs, NODE)
        local = Snapshot(self.name, {"none": store, "owlrl": store}, self._max_bytes)
        return local.query(
            replace(query, default_graphs=dataset.default, named_graphs=dataset.named)
        )

    def _held(self, names: Iterable[str] | None) -> list[str]:
        return [name for name in dict.fromkeys(names or ()) if name in self._sizes]
