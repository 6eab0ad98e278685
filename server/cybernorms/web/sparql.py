"""/sparql for people and for whoever finds the way: pages, the service description, OPTIONS.

The gateway has read the request, and answers programs itself.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request, url_for

from cybernorms.errors import CyberNormsError
from cybernorms.federation import Member, Registry
from cybernorms.federation.completeness import as_dict
from cybernorms.namespaces import CN, PREFIXES, RDFS
from cybernorms.protocol.description import describe_service
from cybernorms.protocol.negotiation import PAGE, choose_for_graph
from cybernorms.protocol.request import ALLOWED_METHODS, DIRECT, FORM, QueryRequest
from cybernorms.protocol.unknown_terms import (
    OUR_TERMS,
    UnknownTerm,
    names_ours,
    unknown_terms,
)
from cybernorms.settings import Settings
from cybernorms.web.answers import (
    completeness,
    data_response,
    not_modified,
    provenance,
    stamp,
    write_graph,
)
from cybernorms.web.gateway import PATH, REQUEST, read_query
from cybernorms.web.methods import answer_options
from cybernorms.web.presentation import answer_url, ask_stated, parameters_of, present
from cybernorms.web.problems import Problem, describe_error
from cybernorms.web.questions import Question, group_by_topic, list_questions
from cybernorms.web.reader import JSON, TURTLE, Reader

_MOST_LINES: Final = 1000
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
_KEPT: Final = ("release", "default-graph-uri", "named-graph-uri")
"""The parameters that a changed query is run with like the one before."""


def sparql_blueprint(settings: Settings, reader: Reader) -> Blueprint:
    """Make the routes of the endpoint."""
    blueprint = Blueprint("sparql", __name__)
    registry = Registry.of(settings)

    @blueprint.route(PATH, methods=_METHODS, provide_automatic_options=False)
    def endpoint() -> Response:
        if request.method == "OPTIONS":
            return _options()
        wanted: QueryRequest | Exception = request.environ[REQUEST]
        if isinstance(wanted, Exception):
            raise wanted
        members = [*registry.asked().values()]
        if wanted.text is None:
            return _introduce(reader, wanted.format, members)
        try:
            return _page(settings, reader, wanted, members)
        except CyberNormsError as error:
            return _error_page(reader, wanted, members, describe_error(error))

    return blueprint


def _options() -> Response:
    """Tell which methods and which bodies are taken."""
    response = answer_options(*ALLOWED_METHODS)
    response.headers["Accept-Query"] = f"{DIRECT}, {FORM}"
    return response


def _introduce(reader: Reader, format_name: str | None, members: Sequence[Member]) -> Response:
    """Give the Service Description (SPARQL 1.1 Service Description 2), or the query page."""
    choice = choose_for_graph(request.headers.get("Accept"), format_name)
    snapshot = reader.engine.snapshot_id()
    if choice.format is PAGE:
        response = make_response(_render(reader, None, members))
        response.vary.add("Accept")
        return response
    endpoint, federated = url_for("sparql.endpoint", _external=True), bool(members)
    key = ("description", endpoint, federated, choice.content_type)
    if unchanged := not_modified(snapshot, key):
        return unchanged
    counts = reader.counts()
    update = url_for("updates.update", _external=True)
    description = describe_service(
        endpoint, update, counts.default, counts.graphs, federated=federated
    )
    answer = write_graph(description, choice.format.media_type, snapshot)
    return data_response(answer, choice, "owlrl", key)


def _render(
    reader: Reader, wanted: QueryRequest | None, members: Sequence[Member], **more: object
) -> str:
    """Write the page with the editor; the questions are left out when they can not be had."""
    topics: list[tuple[str, list[Question]]] = []
    with suppress(CyberNormsError):
        topics = group_by_topic(list_questions(reader))
    return render_template(
        "query.html",
        wanted=wanted,
        sample=_SAMPLE,
        prefixes=dict(PREFIXES),
        topics=topics,
        kept=[item for item in parameters_of(wanted) if item[0] in _KEPT] if wanted else [],
        address=answer_url(wanted) if wanted else "",
        members=members,
        **more,
    )


def _page(
    settings: Settings, reader: Reader, wanted: QueryRequest, members: Sequence[Member]
) -> Response:
    """Show a person the answer as a table or as Turtle, with the query to go on with."""
    query = read_query(settings, wanted, JSON, TURTLE, request.environ)
    answer = reader.engine.query(query)
    page = _render(
        reader,
        wanted,
        members,
        answer=present(reader, wanted, answer, ask_stated(reader, query, answer)),
        hints=_hints(reader, query.text),
        snapshot=answer.snapshot,
        told=as_dict(answer.completeness) if answer.completeness else None,
    )
    response = make_response(page)
    if answer.completeness:
        response.headers.update(provenance(answer.snapshot, answer.entailment))
        response.headers.update(completeness(answer))
        return response
    return stamp(response, answer.snapshot, answer.entailment, ("page", query))


def _hints(reader: Reader, text: str) -> list[UnknownTerm]:
    """Name the terms that a query asks for in vain; none if that cannot be found out in time."""
    ours: set[str] = set()
    if names_ours(text):
        with suppress(CyberNormsError):
            ours = {row["term"].value for row in reader.select(OUR_TERMS)}
    return unknown_terms(text, ours)


def _error_page(
    reader: Reader, wanted: QueryRequest, members: Sequence[Member], problem: Problem
) -> Response:
    """Show the query again, with the line that is wrong."""
    page = _render(
        reader,
        wanted,
        members,
        problem=problem,
        told=problem.members.get("completeness"),
        lines=(wanted.text or "").split("\n")[:_MOST_LINES],
    )
    response = make_response(page, problem.kind.status)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
