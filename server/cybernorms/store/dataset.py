"""FROM and FROM NAMED of a query (SPARQL 1.1 Query 13.2), read without parsing the rest.

The engine reads the clauses itself, but does not merge several default graphs into one. It needs
no blank behind a keyword: to it ``FROM NAMEDex:a`` is a clause unless ``NAMEDex`` is a prefix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, get_args

import pyoxigraph as ox

from cybernorms import tokens
from cybernorms.engine import QueryForm
from cybernorms.tokens import Token

_CLAUSE: Final = re.compile(r"FROM(?:(?<![A-Z_:?$]FROM)|(?<=ASKFROM)|(?<=CONSTRUCTFROM))")
"""The word where it can be a keyword: of what stands before a clause two words end in letters."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query reads; None leaves the published ones."""

    default: tuple[str, ...] | None
    named: tuple[str, ...] | None


PUBLISHED: Final = Dataset(None, None)


def form_of(token: Token) -> QueryForm | None:
    """Tell which form of query a keyword begins, whatever is glued to it."""
    forms: tuple[QueryForm, ...] = get_args(QueryForm)
    return next((form for form in forms if token.keyword.startswith(form)), None)


def read_dataset(text: str, base: str | None) -> Dataset:
    """Read the clauses; without any, or where the text is none the engine takes, nothing is set.

    The engine resolves the names: they are put into the SELECT of a query over nothing.
    """
    capitals = text.upper()
    if "FROM" not in capitals or not _CLAUSE.search(capitals):
        return PUBLISHED
    items = list(tokens.tokenize(text))
    start = next((place for place, item in enumerate(items) if form_of(item)), len(items))
    clauses = list(_clauses(items[start:], _prefixes(items[:start])))
    if not clauses:
        return PUBLISHED
    columns = "".join(f" ({name} AS ?g{place})" for place, (name, _) in enumerate(clauses))
    try:
        solutions = ox.Store().query(
            f"{text[: items[start].offset]} SELECT{columns} {{}}", base_iri=base
        )
    except SyntaxError:
        return PUBLISHED  # the engine will say what is wrong in the text as it is
    row = [term.value for term in next(iter(solutions))]  # type: ignore[arg-type]
    read = [(iri, is_named) for iri, (_, is_named) in zip(row, clauses, strict=True)]
    return Dataset(
        tuple(iri for iri, is_named in read if not is_named),
        tuple(iri for iri, is_named in read if is_named),
    )


def _prefixes(prologue: Sequence[Token]) -> frozenset[str]:
    return frozenset(item.text.partition(":")[0] for item in prologue if item.kind == "name")


def _clauses(items: Sequence[Token], prefixes: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Give the name of each graph as written, and whether it is a named graph of the query."""
    depth = 0
    expected = named = False
    for item in items:
        if item.kind == "mark":
            depth += (item.text in "({[") - (item.text in ")}]")
        if depth:
            continue
        name = item.text
        if item.kind in {"word", "name"} and name.partition(":")[0] not in prefixes:
            name = item.keyword or name
            if name.upper().startswith("FROM"):
                expected, named, name = True, False, name[4:]
            declared = name.partition(":")[0] in prefixes
            if expected and not declared and name.upper().startswith("NAMED"):
                named, name = True, name[5:]
        if expected and name and item.kind in {"iri", "name"}:
            yield name, named
            expected = False
