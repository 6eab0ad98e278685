"""What people call resources, and which one they meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import ID, RDF, RDFS, SKOS
from cybernorms.terms import nearest

_NAMING = (SKOS.prefLabel, RDFS.label, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)


@dataclass(frozen=True, slots=True)
class Names:
    """Names and what each stands for; case and the width of blanks make no difference."""

    _meanings: dict[str, dict[Node, None]] = field(default_factory=dict)
    _spellings: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, meaning: Node) -> None:
        """Let a name stand for something; it may stand for several things."""
        key = _key(name)
        self._spellings.setdefault(key, name)
        self._meanings.setdefault(key, {})[meaning] = None

    def find(self, name: str) -> tuple[Node, ...]:
        """Give all that a name stands for."""
        return tuple(self._meanings.get(_key(name), ()))

    def __iter__(self) -> Iterator[str]:
        """Give the names as they were spelt first."""
        return iter(self._spellings.values())


class Meant(NamedTuple):
    """All that bears a name; if nothing does, the name that is spelt most alike.

    ``certain`` is the one thing that was meant all the same, if nothing else can have been.
    """

    found: tuple[Node, ...]
    near: str | None = None
    certain: Node | None = None


def meant(name: str, known: Iterable[Names], *, guess: bool = True) -> Meant:
    """Find what somebody means by a name; what is spelt alike only if it is worth to ``guess``."""
    every = list(known)
    found = _find(name, every)
    if found or not guess:
        return Meant(found)
    spellings = {_key(other): other for names in every for other in names}
    near = nearest(_key(name), spellings)
    if near is None:
        return Meant(())
    bearers = _find(near.name, every)
    certain = bearers[0] if near.certain and len(bearers) == 1 else None
    return Meant((), spellings[near.name], certain)


def _find(name: str, known: Iterable[Names]) -> tuple[Node, ...]:
    return tuple({node: None for names in known for node in names.find(name)})


def in_english(graph: Graph, node: Node, property_: URIRef) -> str:
    """Give a resource's text in English or without a language; empty if there is none."""
    texts = (text for text in graph.objects(node, property_) if isinstance(text, Literal))
    return next((str(t) for t in texts if (t.language or "en").startswith("en")), "")


def title(graph: Graph, node: Node) -> str:
    """Give a resource's name, or else the end of its IRI."""
    return label(graph, node) or tail(node)


def label(graph: Graph, node: Node) -> str:
    """Give a resource's name in English; empty if it has none."""
    return in_english(graph, node, SKOS.prefLabel) or in_english(graph, node, RDFS.label)


def tail(node: Node) -> str:
    """Give the part of an IRI that tells a resource from others of its kind."""
    iri = str(node)
    if iri.startswith(str(ID)):
        return iri.removeprefix(str(ID)).partition("/")[2]
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def names_of(graph: Graph, nodes: Iterable[Node]) -> Names:
    """Collect what resources are called in a graph, with the ends of their IRIs."""
    names = Names()
    for node in nodes:
        for property_ in _NAMING:
            for name in graph.objects(node, property_):
                names.add(str(name), node)
        names.add(tail(node), node)
    return names


def instances(graph: Graph, classes: Iterable[Node]) -> list[URIRef]:
    """List the members of classes and of what is stated to be their subclasses."""
    every = {
        sub: None
        for class_ in classes
        for sub in graph.transitive_subjects(RDFS.subClassOf, class_)
    }
    found = {s: None for class_ in every for s in graph.subjects(RDF.type, class_)}
    return [node for node in found if isinstance(node, URIRef)]


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
