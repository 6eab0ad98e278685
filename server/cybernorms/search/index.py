"""The index of a snapshot, asked: what fits a text, narrowed by facets, with their counts."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from cybernorms.search.connection import opened, vocabulary_of
from cybernorms.search.facets import FACETS
from cybernorms.search.folding import fold
from cybernorms.search.found import Count, Found, Hit, Wanted
from cybernorms.search.parsing import Reading, read_text
from cybernorms.search.snippets import CLOSE, OPEN, is_marked, read_pieces
from cybernorms.search.writing import LABEL

_WEIGHTS: Final = (12.0, 8.0, 4.0, 2.0, 0.7, 1.0, 3.0)
"""How much a word counts in each of writing.COLUMNS."""

_EXACT, _GOING_ON, _BEGINNING, _NAMED = 8.0, 3.0, 1.5, 2.0
"""What a text is worth that is a name, begins one while one types or later, or has all its words in
the names."""

_SNIPPET_WORDS: Final = 32
_MATCHES: Final = """
SELECT text.rowid, -bm25(text, {}) * weight
FROM text JOIN document ON document.id = text.rowid WHERE text MATCH ?
""".format(", ".join(map(str, _WEIGHTS)))
_MEMBERS: Final = """
SELECT text.rowid, weight
FROM text JOIN document ON document.id = text.rowid WHERE text MATCH ?
"""
_STARTS: Final = """
SELECT document, MAX(folded = :text) FROM name
WHERE folded >= :text AND folded < :text || char(1114111) GROUP BY document
"""
_COUNTS: Final = """
SELECT value, COUNT(*) FROM facet
WHERE facet = ? AND document IN (SELECT value FROM json_each(?)) GROUP BY value
"""
_MARKED: Final = """
SELECT highlight(text, 0, :open, :close), snippet(text, 2, :open, :close, '…', :words),
       snippet(text, 3, :open, :close, '…', :words), snippet(text, 4, :open, :close, '…', :words)
FROM text WHERE text MATCH :expression AND rowid = :number
"""
_PLAIN: Final = """
SELECT names, substr(wording, 1, 300), substr(notes, 1, 300), '' FROM text WHERE rowid = :number
"""


def search(path: Path, wanted: Wanted, seconds: float) -> Found:
    """Search the index at a path.

    Without a text everything fits; of a text without words nothing does.
    Raises MalformedRequestError for a text that is too long, and what connection.opened does.
    """
    with opened(path, seconds) as database:
        reading = read(database, path, wanted.text, literal=wanted.literal)
        expression = reading.every
        if wanted.text.strip():
            scores = score(database, reading, expression)
        else:
            scores = dict(database.execute("SELECT id, weight FROM document"))
        if not scores and reading.some != reading.every:
            expression = reading.some
            scores = score(database, reading, expression)
        allowed = {
            facet: _having(database, facet, values) for facet, values in wanted.chosen.items()
        }
        fitting = _narrow(scores, allowed)
        order = sorted(fitting, key=lambda number: (-scores[number], number))
        shown = order[wanted.offset : wanted.offset + wanted.limit]
        return Found(
            len(order),
            tuple(_hit(database, number, expression) for number in shown),
            {
                facet: _count(database, facet, _narrow(scores, allowed, facet), wanted.chosen)
                for facet in FACETS
            },
            reading.instead,
            expression == reading.every,
        )


def labels(path: Path, iris: Iterable[str], seconds: float) -> dict[str, list[tuple[str, str]]]:
    """Give the labels of resources, each with its language."""
    query = """
        SELECT iri, text, language FROM name JOIN document ON document.id = document
        WHERE rank = ? AND iri IN (SELECT value FROM json_each(?)) ORDER BY name.rowid
    """
    found: dict[str, list[tuple[str, str]]] = {}
    with opened(path, seconds) as database:
        for iri, text, language in database.execute(query, (LABEL, json.dumps(sorted(set(iris))))):
            found.setdefault(iri, []).append((text, language))
    return found


def read(
    database: sqlite3.Connection,
    path: Path,
    text: str,
    *,
    literal: bool = False,
    open_end: bool = False,
) -> Reading:
    """Read a text by the words of an index; see parsing.read_text."""

    def matches(expression: str) -> bool:
        query = "SELECT 1 FROM text WHERE text MATCH ? LIMIT 1"
        return database.execute(query, (expression,)).fetchone() is not None

    return read_text(text, vocabulary_of(path), matches, open_end=open_end, literal=literal)


def score(
    database: sqlite3.Connection, reading: Reading, expression: str, *, completing: bool = False
) -> dict[int, float]:
    """Give the documents that fit an expression, each with how well.

    While one types, ``completing``, names that begin so count most, and how often their words
    occur says nothing, for many words begin as the last one does.
    """
    if not expression:
        return {}
    matches, beginning = (_MEMBERS, _GOING_ON) if completing else (_MATCHES, _BEGINNING)
    scores: dict[int, float] = dict(database.execute(matches, (expression,)))
    named = f"{{names identifiers}} : ({expression})"
    starts = dict(database.execute(_STARTS, {"text": fold(reading.instead) or reading.folded}))
    for (number,) in database.execute("SELECT rowid FROM text WHERE text MATCH ?", (named,)):
        scores[number] *= _NAMED
    for number, exact in starts.items():
        if number in scores:
            scores[number] *= _EXACT if exact else beginning
    return scores


def _having(database: sqlite3.Connection, facet: str, values: Sequence[str]) -> set[int]:
    query = """
        SELECT document FROM facet
        WHERE facet = ? AND value IN (SELECT value FROM json_each(?))
    """
    return {row[0] for row in database.execute(query, (facet, json.dumps(list(values))))}


def _narrow(numbers: Iterable[int], allowed: Mapping[str, set[int]], apart: str = "") -> list[int]:
    """Keep the documents that all facets but one allow."""
    sets = [found for facet, found in allowed.items() if facet != apart]
    return [number for number in numbers if all(number in found for found in sets)]


def _count(
    database: sqlite3.Connection,
    facet: str,
    numbers: list[int],
    chosen: Mapping[str, Sequence[str]],
) -> tuple[Count, ...]:
    """Count the values of a facet, the most frequent first; a chosen one is there in any case."""
    counted = dict.fromkeys(chosen.get(facet, ()), 0)
    counted.update(database.execute(_COUNTS, (facet, json.dumps(numbers))))
    return tuple(
        Count(value, number, value in chosen.get(facet, ()))
        for value, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )


def _hit(database: sqlite3.Connection, number: int, expression: str) -> Hit:
    iri, kind, types, owner = database.execute(
        "SELECT iri, kind, types, owner FROM document WHERE id = ?", (number,)
    ).fetchone()
    values = {
        "number": number,
        "expression": expression,
        "open": OPEN,
        "close": CLOSE,
        "words": _SNIPPET_WORDS,
    }
    row = database.execute(_MARKED if expression else _PLAIN, values).fetchone()
    names, wording, notes, remarks = row
    texts = [*filter(is_marked, (wording, notes)), wording, notes, remarks]
    return Hit(
        iri,
        kind,
        tuple(types.split()),
        owner,
        tuple(map(read_pieces, names.split("\n"))),
        read_pieces(next(filter(None, texts), "")),
    )
