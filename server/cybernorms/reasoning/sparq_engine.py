"""The quick engine: sparq, native and young, held to the reference by the tests."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Final

import msgspec
import sparq
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import OWL, PREFIXES, RDF, RDFS
from cybernorms.reasoning.engine import Row, Triple, is_stand_in
from cybernorms.reasoning.pruning import is_worth_keeping
from cybernorms.reasoning.restating import (
    part_lists,
    state_reflexivity,
    state_spellings,
    state_values,
)
from cybernorms.sources import write_statements, write_term

_PREFIXES: Final = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
_SAME: Final = "{ ?x owl:sameAs ?y }"
_PART: Final = (
    f"{_SAME} UNION {{ ?y rdfs:subPropertyOf ?x }}",
    f"{_SAME} UNION {{ ?x rdfs:subClassOf ?y }}",
)
# What the engine says more of than the rules do, and what the rules make of subject and object.
_EXCEEDED: Final[Mapping[Node, tuple[str, str]]] = MappingProxyType(
    {OWL.differentFrom: (_SAME, _SAME), RDFS.domain: _PART, RDFS.range: _PART}
)
_STATED: Final = "urn:x-cybernorms:stated"
# Blank nodes never survive pruning, so they need not leave the engine; nor need what is asserted.
_DERIVED: Final = (
    f"?s ?p ?o FILTER(isIRI(?s) && !isBlank(?o)) MINUS {{ GRAPH <{_STATED}> {{ ?s ?p ?o }} }}"
)


class _Term(msgspec.Struct, gc=False):
    """A term of an answer (SPARQL 1.1 Query Results JSON Format 3.2.2)."""

    type: str
    value: str
    language: str | None = msgspec.field(default=None, name="xml:lang")
    datatype: str | None = None


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Term]]


class _Answer(msgspec.Struct):
    results: _Results


class SparqClosure:
    """The closure in the engine's own store; it leaves it only as far as it is asked for.

    What is asserted is held twice: the default graph is added to by reasoning, the other stays.
    """

    def __init__(self, asserted: Graph) -> None:
        """Load the graph into the engine and let it reason."""
        triples = [triple for triple, _ in asserted.store.triples((None, None, None))]
        self._graph = self._load(triples, asserted)
        self._graph.reason("owl")
        self._terms = _Terms(triples)
        self._asserted = asserted
        self._relations: dict[str, dict[Node, set[Node]]] = {}
        keys = (list(asserted.items(key)) for key in asserted.objects(None, OWL.hasKey))
        self._apply_keys({len(key) for key in keys if key})
        self.complaints = tuple(sorted(self._graph.inconsistencies()))

    def _load(self, triples: list[Triple], asserted: Graph) -> sparq.Graph:
        return sparq.Graph.load("".join(_quads(triples, asserted)), "nquads")

    def derived(self) -> Iterator[Triple]:
        """Give what is not asserted and has no blank node, and no literal as subject."""
        terms = self._terms
        for row in self._solve(_DERIVED):
            triple = terms[row["s"]], terms[row["p"]], terms[row["o"]]
            if not is_stand_in(*triple) and not self._is_extra(*triple):
                yield triple

    def select(self, pattern: str) -> Iterator[Row]:
        """Solve a SPARQL group graph pattern, with the project's prefixes."""
        rows = self._solve(pattern)
        return ({name: self._terms[term] for name, term in row.items()} for row in rows)

    def _solve(self, pattern: str) -> list[dict[str, _Term]]:
        answer = self._graph.query_json(f"{_PREFIXES}SELECT * {{ {pattern} }}")
        return msgspec.json.decode(answer, type=_Answer).results.bindings

    def _apply_keys(self, lengths: Iterable[int]) -> None:
        """Apply prp-key until nothing new follows, to keys of some numbers of properties.

        The engine reads one key of a class, and passes over properties that have several values.
        """
        patterns = list(map(_key_pattern, lengths))
        while any(any(self.select(pattern)) for pattern in patterns):
            for pattern in patterns:
                self._graph.update(
                    f"{_PREFIXES}INSERT {{ ?x owl:sameAs ?y }} WHERE {{ {pattern} }}"
                )
            self._graph.reason("owl")

    def _is_extra(self, *triple: Node) -> bool:
        """Tell what is sound but follows by no rule.

        These are differences told from the other end, and domains and ranges of inverses.
        """
        return triple[1] in _EXCEEDED and triple not in self._by_rule

    @cached_property
    def _by_rule(self) -> frozenset[tuple[Node, ...]]:
        """Give what eq-rep-*, scm-dom* and scm-rng* make of the predicates that are exceeded."""
        return frozenset(
            (s, p, o)
            for p, (from_subject, from_object) in _EXCEEDED.items()
            for a, b in self._asserted.subject_objects(p)
            for s in self._related(from_subject, a)
            for o in self._related(from_object, b)
        )

    def _related(self, pattern: str, node: Node) -> set[Node]:
        return {node, *self._pairs(pattern).get(node, ())}

    def _pairs(self, pattern: str) -> Mapping[Node, set[Node]]:
        if pattern not in self._relations:
            pairs = self._relations[pattern] = {}
            for row in self.select(pattern):
                pairs.setdefault(row["x"], set()).add(row["y"])
        return self._relations[pattern]


class LinesClosure(SparqClosure):
    """The closure of axioms and of a file of data, which says nothing by the words of axioms.

    What is asserted is held once only, so it comes out with the rest.
    """

    def __init__(self, axioms: Graph, data: Path) -> None:
        """Load the axioms and the lines of N-Triples, and reason."""
        self._data = data
        super().__init__(axioms)

    def _load(self, triples: list[Triple], asserted: Graph) -> sparq.Graph:
        with NamedTemporaryFile(dir=self._data.parent, suffix=".nt") as file:
            mark = f"<{_STATED}> .\n"
            file.writelines(
                quad.encode() for quad in _quads(triples, asserted) if not quad.endswith(mark)
            )
            with self._data.open("rb") as data:
                copyfileobj(data, file, 1 << 20)
            file.flush()
            return sparq.Graph.load(file.name, "ntriples")

    def lines(self, asserted: Mapping[str, int]) -> Iterator[str]:
        """Give the closure as N-Triples, property by property, or what of it can be new.

        ``asserted`` says how many triples of each property are asserted: where there are no more,
        nothing is derived.
        """
        for row in self._solve("{ SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p }"):
            property_, number = row["p"].value, int(row["n"].value)
            if number == asserted.get(property_):
                continue
            parts = [""]
            if property_ == str(RDF.type):
                classes = self._solve("{ SELECT DISTINCT ?c { ?s a ?c } }")
                parts = [
                    f"VALUES ?o {{ <{c['c'].value}> }}" for c in classes if c["c"].type == "uri"
                ]
            for part in parts:
                pattern = f"{part} ?s <{property_}> ?o FILTER(isIRI(?s) && !isBlank(?o))"
                for found in self._solve(pattern):
                    subject = f"<{found['s'].value}>" if "s" in found else ""
                    triple = URIRef(found["s"].value), URIRef(property_), self._terms[found["o"]]
                    if (
                        subject
                        and is_worth_keeping(*triple)
                        and not is_stand_in(*triple)
                        and not self._is_extra(*triple)
                    ):
                        yield f"{subject} <{property_}> {write_term(triple[2])} .\n"


def _key_pattern(length: int) -> str:
    """Match two things that a key of so many properties makes one, and that are not one yet."""
    cells = "".join(
        f" . ?l{n} rdf:first ?p{n} ; rdf:rest {'rdf:nil' if n + 1 == length else f'?l{n + 1}'}"
        f" . ?x ?p{n} ?k{n} . ?y ?p{n} ?k{n}"
        for n in range(length)
    )
    return (
        f"?c owl:hasKey ?l0 . ?x rdf:type ?c . ?y rdf:type ?c {cells} "
        "FILTER (?x != ?y) FILTER NOT EXISTS { ?x owl:sameAs ?y }"
    )


def _quads(triples: list[Triple], asserted: Graph) -> Iterator[str]:
    """Write the graph as it is and, as the default graph, in the words that the engine needs."""
    parted = dict(part_lists(asserted))
    hidden = set(write_statements(parted))
    for statement in write_statements(triples):
        yield f"{statement} <{_STATED}> .\n"
        if statement not in hidden:
            yield f"{statement} .\n"
    instead = chain.from_iterable(parted.values())
    values = chain(state_values(asserted), state_spellings(asserted))
    restated = chain(instead, values, state_reflexivity(asserted))
    for statement in write_statements(restated):
        yield f"{statement} .\n"


class _Terms:
    """Turns the engine's JSON terms back into the very terms that were put in."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        # The engine lowers the case of language tags; the graph knows how they were written.
        self._tagged: Mapping[tuple[str, str], Literal] = {
            (str(o), o.language.lower()): o
            for _, _, o in triples
            if type(o) is Literal and o.language and not o.language.islower()
        }
        self._iris: dict[str, URIRef] = {}

    def __getitem__(self, term: _Term) -> Node:
        value = term.value
        if term.type == "uri":
            iri = self._iris.get(value)
            if iri is None:
                iri = self._iris[value] = URIRef(value)
            return iri
        if term.type == "bnode":
            return BNode(value)
        if tag := term.language:
            return self._tagged.get((value, tag)) or Literal(value, lang=tag)
        return Literal(value, datatype=term.datatype, normalize=False)
