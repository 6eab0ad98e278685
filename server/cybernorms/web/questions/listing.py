"""The list of questions, read from their graph, and what of it a reader asks for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import Graph

from cybernorms.engine import Answer
from cybernorms.namespaces import GRAPH_QUESTIONS
from cybernorms.questions import Question as Stored
from cybernorms.questions import read_questions
from cybernorms.web.page import Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution

_QUESTIONS: Final = f"""
SELECT ?iri ?slug ?title ?text ?query (GROUP_CONCAT(DISTINCT ?word; separator=", ") AS ?keywords)
  (GROUP_CONCAT(DISTINCT ?name; separator=", ") AS ?parameters) {{
  GRAPH <{GRAPH_QUESTIONS}> {{
    ?iri a sh:SPARQLExecutable ; dcterms:identifier ?slug ; rdfs:label ?title ; rdfs:comment ?text .
    ?iri sh:select|sh:ask|sh:construct ?query .
    OPTIONAL {{ ?iri schema:keywords ?word }}
    OPTIONAL {{ ?iri sh:parameter/dcterms:identifier ?name }}
  }}
}} GROUP BY ?iri ?slug ?title ?text ?query ORDER BY ?slug
"""
_AS_GRAPH: Final = f"""
CONSTRUCT {{{{ ?s ?p ?o }}}} {{{{
  GRAPH <{GRAPH_QUESTIONS}> {{{{
    {{scope}} {{{{ ?q ?p ?o BIND (?q AS ?s) }}}} UNION {{{{ ?q sh:parameter ?s . ?s ?p ?o }}}}
  }}}}
}}}}
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question: the query that answers it has its own prologue."""

    iri: str
    slug: str
    title: str
    text: str
    query: str
    keywords: str
    parameters: str

    @property
    def topics(self) -> tuple[str, ...]:
        """Its keywords, one by one."""
        return tuple(sorted(filter(None, self.keywords.split(", "))))


@dataclass(frozen=True, slots=True)
class Listing:
    """The questions on a ``topic`` with some ``words``, and how many there are on each topic."""

    questions: tuple[Question, ...]
    topics: tuple[tuple[str, int], ...]
    topic: str
    words: str


def list_questions(reader: Reader) -> list[Question]:
    """List all questions, by their number."""
    return [_question(row) for row in reader.select(_QUESTIONS)]


def group_by_topic(questions: Sequence[Question]) -> list[tuple[str, list[Question]]]:
    """Put each question under the one of its topics that most questions have, by the alphabet."""
    shared = Counter(name for question in questions for name in question.topics)
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        chosen = max(question.topics, key=lambda name: (shared[name], name), default="")
        groups[chosen].append(question)
    return sorted(groups.items())


def read_listing(reader: Reader, topic: str, words: str) -> Listing:
    """Read the questions on a topic that have each of some words; all, where these are empty."""
    questions = list_questions(reader)
    counted = Counter(name for question in questions for name in question.topics)
    wanted = words.lower().split()
    return Listing(
        tuple(
            question
            for question in questions
            if (not topic or topic in question.topics) and _has(question, wanted)
        ),
        tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0].lower()))),
        topic,
        words,
    )


def sheet(listing: Listing) -> Sheet:
    """Write each question as a row."""
    return Sheet(
        ("question", "title", "text", "keywords", "parameters"),
        ((q.slug, q.title, q.text, q.keywords, q.parameters) for q in listing.questions),
    )


def describe(
    reader: Reader, media_type: str, questions: Iterable[Question] | None = None
) -> Answer:
    """Give questions with their parameters as RDF; without any named, all of them."""
    scope = "?q a sh:SPARQLExecutable ."
    if questions is not None:
        scope = f"VALUES ?q {{ {' '.join(f'<{question.iri}>' for question in questions)} }}"
    return reader.construct(_AS_GRAPH.format(scope=scope), media_type)


def read_whole(reader: Reader, questions: Iterable[Question] | None = None) -> list[Stored]:
    """Read questions with their parameters; without any named, all of them."""
    answer = describe(reader, "application/n-triples", questions)
    return read_questions(Graph().parse(data=answer.body, format="nt"))


def _has(question: Question, words: Iterable[str]) -> bool:
    text = f"{question.slug} {question.title} {question.text} {question.keywords}".lower()
    return all(word in text for word in words)


def _question(row: Solution) -> Question:
    names = ("iri", "slug", "title", "text", "query", "keywords", "parameters")
    values = {name: row[name].value if name in row else "" for name in names}
    values["query"] = values["query"].strip() + "\n"
    return Question(**values)
