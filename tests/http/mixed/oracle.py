"""What each question has to answer over each snapshot, asked of an engine of its own, in quiet."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import pyoxigraph as ox

from cybernorms.engine import Query, QueryEngine
from cybernorms.namespaces import BASE

_PATIENCE: Final = 60.0
_JSON: Final = "application/sparql-results+json"
_RESULTS: Final = (
    _JSON,
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
_GRAPHS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_QUESTIONS: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?question ?form ?text {
  GRAPH ?g { ?question sh:select|sh:ask|sh:construct ?text ; a ?form }
  FILTER(?form = sh:SPARQLExecutable)
}
"""
_SHARE: Final = 6

Facts = tuple[str, ...]
"""An answer without what may differ between two right ones: order, labels of blank nodes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question in one format."""

    question: str
    text: str
    media_type: str


def vary(snapshot: Path, target: Path, number: int) -> Path:
    """Write a snapshot without a sixth of the resources of another; ``number`` says which."""
    target.mkdir(parents=True)
    for file in snapshot.iterdir():
        lines = file.read_bytes().splitlines(keepends=True)
        kept = [
            line
            for line in lines
            if b"/id/" not in line[:60] or crc32(line.split(b" ")[0]) % _SHARE != number
        ]
        (target / file.name).write_bytes(b"".join(kept))
    return target


def cases(engine: QueryEngine) -> list[Case]:
    """Give every stored question in every format of its form."""
    table = json.loads(engine.query(_query(_QUESTIONS, _JSON)).body)
    found = []
    for row in table["results"]["bindings"]:
        text = row["text"]["value"]
        formats = _GRAPHS if re.search(r"^\s*CONSTRUCT", text, re.MULTILINE) else _RESULTS
        found += [Case(row["question"]["value"], text, media_type) for media_type in formats]
    return found


def expect(engine: QueryEngine, case: Case) -> Facts:
    """Answer a case."""
    return facts(case.media_type, engine.query(_query(case.text, case.media_type)).body)


def _query(text: str, media_type: str) -> Query:
    return Query(text, media_type, media_type, _PATIENCE, "owlrl", base=BASE)


@lru_cache(maxsize=4096)
def facts(media_type: str, body: bytes) -> Facts:
    """Read an answer."""
    if media_type in _GRAPHS:
        triples = {
            re.sub(r"_:\w+", "_:", str(triple)) for triple in ox.parse(body, _GRAPHS[media_type])
        }
        return tuple(sorted(triples))
    text = body.decode()
    if media_type in {"text/csv", "text/tab-separated-values"}:
        head, *rows = text.splitlines()
    elif media_type.endswith("json"):
        read = json.loads(text)
        head = json.dumps([read["head"].get("vars"), read.get("boolean")])
        rows = [
            json.dumps(row, sort_keys=True) for row in read.get("results", {}).get("bindings", ())
        ]
    else:
        head, *rows = text.split("<result>")
        rows = [row.partition("</result>")[0] for row in rows]
    return (head, *sorted(map(_words, rows)))


def _words(row: str) -> str:
    """Sort the words of a row: in which order GROUP_CONCAT takes them is the engine's choice."""
    return " ".join(sorted(re.split(r"\W+", re.sub(r"_:\w+", "_:", row))))
