"""A snapshot as the search for proofs reads it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import EngineError, NoSnapshotError
from cybernorms.explanation import Triple
from cybernorms.namespaces import is_inferred
from cybernorms.sources import typed_literal

_Term = ox.NamedNode | ox.BlankNode | ox.Literal
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class StoreFacts:
    """The facts of Stores, any of which may hold any quad; inferred ones are in graphs apart.

    With ``union`` the default graph of each has all its triples once, as that of a snapshot's Store
    has.
    """

    def __init__(self, *stores: ox.Store, union: bool) -> None:
        """Take the Stores as they are."""
        self._stores = stores
        self._scope = ox.DefaultGraph() if union else None

    def find(
        self, s: Node | None, p: Node | None, o: Node | None, most: int
    ) -> Mapping[Triple, bool]:
        """Give ``most`` triples of a pattern, with whether any graph asserts them."""
        found = islice(self._triples(s, p, o), most)
        return {triple: not all(map(is_inferred, names)) for triple, names in found}

    def graphs(self, triple: Triple) -> tuple[URIRef, ...]:
        """Name the graphs that state a triple, in order."""
        names = {name for _, found in self._triples(*triple) for name in found}
        return tuple(URIRef(name) for name in sorted(names))

    def _triples(
        self, s: Node | None, p: Node | None, o: Node | None
    ) -> Iterator[tuple[Triple, set[str]]]:
        """Give the triples of a pattern with the names of their graphs."""
        try:
            pattern = [None if term is None else _to_engine(term) for term in (s, p, o)]
        except ValueError:
            return  # what is no IRI is in no triple
        seen: set[ox.Triple] = set()
        for quad in self._quads(pattern, self._scope):
            if quad.triple not in seen:
                seen.add(quad.triple)
                names = self._names(quad.subject, quad.predicate, quad.object)
                yield (
                    (read_node(quad.subject), URIRef(quad.predicate.value), read_node(quad.object)),
                    names,
                )

    def _names(self, *triple: _Term | ox.Triple) -> set[str]:
        return {
            quad.graph_name.value
            for quad in self._quads(triple, None)
            if not isinstance(quad.graph_name, ox.DefaultGraph)
        }

    def _quads(
        self, pattern: Sequence[_Term | ox.Triple | None], scope: ox.DefaultGraph | None
    ) -> Iterator[ox.Quad]:
        s, p, o = pattern
        if isinstance(s, ox.Literal | ox.Triple) or not isinstance(p, ox.NamedNode | None):
            return iter(())
        return chain.from_iterable(
            store.quads_for_pattern(s, p, o, scope) for store in self._stores
        )


def open_facts(folder: Path) -> StoreFacts:
    """Load a snapshot folder for proofs alone, a part on each core.

    Raises NoSnapshotError when the folder or one of its files is missing, and EngineError when a
    file does not parse.
    """
    stores = [ox.Store() for _ in range(len(os.sched_getaffinity(0)))]
    with ThreadPoolExecutor(len(stores)) as pool:
        for name in ("asserted.nq", "inferred.nq"):
            try:
                pieces = _cut((folder / name).read_bytes(), len(stores))
                list(pool.map(_load, stores, pieces))
            except FileNotFoundError as error:
                raise NoSnapshotError(f"{folder}: no snapshot; run  cybernorms build") from error
            except SyntaxError as error:
                raise EngineError(f"{folder / name}: not N-Quads: {error}") from None
    return StoreFacts(*stores, union=False)


def _cut(lines: bytes, number: int) -> Iterator[bytes]:
    """Cut lines into pieces of about the same size."""
    start = 0
    for place in range(1, number):
        end = lines.find(b"\n", len(lines) * place // number) + 1
        yield lines[start:end]
        start = end
    yield lines[start:]


def _load(store: ox.Store, quads: bytes) -> None:
    # Lenient: a build wrote them, and their IRIs need not be checked again. The engine lets other
    # threads run meanwhile.
    store.bulk_load(quads, ox.RdfFormat.N_QUADS, lenient=True)


def _to_engine(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Raises ValueError for what the engine does not take as an IRI or a tag."""
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term))


def read_node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Give a term of the engine as rdflib has it. Raises EngineError for a triple."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise EngineError("a triple inside a triple can not be explained")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return (
        Literal(term.value) if datatype == _STRING else typed_literal(term.value, URIRef(datatype))
    )
