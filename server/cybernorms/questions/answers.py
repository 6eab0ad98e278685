"""Answers of questions as they are kept in files, and how two of them differ."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from cybernorms.engine import Query, QueryEngine
from cybernorms.questions.question import Question
from cybernorms.tokens import tokenize

_DIFFERENCES_SHOWN: Final = 10


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
    depth = 0
    for token in tokenize(query):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.keyword == "ORDER" and depth == 0:
            return True
    return False
