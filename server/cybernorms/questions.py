"""Competency questions: what the graph must be able to answer, and whether it still does."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rdflib import Graph, URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Node

from cybernorms.engine import Query, QueryEngine, QueryForm
from cybernorms.errors import InputError
from cybernorms.namespaces import DCTERMS, GRAPH_QUESTIONS, RDF, RDFS, SCHEMA, SH
from cybernorms.sources import Sources

_DIFFERENCES_SHOWN: Final = 10
_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How questions of one form are stated, asked and answered."""

    form: QueryForm
    query: URIRef
    suffix: str


_KINDS: Final[Mapping[URIRef, _Kind]] = MappingProxyType(
    {
        SH.SPARQLSelectExecutable: _Kind("SELECT", SH.select, ".csv"),
        SH.SPARQLAskExecutable: _Kind("ASK", SH.ask, ".txt"),
        SH.SPARQLConstructExecutable: _Kind("CONSTRUCT", SH.construct, ".nt"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A stored query with the question that it answers (SHACL Advanced Features, executables)."""

    iri: Node
    identifier: str
    title: str
    text: str
    keywords: tuple[str, ...]
    form: QueryForm
    query: str
    answer_file: str


def load_questions(sources: Sources) -> list[Question]:
    """Read the questions of the graph of questions, by identifier.

    Raises InputError for one that lacks its query or a plain identifier; the shapes tell the rest.
    """
    graph = sources.graph(GRAPH_QUESTIONS)
    found = (_question(graph, iri) for iri in set(graph.subjects(RDF.type, SH.SPARQLExecutable)))
    return sorted(found, key=lambda question: question.identifier)


def choose(questions: Sequence[Question], identifiers: Iterable[str]) -> list[Question]:
    """Pick questions by identifier or its beginning (``cq-01``); without any, all of them.

    Raises InputError for an identifier that fits none.
    """
    wanted = list(identifiers)
    for identifier in wanted:
        if not any(_fits(question, identifier) for question in questions):
            raise InputError(f"{identifier}: no such question; see  cybernorms questions list")
    return [q for q in questions if not wanted or any(_fits(q, text) for text in wanted)]


def answer(question: Question, engine: QueryEngine, timeout: float) -> str:
    """Ask a question and give the answer as it is kept in a file.

    That is CSV with plain line ends for SELECT, ``true`` or ``false`` for ASK, sorted N-Triples
    for CONSTRUCT. Raises what the engine raises.
    """
    results = "text/csv" if question.form == "SELECT" else "application/sparql-results+json"
    reply = engine.query(Query(question.query, results, "application/n-triples", timeout))
    body = reply.body.decode("utf-8")
    if question.form == "SELECT":
        return body.replace("\r\n", "\n")
    if question.form == "ASK":
        return "true\n" if json.loads(body)["boolean"] else "false\n"
    return "".join(f"{line}\n" for line in sorted(set(filter(None, body.split("\n")))))


def differences(question: Question, expected: str, actual: str) -> list[str]:
    """Compare an answer with the expected one; a few lines that differ, or none.

    Rows of a SELECT count as a bag, in any order unless the query has ORDER BY, and so do columns.
    """
    if question.form != "SELECT":
        return _bag_differences(expected.split("\n"), actual.split("\n"))
    (expected_head, expected_rows), (head, rows) = _table(expected), _table(actual)
    if sorted(expected_head) != sorted(head):
        return [f"- columns {', '.join(expected_head)}", f"+ columns {', '.join(head)}"]
    order = [head.index(name) for name in expected_head]
    rows = [[row[position] for position in order] for row in rows]
    lines = [_line(row) for row in expected_rows], [_line(row) for row in rows]
    if found := _bag_differences(*lines):
        return found
    if expected_rows != rows and _is_ordered(question.query):
        first = next(n for n, pair in enumerate(zip(*lines, strict=True)) if len(set(pair)) > 1)
        return [
            f"the rows are right but in another order, from row {first + 1}:",
            f"- {lines[0][first]}",
            f"+ {lines[1][first]}",
        ]
    return []


def _question(graph: Graph, iri: Node) -> Question:
    kind = next((k for t, k in _KINDS.items() if (iri, RDF.type, t) in graph), None)
    query = graph.value(iri, kind.query) if kind else None
    identifier = str(graph.value(iri, DCTERMS.identifier) or "")
    if kind is None or query is None or not _IDENTIFIER.fullmatch(identifier):
        raise InputError(
            f"{iri}: a question needs dcterms:identifier in lower-case letters, digits and "
            "hyphens, a type such as sh:SPARQLSelectExecutable, and the query as sh:select, "
            "sh:ask or sh:construct"
        )
    return Question(
        iri=iri,
        identifier=identifier,
        title=str(graph.value(iri, RDFS.label) or identifier),
        text=str(graph.value(iri, RDFS.comment) or ""),
        keywords=tuple(sorted(map(str, graph.objects(iri, SCHEMA.keywords)))),
        form=kind.form,
        query=str(query),
        answer_file=identifier + kind.suffix,
    )


def _fits(question: Question, text: str) -> bool:
    return question.identifier == text or question.identifier.startswith(text + "-")


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    rows = list(csv.reader(io.StringIO(text)))
    return (rows[0], [row or [""] for row in rows[1:]]) if rows else ([], [])


def _line(row: Sequence[str]) -> str:
    """Write a row as CSV, so that no two rows look alike."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    return line.getvalue()


def _bag_differences(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    return list(_cut(list(_bag_lines(Counter(expected), Counter(actual)))))


def _bag_lines(expected: Counter[str], actual: Counter[str]) -> Iterator[str]:
    for sign, rest in (("-", expected - actual), ("+", actual - expected)):
        for line, count in sorted(rest.items()):
            yield f"{sign} {line}" + (f"  ({count} times)" if count > 1 else "")


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_DIFFERENCES_SHOWN]
    if len(lines) > _DIFFERENCES_SHOWN:
        yield f"… and {len(lines) - _DIFFERENCES_SHOWN} more lines differ"


def _is_ordered(query: str) -> bool:
    """Tell whether the query as a whole, not a part of it, has ORDER BY."""
    return "orderby" in parseQuery(query)[1]
