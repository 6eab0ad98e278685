"""/validate: documents judged over HTTP, by programs and on a page."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from cybernorms import validation
from cybernorms.errors import CyberNormsError, ForbiddenShapesError, TooLargeError
from cybernorms.protocol.negotiation import HTML
from cybernorms.protocol.validation import (
    VALIDATION_METHODS,
    ValidationRequest,
    parse_validation_request,
)
from cybernorms.settings import Settings
from cybernorms.sources import RDF_FORMATS
from cybernorms.web.judged import Judged, present_judged
from cybernorms.web.messages import translate
from cybernorms.web.methods import answer_options, read_body
from cybernorms.web.problems import Problem, describe_error
from cybernorms.web.profiles import list_profiles, profiles_document
from cybernorms.web.reader import Reader
from cybernorms.workers import JudgeClient

_EXAMPLES: Final = files(validation).joinpath("examples")
_TITLES: Final = {"good": "validate-example-good", "bad": "validate-example-bad"}
_STYLE: Final = re.compile("<style>(.*?)</style>", re.DOTALL)
_CHARSETS: Final = frozenset({HTML, "text/plain", "text/turtle", "text/csv"})


def validation_blueprint(settings: Settings, reader: Reader, judge: JudgeClient) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("validation", __name__)

    @blueprint.get("/validate")
    def introduce() -> str:
        return _page(reader)

    @blueprint.get("/validate/profiles")
    @blueprint.get("/validate/profiles.<suffix>")
    def profiles(suffix: str | None = None) -> Response:
        return profiles_document(reader, suffix)

    @blueprint.route("/validate", methods=["OPTIONS"], provide_automatic_options=False)
    def options() -> Response:
        return answer_options(*VALIDATION_METHODS)

    @blueprint.post("/validate")
    def validate() -> Response:
        wanted = parse_validation_request(
            request.query_string,
            request.headers.get("Content-Type"),
            request.headers.get("Accept"),
            _receive(settings),
        )
        try:
            if wanted.submission.shapes and settings.user_shapes == "no":
                raise ForbiddenShapesError(
                    "this server judges by its own shapes alone; run  cybernorms validate "
                    "--shapes  where you are"
                )
            head, report = judge.judge(wanted.submission)
        except CyberNormsError as error:
            if not wanted.page:
                raise
            response = _problem_page(reader, wanted, describe_error(error))
        else:
            response = _answer(reader, wanted, report)
            response.headers["X-Cybernorms-Conforms"] = str(head["conforms"]).lower()
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
        return response

    return blueprint


def _receive(settings: Settings) -> bytes:
    limit = settings.max_submission_bytes
    body = read_body(limit)
    if body is None:
        raise TooLargeError(
            f"the body has more than {limit} bytes; send it in parts, or judge it where you are",
            "max_submission_bytes",
            limit,
        )
    return body


def _answer(reader: Reader, wanted: ValidationRequest, report: bytes) -> Response:
    if wanted.page:
        judged = present_judged(wanted.submission, json.loads(report))
        return make_response(_page(reader, wanted, judged))
    charset = "; charset=utf-8" if wanted.content_type in _CHARSETS else ""
    response = Response(report, content_type=wanted.content_type + charset)
    if wanted.content_type == HTML:
        response.headers["Content-Security-Policy"] = _policy(report.decode("utf-8"))
    return response


def _policy(page: str) -> str:
    """Allow a page that stands alone its own style and nothing else (CSP 3, 6.7.3)."""
    hashes = (
        b64encode(sha256(style.encode("utf-8")).digest()).decode() for style in _STYLE.findall(page)
    )
    styles = " ".join(f"'sha256-{value}'" for value in hashes)
    return (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _problem_page(reader: Reader, wanted: ValidationRequest, problem: Problem) -> Response:
    members = problem.members
    if "line" in members and "file" in members:  # the page shows the place beside the words
        place = f"{members['file']}:{members['line']}:{members['column']}: "
        problem = replace(problem, detail=problem.detail.removeprefix(place))
    judged = present_judged(wanted.submission, None, problem.members)
    response = make_response(_page(reader, wanted, judged, problem), problem.kind.status)
    response.headers.update(problem.headers)
    return response


def _page(
    reader: Reader,
    wanted: ValidationRequest | None = None,
    judged: Judged | None = None,
    problem: Problem | None = None,
) -> str:
    return render_template(
        "validate.html",
        submission=wanted.submission if wanted else None,
        judged=judged,
        problem=problem,
        profiles=list_profiles(reader),
        formats=RDF_FORMATS.values(),
        examples=[
            (translate(title), _EXAMPLES.joinpath(f"{name}.ttl").read_text("utf-8"))
            for name, title in _TITLES.items()
        ],
    )
