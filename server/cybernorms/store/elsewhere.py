"""Queries that another engine answers: read here as its own are, and its results written here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import pyoxigraph as ox
from msgspec.structs import replace

from cybernorms.engine import Entailment, Query, QueryForm
from cybernorms.errors import EngineError, QuerySyntaxError
from cybernorms.namespaces import is_inferred
from cybernorms.store.dataset import Dataset
from cybernorms.store.diagnosis import diagnose
from cybernorms.store.rewriting import Data, lower_booleans, mend
from cybernorms.store.rewriting.scene import resolve_terms
from cybernorms.store.serialization import serialize
from cybernorms.store.snapshot import choose_dataset, explain_fault, form_of_answer

_CHUNK: Final = 65536
_TRIPLES: Final = (
    (rb"^<%b([^>]*)>", rb"_:\1"),
    (rb"(\s)<%b([^>]*)>(?=\s*\.[ \t\r]*$)", rb"\1_:\2"),
)
_TERMS: Final = (
    (
        rb'(\{\s*"type"\s*:\s*")uri("\s*,\s*"value"\s*:\s*")%b([^"]*"\s*\})',
        rb"\1bnode\2\3",
    ),
    (
        rb'(\{\s*"value"\s*:\s*")%b([^"]*"\s*,\s*"type"\s*:\s*")uri("\s*\})',
        rb"\1\2bnode\3",
    ),
)
"""Where an IRI that stands for a blank node can be; a string may have what looks like one."""

_BOOLEAN: Final = re.escape(b"http://www.w3.org/2001/XMLSchema#boolean")
_BOOLEANS: Final = (
    (re.compile(rb'"1"(?=\^\^<%b>)' % _BOOLEAN), b'"true"'),
    (re.compile(rb'"0"(?=\^\^<%b>)' % _BOOLEAN), b'"false"'),
    (re.compile(rb'("%b"\s*,\s*"value"\s*:\s*)"1"' % _BOOLEAN), rb'\1"true"'),
    (re.compile(rb'("%b"\s*,\s*"value"\s*:\s*)"0"' % _BOOLEAN), rb'\1"false"'),
)
"""The canonical forms, as our own store has them, of what Virtuoso writes; no string has it so."""


class Readable(Protocol):
    """Bytes as they come."""

    def read(self, size: int = -1, /) -> bytes:
        """Give about so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as it was understood: its text mended, its columns if it is a SELECT."""

    query: Query
    form: QueryForm
    columns: tuple[str, ...]
    dataset: Dataset


class QueryReader:
    """Reads queries over the named graphs of a snapshot."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names of the graphs."""
        self._stores: dict[Entailment, ox.Store] = {"none": ox.Store(), "owlrl": ox.Store()}
        for name in names:
            self._stores["owlrl"].add_graph(ox.NamedNode(name))
            if not is_inferred(name):
                self._stores["none"].add_graph(ox.NamedNode(name))

    def read(self, query: Query) -> ReadQuery:
        """Check a query's syntax, and mend what engines take otherwise than SPARQL defines it.

        Raises what Snapshot.query raises of a text.
        """
        query = replace(query, text=lower_booleans(query.text))
        form, _ = _parse(query)
        dataset = choose_dataset(query)
        named = dataset.named if dataset.named is not None or dataset.default is None else ()
        graphs = None if named is None else [ox.NamedNode(name) for name in named]
        data = Data(self._stores[query.entailment], [ox.DefaultGraph()], graphs)
        text = mend(query.text, query.base, data, portable=True)
        mended = replace(query, text=text)
        try:
            _, columns = _parse(mended)
        except QuerySyntaxError:
            mended, (_, columns) = query, _parse(query)
        return ReadQuery(mended, form, columns, dataset)


def _parse(query: Query) -> tuple[QueryForm, tuple[str, ...]]:
    try:
        solutions = ox.Store().query(query.text, base_iri=query.base)
    except SyntaxError as error:
        raise diagnose(query.text, query.base, error) from None
    except (OSError, RuntimeError) as error:
        raise explain_fault(error) from None
    columns: tuple[str, ...] = ()
    if isinstance(solutions, ox.QuerySolutions):
        columns = tuple(variable.value for variable in solutions.variables)
    return form_of_answer(solutions, query.text), columns


def resolve_iris(prologue: str, names: tuple[str, ...], base: str | None) -> list[str]:
    """Write names of a text out as IRIs."""
    if not names:
        return []
    return [term.value for term in resolve_terms(prologue, names, base)]  # type: ignore[union-attr]


class _Unveiled:
    """Results with blank nodes in the place of the IRIs that stood for them, and true booleans."""

    def __init__(self, source: Readable, node: str, *, triples: bool) -> None:
        """Read N-Triples or JSON, in which ``node`` begins such an IRI."""
        iri = re.escape(node.encode())
        self._source, self._sign = source, node.encode()
        self._end = b"\n" if triples else b"}"
        self._changes = [
            (re.compile(pattern % iri, re.MULTILINE), blank)
            for pattern, blank in (_TRIPLES if triples else _TERMS)
        ]
        self._rest, self._ready, self._ended = b"", b"", False

    def read(self, size: int = -1, /) -> bytes:
        """Give up to so many bytes, of terms that are there to their end."""
        while not self._ended and (size < 0 or not self._ready):
            data = self._source.read(_CHUNK)
            self._ended = not data
            held = self._rest + data
            end = held.rfind(self._end) + 1 if data else len(held)
            whole, self._rest = held[:end], held[end:]
            if self._sign in whole:
                for pattern, blank in self._changes:
                    whole = pattern.sub(blank, whole)
            if b"XMLSchema#boolean" in whole:
                for pattern, canonical in _BOOLEANS:
                    whole = pattern.sub(canonical, whole)
            self._ready += whole
        given, self._ready = (
            (self._ready, b"") if size < 0 else (self._ready[:size], self._ready[size:])
        )
        return given


def write_results(
    read: ReadQuery, source: Readable, node: str, max_bytes: int
) -> tuple[str, bytes, int]:
    """Write another engine's results, which come as JSON or N-Triples, as the query wants them.

    Gives media type, bytes and where they were cut, as ``serialize``, and raises what it raises,
    what ``source`` raises, and EngineError for what is no such result.
    """
    is_graph = read.form in {"CONSTRUCT", "DESCRIBE"}
    unveiled = _Unveiled(source, node, triples=is_graph)
    try:
        if is_graph:
            return serialize(_triples(unveiled), read.form, read.query, max_bytes)
        solutions = ox.parse_query_results(unveiled, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        return serialize(solutions, read.form, read.query, max_bytes)
    except (SyntaxError, RuntimeError, ValueError) as error:
        raise EngineError(f"the engine behind this server answered what is none: {error}") from None


def _triples(source: Readable) -> Iterator[ox.Triple]:
    quads = ox.parse(source, format=ox.RdfFormat.N_TRIPLES, lenient=True)  # type: ignore[arg-type]
    for quad in quads:
        yield quad.triple


def local_store(graphs: Iterable[tuple[str, Readable]], node: str) -> ox.Store:
    """Make a store of graphs that come as N-Triples."""
    store = ox.Store()
    for name, source in graphs:
        graph = ox.NamedNode(name)
        unveiled = _Unveiled(source, node, triples=True)
        store.extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            for triple in _triples(unveiled)
        )
    return store
