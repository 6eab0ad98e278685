"""What there is of each kind: /agreements, /provisions, /stakeholders, /actions and /documents."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from cybernorms.engine import Answer
from cybernorms.namespaces import RDF, RDFS
from cybernorms.protocol.parameters import collect, refuse_misspelt
from cybernorms.web.extracts import extract
from cybernorms.web.lists.columns import KINDS, Kind, Shown
from cybernorms.web.lists.reading import Listing, read_listing, sheet
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader

_NAMES: Final = f"<{RDF['type']}> <{RDFS['label']}>"


def lists_blueprint(reader: Reader) -> Blueprint:
    """Make the routes, a list each."""
    blueprint = Blueprint("lists", __name__)
    for kind in KINDS:
        view = _route(reader, kind)
        blueprint.add_url_rule(f"/{kind.name}", kind.name, view)
        blueprint.add_url_rule(f"/{kind.name}.<suffix>", kind.name, view)
    return blueprint


def _route(reader: Reader, kind: Kind) -> Callable[..., Response]:
    def answer(suffix: str | None = None) -> Response:
        choice = choose_page(suffix)
        filters = [column.name for column in kind.columns if column.shown is Shown.CHOICE]
        known = ("q", "sort", *filters)
        values = collect(request.args.items(multi=True), known)
        refuse_misspelt(values, (*known, "format", "release"))
        chosen = {name: values[name][0] for name in known if values.get(name, [""])[0]}
        asked = reader.at(request.args.get("release"))

        def read() -> Listing:
            return read_listing(asked, kind, chosen)

        view = View(
            "list.html",
            ("list", kind.name, *chosen.items()),
            read,
            lambda listing: sheet(kind, listing),
            lambda media_type: _describe(asked, kind, read(), media_type),
            around={"kind": kind, "sort_query": _sort_query(chosen)},
        )
        return respond(asked, choice, view)

    return answer


def _sort_query(chosen: dict[str, str]) -> Callable[[str], str]:
    """Make what gives the parameters of the same list by a column; by the same again, backwards."""

    def query(name: str) -> str:
        now = chosen.get("sort", "label")
        sort = f"-{name}" if now == name else name
        return urlencode({**chosen, "sort": sort})

    return query


def _describe(reader: Reader, kind: Kind, listing: Listing, media_type: str) -> Answer:
    """Give the statements that a list shows."""
    listed = " ".join(f"<{row.term.value}>" for row in listing.rows)
    forward = " ".join(f"<{column.prop}>" for column in kind.columns if not column.is_inverse)
    backward = " ".join(f"<{column.prop}>" for column in kind.columns if column.is_inverse)
    return extract(
        reader,
        media_type,
        f"VALUES ?s {{ {listed} }} VALUES ?p {{ {_NAMES} {forward} }} GRAPH ?g {{ ?s ?p ?o }}",
        f"VALUES ?o {{ {listed} }} VALUES ?p {{ {backward} }} GRAPH ?g {{ ?s ?p ?o }}",
    )
