"""The ontology and the shapes: documents whose terms are found by their fragment."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, make_response, render_template

from cybernorms import __version__
from cybernorms.namespaces import (
    CN,
    DCTERMS,
    GRAPH_ONTOLOGY,
    GRAPH_SHAPES,
    OWL,
    RDFS,
    SKOS,
)
from cybernorms.protocol.negotiation import GRAPHS, PAGE
from cybernorms.web.answers import choose_document
from cybernorms.web.entries import Entry, Properties, collect, facts_of, first_of, of_kind
from cybernorms.web.graphs import graph_document
from cybernorms.web.reader import Reader
from cybernorms.web.shapes import shapes_page
from cybernorms.web.terms import iris_of, label

_SCHEMES: Final = f"""
SELECT ?s (COUNT(?c) AS ?n) {{
  GRAPH <{GRAPH_ONTOLOGY}> {{ ?s a skos:ConceptScheme . OPTIONAL {{ ?c skos:inScheme ?s }} }}
}} GROUP BY ?s ORDER BY ?s
"""
_SECTIONS: Final = (
    ("Classes", str(OWL["Class"])),
    ("Object properties", str(OWL["ObjectProperty"])),
    ("Datatype properties", str(OWL["DatatypeProperty"])),
    ("Annotation properties", str(OWL["AnnotationProperty"])),
)
_FACTS: Final = (
    ("subclass of", str(RDFS["subClassOf"])),
    ("subproperty of", str(RDFS["subPropertyOf"])),
    ("from", str(RDFS["domain"])),
    ("to", str(RDFS["range"])),
    ("inverse of", str(OWL["inverseOf"])),
    ("example", str(SKOS["example"])),
    ("source", str(DCTERMS["source"])),
    ("module", str(RDFS["isDefinedBy"])),
)


def documents_blueprint(reader: Reader) -> Blueprint:
    """Make the routes; a suffix chooses the format, as it does for every resource."""
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/ontology")
    @blueprint.get("/ontology.<suffix>")
    @blueprint.get(f"/ontology/{__version__}")
    @blueprint.get(f"/ontology/{__version__}.<suffix>")
    def ontology(suffix: str | None = None) -> Response:
        return _document(reader, str(GRAPH_ONTOLOGY), suffix, _ontology_page)

    @blueprint.get("/shapes")
    @blueprint.get("/shapes.<suffix>")
    @blueprint.get(f"/shapes/{__version__}")
    @blueprint.get(f"/shapes/{__version__}.<suffix>")
    def shapes(suffix: str | None = None) -> Response:
        return _document(reader, str(GRAPH_SHAPES), suffix, shapes_page)

    return blueprint


def _document(
    reader: Reader, graph: str, suffix: str | None, page: Callable[[Reader], str]
) -> Response:
    choice = choose_document(suffix)
    if choice.format is not PAGE:
        return graph_document(reader, graph, choice)
    response = make_response(page(reader))
    response.vary.add("Accept")
    return response


def _ontology_page(reader: Reader) -> str:
    kinds = [iri for _, iri in _SECTIONS]
    found, labels = collect(reader, str(GRAPH_ONTOLOGY), kinds, str(CN))
    sections = [
        (title, [_term(iri, found[iri], labels) for iri in of_kind(found, kind)])
        for title, kind in _SECTIONS
    ]
    rows = reader.select(_SCHEMES)
    scheme_labels = reader.labels(iris_of(rows))
    schemes = [(label(row["s"], scheme_labels), int(row["n"].value)) for row in rows]
    return render_template(
        "ontology.html",
        sections=[(title, entries) for title, entries in sections if entries],
        schemes=schemes,
        formats=GRAPHS,
    )


def _term(iri: str, properties: Properties, labels: Mapping[str, str]) -> Entry:
    return Entry(
        iri,
        first_of(properties, RDFS["label"]),
        first_of(properties, SKOS["definition"], RDFS["comment"]),
        facts_of(properties, _FACTS, labels),
    )
