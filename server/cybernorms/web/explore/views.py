"""The routes of the explorer."""

from typing import Final

from flask import Blueprint, Response, request

from cybernorms.engine import Answer
from cybernorms.errors import NotFoundError
from cybernorms.namespaces import CN
from cybernorms.web.explore.map import paths_of, patterns, read_map, sheet
from cybernorms.web.explore.naming import resolve
from cybernorms.web.explore.state import OFTEN, ONCE, State, read_names, read_state
from cybernorms.web.extracts import extract
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.views.choosing import read_parameters

_LONGEST: Final = 80
_NOTHING: Final = f"VALUES ?s {{ <{CN.Agreement}> }} GRAPH ?g {{ ?s ?p ?o }} FILTER (false)"


def explore_blueprint(reader: Reader) -> Blueprint:
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
        for name in names:
            if name not in named:
                raise NotFoundError(
                    f"nothing here is called {name[:_LONGEST]}; name it by its IRI, or as in "
                    "agreement/paris-call"
                )
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


def _describe(reader: Reader, state: State, media_type: str) -> Answer:
    """Give the statements that the view is made from."""
    wanted = patterns(state, paths_of(reader, state)) or [_NOTHING]
    return extract(reader, media_type, *wanted, entailment=state.entailment)
