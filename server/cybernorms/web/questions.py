"""The stored questions, read from their graph."""

from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import GRAPH_QUESTIONS
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution

_QUESTIONS: Final = f"""
SELECT ?iri ?slug ?title ?text ?query (GROUP_CONCAT(?word; separator=", ") AS ?keywords) {{
  GRAPH <{GRAPH_QUESTIONS}> {{
    ?iri a sh:SPARQLExecutable ; dcterms:identifier ?slug ; rdfs:label ?title ; rdfs:comment ?text .
    ?iri sh:select|sh:ask|sh:construct ?query .
    OPTIONAL {{ ?iri schema:keywords ?word }}
  }}
}} GROUP BY ?iri ?slug ?title ?text ?query ORDER BY ?slug
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


def list_questions(reader: Reader) -> list[Question]:
    """List all questions, by their number."""
    return [_question(row) for row in reader.select(_QUESTIONS)]


def find_question(reader: Reader, slug: str) -> Question | None:
    """Find the question with this identifier."""
    return next((item for item in list_questions(reader) if item.slug == slug), None)


def _question(row: Solution) -> Question:
    values = {
        name: row[name].value if name in row else ""
        for name in ("iri", "slug", "title", "text", "query", "keywords")
    }
    values["query"] = values["query"].strip() + "\n"
    return Question(**values)
