"""Requests about members: an endpoint that is announced, a status that is given."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from werkzeug.http import parse_options_header

from cybernorms.errors import MalformedRequestError, UnsupportedMediaTypeError
from cybernorms.federation import STATUSES, Status
from cybernorms.protocol.forms import read_form
from cybernorms.protocol.parameters import collect, refuse_misspelt
from cybernorms.protocol.request import FORM

MOST_BYTES: Final = 16384
_JSON: Final = "application/json"
_LONGEST_TITLE: Final = 200
_LONGEST_REASON: Final = 1000
_GIVEN: Final = tuple(status for status in STATUSES if status != "degraded")
"""What a curator may decide; that a member is degraded only its tests tell."""


@dataclass(frozen=True, slots=True)
class Ping:
    """An endpoint that somebody announces, and what it is to be called."""

    url: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator makes of a member, and why."""

    status: Status
    reason: str


def parse_ping(content_type: str | None, body: bytes) -> Ping:
    """Read a POST to /federation/ping, a form or JSON.

    ``clientUrl`` stands for ``url``, as the pings of FAIR Data Points have it. Raises
    MalformedRequestError and UnsupportedMediaTypeError.
    """
    fields = _read(content_type, body, ("url", "name", "title", "clientUrl"))
    url = (fields.get("url") or fields.get("clientUrl", "")).strip()
    if not url:
        raise MalformedRequestError("give the address of a SPARQL endpoint as url")
    title = " ".join(fields.get("title", "").split())
    if len(title) > _LONGEST_TITLE or not title.isprintable():
        raise MalformedRequestError(f"a title has {_LONGEST_TITLE} printable characters at most")
    return Ping(url, fields.get("name", "").strip(), title)


def parse_decision(content_type: str | None, body: bytes) -> Decision:
    """Read a POST to the status of a member, a form or JSON.

    Raises MalformedRequestError and UnsupportedMediaTypeError.
    """
    fields = _read(content_type, body, ("status", "reason"))
    status = next((name for name in _GIVEN if name == fields.get("status")), None)
    if status is None:
        raise MalformedRequestError(f"give a status: {', '.join(_GIVEN)}")
    reason = " ".join(fields.get("reason", "").split())
    if not reason or len(reason) > _LONGEST_REASON:
        raise MalformedRequestError(f"give a reason, of {_LONGEST_REASON} characters at most")
    return Decision(status, reason)


def _read(content_type: str | None, body: bytes, known: tuple[str, ...]) -> dict[str, str]:
    kind, _ = parse_options_header(content_type)
    if kind == FORM:
        values = collect(read_form(body).fields, known)
        refuse_misspelt(values, known)
        return {name: found[0] for name, found in values.items()}
    if kind != _JSON:
        raise UnsupportedMediaTypeError(
            f"a body of type {kind or '(none)'} is not taken; send {_JSON} or {FORM}"
        )
    try:
        found: dict[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequestError(f"the body is no object of JSON: {error}") from None
    refuse_misspelt(found, known)
    wrong = [name for name in known if not isinstance(found.get(name, ""), str)]
    if wrong:
        raise MalformedRequestError(f"{', '.join(wrong)}: a text is wanted")
    return {name: found[name] for name in known if name in found}
