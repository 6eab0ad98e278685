"""The index of a snapshot, made: one SQLite file with FTS5, the same bytes for the same graphs."""

import math
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import uuid4

from cybernorms.search.documents import LABELS, Document, read_documents
from cybernorms.search.facets import INVERSE, Facets
from cybernorms.search.facts import Facts, Quads, Text
from cybernorms.search.folding import compounds, fold, words

FILE: Final = "search.sqlite"
COLUMNS: Final = ("names", "identifiers", "wording", "notes", "remarks", "kindred", "compounds")
"""Columns of the full text, in the order of what counts most."""

_BRISK: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072;"
"""For a file that is of no use until it is whole."""
_SCHEMA: Final = f"""
CREATE TABLE document (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, types TEXT NOT NULL,
    owner TEXT NOT NULL, weight REAL NOT NULL, completes INTEGER NOT NULL
);
CREATE UNIQUE INDEX document_iri ON document (iri);
CREATE TABLE name (
    document INTEGER NOT NULL, rank INTEGER NOT NULL, folded TEXT NOT NULL, text TEXT NOT NULL,
    language TEXT NOT NULL
);
CREATE INDEX name_folded ON name (folded, document);
CREATE INDEX name_document ON name (document, rank);
CREATE TABLE facet (
    facet TEXT NOT NULL, value TEXT NOT NULL, document INTEGER NOT NULL,
    PRIMARY KEY (facet, value, document)
) WITHOUT ROWID;
CREATE TABLE word (text TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5 (
    {", ".join(COLUMNS)}, tokenize = "porter unicode61 remove_diacritics 2"
);
"""
LABEL, VARIANT, CODE = range(3)
"""Ranks of names: labels, other names, and what identifiers call a resource."""


def write_index(target: Path, *quads: Quads) -> None:
    """Index what the graphs of a snapshot together say, asserted and inferred, in a new file."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    _fill(str(unfinished), str(target), *quads)
    unfinished.unlink()


def make_index(*quads: bytes) -> bytes:
    """Give the bytes of such a file."""
    target = f"file:/{uuid4()}?vfs=memdb"
    with closing(sqlite3.connect(target, uri=True)) as database:
        _fill(":memory:", target, *quads)
        return database.serialize()


def _fill(draft: str, target: str, *quads: Quads) -> None:
    with (
        closing(Facts(quads, LABELS, INVERSE)) as facts,
        closing(sqlite3.connect(draft, uri=True)) as base,
    ):
        base.executescript(_BRISK + _SCHEMA)
        facets = Facets(facts)
        known: Counter[str] = Counter()
        for number, document in enumerate(read_documents(facts), 1):
            known.update(_write(base, number, facets.add(document)))
        base.executemany("INSERT INTO word VALUES (?, ?)", sorted(known.items()))
        base.execute("INSERT INTO text (text) VALUES ('optimize')")
        base.commit()
        base.execute("ANALYZE")
        base.commit()
        base.execute("VACUUM INTO ?", (target,))


def _write(database: sqlite3.Connection, number: int, document: Document) -> set[str]:
    """Write one document, and give its words."""
    kind = document.kind
    labels = [text.value for text in document.labels]
    database.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            document.iri,
            kind.name,
            " ".join(document.types),
            document.owner,
            kind.weight * (1 + math.log10(1 + document.mentions) / 2),
            kind.completes,
        ),
    )
    codes = [Text(text, "", "") for text in (document.slug, *document.identifiers)]
    ranked = ((LABEL, document.labels), (VARIANT, document.variants), (CODE, codes))
    database.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
        [
            (number, rank, folded, text.value, text.language)
            for rank, texts in ranked
            for text in texts
            if (folded := fold(text.value))
        ],
    )
    columns = (
        "\n".join((*labels, *(text.value for text in document.variants))),
        "\n".join((document.slug, *document.identifiers)),
        document.wording,
        document.notes,
        document.remarks,
        document.kindred,
    )
    joined = sorted({word for column in columns for word in compounds(column)})
    database.execute(
        f"INSERT INTO text (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})",  # noqa: S608
        (number, *columns, " ".join(joined)),
    )
    database.executemany(
        "INSERT INTO facet VALUES (?, ?, ?)",
        [
            (facet, value, number)
            for facet, values in sorted(document.facets.items())
            for value in values
        ],
    )
    return {*joined, *(word for column in columns for word in words(column))}
