"""RDF terms and solutions as the pages need them."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from cybernorms.namespaces import BASE, PREFIXES

_ID: Final = BASE + "id/"
_QUESTION: Final = BASE + "question/"
_LONGEST_IRI: Final = 60
_UNWRITABLE: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_PREFIXED: Final = re.compile(r"[a-z-]+:[A-Za-z]+")
_WORD: Final = re.compile(r"(?<=[a-z])([A-Z])")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a solution; ``label`` is a resource's label where one is known."""

    kind: Literal["uri", "literal", "bnode", "triple"]
    value: str
    language: str = ""
    datatype: str = ""
    label: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI."""
        return self.kind == "uri"

    @property
    def name(self) -> str:
        """What to show: the label, else a short form of the value."""
        if not self.is_iri:
            return self.value
        return self.label or shorten(self.value)

    @property
    def notation(self) -> str:
        """How it is written in the parameters of /explain."""
        if self.is_iri:
            return self.value
        quoted = '"' + self.value.translate(_ESCAPES) + '"'
        if self.language:
            return f"{quoted}@{self.language}"
        return f"{quoted}^^<{self.datatype}>" if self.datatype else quoted

    @property
    def href(self) -> str:
        """Where a page links it to: here if it is ours, else the web; empty if nowhere."""
        return local_path(self.value) if self.is_iri else ""


Solution = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT query; a variable without a value is missing from its row."""

    variables: tuple[str, ...]
    rows: tuple[Solution, ...]


def read_results(body: bytes) -> Table | bool:
    """Read SPARQL 1.1 Query Results JSON: a table, or the boolean of an ASK query."""
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = tuple(
        {name: _read_term(term) for name, term in binding.items()}
        for binding in document["results"]["bindings"]
    )
    return Table(tuple(document["head"]["vars"]), rows)


def iris_of(rows: Iterable[Solution]) -> set[str]:
    """Collect the IRIs that may have a label here; those that SPARQL can not write have none."""
    return {
        term.value
        for row in rows
        for term in row.values()
        if term.is_iri and not _UNWRITABLE.search(term.value)
    }


def spoken_names(rows: Iterable[Solution]) -> dict[str, str]:
    """Name the terms of vocabularies of others by the words of their local names."""
    found = {
        term.value: shorten(term.value) for row in rows for term in row.values() if term.is_iri
    }
    return {
        iri: _WORD.sub(r" \1", name.partition(":")[2]).lower()
        for iri, name in found.items()
        if not iri.startswith(BASE) and _PREFIXED.fullmatch(name)
    }


def with_labels(table: Table, labels: Mapping[str, str]) -> Table:
    """Give the table with the labels in place."""
    rows = tuple({name: label(term, labels) for name, term in row.items()} for row in table.rows)
    return Table(table.variables, rows)


def label(term: Term, labels: Mapping[str, str]) -> Term:
    """Give the term with its label, if it has one."""
    if not term.is_iri or term.value not in labels:
        return term
    return Term(term.kind, term.value, label=labels[term.value])


def shorten(iri: str) -> str:
    """Write an IRI with one of our prefixes, or cut it in the middle if it is long."""
    fitting = [item for item in PREFIXES.items() if iri.startswith(item[1]) and iri != item[1]]
    if fitting:
        prefix, namespace = max(fitting, key=lambda item: len(item[1]))
        return f"{prefix}:{iri.removeprefix(namespace)}"
    if iri.startswith(BASE):
        return iri.removeprefix(BASE)
    if len(iri) > _LONGEST_IRI:
        return f"{iri[:35]}…{iri[-22:]}"
    return iri


def local_path(iri: str) -> str:
    """Map an IRI of ours onto this host, a web address onto itself, anything else onto nothing."""
    if iri.startswith(_ID):
        return "/doc/" + iri.removeprefix(_ID)
    if iri.startswith(_QUESTION):
        return "/questions/" + iri.removeprefix(_QUESTION)
    if iri.startswith(BASE):
        return "/" + iri.removeprefix(BASE)
    return iri if iri.startswith(("http://", "https://")) else ""


def own_iri(path: str, base: str = BASE) -> str:
    """Make an IRI of ours from a decoded path, escaping whatever an IRI may not hold."""
    return base + quote(path, safe="/-._~!$&'()*+,;=:@")


def _read_term(term: Mapping[str, object]) -> Term:
    if term["type"] == "triple":
        return Term("triple", json.dumps(term["value"], ensure_ascii=False))
    kind: Literal["uri", "literal", "bnode"] = (
        "uri" if term["type"] == "uri" else "bnode" if term["type"] == "bnode" else "literal"
    )
    return Term(
        kind,
        str(term["value"]),
        str(term.get("xml:lang", "")),
        str(term.get("datatype", "")),
    )
