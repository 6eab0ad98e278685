"""SPARQL 1.1 Query Results JSON of others, read strictly, as rows of VALUES."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

import msgspec

from cybernorms.errors import RemoteError
from cybernorms.namespaces import BASE

Row = tuple[str | None, ...]
"""The terms of a solution as SPARQL writes them; None where it binds nothing."""

_GENID: Final = f"{BASE}.well-known/genid/"
_VARIABLE: Final = re.compile(r"\w+")
_IRI: Final = re.compile(
    r'[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20<>"{}|\\^`%\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]|%[0-9A-Fa-f]{2})*'
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions, each with a term or None for each column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class _Term(msgspec.Struct, frozen=True):
    type: str
    value: str
    language: str = msgspec.field(default="", name="xml:lang")
    datatype: str = ""


class _Head(msgspec.Struct, frozen=True):
    vars: list[str] = []


class _Bindings(msgspec.Struct, frozen=True):
    bindings: list[dict[str, _Term]]


class _Document(msgspec.Struct, frozen=True):
    head: _Head
    results: _Bindings


def read_table(content: bytes, columns: Sequence[str]) -> Table:
    """Read the solutions of a document, with these columns of it.

    A blank node is written with its label, which only this document understands. Raises
    RemoteError for what is none of that format, and for terms that SPARQL 1.1 has not.
    """
    try:
        document = msgspec.json.decode(content, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RemoteError(f"the reply is no table in SPARQL JSON: {error}") from None
    known = {name: place for place, name in enumerate(columns)}
    written: dict[_Term, str] = {}
    rows = []
    for binding in document.results.bindings:
        row: list[str | None] = [None] * len(columns)
        for name, term in binding.items():
            place = known.get(name)
            if place is None:
                continue
            if (text := written.get(term)) is None:
                text = written[term] = _write(term)
            row[place] = text
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def name_blank_nodes(table: Table, scope: str) -> Table:
    """Give the blank nodes of a table IRIs that no other ``scope`` has (RDF 1.1 Concepts 3.5)."""
    prefix = _GENID + sha256(scope.encode()).hexdigest()[:16]

    def name(term: str | None) -> str | None:
        if term is None or not term.startswith("_:"):
            return term
        return f"<{prefix}-{sha256(term.encode()).hexdigest()[:16]}>"

    return Table(table.columns, tuple(tuple(map(name, row)) for row in table.rows))


def write_rows(rows: Iterable[Row]) -> str:
    """Write rows as they stand between the braces of VALUES (SPARQL 1.1 Query 10.2)."""
    return "\n".join(f"({' '.join(term or 'UNDEF' for term in row)})" for row in rows)


def distinct(rows: Iterable[Row], wanted: Sequence[int]) -> list[Row]:
    """Give the different rows of some columns, in order; None where one has a blank node."""
    found = dict.fromkeys(tuple(row[place] for place in wanted) for row in rows)
    return [row for row in found if not any(term and term.startswith("_:") for term in row)]


def iri_of(term: str | None) -> str | None:
    """Give the IRI that a term is, or None."""
    return term[1:-1] if term and term.startswith("<") else None


def _write(term: _Term) -> str:
    match term.type:
        case "uri":
            return f"<{_checked(term.value)}>"
        case "bnode":
            return f"_:{term.value}"
        case "literal" | "typed-literal":
            text = f'"{term.value.translate(_ESCAPES)}"'
            if term.language:
                if not _LANGUAGE.fullmatch(term.language):
                    raise RemoteError(f"{term.language[:60]!r} is no language tag")
                return f"{text}@{term.language}"
            if term.datatype in {"", _STRING}:
                return text
            return f"{text}^^<{_checked(term.datatype)}>"
    raise RemoteError(f"the reply has a term of type {term.type[:60]!r}, which SPARQL 1.1 has not")


def _checked(iri: str) -> str:
    """Give an IRI back that the engine will take as one, too."""
    try:
        parts = urlsplit(iri)
        fits = _IRI.fullmatch(iri) is not None and (parts.port or 0) >= 0
    except ValueError:
        fits = False
    else:
        rest = f"{parts.path}{parts.query}{parts.fragment}"
        fits = fits and not any(mark in rest for mark in "[]#")
    if not fits:
        raise RemoteError(f"{iri[:200]!r} is no absolute IRI")
    return iri
