"""/questions: the list, and each question as a page, as its answer and as RDF."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from cybernorms.engine import Query
from cybernorms.errors import CyberNormsError, MalformedRequestError, NotFoundError
from cybernorms.protocol.negotiation import (
    GRAPHS,
    PAGE,
    RESULTS,
    Choice,
    choose_for_graph,
    split_suffix,
)
from cybernorms.protocol.parameters import collect, decode, entailment, parse_parameters, single
from cybernorms.protocol.request import QueryRequest
from cybernorms.questions import Question
from cybernorms.web.answers import data_response, not_modified
from cybernorms.web.page import View, choose_page, respond
from cybernorms.web.presentation import Presentation, ask_stated, present
from cybernorms.web.problems import describe_error
from cybernorms.web.questions import listing
from cybernorms.web.questions.asked import RESERVED, Asked, ask_with
from cybernorms.web.questions.code import Snippet, write_graph_snippets, write_snippets
from cybernorms.web.reader import JSON, TURTLE, Reader

_GRAPH_FORM: Final = "CONSTRUCT"


def questions_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("questions", __name__)

    @blueprint.get("/questions")
    @blueprint.get("/questions.<suffix>")
    def questions(suffix: str | None = None) -> Response:
        topic, words = (request.args.get(name, "").strip() for name in ("topic", "q"))
        asked = reader.at(request.args.get("release"))
        view = View(
            "questions.html",
            ("questions", topic, words),
            lambda: listing.read_listing(asked, topic, words),
            listing.sheet,
            lambda media_type: listing.describe(
                asked,
                media_type,
                listing.read_listing(asked, topic, words).questions if topic or words else None,
            ),
        )
        return respond(asked, choose_page(suffix), view)

    @blueprint.get("/questions/<slug>")
    def question(slug: str) -> Response:
        return _question(reader.at(request.args.get("release")), slug)

    @blueprint.get("/question/<slug>")
    def question_iri(slug: str) -> Response:
        return make_response(redirect(f"/questions/{slug}", 303))

    return blueprint


def _question(reader: Reader, path: str) -> Response:
    """Give the page of a question, its answer as a table, or the question itself as RDF."""
    slug, suffix = split_suffix(path, RESULTS)
    listed = next((item for item in listing.list_questions(reader) if item.slug == slug), None)
    if listed is None:
        raise NotFoundError(f"no question is called {slug[:80]}; /questions lists them")
    (found,) = listing.read_whole(reader, [listed])
    wanted = suffix or request.args.get("format")
    tables = () if found.form == _GRAPH_FORM else RESULTS
    choice = choose_for_graph(request.headers.get("Accept"), wanted, before=tables)
    if choice.format in tables:
        return _answer(reader, found, choice)
    if choice.format is PAGE:
        return _page(reader, listed, found)
    key = ("question", slug, choice.content_type)
    if unchanged := not_modified(reader.snapshot_id(), key):
        return unchanged
    answer = listing.describe(reader, choice.format.media_type, [listed])
    return data_response(answer, choice, "owlrl", key)


def _sent() -> list[tuple[str, str]]:
    return parse_parameters(decode(request.query_string, "the URL"), "the URL")


def _answer(reader: Reader, question: Question, choice: Choice) -> Response:
    """Give the answer as a table in a format for programs: the REST call of the question."""
    sent = _sent()
    asked = ask_with(reader, question, sent)
    regime = entailment(collect(sent, RESERVED))
    key = ("answer", asked.query, regime, choice.content_type)
    if unchanged := not_modified(reader.snapshot_id(), key):
        return unchanged
    query = Query(
        asked.query, choice.format.media_type, None, reader.timeout, regime, release=reader.release
    )
    answer = reader.engine.query(query)
    return data_response(answer, choice, answer.entailment, key)


def _page(reader: Reader, listed: listing.Question, question: Question) -> Response:
    """Show a question with its answer of this moment, or why there is none."""
    problem = answer = None
    try:
        sent = _sent()
        asked = ask_with(reader, question, sent)
    except MalformedRequestError as error:
        problem, asked = describe_error(error), ask_with(reader, question, [])
    if problem is None:
        try:
            answer = _present(reader, asked, sent)
        except CyberNormsError as error:
            problem = describe_error(error)
    page = render_template(
        "question.html",
        question=listed,
        asked=asked,
        answer=answer,
        problem=problem,
        snippets=_snippets(asked),
        formats=GRAPHS,
    )
    response = make_response(page, problem.kind.status if problem else 200)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _present(reader: Reader, asked: Asked, sent: Sequence[tuple[str, str]]) -> Presentation:
    regime = entailment(collect(sent, RESERVED))
    wanted = QueryRequest(asked.query, reader.timeout, regime, release=reader.release)
    query = Query(asked.query, JSON, TURTLE, reader.timeout, regime, release=reader.release)
    found = reader.engine.query(query)
    answer = present(reader, wanted, found, ask_stated(reader, query, found))
    if asked.question.form == _GRAPH_FORM:
        return answer
    values = collect(sent, RESERVED)
    kept = [(name, text) for name in RESERVED[1:] if (text := single(values, name))]
    rest = "?" * bool(asked.given or kept) + urlencode([*asked.given, *kept])
    address = f"/questions/{asked.question.identifier}"
    links = ((item.label, f"{address}.{item.suffix}{rest}") for item in RESULTS)
    return replace(answer, downloads=tuple(links))


def _snippets(asked: Asked) -> tuple[Snippet, ...]:
    endpoint = url_for("sparql.endpoint", _external=True)
    if asked.question.form == _GRAPH_FORM:
        return write_graph_snippets(endpoint, asked.query)
    address = url_for("questions.question", slug=asked.question.identifier, _external=True)
    return write_snippets(address, asked.given, endpoint, asked.query)
