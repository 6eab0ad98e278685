"""/explain: why a triple holds, as a page with the proof drawn, as text, JSON and RDF."""

import json
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from cybernorms.engine import Query
from cybernorms.errors import MalformedRequestError, NotAcceptableError
from cybernorms.explanation import RULES, WRITERS, ntriples, read_term
from cybernorms.namespaces import GRAPH_INFERRED
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Choice, Format, choose, describe
from cybernorms.protocol.parameters import collect, refuse_misspelt, single
from cybernorms.web.answers import data_response, not_modified, stamp
from cybernorms.web.languages import LANGUAGES
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

Statements = list[tuple[Term, ...]]

_TEXT: Final = Format("text/plain", "txt", "Text", ("text/text",))
_JSON: Final = Format("application/json", "json", "JSON", ("text/json",))
_FORMATS: Final = (_TEXT, _JSON, *(item for item in GRAPHS if item.media_type in WRITERS))
_CHOICES: Final = f"""
SELECT DISTINCT ?s ?p ?o {{{{
  {{values}} ?s ?p ?o
  FILTER (!isBlank(?s) && !isBlank(?o))
  OPTIONAL {{{{ GRAPH <{GRAPH_INFERRED}> {{{{ ?s ?p ?o }}}} BIND (0 AS ?rank) }}}}
}}}} ORDER BY COALESCE(?rank, 1) ?p ?s ?o LIMIT 100
"""
_TRIPLE: Final = ("s", "p", "o")
_KNOWN: Final = (*_TRIPLE, "format", "proofs", "release")
_USUAL: Final = 5
_MOST: Final = 20


def explain_blueprint(reader: Reader) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("explain", __name__)

    @blueprint.get("/explain")
    def explain() -> Response:
        values = collect(request.args.items(multi=True), _KNOWN)
        refuse_misspelt(values, _KNOWN)
        choice = _choose(single(values, "format"))
        written = [single(values, name) for name in _TRIPLE]
        release = single(values, "release")
        given = {name: text for name, text in zip(_TRIPLE, written, strict=True) if text}
        if len(given) < len(_TRIPLE):
            if choice.format is PAGE:
                return _page(given, release, choices=_choices(reader.at(release), given))
            missing = ", ".join(name for name in _TRIPLE if name not in given)
            raise MalformedRequestError(
                f"the parameter {missing} is missing; send s, p and o, each an IRI, a name such as "
                "cn:implements or a literal; the page /explain lists what there is to choose from"
            )
        asked = Query(
            "\n".join(ntriples(read_term(text)) for text in given.values()),
            (_JSON if choice.format is PAGE else choice.format).media_type,
            None,
            reader.timeout,
            release=release,
            max_rows=_proofs(single(values, "proofs")),
            kind="explanation",
        )
        key = ("explain", asked, choice.content_type, LANGUAGES.get())
        if unchanged := not_modified(reader.at(release).snapshot_id(), key):
            return unchanged
        answer = reader.engine.query(asked)
        if choice.format is not PAGE:
            return data_response(answer, choice, "owlrl", key)
        page = _page(given, release, account=json.loads(answer.body))
        return stamp(page, answer.snapshot, "owlrl", key)

    return blueprint


def _choose(name: str | None) -> Choice:
    """Choose a format, by its name or by Accept.

    Raises MalformedRequestError for a name of none, NotAcceptableError when nothing fits.
    """
    offers = (*_FORMATS, PAGE)
    if name:
        for offer in offers:
            if name.lower() in offer.names:
                return Choice(offer, offer.media_type)
        suffixes = ", ".join(offer.suffix for offer in offers)
        raise MalformedRequestError(f"format={name}: no such format; choose one of {suffixes}")
    chosen = choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise NotAcceptableError(f"an explanation comes as {describe(offers)}")
    return chosen


def _proofs(text: str | None) -> int:
    if not text:
        return _USUAL
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise MalformedRequestError(f"proofs={text}: give a whole number from 1 to {_MOST}")
    return int(text)


def _choices(reader: Reader, given: Mapping[str, str]) -> Statements:
    """List statements that fit a part of a triple, what is derived first."""
    if not given:
        return []
    bound = {name: ntriples(read_term(text)) for name, text in given.items()}
    values = " ".join(f"BIND ({term} AS ?{name})" for name, term in bound.items())
    rows = reader.select(_CHOICES.format(values=values))
    labels = reader.labels(iris_of(rows))
    return [tuple(label(row[name], labels) for name in _TRIPLE) for row in rows]


def _page(
    written: Mapping[str, str],
    release: str | None,
    account: object = None,
    choices: Statements | None = None,
) -> Response:
    """Show the form with an account's proofs, with statements to choose from, or with the rules."""
    page = render_template(
        "explain.html",
        account=account,
        choices=choices,
        written=written,
        release=release,
        formats=_FORMATS,
        rules=RULES,
    )
    response = make_response(page)
    response.vary.add("Accept")
    return response
