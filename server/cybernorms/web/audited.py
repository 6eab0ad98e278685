"""/audit: who did what, for curators."""

from itertools import islice
from typing import Final
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request

from cybernorms.audit import ACTOR, audit, describe_events, read_events
from cybernorms.errors import MalformedRequestError, UnauthenticatedError
from cybernorms.protocol.negotiation import Format, choose_for_graph
from cybernorms.settings import Settings
from cybernorms.web.answers import content_type, write_graph
from cybernorms.web.writing import Desk

_JSON: Final = Format("application/json", "json", "JSON")
_MOST: Final = 1000
"""Events that one answer has; a link leads to the next."""


def audit_blueprint(settings: Settings, desk: Desk) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("audit", __name__)

    @blueprint.get("/audit")
    @blueprint.get("/audit.<suffix>")
    def events(suffix: str | None = None) -> Response:
        author = desk.author()
        if author is None:
            raise UnauthenticatedError("the audit log is read with a curator's token")
        author.account.require_role("curator")
        wanted = suffix or request.args.get("format")
        choice = choose_for_graph(
            request.headers.get("Accept"), wanted, page=False, before=(_JSON,)
        )
        later = (each for each in read_events(settings.state_dir) if each.number > _after())
        found = list(islice(later, _MOST + 1))
        told = found[:_MOST]
        if choice.format is _JSON:
            body = msgspec.json.encode({"events": told})
        else:
            body = write_graph(describe_events(told), choice.format.media_type, "").body
        response = Response(body, content_type=content_type(choice))
        if len(found) > _MOST:
            query = urlencode({**request.args, "after": told[-1].number})
            response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept", "Authorization"))
        return response

    @blueprint.after_app_request
    def note_refusal(response: Response) -> Response:
        """Note that a token was not enough for what it was used for."""
        if response.status_code == 403 and ACTOR.get():
            what = f"{request.method} {request.path}"
            audit(settings, "request.forbidden", what, "refused")
        return response

    return blueprint


def _after() -> int:
    text = request.args.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise MalformedRequestError("after= takes the number of an event")
    return int(text)
