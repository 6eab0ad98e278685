"""Bytes of an RDF format to a document: terms as written, errors with a place and a remedy."""

import hashlib
import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
from cybernorms.sources.places import TextWhereabouts, Triple, Whereabouts
from cybernorms.sources.syntax_errors import explain

_COMPLAINT: Final = re.compile(r"Failed to convert Literal|does not look like a valid URI")
_STRING: Final = str(XSD.string)


@dataclass(frozen=True)
class Document:
    """One text that was read: its name, the graph it belongs to and its triples, in its order.

    The triples of named graphs inside the text are taken together. ``whereabouts`` tells where
    subjects and values stand.
    """

    file: str
    name: URIRef
    sha256: str
    triples: tuple[Triple, ...] | Graph
    whereabouts: Whereabouts

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
    format_.check(text, file)
    try:
        quads = list(ox.parse(text, format=format_.engine, rename_blank_nodes=True))
    except SyntaxError as error:
        raise explain(error, text, file) from None
    with silenced_literal_complaints():
        triples = tuple(_Terms(text, file, format_).triples(quads))
    whereabouts = TextWhereabouts(text, triples, format_.spots)
    return Document(file, name, hashlib.sha256(content).hexdigest(), triples, whereabouts)


@contextmanager
def silenced_literal_complaints() -> Iterator[None]:
    """Keep rdflib quiet about ill-typed literals; saying so is the work of the shapes."""
    logger = logging.getLogger("rdflib.term")

    def keep(record: logging.LogRecord) -> bool:
        return not _COMPLAINT.search(record.getMessage())

    logger.addFilter(keep)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        logger.removeFilter(keep)


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


def typed_literal(text: str, datatype: URIRef) -> Literal:
    """Make a literal with its lexical form as it is, ill-typed or not."""
    literal = Literal(text, datatype=datatype, normalize=False)
    if str(literal) == text:
        return literal
    # Even so rdflib takes white space from xsd:token and its like; it gets it back.
    written: Literal = str.__new__(Literal, text)
    for slot in ("_language", "_datatype", "_value", "_ill_typed"):
        setattr(written, slot, getattr(literal, slot))
    return written
