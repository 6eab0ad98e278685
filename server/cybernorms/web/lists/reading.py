"""A list as its page shows it: read, narrowed and sorted as the parameters say."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import BASE
from cybernorms.terms import nearest
from cybernorms.web.lists.columns import Column, Kind, Shown
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, label

_MOST: Final = 5000
"""Things of a kind that a page lists."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of what is listed, with the values of each column; of a counted one, their number."""

    term: Term
    values: Mapping[str, tuple[Term, ...]]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a list can be narrowed to, and how many of all have it."""

    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that are shown, of ``total``; ``chosen`` are the parameters that they come from."""

    name: str
    total: int
    rows: tuple[Row, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    chosen: Mapping[str, str]


def read_listing(reader: Reader, kind: Kind, chosen: Mapping[str, str]) -> Listing:
    """Read what there is of a kind, and keep what fits, in the order of ``sort``.

    Raises MalformedRequestError for a value that nothing has, or a column that there is not.
    """
    rows = _read(reader, kind)
    choices = {
        column.name: _choices(rows, column.name)
        for column in kind.columns
        if column.shown is Shown.CHOICE
    }
    for name, known in choices.items():
        _refuse_unknown(name, chosen.get(name, ""), [choice.slug for choice in known])
    kept = [row for row in rows if _fits(row, choices, chosen)]
    return Listing(kind.name, len(rows), tuple(_sorted(kept, kind, chosen)), choices, chosen)


def sheet(kind: Kind, listing: Listing) -> Sheet:
    """Write a row for each of what is listed; several values of a column stand in one cell."""

    def cells(row: Row) -> Iterator[Cell]:
        yield row.term.value
        yield row.term.name
        for column in kind.columns:
            if column.shown is Shown.COUNT:
                yield row.counts[column.name]
            else:
                yield "; ".join(term.name for term in row.values[column.name])

    header = ("iri", "label", *(column.name for column in kind.columns))
    return Sheet(header, (tuple(cells(row)) for row in listing.rows))


def slug(iri: str) -> str:
    """Give what ends an IRI of ours, behind its space and kind."""
    return iri.removeprefix(BASE).split("/", 2)[-1]


def _read(reader: Reader, kind: Kind) -> list[Row]:
    parts = (f'{{ {column.pattern} BIND ("{column.name}" AS ?column) }}' for column in kind.columns)
    found: dict[str, dict[str, list[Term]]] = {}
    query = f"SELECT DISTINCT ?s ?column ?value {{ ?s a <{kind.class_}> {{}} UNION %s }}"
    for row in reader.select(query % " UNION ".join(parts)):
        values = found.setdefault(row["s"].value, defaultdict(list))
        if "column" in row:
            values[row["column"].value].append(row["value"])
    named = [column.name for column in kind.columns if column.shown is not Shown.COUNT]
    iris = {term.value for values in found.values() for name in named for term in values[name]}
    labels = reader.labels({*found, *(iri for iri in iris if iri.startswith(BASE))})
    return [
        Row(
            label(Term("uri", iri), labels),
            {name: _shown(kind, name, values[name], labels) for name in named},
            {c.name: len(values[c.name]) for c in kind.columns if c.shown is Shown.COUNT},
        )
        for iri, values in list(found.items())[:_MOST]
    ]


def _shown(
    kind: Kind, name: str, values: Iterable[Term], labels: Mapping[str, str]
) -> tuple[Term, ...]:
    column = next(column for column in kind.columns if column.name == name)
    terms = sorted((label(term, labels) for term in values), key=lambda term: term.name.lower())
    return _earliest(terms) if column.shown is Shown.DATE else tuple(terms)


def _earliest(dates: Sequence[Term]) -> tuple[Term, ...]:
    """Give the earliest of sorted dates, as exactly as any of them tells it."""
    same = [term for term in dates if term.value.startswith(dates[0].value)]
    return (max(same, key=lambda term: len(term.value)),) if same else ()


def _choices(rows: Iterable[Row], name: str) -> tuple[Choice, ...]:
    counted = Counter(term for row in rows for term in row.values[name] if term.is_iri)
    found = (Choice(slug(term.value), term.name, count) for term, count in counted.items())
    return tuple(sorted(found, key=lambda choice: choice.name.lower()))


def _refuse_unknown(name: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        near = nearest(value[:100], known)
        hint = f"did you mean {near.name}?" if near else f"there are {', '.join(known[:20])}"
        raise MalformedRequestError(f"{name}={value[:100]}: nothing listed here has it; {hint}")


def _fits(row: Row, names: Iterable[str], chosen: Mapping[str, str]) -> bool:
    if chosen.get("q", "").casefold() not in row.term.name.casefold():
        return False
    return all(
        any(slug(term.value) == chosen[name] for term in row.values[name])
        for name in names
        if chosen.get(name)
    )


def _sorted(rows: Iterable[Row], kind: Kind, chosen: Mapping[str, str]) -> list[Row]:
    """Sort rows by a column, backwards behind a minus; those without a value are the last."""
    wanted = chosen.get("sort", "")
    by_name = sorted(rows, key=lambda row: row.term.name.lower())
    name, backwards = wanted.removeprefix("-"), wanted.startswith("-")
    if name in {"", "label"}:
        return by_name[::-1] if backwards else by_name
    columns: dict[str, Column] = {column.name: column for column in kind.columns}
    if name not in columns:
        raise MalformedRequestError(
            f"sort={wanted[:100]}: choose one of label, {', '.join(columns)}"
        )
    if columns[name].shown is Shown.COUNT:
        return sorted(by_name, key=lambda row: row.counts[name], reverse=backwards)
    full = [row for row in by_name if row.values[name]]
    full.sort(key=lambda row: _order(row.values[name][0]), reverse=backwards)
    return [*full, *(row for row in by_name if not row.values[name])]


def _order(term: Term) -> list[tuple[int, int | str]]:
    """Order numbers in a text by their value: 2 before 10."""
    parts = re.split(r"(\d+)", term.name.lower())
    return [(1, int(part)) if part.isdecimal() else (0, part) for part in parts]
