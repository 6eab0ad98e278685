"""/federation: the members, whether they keep the contract, and how to become one."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request

from cybernorms.federation import Member, Registry
from cybernorms.federation.catalogue import describe_federation, describe_member
from cybernorms.federation.configurations import comunica, fedx, hefquin
from cybernorms.federation.entries import find_entry, published
from cybernorms.settings import Settings
from cybernorms.web.answers import write_graph
from cybernorms.web.federation.answered import answered_blueprint
from cybernorms.web.federation.joining import joining_blueprint
from cybernorms.web.federation.shown import (
    checks_sheet,
    members_sheet,
    show_member,
    show_members,
)
from cybernorms.web.page import View, choose_page, respond, split_page
from cybernorms.web.reader import Reader
from cybernorms.web.writing import Desk

_TURTLE: Final = "text/turtle; charset=utf-8"
_CONFIGURATIONS: Final = {
    "comunica.json": ("application/json", comunica),
    "fedx.ttl": (_TURTLE, fedx),
    "hefquin.ttl": (_TURTLE, hefquin),
}


def federation_blueprint(settings: Settings, reader: Reader, desk: Desk) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("federation", __name__)
    registry = Registry.of(settings)
    blueprint.register_blueprint(joining_blueprint(settings, registry, desk))
    blueprint.register_blueprint(answered_blueprint(settings.state_dir, reader))

    @blueprint.get("/federation")
    @blueprint.get("/federation.<suffix>")
    def federation(suffix: str | None = None) -> Response:
        choice, entries = choose_page(suffix), published(registry)
        model = show_members(entries, len(registry.members()) - len(entries))
        view = View(
            "federation.html",
            ("federation", repr(model)),
            lambda: model,
            members_sheet,
            lambda media_type: write_graph(
                describe_federation(entries), media_type, reader.snapshot_id()
            ),
        )
        return respond(reader, choice, view)

    @blueprint.get("/federation/members/<path>")
    def member(path: str) -> Response:
        name, suffix = split_page(path)
        choice, entry = choose_page(suffix), find_entry(registry, name)
        model = show_member(entry, reader)
        view = View(
            "federation_member.html",
            ("member", repr(model)),
            lambda: model,
            checks_sheet,
            lambda media_type: write_graph(
                describe_member(entry), media_type, reader.snapshot_id()
            ),
        )
        return respond(reader, choice, view)

    @blueprint.get("/federation/members/<name>/badge.svg")
    def badge(name: str) -> Response:
        model = show_member(find_entry(registry, name), reader)
        body = render_template("badge.svg", page=model)
        return _stamped(Response(body, content_type="image/svg+xml"))

    for file, (content_type, write) in _CONFIGURATIONS.items():
        blueprint.add_url_rule(
            f"/federation/{file}",
            Path(file).stem,
            lambda write=write, content_type=content_type: _stamped(
                Response(
                    write(f"{request.host_url}sparql", _asked(registry)),
                    content_type=content_type,
                )
            ),
        )
    return blueprint


def _asked(registry: Registry) -> list[Member]:
    return [member for member in registry.members() if member.is_asked]


def _stamped(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response
