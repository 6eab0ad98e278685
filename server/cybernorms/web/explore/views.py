"""The routes of the explorer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from cybernorms.engine import Answer
from cybernorms.errors import NotFoundError
from cybernorms.namespaces import CN
from cybernorms.protocol.negotiation import PAGE, Choice
from cybernorms.protocol.parameters import Values
from cybernorms.web.explore.map import paths_of, patterns, read_map, sheet
from cybernorms.web.explore.naming import near_names, resolve, short_name
from cybernorms.web.explore.state import OFTEN, ONCE, State, read_names, read_state
from cybernorms.web.extracts import extract
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.views.choosing import read_parameters

_LONGEST: Final = 80
_NOTHING: Final = f"VALUES ?s {{ <{CN.Agreement}> }} GRAPH ?g {{ ?s ?p ?o }} FILTER (false)"


def explore_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("explore", __name__)

    @blueprint.get("/explore")
    @blueprint.get("/explore.<suffix>")
    def explore(suffix: str | None = None) -> Response:
        choice = choose_page(suffix)
        asked = reader.at(request.args.get("release"))
        values = read_parameters(ONCE, OFTEN)
        names = read_names(values)
        named = dict(resolve(asked, names))
        if unknown := [name for name in names if name not in named]:
            near = near_names(state_dir / "snapshots" / asked.snapshot_id(), unknown[0])
            return _ask_again(asked, choice, values, unknown[0], near)
        state = read_state(values, named)
        view = View(
            "explore.html",
            ("explore", state),
            lambda: read_map(asked, state),
            sheet,
            lambda media_type: _describe(asked, state, media_type),
            state.entailment,
        )
        return respond(asked, choice, view)

    return blueprint


def _ask_again(
    reader: Reader, choice: Choice, values: Values, text: str, near: Sequence[tuple[str, str]]
) -> Response:
    """Say that a name is unknown; on a page, offer the views with what it may mean.

    Raises NotFoundError where there is nothing to offer, or no page to offer it on.
    """
    if choice.format is not PAGE or not near:
        raise NotFoundError(
            f"nothing here is called {text[:_LONGEST]}; name it by its IRI, or as in "
            "agreement/paris-call",
            near,
        )
    pairs = [(name, value) for name, given in values.items() for value in given]
    meant = [(label, short_name(iri), _exchanged(pairs, text, iri)) for iri, label in near]
    page = read_map(reader, State())
    shown = render_template("explore.html", page=page, meant=meant, text=text[:_LONGEST])
    response = make_response(shown, 404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _exchanged(pairs: Sequence[tuple[str, str]], text: str, iri: str) -> str:
    """Give the address that names a resource where it was named by a text."""
    meant = [(name, short_name(iri) if value == text else value) for name, value in pairs]
    return f"/explore?{urlencode(meant, safe='/')}"


def _describe(reader: Reader, state: State, media_type: str) -> Answer:
    """Give the statements that the view is made from."""
    wanted = patterns(state, paths_of(reader, state)) or [_NOTHING]
    return extract(reader, media_type, *wanted, entailment=state.entailment)
