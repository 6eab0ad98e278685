"""How an endpoint becomes a member: it is announced by anybody, and decided on by a curator."""

import json
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request

from cybernorms.audit import audit
from cybernorms.engine import ASKER
from cybernorms.errors import ReadOnlyError, TooLargeError
from cybernorms.federation import Member, Registry
from cybernorms.federation.schedule import join
from cybernorms.protocol.federation import MOST_BYTES, parse_decision, parse_ping
from cybernorms.protocol.negotiation import PAGE, Format, choose
from cybernorms.settings import Settings
from cybernorms.web.budgets import Budget, tell_budget
from cybernorms.web.methods import read_body
from cybernorms.web.writing import Desk

_OFFERS: Final = (Format("application/json", "json", "JSON"), PAGE)


def joining_blueprint(settings: Settings, registry: Registry, desk: Desk) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("joining", __name__)
    budget = Budget("pings", settings.pings_per_minute)

    @blueprint.post("/federation/ping")
    def ping() -> Response:
        body = read_body(MOST_BYTES)
        if body is None:
            raise TooLargeError(f"the body has more than {MOST_BYTES} bytes", "", MOST_BYTES)
        if settings.follow:
            raise ReadOnlyError("this server reads what another one writes; announce it there")
        wanted = parse_ping(request.headers.get("Content-Type"), body)
        tell_budget(request.environ, budget.spend(ASKER.get().client))
        member = join(registry, wanted.url, wanted.name, wanted.title, "ping")
        audit(settings, "member.pinged", member.name, detail=wanted.url)
        return _answer(member, HTTPStatus.ACCEPTED)

    @blueprint.post("/federation/members/<name>/status")
    def decide(name: str) -> Response:
        author, body = desk.receive()
        author.account.require_role("curator")
        wanted = parse_decision(request.headers.get("Content-Type"), body)
        actor = author.account.name
        member = registry.set_status(name, wanted.status, wanted.reason, actor)
        audit(settings, f"member.{member.status}", name, detail=wanted.reason)
        return _answer(member, HTTPStatus.OK)

    return blueprint


def _answer(member: Member, status: HTTPStatus) -> Response:
    """Tell where the member is; a browser goes there. Nothing of the endpoint is told."""
    place = f"/federation/members/{member.name}"
    chosen = choose(request.headers.get("Accept"), _OFFERS)
    if chosen and chosen.format is PAGE:
        return make_response(redirect(place, HTTPStatus.SEE_OTHER))
    body = json.dumps({"name": member.name, "status": member.status, "member": place})
    response = Response(body + "\n", status, content_type="application/json")
    response.headers["Location"] = place
    response.headers["Cache-Control"] = "no-store"
    return response
