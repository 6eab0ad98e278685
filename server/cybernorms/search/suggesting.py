"""What a person may mean who has typed so much, or typed it wrong."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from cybernorms.search.connection import names_of, opened
from cybernorms.search.index import read, score
from cybernorms.search.parsing import Reading
from cybernorms.search.writing import LABEL

_SECONDS: Final = 1.0
_LEAST_LIKENESS: Final = 70
"""Of 100, by rapidfuzz's ratio: what is less alike was hardly meant."""

_OFFERED: Final = """
SELECT id FROM document WHERE completes AND id IN (SELECT value FROM json_each(?))
"""

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A resource that may be meant, with its labels, each with its language.

    ``owner`` is where it belongs, or empty; it has labels too.
    """

    iri: str
    kind: str
    names: Names
    owner: str
    owner_names: Names


def suggest(path: Path, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Name resources that a text may be meant for, the best first, at most ``limit``.

    The text may be the beginning of a name, misspelt, or the words of an identifier. Suggested are
    agreements, provisions, stakeholders and other things that have names of their own. Raises as
    index.search does.
    """
    with opened(path, _SECONDS) as database:
        reading = read(database, path, text, open_end=True)
        found = _named(database, reading) or _alike(path, reading.folded, limit)
        return tuple(_suggestion(database, number) for number in found[:limit])


def _named(database: sqlite3.Connection, reading: Reading) -> list[int]:
    """Find what has all words in its names, or else all of them anywhere, or else some."""
    names = "{names identifiers compounds}"
    for columns, expression in (
        (f"{names} : ", reading.every),
        ("", reading.every),
        (f"{names} : ", reading.some),
    ):
        if not expression:
            break
        scores = score(database, reading, f"{columns}({expression})", completing=bool(columns))
        offered = database.execute(_OFFERED, (json.dumps(list(scores)),))
        if found := [number for (number,) in offered]:
            return sorted(found, key=lambda number: (-scores[number], number))
    return []


def _alike(path: Path, folded: str, limit: int) -> list[int]:
    """Find what has a name that is written nearly so as a whole."""
    names = names_of(path)
    rows = process.extract(
        folded, list(names), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=limit
    )
    return list(dict.fromkeys(names[name] for name, _, _ in rows))


def _suggestion(database: sqlite3.Connection, number: int) -> Suggestion:
    query = "SELECT iri, kind, owner FROM document WHERE id = ?"
    iri, kind, owner = database.execute(query, (number,)).fetchone()
    return Suggestion(iri, kind, _names(database, iri), owner, _names(database, owner))


def _names(database: sqlite3.Connection, iri: str) -> Names:
    query = """
        SELECT text, language FROM name JOIN document ON document.id = document
        WHERE iri = ? AND rank = ? ORDER BY name.rowid
    """
    return tuple(database.execute(query, (iri, LABEL)))
