"""/search: the page and its data, completion while one types, and a description of both."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from cybernorms import search
from cybernorms.engine import Answer
from cybernorms.web.answers import not_modified, stamp
from cybernorms.web.extracts import extract
from cybernorms.web.messages import translate
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.search.parameters import SPACES, Parameters, read_parameters
from cybernorms.web.search.results import Results, best_label, kind_name, named_in, sheet, show
from cybernorms.web.terms import local_path

_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"
_MOST_SUGGESTED: Final = 8
_STATEMENTS: Final = """
VALUES ?s {{ {iris} }} GRAPH ?g {{ ?s ?p ?o }}
FILTER (?p IN (rdf:type, rdfs:label, skos:prefLabel, skos:altLabel))
"""


def search_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` is the folder whose snapshots have the indexes."""
    blueprint = Blueprint("search", __name__)

    @blueprint.get("/search")
    @blueprint.get("/search.<suffix>")
    def results(suffix: str | None = None) -> Response:
        choice, asked = choose_page(suffix), read_parameters()
        at = reader.at(asked.release)
        index = _index(at, state_dir)

        @cache
        def found() -> search.Found:
            return _search(index, asked, at.timeout)

        def read() -> Results:
            return show(asked, found(), search.labels(index, named_in(found()), at.timeout))

        def describe(media_type: str) -> Answer:
            iris = " ".join(f"<{hit.iri}>" for hit in found().hits)
            return extract(at, media_type, _STATEMENTS.format(iris=iris))

        key = ("search", asked.address(page=asked.page))
        response = respond(at, choice, View("search.html", key, read, sheet, describe))
        response.headers["X-Robots-Tag"] = "noindex"  # there is no end of them
        return response

    @blueprint.get("/search/suggest")
    def suggestions() -> Response:
        asked = read_parameters()
        at = reader.at(asked.release)
        key = ("suggest", asked.text, *map(str, request.accept_languages))
        if unchanged := not_modified(at.snapshot_id(), key):
            return unchanged
        found = search.suggest(_index(at, state_dir), asked.text, _MOST_SUGGESTED)
        body = (
            asked.text,
            [best_label(item.iri, item.names) for item in found],
            [_told(item) for item in found],
            [local_path(item.iri) for item in found],
        )
        response = Response(msgspec.json.encode(body), content_type=_SUGGESTIONS)
        response.vary.add("Accept-Language")
        return stamp(response, at.snapshot_id(), "owlrl", key)

    @blueprint.get("/opensearch.xml")
    def description() -> Response:
        response = make_response(render_template("opensearch.xml"))
        response.content_type = _DESCRIPTION
        return response

    return blueprint


def _told(item: search.Suggestion) -> str:
    """Tell what a suggestion is, and where it belongs."""
    kind = kind_name(item.kind)
    if not item.owner_names:
        return kind
    owner = best_label(item.owner, item.owner_names)
    return translate("search-suggested", kind=kind, owner=owner)


def _search(index: Path, asked: Parameters, seconds: float) -> search.Found:
    chosen = {
        facet: [SPACES.get(facet, "") + value for value in values]
        for facet, values in asked.chosen.items()
    }
    offset = (asked.page - 1) * asked.limit
    wanted = search.Wanted(asked.text, chosen, offset, asked.limit, asked.literal)
    return search.search(index, wanted, seconds)


def _index(reader: Reader, state_dir: Path) -> Path:
    return state_dir / "snapshots" / reader.snapshot_id() / search.FILE
