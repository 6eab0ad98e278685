"""The home page: what is here, the first question answered, and the ways in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response

from cybernorms.engine import Answer
from cybernorms.errors import CyberNormsError
from cybernorms.namespaces import BASE, CN, GRAPH_META
from cybernorms.protocol.request import QueryRequest
from cybernorms.web.extracts import extract
from cybernorms.web.page import Sheet, View, choose_page, respond
from cybernorms.web.presentation import present
from cybernorms.web.questions import Question, list_questions
from cybernorms.web.reader import TURTLE, Reader
from cybernorms.web.structured import describe_site
from cybernorms.web.terms import Solution, Table, Term, label

_COUNTED: Final = (
    ("agreements", "/agreements", CN["Agreement"]),
    ("provisions", "/provisions", CN["Provision"]),
    ("actions", "/actions", CN["ImplementingAction"]),
    ("stakeholders", "/stakeholders", CN["Stakeholder"]),
    ("elements", "/scheme/key-element", CN["KeyElement"]),
    ("documents", "/documents", CN["SourceDocument"]),
    ("passages", "/documents", CN["Passage"]),
)
_CLASSES: Final = " ".join(f"<{class_}>" for _, _, class_ in _COUNTED)
_COUNT: Final = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) {{ VALUES ?class {{ {_CLASSES} }} ?thing a ?class }}
GROUP BY ?class
"""
_MOST_NORMS: Final = 6
_MOST_ROWS: Final = 5
_SHARED: Final = f"""
SELECT ?norm ?agreement (COUNT(DISTINCT ?other) AS ?others) (COUNT(DISTINCT ?action) AS ?actions) {{
  ?norm cn:correspondsTo ?other ; cn:isProvisionOf ?agreement .
  OPTIONAL {{ ?action cn:implements|cn:contributesTo ?norm }}
}} GROUP BY ?norm ?agreement ORDER BY DESC(?others) DESC(?actions) ?norm LIMIT {_MOST_NORMS}
"""
_DATASET: Final = (
    f"VALUES ?s {{ <{BASE}void#dataset> }} VALUES ?g {{ <{GRAPH_META}> }} GRAPH ?g {{ ?s ?p ?o }}"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are of a kind, and where they are listed."""

    name: str
    href: str
    count: int

    @property
    def message(self) -> str:
        """What they are called."""
        return f"home-{self.name}"


@dataclass(frozen=True, slots=True)
class Shared:
    """A provision that has correspondences in others, and how many actions serve it."""

    norm: Term
    agreement: Term
    correspondences: int
    actions: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; ``answer`` has some of the ``rows`` for the first question."""

    figures: tuple[Figure, ...]
    statements: int
    graphs: int
    shared: tuple[Shared, ...]
    questions: tuple[Question, ...]
    answer: Table | None
    rows: int


def home_blueprint(reader: Reader) -> Blueprint:
    """Make the route."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    def home() -> Response:
        view = View(
            "home.html",
            ("home",),
            lambda: _read(reader),
            lambda page: Sheet(
                ("kind", "count"), [(each.name, each.count) for each in page.figures]
            ),
            lambda media_type: _describe(reader, media_type),
            around={"structured": describe_site()},
        )
        return respond(reader, choose_page(None), view)

    return blueprint


def _read(reader: Reader) -> Home:
    counted = {row["class"].value: int(row["n"].value) for row in reader.select(_COUNT)}
    counts, questions = reader.counts(), list_questions(reader)
    answer = _answer(reader, questions[0]) if questions else None
    return Home(
        tuple(
            Figure(name, href, number)
            for name, href, class_ in _COUNTED
            if (number := counted.get(str(class_), 0))
        ),
        counts.default,
        len(counts.graphs),
        _shared(reader),
        tuple(questions),
        replace(answer, rows=_sample(answer.rows)) if answer else None,
        len(answer.rows) if answer else 0,
    )


def _shared(reader: Reader) -> tuple[Shared, ...]:
    rows = [row for row in reader.select(_SHARED) if "norm" in row]
    labels = reader.labels(row[name].value for row in rows for name in ("norm", "agreement"))
    return tuple(
        Shared(
            label(row["norm"], labels),
            label(row["agreement"], labels),
            int(row["others"].value),
            int(row["actions"].value),
        )
        for row in rows
    )


def _answer(reader: Reader, question: Question) -> Table | None:
    """Answer a question; None if that does not give a table, or fails."""
    try:
        answer = reader.ask(question.query, TURTLE)
    except CyberNormsError:  # the question's own page tells why
        return None
    content = present(reader, QueryRequest(question.query, reader.timeout), answer).content
    return content if isinstance(content, Table) else None


def _sample(rows: Sequence[Solution]) -> tuple[Solution, ...]:
    """Pick rows that have all values, from all of the answer."""
    most = max((len(row) for row in rows), default=0)
    full = tuple(row for row in rows if len(row) == most)
    return full[:: -(-len(full) // _MOST_ROWS) or 1]


def _describe(reader: Reader, media_type: str) -> Answer:
    return extract(reader, media_type, _DATASET)
