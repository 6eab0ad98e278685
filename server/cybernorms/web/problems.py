"""Every error as one shape: application/problem+json (RFC 9457), or a page for browsers."""

import json
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from rdflib import Graph
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    EngineUnavailableError,
    ForbiddenGraphError,
    ForbiddenQueryError,
    ForbiddenRoleError,
    ForbiddenShapesError,
    GoneError,
    InputError,
    MalformedRequestError,
    MethodNotAllowedError,
    NoSearchIndexError,
    NoSnapshotError,
    NotAcceptableError,
    NotFoundError,
    PreconditionError,
    QueryError,
    QueryLimitError,
    QuerySyntaxError,
    RdfSyntaxError,
    ReadOnlyError,
    RefusedAddressError,
    RejectedError,
    RemoteError,
    ServiceError,
    SlowBodyError,
    StaleChangeError,
    StoppedError,
    TooLargeError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnreadableSourcesError,
    UnsupportedCodingError,
    UnsupportedMediaTypeError,
    UnsupportedUpdateError,
    WrongStateError,
)
from cybernorms.federation.completeness import as_dict
from cybernorms.logs import request_id
from cybernorms.namespaces import BASE
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Format, choose
from cybernorms.terms import nearest
from cybernorms.web.access import OUTCOME
from cybernorms.web.messages import translate

MEDIA_TYPE: Final = "application/problem+json"
_OFFERS: Final = (Format(MEDIA_TYPE, "json", "problem", ("application/json",)), PAGE)
_REPORTS: Final = tuple(
    item for item in GRAPHS if item.media_type in {"text/turtle", "application/ld+json"}
)
_LONGEST_ADDRESS: Final = 100
_RETRY_AFTER: Final = 5
"""Seconds to wait after a query hit a limit: not soon, for it will hit it again as it stands."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table of problems; ``slug`` ends its type URI, and names its messages."""

    slug: str
    status: HTTPStatus

    @property
    def title(self) -> str:
        """What it is called."""
        return translate(f"problem-{self.slug}")

    @property
    def explanation(self) -> str:
        """What is to be known of it."""
        return translate(f"problem-{self.slug}-text")


KINDS: Final = (
    Kind("malformed-request", HTTPStatus.BAD_REQUEST),
    Kind("query-syntax", HTTPStatus.BAD_REQUEST),
    Kind("query-nesting", HTTPStatus.BAD_REQUEST),
    Kind("forbidden-query", HTTPStatus.FORBIDDEN),
    Kind("read-only", HTTPStatus.FORBIDDEN),
    Kind("rdf-syntax", HTTPStatus.BAD_REQUEST),
    Kind("forbidden-shapes", HTTPStatus.FORBIDDEN),
    Kind("refused-address", HTTPStatus.FORBIDDEN),
    Kind("remote-failed", HTTPStatus.BAD_GATEWAY),
    Kind("unauthenticated", HTTPStatus.UNAUTHORIZED),
    Kind("forbidden-graph", HTTPStatus.FORBIDDEN),
    Kind("forbidden-role", HTTPStatus.FORBIDDEN),
    Kind("update-failed", HTTPStatus.CONFLICT),
    Kind("wrong-state", HTTPStatus.CONFLICT),
    Kind("precondition-failed", HTTPStatus.PRECONDITION_FAILED),
    Kind("nonconforming", HTTPStatus.UNPROCESSABLE_ENTITY),
    Kind("unusable-data", HTTPStatus.UNPROCESSABLE_ENTITY),
    Kind("unsupported-update", HTTPStatus.NOT_IMPLEMENTED),
    Kind("not-found", HTTPStatus.NOT_FOUND),
    Kind("gone", HTTPStatus.GONE),
    Kind("no-search-index", HTTPStatus.NOT_FOUND),
    Kind("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED),
    Kind("not-acceptable", HTTPStatus.NOT_ACCEPTABLE),
    Kind("slow-body", HTTPStatus.REQUEST_TIMEOUT),
    Kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    Kind("unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    Kind("query-limit", HTTPStatus.SERVICE_UNAVAILABLE),
    Kind("stopped", HTTPStatus.SERVICE_UNAVAILABLE),
    Kind("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS),
    Kind("truncated", HTTPStatus.OK),
    Kind("busy", HTTPStatus.SERVICE_UNAVAILABLE),
    Kind("engine-unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    Kind("engine-failed", HTTPStatus.INTERNAL_SERVER_ERROR),
    Kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR),
)
_BY_SLUG: Final = {kind.slug: kind for kind in KINDS}
_SLUGS: Final = {
    MalformedRequestError: "malformed-request",
    QuerySyntaxError: "query-syntax",
    ForbiddenQueryError: "forbidden-query",
    ReadOnlyError: "read-only",
    SlowBodyError: "slow-body",
    NotFoundError: "not-found",
    GoneError: "gone",
    WrongStateError: "wrong-state",
    RefusedAddressError: "refused-address",
    RemoteError: "remote-failed",
    MethodNotAllowedError: "method-not-allowed",
    NotAcceptableError: "not-acceptable",
    TooLargeError: "too-large",
    UnsupportedMediaTypeError: "unsupported-media-type",
    QueryLimitError: "query-limit",
    StoppedError: "stopped",
    TooManyRequestsError: "too-many-requests",
    BusyError: "busy",
    EngineUnavailableError: "engine-unavailable",
    NoSearchIndexError: "no-search-index",
    NoSnapshotError: "busy",
    EngineError: "engine-failed",
    RdfSyntaxError: "rdf-syntax",
    UnreadableSourcesError: "rdf-syntax",
    ForbiddenShapesError: "forbidden-shapes",
    UnauthenticatedError: "unauthenticated",
    ForbiddenGraphError: "forbidden-graph",
    ForbiddenRoleError: "forbidden-role",
    PreconditionError: "precondition-failed",
    RejectedError: "nonconforming",
    UnsupportedUpdateError: "unsupported-update",
    QueryError: "update-failed",
    InputError: "unusable-data",
    StaleChangeError: "precondition-failed",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a kind: what happened here, machine-readable members, headers."""

    kind: Kind
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give the members of the JSON object."""
        return {
            "type": f"{BASE}problem/{self.kind.slug}",
            "title": self.kind.title,
            "status": self.kind.status.value,
            "detail": self.detail,
            **self.members,
            "request_id": request_id.get(),
        }


def find_kind(slug: str) -> Kind | None:
    """Look a kind up by the end of its type URI."""
    return _BY_SLUG.get(slug)


def describe_error(error: CyberNormsError) -> Problem:
    """Turn one of our own errors into a problem."""
    slug = next((_SLUGS[cls] for cls in type(error).__mro__ if cls in _SLUGS), "internal")
    members: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, QuerySyntaxError | RdfSyntaxError):
        members = _place(error)
    if isinstance(error, UnreadableSourcesError):
        members = {"errors": [{"detail": str(each), **_place(each)} for each in error.errors]}
    if isinstance(error, QueryLimitError | TooLargeError):
        members = {"limit": error.limit, "value": error.value}
        if error.limit == "max_query_nesting":
            slug = "query-nesting"
    if isinstance(error, NotFoundError) and error.near:
        members = {"near": [{"iri": iri, "label": label} for iri, label in error.near]}
    if isinstance(error, ServiceError):
        members = {"completeness": as_dict(error.statement)}
    if isinstance(error, RejectedError) and error.report:
        members = {"report": json.loads(error.report["application/json"])}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = 'Bearer realm="cybernorms"'
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, UnsupportedCodingError):
        headers["Accept-Encoding"] = "gzip"
    kind = _BY_SLUG[slug]
    if kind.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        seconds = error.retry_after if isinstance(error, BusyError) else _RETRY_AFTER
        headers["Retry-After"] = str(seconds)
    return Problem(kind, str(error), members, headers)


def _place(error: CyberNormsError) -> dict[str, Any]:
    members: dict[str, Any] = {}
    if isinstance(error, RdfSyntaxError):
        members["file"] = error.source
    if isinstance(error, QuerySyntaxError | RdfSyntaxError) and error.position:
        members |= {"line": error.position.line, "column": error.position.column}
    return members


def respond(problem: Problem) -> Response:
    """Write a problem as a page if the client likes HTML best, else as JSON."""
    chosen = choose(request.headers.get("Accept"), _OFFERS)
    if chosen and chosen.format is PAGE:
        response = Response(render_template("problem.html", problem=problem), mimetype="text/html")
    else:
        body = current_app.json.dumps(problem.as_dict())
        response = Response(body + "\n", content_type=MEDIA_TYPE)
    request.environ[OUTCOME] = problem.members.get("limit") or problem.kind.slug
    response.status_code = problem.kind.status
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def register_problems(app: Flask) -> None:
    """Have every error of the application answered in this shape."""
    app.register_error_handler(CyberNormsError, _our_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _our_error(error: CyberNormsError) -> Response:
    problem = describe_error(error)
    if problem.kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, BusyError):
        _log.warning("%s %s: %s", request.method, request.path, error)
    if isinstance(error, RejectedError) and (report := _report(error)):
        return report
    return respond(problem)


def _report(error: RejectedError) -> Response | None:
    """Give the validation report itself to a client that asks for RDF (SHACL 3.6)."""
    chosen = choose(request.headers.get("Accept"), (*_OFFERS, *_REPORTS))
    if not error.report or chosen is None or chosen.format not in _REPORTS:
        return None
    body = error.report["text/turtle"]
    if chosen.format.media_type != "text/turtle":
        body = Graph().parse(data=body, format="turtle").serialize(format="json-ld")
    return Response(body, HTTPStatus.UNPROCESSABLE_ENTITY, content_type=chosen.content_type)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    """Translate what Flask and werkzeug raise by themselves; redirects pass as they are."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    kind = next((kind for kind in KINDS if kind.status == error.code), None)
    if kind is None:
        status = HTTPStatus(error.code)
        kind = Kind("malformed-request", status)
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    detail = error.description or kind.explanation
    if isinstance(error, NotFound):
        detail = _no_such_address(request.path)
    return respond(Problem(kind, detail, {}, headers))


def _no_such_address(path: str) -> str:
    """Say that there is no such address, and which one may be meant."""
    addresses = {rule.rule for rule in current_app.url_map.iter_rules() if not rule.arguments}
    near = nearest(path[:_LONGEST_ADDRESS], addresses)
    hint = f"did you mean {near.name}?" if near else "the home page / leads to all there is"
    return f"there is nothing at {path[:_LONGEST_ADDRESS]}; {hint}"


def _unforeseen(error: Exception) -> Response:
    _log.error("%s %s", request.method, request.path, exc_info=error)
    kind = _BY_SLUG["internal"]
    return respond(Problem(kind, kind.explanation))
