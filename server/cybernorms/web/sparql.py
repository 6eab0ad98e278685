"""/sparql: the protocol for programs, the query and result pages for people."""

from dataclasses import replace
from typing import Final
from uuid import uuid4

from flask import Blueprint, Response, make_response, render_template, request, url_for

from cybernorms.engine import Answer, Query
from cybernorms.errors import CyberNormsError, TooLargeError
from cybernorms.namespaces import BASE, CN, RDFS
from cybernorms.protocol.cache import may_change
from cybernorms.protocol.description import describe_service
from cybernorms.protocol.guard import check_query
from cybernorms.protocol.negotiation import (
    PAGE,
    Choices,
    choose_for_graph,
    choose_for_query,
)
from cybernorms.protocol.request import (
    ALLOWED_METHODS,
    DIRECT,
    FORM,
    QueryRequest,
    parse_request,
)
from cybernorms.settings import Settings
from cybernorms.web.answers import data_response, not_modified, stamp
from cybernorms.web.methods import answer_options, read_body
from cybernorms.web.presentation import present
from cybernorms.web.problems import Problem, describe_error
from cybernorms.web.questions import list_questions
from cybernorms.web.reader import JSON, TURTLE, Reader

_MOST_LINES: Final = 1000
_ENCODED: Final = 3
"""Bytes that percent-encoding makes of one."""
_OTHER_FIELDS: Final = 16384
_SAMPLE: Final = f"""\
PREFIX cn: <{CN}>
PREFIX rdfs: <{RDFS}>

SELECT ?agreement ?label
WHERE {{
  ?agreement a cn:Agreement ;
             rdfs:label ?label .
}}
ORDER BY ?label
"""
_METHODS: Final = [*ALLOWED_METHODS, "PUT", "DELETE", "PATCH"]
_DESCRIPTION_FORMATS: Final = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/n-quads": "nt",  # without named graphs they are the same
    "application/trig": "turtle",
}


def sparql_blueprint(settings: Settings, reader: Reader) -> Blueprint:
    """Make the routes of the endpoint."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=_METHODS, provide_automatic_options=False)
    def endpoint() -> Response:
        if request.method == "OPTIONS":
            return _options()
        wanted = parse_request(
            request.method,
            request.query_string,
            request.headers.get("Content-Type"),
            _read_body(settings.max_query_bytes),
            timeout=settings.timeout,
        )
        if wanted.text is None:
            return _introduce(reader, wanted.format)
        choices = choose_for_query(request.headers.get("Accept"), wanted.format)
        if not choices.page:
            return _answer(settings, reader, wanted, choices)
        try:
            return _page(settings, reader, wanted)
        except CyberNormsError as error:
            return _error_page(settings, reader, wanted, describe_error(error))

    return blueprint


def _read_body(max_query_bytes: int) -> bytes:
    """Read the body, which may be a form with a percent-encoded query of that size."""
    limit = max_query_bytes * _ENCODED + _OTHER_FIELDS
    body = read_body(limit)
    if body is None:
        raise TooLargeError(
            f"the body has more than {limit} bytes; "
            f"a query of up to {max_query_bytes} bytes is taken",
            "max_query_bytes",
            max_query_bytes,
        )
    return body


def _options() -> Response:
    """Tell which methods and which bodies are taken."""
    response = answer_options(*ALLOWED_METHODS)
    response.headers["Accept-Query"] = f"{DIRECT}, {FORM}"
    return response


def _introduce(reader: Reader, format_name: str | None) -> Response:
    """Give the Service Description (SPARQL 1.1 Service Description 2), or the query page."""
    choice = choose_for_graph(request.headers.get("Accept"), format_name)
    snapshot = reader.engine.snapshot_id()
    if choice.format is PAGE:
        page = render_template("query.html", sample=_SAMPLE, questions=list_questions(reader))
        response = make_response(page)
        response.vary.add("Accept")
        return response
    endpoint = url_for("sparql.endpoint", _external=True)
    key = ("description", endpoint, choice.content_type)
    if unchanged := not_modified(snapshot, key):
        return unchanged
    counts = reader.counts()
    description = describe_service(endpoint, counts.default, counts.graphs)
    body = description.serialize(
        format=_DESCRIPTION_FORMATS[choice.format.media_type], encoding="utf-8"
    )
    answer = Answer("CONSTRUCT", choice.format.media_type, body, snapshot)
    return data_response(answer, choice, "owlrl", key)


def _answer(settings: Settings, reader: Reader, wanted: QueryRequest, choices: Choices) -> Response:
    """Answer a program."""
    query = _query(settings, wanted)
    results, graph = choices.results, choices.graph
    key = (
        replace(query, timeout=0),
        results and results.content_type,
        graph and graph.content_type,
        uuid4() if may_change(query.text) else None,  # a tag that never comes back
    )
    if unchanged := not_modified(reader.engine.snapshot_id(), key):
        return unchanged
    answer = reader.engine.query(
        replace(
            query,
            results_type=results.format.media_type if results else None,
            graph_type=graph.format.media_type if graph else None,
        )
    )
    choice = results if answer.form in {"SELECT", "ASK"} else graph
    if choice is None:
        raise AssertionError(f"{answer.form} answered without a choice of its media type")
    return data_response(answer, choice, query.entailment, key)


def _page(settings: Settings, reader: Reader, wanted: QueryRequest) -> Response:
    """Show a person the answer as a table or as Turtle, with the query to go on with."""
    query = _query(settings, wanted)
    answer = reader.engine.query(query)
    page = render_template(
        "query.html",
        wanted=wanted,
        answer=present(reader, wanted, answer),
        snapshot=answer.snapshot,
    )
    return stamp(make_response(page), answer.snapshot, query.entailment, ("page", query))


def _error_page(
    settings: Settings, reader: Reader, wanted: QueryRequest, problem: Problem
) -> Response:
    """Show the query again, with the line that is wrong."""
    page = render_template(
        "query.html",
        wanted=wanted,
        problem=problem,
        lines=(wanted.text or "").split("\n")[:_MOST_LINES],
    )
    response = make_response(page, problem.kind.status)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _query(settings: Settings, wanted: QueryRequest) -> Query:
    """Guard a request's text and make the engine's query of it, with the types of a page."""
    text = wanted.text or ""
    check_query(text, max_bytes=settings.max_query_bytes, max_nesting=settings.max_query_nesting)
    return Query(
        text,
        JSON,
        TURTLE,
        wanted.timeout,
        wanted.entailment,
        wanted.default_graphs,
        wanted.named_graphs,
        BASE,
    )
