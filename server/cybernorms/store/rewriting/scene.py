"""What a rule sees: a query text with its outline, and the data that it will be asked of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

import pyoxigraph as ox

from cybernorms.store.rewriting.outline import Outline, Triple, read_outline

FEW = 100
"""Triples that are few enough for the engine to begin with, whatever else is known."""

_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

Node = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def is_variable(term: str) -> bool:
    """Tell a variable from a term that is given."""
    return term.startswith(("?", "$"))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from ``start`` to ``end`` (offsets in characters) by another."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Data:
    """A store, and the graphs of it that a query reads (SPARQL 1.1 Query 13)."""

    store: ox.Store
    default: Sequence[Node]
    named: Sequence[ox.NamedNode] | None

    def named_graphs(self) -> list[str]:
        """Name the named graphs of the data set that the store holds, in order."""
        if self.named is None:
            held = (graph.value for graph in self.store.named_graphs())
        else:
            held = (graph.value for graph in self.named if self.store.contains_named_graph(graph))
        return sorted(set(held))

    def holds(self, node: Term, graphs: Iterable[Node]) -> bool:
        """Tell whether a term is the subject or the object of a triple in one of the graphs."""
        return any(
            self.count(node, None, None, (graph,), 1) or self.count(None, None, node, (graph,), 1)
            for graph in graphs
        )

    def count(
        self,
        subject: Term | None,
        predicate: Term | None,
        object_: Term | None,
        graphs: Iterable[Node],
        most: int,
    ) -> int:
        """Count the triples of the graphs with these terms, but not further than ``most``."""
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
            return 0
        found = (
            quad
            for graph in graphs
            for quad in self.store.quads_for_pattern(subject, predicate, object_, graph)
        )
        return sum(1 for _ in islice(found, most))


class Scene:
    """A query text with what is known of it."""

    def __init__(self, text: str, base: str | None, data: Data) -> None:
        """Take a text, the base of its relative IRIs, and what it will be asked of."""
        self.text = text
        self.base = base
        self.data = data

    @cached_property
    def columns(self) -> list[str]:
        """The variables of a SELECT as the engine orders them. Raises SyntaxError."""
        solutions = ox.Store().query(self.text, base_iri=self.base)
        is_select = isinstance(solutions, ox.QuerySolutions)
        return [variable.value for variable in solutions.variables] if is_select else []  # type: ignore[union-attr]

    def require_query(self) -> None:
        """Raise SyntaxError for a text that the engine does not accept."""
        ox.Store().query(self.text, base_iri=self.base)

    @cached_property
    def outline(self) -> Outline:
        """The outline of the text. Raises Unclear."""
        return read_outline(self.text)

    def resolve(self, terms: Sequence[str]) -> list[Term]:
        """Read terms as the engine does, prefixes and base included. Raises SyntaxError."""
        return resolve_terms(self.outline.prologue, tuple(terms), self.base)

    def is_rare(self, triple: Triple) -> bool:
        """Tell whether fewer than ``FEW`` triples of the default graph have the given terms."""
        terms = (triple.subject, triple.verb, triple.object)
        given = [_RDF_TYPE if term == "a" else term for term in terms if not is_variable(term)]
        try:
            known = iter(self.resolve(given) if given else [])
        except SyntaxError:
            return False  # a path
        subject, verb, object_ = (None if is_variable(term) else next(known) for term in terms)
        return self.data.count(subject, verb, object_, self.data.default, FEW) < FEW

    def edited(self, edits: Iterable[Edit]) -> "Scene":
        """Give the scene with its text changed; no two edits overlap."""
        pieces, done = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.text[done : edit.start], edit.text]
            done = edit.end
        text = "".join([*pieces, self.text[done:]])
        return Scene(text, self.base, self.data)

    def fresh(self, name: str) -> str:
        """Name a variable that the text does not have."""
        while name in self.text:
            name += "_"
        return f"?{name}"


@lru_cache(maxsize=512)
def resolve_terms(prologue: str, terms: tuple[str, ...], base: str | None) -> list[Term]:
    """Read terms as the engine does, behind a prologue. Raises SyntaxError."""
    columns = "".join(f" ({term} AS ?t{place})" for place, term in enumerate(terms))
    solutions = ox.Store().query(f"{prologue} SELECT{columns} {{}}", base_iri=base)
    return list(next(iter(solutions)))  # type: ignore[arg-type]
