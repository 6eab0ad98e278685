"""/search: the page and its data, completion while one types, and a description of both."""

from pathlib import Path
from typing import Final

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from cybernorms import search
from cybernorms.engine import Answer
from cybernorms.errors import MalformedRequestError
from cybernorms.web.answers import not_modified, stamp
from cybernorms.web.extracts import extract
from cybernorms.web.messages import translate
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.results import (
    PAGE_SIZE,
    SPACES,
    Parameters,
    Results,
    best_label,
    kind_name,
    named_in,
    sheet,
    show,
)
from cybernorms.web.terms import local_path

_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"
_MOST_SUGGESTED: Final = 8
_MOST_RESULTS: Final = 100
_MOST_PAGES: Final = 10_000
_MOST_VALUES: Final = 50
_LONGEST_VALUE: Final = 300
_KINDS: Final = frozenset(kind.name for kind in (*search.KINDS, search.OTHER))
_STATEMENTS: Final = """
VALUES ?s {{ {iris} }} VALUES ?p {{ rdf:type rdfs:label skos:prefLabel skos:altLabel }}
GRAPH ?g {{ ?s ?p ?o }}
"""


def search_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` is the folder whose snapshots have the indexes."""
    blueprint = Blueprint("search", __name__)

    @blueprint.get("/search")
    @blueprint.get("/search.<suffix>")
    def results(suffix: str | None = None) -> Response:
        choice, asked = choose_page(suffix), _parameters()
        at = reader.at(asked.release)
        found = _search(at, state_dir, asked)
        iris = " ".join(f"<{hit.iri}>" for hit in found.hits)

        def read() -> Results:
            index = _index(at, state_dir)
            return show(asked, found, search.labels(index, named_in(found), at.timeout))

        def describe(media_type: str) -> Answer:
            return extract(at, media_type, _STATEMENTS.format(iris=iris))

        key = ("search", asked.address(page=asked.page))
        response = respond(at, choice, View("search.html", key, read, sheet, describe))
        response.headers["X-Robots-Tag"] = "noindex"  # there is no end of them
        return response

    @blueprint.get("/search/suggest")
    def suggestions() -> Response:
        asked = _parameters()
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
        response = make_response(render_template("opensearch.xml", most=_MOST_SUGGESTED))
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


def _search(reader: Reader, state_dir: Path, asked: Parameters) -> search.Found:
    chosen = {
        facet: [SPACES.get(facet, "") + value for value in values]
        for facet, values in asked.chosen.items()
    }
    offset = (asked.page - 1) * asked.limit
    wanted = search.Wanted(asked.text, chosen, offset, asked.limit, asked.literal)
    return search.search(_index(reader, state_dir), wanted, reader.timeout)


def _index(reader: Reader, state_dir: Path) -> Path:
    return state_dir / "snapshots" / reader.snapshot_id() / search.FILE


def _parameters() -> Parameters:
    """Read the parameters of the request.

    Raises MalformedRequestError for a number or a kind that is none, and for values without end.
    """
    chosen = {
        facet: tuple(dict.fromkeys(filter(None, map(_clean, request.args.getlist(facet)))))
        for facet in search.FACETS
    }
    for facet, values in chosen.items():
        if len(values) > _MOST_VALUES or any(len(value) > _LONGEST_VALUE for value in values):
            raise MalformedRequestError(
                f"{facet}: give at most {_MOST_VALUES} values of {_LONGEST_VALUE} characters"
            )
    if unknown := set(chosen["kind"]) - _KINDS:
        raise MalformedRequestError(
            f"kind={min(unknown)}: there is no such kind; there are {', '.join(sorted(_KINDS))}"
        )
    return Parameters(
        _clean(request.args.get("q", "")),
        {facet: values for facet, values in chosen.items() if values},
        request.args.get("exact") == "1",
        _number("page", 1, _MOST_PAGES),
        _number("limit", PAGE_SIZE, _MOST_RESULTS),
        request.args.get("release") or None,
    )


def _clean(text: str) -> str:
    """Leave out what can not be seen, and space beyond one."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise MalformedRequestError(f"{name}: must be a number from 1 to {most}")
    return int(text)
