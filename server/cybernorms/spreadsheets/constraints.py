"""What property shapes let a column hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import CN, OWL, RDF, RDFS, SH, SKOS, XSD
from cybernorms.spreadsheets.names import label, names_of, title
from cybernorms.spreadsheets.values import PLAIN, Address, Choice, Reference, Tagged, Typed, Values

_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Constraints:
    """The property shapes of one path, with those among which their sh:or lets choose."""

    path: URIRef
    shapes: list[Node]
    graph: Graph
    known: Graph

    def counts(self, parameter: URIRef, shapes: Iterable[Node]) -> Iterator[int]:
        """Give each value of sh:minCount or sh:maxCount."""
        return (int(str(n)) for shape in shapes for n in self.graph.objects(shape, parameter))

    def values(self) -> Values:
        """Tell by the constraints, or else by what the property is, what a column may hold."""
        if options := self._options():
            labels = {node: label(self.known, node) or str(node) for node in options}
            return Choice(labels, names_of(self.known, options))
        return self._resources() or self._literals()

    def _resources(self) -> Values | None:
        classes = tuple(c for c in self._all(SH["class"]) if isinstance(c, URIRef))
        range_ = self.known.value(self.path, RDFS.range)
        if not classes and isinstance(range_, URIRef) and range_.startswith(CN):
            classes = (range_,)
        is_link = (self.path, RDF.type, OWL.ObjectProperty) in self.known
        if not (classes or is_link or SH.IRI in self._all(SH.nodeKind)):
            return None
        if not classes and any(str(p).startswith("^http") for p in self._all(SH.pattern)):
            return Address()
        return Reference(classes, " or ".join(title(self.known, c) for c in classes) or "a thing")

    def _literals(self) -> Values:
        datatypes = tuple(d for d in self._all(SH.datatype) if isinstance(d, URIRef))
        if RDF.langString in datatypes:
            tags = (str(tag) for head in self._all(SH.languageIn) for tag in self._items(head))
            return Tagged(next(tags, _LANGUAGE))
        range_ = self.known.value(self.path, RDFS.range)
        if not datatypes and isinstance(range_, URIRef) and range_.startswith(XSD):
            return Typed((range_,))
        return Typed(datatypes) if datatypes else PLAIN

    def _options(self) -> list[Node]:
        """Give the members of a closed list: of sh:in, or of the scheme that sh:node asks for."""
        for head in self._all(SH["in"]):
            return self._items(head)
        for node in self._all(SH.node):
            for inner in self.graph.objects(node, SH.property):
                scheme = self.graph.value(inner, SH.hasValue)
                if self.graph.value(inner, SH.path) == SKOS.inScheme and scheme:
                    return list(self.known.subjects(SKOS.inScheme, scheme))
        return []

    def _all(self, parameter: URIRef) -> list[Node]:
        every = [*self.shapes]
        for shape in self.shapes:
            for head in self.graph.objects(shape, SH["or"]):
                every += self._items(head)
        return list(dict.fromkeys(n for s in every for n in self.graph.objects(s, parameter)))

    def _items(self, head: Node) -> list[Node]:
        return list(self.graph.items(head))
