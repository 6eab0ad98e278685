"""/update: the update operation of the SPARQL 1.1 Protocol."""

from flask import Blueprint, Response, request

from cybernorms.protocol.update import UPDATE_METHODS, parse_update_request
from cybernorms.updates.operation import Operation
from cybernorms.web.methods import answer_options
from cybernorms.web.writing import Desk


def updates_blueprint(desk: Desk) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("updates", __name__)

    @blueprint.route(
        "/update",
        methods=["GET", *UPDATE_METHODS, "PUT", "PATCH", "DELETE"],
        provide_automatic_options=False,
    )
    def update() -> Response:
        if request.method == "OPTIONS":
            return answer_options(*UPDATE_METHODS)
        if request.method != "POST":
            parse_update_request(request.method, b"", None, b"")
        author, body = desk.receive()
        wanted = parse_update_request(
            request.method, request.query_string, request.headers.get("Content-Type"), body
        )
        operation = Operation(
            "update", author.token, using=wanted.using, using_named=wanted.using_named
        )
        return desk.perform(operation, wanted.text.encode("utf-8"))

    return blueprint
