"""The pages: home, questions and problems."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template

from cybernorms.errors import CyberNormsError, NotFoundError
from cybernorms.namespaces import CN, GRAPH_QUESTIONS
from cybernorms.protocol.negotiation import PAGE, split_suffix
from cybernorms.protocol.request import QueryRequest
from cybernorms.web.answers import choose_document, data_response, not_modified
from cybernorms.web.presentation import present
from cybernorms.web.problems import KINDS, describe_error, find_kind
from cybernorms.web.questions import Question, find_question, list_questions
from cybernorms.web.reader import TURTLE, Reader
from cybernorms.web.terms import Term

_COUNTED: Final = (
    "Agreement",
    "Provision",
    "Stakeholder",
    "ImplementingAction",
    "ImplementationClaim",
    "ElementAssessment",
    "Passage",
    "SourceDocument",
)
_CLASSES: Final = " ".join(f"<{CN[name]}>" for name in _COUNTED)
_COUNT: Final = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) {{ VALUES ?class {{ {_CLASSES} }} ?thing a ?class }}
GROUP BY ?class
"""
_AS_GRAPH: Final = (
    f"CONSTRUCT {{{{ ?q ?p ?o }}}} {{{{ GRAPH <{GRAPH_QUESTIONS}> {{{{ {{scope}} ?q ?p ?o }}}} }}}}"
)


def pages_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> str:
        counted = {row["class"].value: int(row["n"].value) for row in reader.select(_COUNT)}
        labels = reader.labels(counted)
        classes = [
            (labels.get(iri, Term("uri", iri).name), f"/ontology#{name}", counted[iri])
            for name in _COUNTED
            if (iri := str(CN[name])) in counted
        ]
        questions = list_questions(reader)
        return render_template(
            "home.html",
            classes=classes,
            counts=reader.counts(),
            questions=questions,
            snapshot=reader.snapshot_id(),
        )

    @blueprint.get("/questions")
    def questions() -> Response:
        return _questions(reader, "", None)

    @blueprint.get("/questions/<slug>")
    def question(slug: str) -> Response:
        stem, suffix = split_suffix(slug)
        return _questions(reader, stem, suffix)

    @blueprint.get("/question/<slug>")
    def question_iri(slug: str) -> Response:
        return make_response(redirect(f"/questions/{slug}", 303))

    @blueprint.get("/problem/<slug>")
    def problem(slug: str) -> str:
        kind = find_kind(slug)
        if kind is None:
            raise NotFoundError(
                "no such kind of problem; there are " + ", ".join(item.slug for item in KINDS)
            )
        return render_template("problem_kind.html", kind=kind)

    return blueprint


def _questions(reader: Reader, slug: str, suffix: str | None) -> Response:
    """Give one question or, without a slug, all of them, as RDF or as a page."""
    choice = choose_document(suffix)
    found = find_question(reader, slug) if slug else None
    if slug and found is None:
        raise NotFoundError(f"no question is called {slug}; /questions lists them")
    if choice.format is PAGE:
        page = (
            _question_page(reader, found)
            if found
            else make_response(render_template("questions.html", questions=list_questions(reader)))
        )
        page.vary.add("Accept")
        return page
    key = ("question", slug, choice.content_type)
    if unchanged := not_modified(reader.snapshot_id(), key):
        return unchanged
    scope = f"VALUES ?q {{ <{found.iri}> }}" if found else ""
    answer = reader.construct(_AS_GRAPH.format(scope=scope), choice.format.media_type)
    return data_response(answer, choice, "owlrl", key)


def _question_page(reader: Reader, question: Question) -> Response:
    """Show a question with its answer of this moment, or why there is none."""
    wanted = QueryRequest(question.query, reader.timeout)
    answer = problem = None
    try:
        answer = present(reader, wanted, reader.ask(question.query, TURTLE))
    except CyberNormsError as error:
        problem = describe_error(error)
    page = render_template("question.html", question=question, answer=answer, problem=problem)
    return make_response(page, problem.kind.status if problem else 200)
