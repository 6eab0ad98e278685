"""The pages of the kinds of problems, which their type URIs lead to."""

from flask import Blueprint, render_template

from cybernorms.errors import NotFoundError
from cybernorms.web.problems import KINDS, find_kind


def pages_blueprint() -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/problem/<slug>")
    def problem(slug: str) -> str:
        kind = find_kind(slug)
        if kind is None:
            raise NotFoundError(
                "no such kind of problem; there are " + ", ".join(item.slug for item in KINDS)
            )
        return render_template("problem_kind.html", kind=kind)

    return blueprint
