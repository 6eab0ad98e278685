"""What an asserted triple rests on: its graphs, and passages or sources that its subject names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.explanation.facts import Facts
from cybernorms.explanation.rules import Triple
from cybernorms.namespaces import CN, DCTERMS, OA, RDF, SKOS

_MOST: Final = 20


class Published(Facts, Protocol):
    """Facts in named graphs."""

    def graphs(self, triple: Triple) -> tuple[URIRef, ...]:
        """Name the graphs that state a triple."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that is evidence of something.

    ``start`` and ``end`` are offsets in code points of the document's text.
    """

    of: Node
    passage: Node
    document: Node | None
    section: str
    start: int | None
    end: int | None
    locator: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Support:
    """Why an asserted triple is asserted.

    ``sources`` are those of terms and of the catalogue; ``definition`` is that of a term, and
    ``justification`` the curators' reason.
    """

    graphs: tuple[URIRef, ...]
    passages: tuple[Quotation, ...]
    sources: tuple[Node, ...]
    definition: str
    justification: str


def support(triple: Triple, facts: Published) -> Support:
    """Find what an asserted triple rests on.

    Passages are evidence of the subject (docs/model.md); a passage is its own. An axiom has the
    sources of its term. A correspondence that the curators infer has their justification, and the
    passages of the provisions that it compares.
    """
    subject, _, value = triple
    evidence = list(_evidence(subject, facts))
    if not evidence and isinstance(value, URIRef):
        evidence = list(_evidence(value, facts))
    return Support(
        facts.graphs(triple),
        tuple(_quotation(of, passage, facts) for of, passage in evidence),
        tuple(_values(subject, DCTERMS.source, facts)),
        _text(subject, SKOS.definition, facts),
        _text(subject, CN.justification, facts),
    )


def _evidence(node: Node, facts: Facts) -> Iterator[tuple[Node, Node]]:
    if any(facts.find(node, RDF.type, CN.Passage, 1).values()):
        yield node, node
    for passage in _values(node, CN.evidence, facts):
        yield node, passage


def _quotation(of: Node, passage: Node, facts: Facts) -> Quotation:
    selectors = list(_values(passage, OA.hasSelector, facts))
    return Quotation(
        of,
        passage,
        next(_values(passage, CN.sourceDocument, facts), None),
        _text(passage, CN.section, facts),
        _number(selectors, OA.start, facts),
        _number(selectors, OA.end, facts),
        next((text for node in selectors if (text := _text(node, OA.exact, facts))), ""),
        _text(passage, CN.passageDigest, facts),
    )


def _values(node: Node, property_: URIRef, facts: Facts) -> Iterator[Node]:
    """Give the asserted values of a property, in order."""
    found = facts.find(node, property_, None, _MOST)
    yield from sorted((o for (_, _, o), asserted in found.items() if asserted), key=str)


def _text(node: Node, property_: URIRef, facts: Facts) -> str:
    return str(next(_values(node, property_, facts), ""))


def _number(nodes: list[Node], property_: URIRef, facts: Facts) -> int | None:
    for node in nodes:
        for value in _values(node, property_, facts):
            if isinstance(value, Literal) and str(value).isdecimal():
                return int(value)
    return None
