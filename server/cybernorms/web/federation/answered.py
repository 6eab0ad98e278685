"""/federation/answers/: what a federated answer was made of, for a day."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response

from cybernorms.federation import Statements
from cybernorms.federation.completeness import as_dict
from cybernorms.federation.evidence import describe_statement
from cybernorms.web.answers import write_graph
from cybernorms.web.page import Sheet, View, choose_page, respond, split_page
from cybernorms.web.reader import Reader


def answered_blueprint(state_dir: Path, reader: Reader) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("answered", __name__)
    statements = Statements(state_dir)

    @blueprint.get("/federation/answers/<path>")
    def answer(path: str) -> Response:
        name, suffix = split_page(path)
        choice, statement = choose_page(suffix), statements.find(name)
        view = View(
            "federation_answer.html",
            ("answer", name),
            lambda: as_dict(statement),
            _sheet,
            lambda media_type: write_graph(
                describe_statement(statement), media_type, reader.snapshot_id()
            ),
            around={"made": statement.made},
        )
        return respond(reader, choice, view)

    return blueprint


def _sheet(model: dict[str, Any]) -> Sheet:
    """Make a table with a row for each member."""
    header = (
        *("member", "endpoint", "complete", "asked", "requests", "rows", "milliseconds", "age"),
        *("truncated", "breaker", "error"),
    )
    return Sheet(header, ([_cell(share[name]) for name in header] for share in model["members"]))


def _cell(value: Any) -> str | int | None:  # noqa: ANN401
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, float) else value
