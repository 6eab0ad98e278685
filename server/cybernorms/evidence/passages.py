"""Passages as the graph states them, and as an author pastes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.evidence.text import Span, digest, locator
from cybernorms.namespaces import CN, ID, OA, RDF, RDFS


@dataclass(frozen=True, slots=True)
class Passage:
    """A cn:Passage with its two selectors; None is what the graph does not state."""

    iri: Node
    document: Node | None
    span: Span | None
    sha256: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A cn:SourceDocument: the file its text is in, and what that text was."""

    iri: Node
    file_name: str | None
    sha256: str | None
    length: int | None


def passages(graph: Graph) -> Iterator[Passage]:
    """Read every passage, in the order of the documents and of the text."""
    found = [_passage(graph, iri) for iri in set(graph.subjects(RDF.type, CN.Passage))]
    yield from sorted(
        found, key=lambda p: (str(p.document), p.span.start if p.span else -1, str(p.iri))
    )


def source_documents(graph: Graph) -> dict[Node, SourceDocument]:
    """Read every source document by its IRI, in order."""
    return {
        iri: SourceDocument(
            iri,
            _text(graph, iri, CN.fileName),
            _text(graph, iri, CN.textDigest),
            _number(graph, iri, CN.textLength),
        )
        for iri in sorted(set(graph.subjects(RDF.type, CN.SourceDocument)), key=str)
    }


def write_passage(
    text: str, span: Span, document: URIRef, slug: str | None = None, section: str | None = None
) -> str:
    """Write the Turtle of a passage of a document's text, prefixes included.

    Without a slug the passage is named after its first words.
    """
    passage = text[span.start : span.end]
    name = slug or _slug(locator(passage, 5))
    held = document.removeprefix(ID["source"] + "/")
    iri = f"{ID['passage']}/{held}/{name}"
    label = Literal(f"{section or held}: {name.replace('-', ' ')}, passage", lang="en").n3()
    where = f"    cn:section {Literal(section).n3()} ;\n" if section else ""
    quote = Literal(locator(passage)).n3()
    return (
        f"@prefix cn: <{CN}> .\n@prefix oa: <{OA}> .\n@prefix rdfs: <{RDFS}> .\n\n"
        f"<{iri}>\n    a cn:Passage ;\n    rdfs:label {label} ;\n"
        f"    cn:sourceDocument <{document}> ;\n{where}"
        f'    cn:passageDigest "{digest(passage)}" ;\n'
        f"    oa:hasSelector <{iri}#position> , <{iri}#quote> .\n\n"
        f"<{iri}#position> a oa:TextPositionSelector ;\n"
        f"    oa:start {span.start} ;\n    oa:end {span.end} .\n\n"
        f"<{iri}#quote> a oa:TextQuoteSelector ;\n    oa:exact {quote} .\n"
    )


def _passage(graph: Graph, iri: Node) -> Passage:
    start = end = quote = None
    for selector in graph.objects(iri, OA.hasSelector):
        if (selector, RDF.type, OA.TextPositionSelector) in graph:
            start, end = _number(graph, selector, OA.start), _number(graph, selector, OA.end)
        elif (selector, RDF.type, OA.TextQuoteSelector) in graph:
            quote = _text(graph, selector, OA.exact)
    return Passage(
        iri,
        graph.value(iri, CN.sourceDocument),
        None if start is None or end is None else Span(start, end),
        _text(graph, iri, CN.passageDigest),
        quote,
    )


def _text(graph: Graph, node: Node, property_: URIRef) -> str | None:
    value = graph.value(node, property_)
    return None if value is None else str(value)


def _number(graph: Graph, node: Node, property_: URIRef) -> int | None:
    """Read a whole number; an ill-typed one counts as missing, the shapes tell of it."""
    value = graph.value(node, property_)
    if not isinstance(value, Literal) or not str(value).isdecimal():
        return None
    return int(value)


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "passage"
