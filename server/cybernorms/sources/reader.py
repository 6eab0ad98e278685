"""Bytes of an RDF format to a document: terms as written, errors with a place and a remedy."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NoReturn

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import RdfSyntaxError
from cybernorms.namespaces import XSD
from cybernorms.sources.formats import TURTLE, Format
from cybernorms.sources.guard import require_text
from cybernorms.sources.json_guard import misread
from cybernorms.sources.literals import silenced_literal_complaints, typed_literal
from cybernorms.sources.places import Place, TextWhereabouts, Triple, Whereabouts
from cybernorms.sources.syntax_errors import explain, resembling

_STRING: Final = str(XSD.string)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell of a spreadsheet that does not say what it should.

    ``subject`` and ``property`` are what its text would have said something of, ``shape`` asks for
    it; each may be missing. ``message`` says what is wrong and ``remedy`` what to write.
    """

    place: Place
    text: str
    message: str
    remedy: str
    subject: URIRef | None = None
    property: URIRef | None = None
    shape: URIRef | None = None


@dataclass(frozen=True)
class Document:
    """One text that was read: its name, the graph it belongs to and its triples, in its order.

    The triples of named graphs inside the text are taken together. ``whereabouts`` tells where
    subjects and values stand, ``unreadable`` which cells of a spreadsheet are not among them.
    """

    file: str
    name: URIRef
    sha256: str
    triples: tuple[Triple, ...] | Graph
    whereabouts: Whereabouts
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def text(self) -> str | None:
        """The text as it was read; None for a document that is none, such as a spreadsheet."""
        return getattr(self.whereabouts, "text", None)

    @cached_property
    def graph(self) -> Graph:
        """The triples as a graph."""
        if isinstance(self.triples, Graph):
            return self.triples
        graph = empty_graph()
        for triple in self.triples:
            graph.add(triple)
        return graph


def empty_graph() -> Graph:
    """Make a graph in the quickest of rdflib's stores, one that knows no named graphs."""
    return Graph("SimpleMemory", bind_namespaces="none")


def read_rdf(content: bytes, file: str, name: URIRef, format_: Format = TURTLE) -> Document:
    """Parse RDF 1.1, keeping every lexical form, ill-typed ones too. Nothing is fetched.

    ``file`` names the text in errors and places. Raises RdfSyntaxError, also for a relative IRI
    without a base: it would mean another resource on every machine.
    """
    text = require_text(content, file)
    try:
        quads = _parse(text, file, format_)
    except RdfSyntaxError as error:
        raise resembling(error, text, format_.title) from None
    with silenced_literal_complaints():
        triples = tuple(_Terms(text, file, format_).triples(quads))
    whereabouts = TextWhereabouts(text, triples, format_.spots)
    return Document(file, name, hashlib.sha256(content).hexdigest(), triples, whereabouts)


def _parse(text: str, file: str, format_: Format) -> list[ox.Quad]:
    admitted = format_.admit(text, file)
    try:
        return list(
            ox.parse(
                admitted, format=format_.engine, base_iri=format_.base, rename_blank_nodes=True
            )
        )
    except MemoryError:  # its buffer is bounded
        reason = "a single term is longer than 16 MiB; keep such content elsewhere and link to it"
        raise RdfSyntaxError(file, reason) from None
    except SyntaxError as error:
        if admitted != text:  # the place is not one of the text as it was written
            error.lineno = None
        raise explain(error, text, file, None if error.lineno else format_.stop(text)) from None


class _Terms:
    """The engine's terms as rdflib's, each IRI made once."""

    def __init__(self, text: str, file: str, format_: Format) -> None:
        self._text, self._file, self._format = text, file, format_
        self._iris: dict[str, URIRef] = {}

    def triples(self, quads: Iterable[ox.Quad]) -> Iterator[Triple]:
        for subject, predicate, value, _ in quads:
            yield self._node(subject), self._iri(predicate.value), self._value(value)

    def _iri(self, text: str) -> URIRef:
        iri = self._iris.get(text)
        if iri is None:
            if mistake := misread(text, self._text, self._file):
                raise mistake
            iri = self._iris[text] = URIRef(text)
        return iri

    def _node(self, term: ox.NamedNode | ox.BlankNode) -> URIRef | BNode:
        return self._iri(term.value) if isinstance(term, ox.NamedNode) else BNode(term.value)

    def _value(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if isinstance(term, ox.Triple):
            self._refuse("a triple inside a triple")
        return self._node(term)

    def _literal(self, term: ox.Literal) -> Literal:
        if term.language is not None:
            if term.direction is not None:
                self._refuse("a base direction")
            return Literal(term.value, lang=self._tags.get(term.language, term.language))
        # "x" and "x"^^xsd:string are one literal (RDF 1.1 Concepts 3.3) but two to rdflib.
        datatype = term.datatype.value
        if datatype == _STRING:
            return Literal(term.value)
        return typed_literal(term.value, self._iri(datatype))

    @cached_property
    def _tags(self) -> dict[str, str]:
        """Find how each language tag is written; the engine gives them in lower case."""
        return {tag.lower(): tag for tag in reversed(self._format.tag.findall(self._text))}

    def _refuse(self, what: str) -> NoReturn:
        raise RdfSyntaxError(
            self._file, f"{what} is RDF 1.2, which shapes cannot judge; leave it out"
        )
