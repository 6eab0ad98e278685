"""Views over many resources at once, a module each: the matrix, comparisons, the timeline.

A module has ``make``, which makes the view that the parameters of a request ask for.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response

from cybernorms.protocol.negotiation import Choice
from cybernorms.protocol.parameters import Values, single
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.views import compare, matrix, timeline
from cybernorms.web.views.choosing import read_parameters

Make = Callable[[Reader, Values, Choice], View[Any]]

_VIEWS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Make]]] = MappingProxyType(
    {
        "matrix": (matrix.ONCE, (), matrix.make),
        "compare": (compare.ONCE, compare.OFTEN, compare.make),
        "timeline": (timeline.ONCE, timeline.OFTEN, timeline.make),
    }
)
"""By address: the parameters that may come once, those that may come often, and the view."""


def views_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("views", __name__)

    for name in _VIEWS:
        view = partial(_view, reader, name)
        blueprint.add_url_rule(f"/{name}", name, view)
        blueprint.add_url_rule(f"/{name}.<suffix>", name, view)
    return blueprint


def _view(reader: Reader, name: str, suffix: str | None = None) -> Response:
    once, often, make = _VIEWS[name]
    choice = choose_page(suffix)
    values = read_parameters(once, often)
    chosen = reader.at(single(values, "release"))
    return respond(chosen, choice, make(chosen, values, choice))
