"""The ontology and the shapes: documents whose terms are found by their fragment."""

from typing import Final

from flask import Blueprint, Response, make_response, request

from cybernorms import __version__
from cybernorms.namespaces import GRAPH_ONTOLOGY, GRAPH_SHAPES
from cybernorms.protocol.negotiation import PAGE
from cybernorms.web import ontology as terms
from cybernorms.web.answers import choose_document, not_modified, stamp
from cybernorms.web.extracts import extract
from cybernorms.web.graphs import graph_document
from cybernorms.web.languages import LANGUAGES
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.shapes import shapes_page

_ONTOLOGY: Final = f"VALUES ?g {{ <{GRAPH_ONTOLOGY}> }} GRAPH ?g {{ ?s ?p ?o }}"


def documents_blueprint(reader: Reader) -> Blueprint:
    """Make the routes; a suffix chooses the format, as it does for every resource."""
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/ontology")
    @blueprint.get("/ontology.<suffix>")
    @blueprint.get(f"/ontology/{__version__}")
    @blueprint.get(f"/ontology/{__version__}.<suffix>")
    def ontology(suffix: str | None = None) -> Response:
        view = View(
            "ontology.html",
            ("ontology",),
            lambda: terms.read(reader),
            terms.sheet,
            lambda media_type: extract(reader, media_type, _ONTOLOGY, entailment="none"),
            "none",
        )
        return respond(reader, choose_page(suffix), view)

    @blueprint.get("/shapes")
    @blueprint.get("/shapes.<suffix>")
    @blueprint.get(f"/shapes/{__version__}")
    @blueprint.get(f"/shapes/{__version__}.<suffix>")
    def shapes(suffix: str | None = None) -> Response:
        choice = choose_document(suffix)
        if choice.format is not PAGE:
            return graph_document(reader, str(GRAPH_SHAPES), choice)
        snapshot = reader.snapshot_id()
        key = ("shapes", request.url, LANGUAGES.get(), choice.content_type)
        if unchanged := not_modified(snapshot, key):
            return unchanged
        place = (snapshot, *key)
        if (page := reader.pages.get(place)) is None:
            page = shapes_page(reader)
            reader.pages.keep(place, page, len(page))
        return stamp(make_response(page), snapshot, "owlrl", key)

    return blueprint
