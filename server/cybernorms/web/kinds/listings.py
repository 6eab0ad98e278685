"""Tables of resources on a page: which rows, and which of their properties as columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from cybernorms.namespaces import CN, PREFIXES
from cybernorms.web.frame import Fact, Frame, Passage
from cybernorms.web.reader import Reader
from cybernorms.web.records import record_of
from cybernorms.web.terms import Term

_LABELS: Final = ("rdfs:label", "skos:prefLabel")
_CITATION: Final = "cn:isProvisionOf, cn:number"
_FACTS: Final = "VALUES ?s {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} FILTER (?p IN ({props}))"
_FURTHER: Final = (
    "VALUES ?row {{ {rows} }} ?row {path} ?s . GRAPH ?g {{ ?s ?p ?o }} FILTER (?p IN ({props}))"
)
MANY: Final = 24
"""Rows that a table shows; of a longer one that is grouped, the groups are folded."""


@dataclass(frozen=True, slots=True)
class Column:
    """Values at the end of a path of one or two steps, such as ``cn:hasResult/cn:date``.

    A step is a property, or several with | between.
    ``cites`` says that they are provisions, shown with their agreement and number; ``stated``
    leaves out what is derived.
    """

    name: str
    path: str
    cites: bool = False
    stated: bool = False

    @property
    def steps(self) -> list[str]:
        """The steps of the path."""
        return self.path.split("/")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a table shows: a pattern binds ?row, with {iri} for what the page is about.

    Rows are sorted by the column ``order`` and grouped by the column ``group``, if these are named.
    ``link`` is the property from the one to the other, where a row has to tell that it is derived.
    """

    name: str
    rows: str
    columns: tuple[Column, ...]
    order: str = ""
    group: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, with the agreement and number of a provision that it cites."""

    fact: Fact
    agreement: Term | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A resource, its cells under each column, and what states it and is evidence of it.

    ``fact`` is the one by which it stands in the table, where that may be derived.
    """

    term: Term
    cells: tuple[tuple[Cell, ...], ...]
    graphs: tuple[Term, ...]
    passages: tuple[Passage, ...]
    sources: tuple[Term, ...]
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with the same value in the column that groups; ``title`` is empty without one."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a listing found; columns without any value are left out."""

    name: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def is_folded(self) -> bool:
        """Whether its groups are shown one by one."""
        return len(self.groups) > 1 and len(self.rows) > MANY


def find_rows(reader: Reader, iri: str, listings: Sequence[Listing]) -> dict[str, list[str]]:
    """Find the rows of each listing, in one query."""
    union = " UNION ".join(
        f'{{ {listing.rows.format(iri=iri)} BIND ("{listing.name}" AS ?listing) }}'
        for listing in listings
    )
    found: dict[str, list[str]] = {listing.name: [] for listing in listings}
    for row in reader.select(f"SELECT DISTINCT ?listing ?row {{ {union} }}") if listings else ():
        found[row["listing"].value].append(row["row"].value)
    return found


def patterns_for(listing: Listing, rows: Iterable[str]) -> Iterator[str]:
    """Give the patterns that frame.read_frame needs for some rows."""
    values = " ".join(f"<{row}>" for row in rows)
    if not values:
        return
    first = {prop for column in listing.columns for prop in column.steps[0].split("|")}
    yield _FACTS.format(rows=values, props=", ".join(sorted({*_LABELS, *first})))
    for column in listing.columns:
        if len(column.steps) > 1:
            start, end = column.steps
            yield _FURTHER.format(rows=values, path=start, props=end.replace("|", ", "))
        if column.cites:
            yield _FURTHER.format(rows=values, path=column.path, props=_CITATION)


def fill(frame: Frame, iri: str, listing: Listing, rows: Iterable[str]) -> Table:
    """Make the table of some rows from a frame that has their facts and those of the page."""
    filled = sorted((_row(frame, iri, listing, row) for row in rows), key=_order(listing))
    names = [column.name for column in listing.columns]
    kept = [place for place in range(len(names)) if any(row.cells[place] for row in filled)]
    place = names.index(listing.group) if listing.group else None
    kept = [each for each in kept if each != place]
    groups = groupby(filled, key=lambda row: "" if place is None else _text(row, place))
    return Table(
        listing.name,
        tuple(names[each] for each in kept),
        tuple(Group(title, tuple(_keep(row, kept) for row in found)) for title, found in groups),
    )


def _row(frame: Frame, iri: str, listing: Listing, row: str) -> Row:
    cells = tuple(
        tuple(_cell(frame, column, fact) for fact in _follow(frame, row, column))
        for column in listing.columns
    )
    record = record_of(frame, row)
    links = frame.of(iri, expand(listing.link)) if listing.link else ()
    return Row(
        record.term,
        cells,
        record.graphs,
        record.passages,
        record.sources,
        next((fact for fact in links if fact.value.value == row), None),
    )


def _follow(frame: Frame, row: str, column: Column) -> list[Fact]:
    """Give the facts at the end of a path, each value once."""
    first, *rest = (tuple(map(expand, step.split("|"))) for step in column.steps)
    facts = frame.of(row, *first)
    for step in rest:
        facts = tuple(last for fact in facts for last in frame.of(fact.value.value, *step))
    kept = (fact for fact in facts if not (column.stated and fact.is_derived))
    return list({fact.value: fact for fact in kept}.values())


def expand(name: str) -> str:
    """Write a name with one of our prefixes as an IRI."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _cell(frame: Frame, column: Column, fact: Fact) -> Cell:
    if not column.cites:
        return Cell(fact)
    agreement = frame.one(fact.value.value, CN["isProvisionOf"])
    number = frame.text(fact.value.value, CN["number"])
    return Cell(fact, agreement.value if agreement else None, number)


def _order(listing: Listing) -> Callable[[Row], tuple[str, ...]]:
    names = [column.name for column in listing.columns]
    places = [names.index(name) for name in (listing.group, listing.order) if name]
    return lambda row: (*(_text(row, place) for place in places), row.term.name.lower())


def _text(row: Row, place: int) -> str:
    return ", ".join(cell.fact.value.name for cell in row.cells[place])


def _keep(row: Row, kept: Iterable[int]) -> Row:
    return replace(row, cells=tuple(row.cells[place] for place in kept))
