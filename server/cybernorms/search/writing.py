"""The index of a snapshot, made: one SQLite file with FTS5, the same bytes for the same graphs."""

import math
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from typing import Final

from rdflib import Literal

from cybernorms.search.documents import Document, read_documents
from cybernorms.search.facets import with_facets
from cybernorms.search.facts import Triple
from cybernorms.search.folding import compounds, fold, words

FILE: Final = "search.sqlite"
COLUMNS: Final = ("names", "identifiers", "wording", "notes", "remarks", "kindred", "compounds")
"""Columns of the full text, in the order of what counts most."""

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


def write_index(graphs: Iterable[Iterable[Triple]]) -> bytes:
    """Index what the graphs of a snapshot together say, asserted and inferred."""
    documents = with_facets(*read_documents(graphs))
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA)
        known: Counter[str] = Counter()
        for number, document in enumerate(documents, 1):
            known.update(_write(database, number, document))
        database.executemany("INSERT INTO word VALUES (?, ?)", sorted(known.items()))
        database.execute("INSERT INTO text (text) VALUES ('optimize')")
        database.commit()
        database.execute("ANALYZE")
        database.commit()
        database.execute("VACUUM")
        return database.serialize()


def _write(database: sqlite3.Connection, number: int, document: Document) -> set[str]:
    """Write one document, and give its words."""
    kind = document.kind
    labels = [str(text) for text in document.labels]
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
    codes = [Literal(text) for text in (document.slug, *document.identifiers)]
    ranked = ((LABEL, document.labels), (VARIANT, document.variants), (CODE, codes))
    database.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
        [
            (number, rank, folded, str(text), text.language or "")
            for rank, texts in ranked
            for text in texts
            if (folded := fold(text))
        ],
    )
    columns = (
        "\n".join((*labels, *map(str, document.variants))),
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
