"""/openapi.json: what programs may ask, as OpenAPI 3.1; each stored question is a call of its own.

https://spec.openapis.org/oas/v3.1.1.html
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, get_args

from flask import Blueprint, Response, current_app, request

from cybernorms import __version__
from cybernorms.engine import Entailment
from cybernorms.namespaces import LICENSE
from cybernorms.protocol.negotiation import GRAPHS, PAGE, RESULTS, Format
from cybernorms.protocol.request import DIRECT, FORM
from cybernorms.questions import Parameter, Question
from cybernorms.web.answers import not_modified, stamp
from cybernorms.web.languages import LANGUAGES
from cybernorms.web.messages import translate
from cybernorms.web.problems import MEDIA_TYPE
from cybernorms.web.questions.asked import MOST_LISTED
from cybernorms.web.questions.choices import Choice, read_choices
from cybernorms.web.questions.listing import read_whole
from cybernorms.web.reader import Reader

Node = dict[str, Any]

_VARIABLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_UNLISTED: Final = ("/static/", "/question/", "/questions/", "/sparql")
_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"})
_REFUSED: Final = {("updates.update", name) for name in ("GET", "PUT", "DELETE", "PATCH")}
"""Methods that an address answers by saying which it takes."""
_ASKED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "explain.explain": ("s", "p", "o", "proofs", "release"),
        "explore.explore": ("from", "to", "open", "entailment", "release"),
        "questions.questions": ("topic", "q", "release"),
        "submissions.listing": ("state", "institution", "after"),
        "submissions.submit": ("dataset", "profile", "base"),
        "graphs.indirect": ("default", "graph"),
        "graphs.write_indirect": ("default", "graph"),
    }
)
"""What addresses with no description of their own are asked."""


def openapi_blueprint(reader: Reader) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("openapi", __name__)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        key = ("openapi", request.url_root, LANGUAGES.get())
        if unchanged := not_modified(reader.snapshot_id(), key):
            return unchanged
        body = json.dumps(describe_calls(reader, request.url_root), ensure_ascii=False)
        response = Response(body, content_type="application/json")
        response.vary.add("Accept-Language")
        return stamp(response, reader.snapshot_id(), "owlrl", key)

    return blueprint


def describe_calls(reader: Reader, root: str) -> Node:
    """Describe every address of this application under a root, which ends with a slash."""
    questions = read_whole(reader)
    choices = read_choices(reader, (each for item in questions for each in item.parameters))
    asked = {f"/questions/{item.identifier}": _question(item, choices) for item in questions}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "cybernorms",
            "version": __version__,
            "description": translate("openapi-about"),
            "license": {"name": "CC BY 4.0", "url": str(LICENSE)},
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": {"/sparql": _endpoint(), **asked, **_others()},
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


_PROBLEM: Final[Node] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def _endpoint() -> Node:
    query = _parameter("query", {"type": "string"}, translate("openapi-query"), required=True)
    graphs = [
        _parameter(name, {"type": "array", "items": {"type": "string", "format": "uri"}})
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    names: Node = {"type": "array", "items": {"type": "string"}}
    members = {**_parameter("members", names, translate("openapi-members")), "explode": False}
    rest = [*graphs, members, *_common([item.suffix for item in (*RESULTS, *GRAPHS, PAGE)])]
    taken = {
        DIRECT: {"schema": {"type": "string"}},
        FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}},
    }
    answers = _responses((*RESULTS, *GRAPHS))
    about = {"summary": translate("openapi-sparql"), "tags": ["SPARQL"]}
    return {
        "get": {**about, "operationId": "query", "parameters": [query, *rest], **answers},
        "post": {
            **about,
            "operationId": "query-by-post",
            "parameters": rest,
            "requestBody": {"required": True, "content": taken},
            **answers,
        },
    }


def _question(question: Question, choices: Mapping[str, Sequence[Choice]]) -> Node:
    """Describe the call of a stored question with its parameters."""
    is_graph = question.form == "CONSTRUCT"
    offered = GRAPHS if is_graph else RESULTS
    own = [_own(each, choices.get(each.iri, ())) for each in question.parameters]
    return {
        "get": {
            "operationId": question.identifier,
            "summary": question.title,
            "description": question.text,
            "tags": ["Questions"],
            "parameters": [*own, *_common([item.suffix for item in offered])],
            **_responses(offered),
        }
    }


def _own(parameter: Parameter, choices: Sequence[Choice]) -> Node:
    schema: Node = {"type": "string"}
    default: list[Any] = [
        next((one.slug for one in choices if one.iri == str(term)), str(term))
        for term in parameter.default
    ]
    if parameter.datatype:
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.greatest}
        schema = {name: value for name, value in schema.items() if value is not None}
        default = [int(str(term)) for term in parameter.default]
    elif len(choices) <= MOST_LISTED:
        slugs = [choice.slug for choice in choices]
        schema = {"anyOf": [{"enum": slugs}, {"type": "string", "format": "iri"}]}
    if parameter.most > 1:
        schema = {"type": "array", "items": schema, "maxItems": parameter.most, "default": default}
    elif default:
        schema["default"] = default[0]
    return _parameter(parameter.name, schema, parameter.description)


def _others() -> Node:
    """List the other addresses that are served, without those that only differ by a suffix."""
    paths: dict[str, Node] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.rule.startswith(_UNLISTED) or "suffix" in rule.arguments:
            continue
        address = _VARIABLE.sub(r"{\1}", rule.rule)
        variables = [
            {**_parameter(name, {"type": "string"}, required=True), "in": "path"}
            for name in sorted(rule.arguments)
        ]
        asked = [_parameter(name, {"type": "string"}) for name in _ASKED.get(rule.endpoint, ())]
        for method in sorted((rule.methods or set()) & _METHODS):
            if (rule.endpoint, method) in _REFUSED:
                continue
            paths.setdefault(address, {})[method.lower()] = {
                "operationId": f"{rule.endpoint}-{address}-{method}".lower(),
                "summary": _summary(rule.endpoint),
                "tags": [rule.endpoint.partition(".")[0]],
                "parameters": [*variables, *asked, *([_format()] if method == "GET" else [])],
                **_responses(()),
            }
    return dict(sorted(paths.items()))


def _summary(endpoint: str) -> str:
    try:
        return translate(f"openapi-at-{endpoint.replace('.', '-').replace('_', '-')}")
    except LookupError:
        return translate("openapi-at-any")


def _common(suffixes: Sequence[str]) -> list[Node]:
    regimes = {"enum": list(get_args(Entailment)), "default": "owlrl"}
    return [
        _format(suffixes),
        _parameter("entailment", regimes, translate("openapi-entailment")),
        _parameter("release", {"type": "string"}, translate("openapi-release")),
    ]


def _format(suffixes: Sequence[str] = ()) -> Node:
    schema: Node = {"enum": list(suffixes)} if suffixes else {"type": "string"}
    return _parameter("format", schema, translate("openapi-format"))


def _parameter(name: str, schema: Node, text: str = "", *, required: bool = False) -> Node:
    found: Node = {"name": name, "in": "query", "schema": schema, "required": required}
    return {**found, "description": text} if text else found


def _responses(formats: Iterable[Format]) -> Node:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "responses": {
            "200": {
                "description": translate("openapi-answer"),
                "content": {item.media_type: {} for item in formats} or {"*/*": {}},
            },
            "4XX": {
                "description": translate("openapi-problem"),
                "content": {MEDIA_TYPE: problem},
            },
        }
    }
