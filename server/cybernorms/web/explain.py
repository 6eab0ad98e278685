"""/explain: why a triple holds, as a page with the proof drawn, as text, JSON and RDF."""

import json
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from cybernorms.engine import Query
from cybernorms.errors import MalformedRequestError, NotAcceptableError
from cybernorms.explanation import RULES, WRITERS, ntriples, read_term
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Choice, Format, choose, describe
from cybernorms.protocol.parameters import collect, refuse_misspelt, single
from cybernorms.web.answers import data_response, not_modified, stamp
from cybernorms.web.reader import Reader

_TEXT: Final = Format("text/plain", "txt", "Text", ("text/text",))
_JSON: Final = Format("application/json", "json", "JSON", ("text/json",))
_FORMATS: Final = (_TEXT, _JSON, *(item for item in GRAPHS if item.media_type in WRITERS))
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
        if choice.format is PAGE and not any(written):
            return _page()
        if missing := [n for n, value in zip(_TRIPLE, written, strict=True) if not value]:
            raise MalformedRequestError(f"the parameter {missing[0]} is missing; send s, p and o")
        release = single(values, "release")
        asked = Query(
            "\n".join(ntriples(read_term(text or "")) for text in written),
            (_JSON if choice.format is PAGE else choice.format).media_type,
            None,
            reader.timeout,
            release=release,
            max_rows=_proofs(single(values, "proofs")),
            kind="explanation",
        )
        key = ("explain", asked, choice.content_type)
        if unchanged := not_modified(reader.at(release).snapshot_id(), key):
            return unchanged
        answer = reader.engine.query(asked)
        if choice.format is not PAGE:
            return data_response(answer, choice, "owlrl", key)
        page = _page(json.loads(answer.body), dict(zip(_TRIPLE, written, strict=True)), release)
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


def _page(
    account: object = None, written: dict[str, str | None] | None = None, release: str | None = None
) -> Response:
    """Show the form and, with an account, its proofs; without one, the rules."""
    page = render_template(
        "explain.html",
        account=account,
        written=written or {},
        release=release,
        formats=_FORMATS,
        rules=RULES,
    )
    response = make_response(page)
    response.vary.add("Accept")
    return response
