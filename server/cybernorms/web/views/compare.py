"""/compare: any number of agreements side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from cybernorms.engine import Entailment
from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.negotiation import PAGE
from cybernorms.protocol.negotiation import Choice as FormChoice
from cybernorms.protocol.parameters import Values, entailment
from cybernorms.web.extracts import extract
from cybernorms.web.frame import read_frame
from cybernorms.web.page import Cell as Value
from cybernorms.web.page import Sheet, View
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term
from cybernorms.web.views import comparing
from cybernorms.web.views.agreements import Agreement, list_agreements
from cybernorms.web.views.alignment import group, list_links
from cybernorms.web.views.assessments import list_elements, read_cells
from cybernorms.web.views.choosing import address, choose, slug_of
from cybernorms.web.views.comparing import Compared
from cybernorms.web.views.tables import Entry, Row, tabulate

ONCE: Final = ("entailment",)
OFTEN: Final = ("agreement",)
_FEWEST: Final = 2
_HAS: Final = frozenset({"yes", "indirect"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An agreement that can be compared."""

    agreement: Agreement
    slug: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """An element that some of the agreements have and others lack."""

    element: Term
    having: tuple[Term, ...]
    lacking: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreements side by side; without two of them, what there is to choose from.

    ``provisions`` are the groups of those that correspond; ``alone`` are, for each agreement, those
    that correspond to none of the others.
    """

    choices: tuple[Choice, ...]
    entailment: Entailment
    columns: tuple[Compared, ...] = ()
    about: tuple[Row, ...] = ()
    dates: tuple[Row, ...] = ()
    parties: tuple[Row, ...] = ()
    elements: tuple[Row, ...] = ()
    provisions: tuple[Row, ...] = ()
    actions: tuple[Row, ...] = ()
    gaps: tuple[Gap, ...] = ()
    alone: tuple[tuple[Entry, ...], ...] = ()

    def address(self, without: str = "", entailment: str = "") -> str:
        """Give the address of the comparison without an agreement, or under another regime."""
        slugs = [choice.slug for choice in self.choices if choice.chosen and choice.slug != without]
        regime = entailment or self.entailment
        return address(
            "/compare", {"agreement": slugs, "entailment": "" if regime == "owlrl" else regime}
        )


def make(reader: Reader, values: Values, choice: FormChoice) -> View[Comparison]:
    """Make the view that a request asks for.

    Raises MalformedRequestError when it asks for what there is not; data need two agreements.
    """
    regime = entailment(values)
    if choice.format is not PAGE and len(set(values.get("agreement", ()))) < _FEWEST:
        raise MalformedRequestError(
            "a comparison needs two agreements or more: agreement=paris-call&agreement=tech-accord;"
            " the page /compare has the choice"
        )
    return View(
        "views/compare.html",
        ("compare", *values.get("agreement", ()), regime, reader.release),
        lambda: _read(reader, values, regime),
        _sheet,
        lambda media_type: extract(
            reader,
            media_type,
            *comparing.patterns(_choose(reader, values)[1]),
            entailment=regime,
        ),
        regime,
    )


def _choose(reader: Reader, values: Values) -> tuple[tuple[Choice, ...], tuple[Compared, ...]]:
    agreements = list_agreements(reader)
    by_term = {item.term: item for item in agreements}
    chosen = choose(values, "agreement", by_term)
    return tuple(
        Choice(item, slug_of(item.term), item.term in chosen) for item in agreements
    ), tuple(
        Compared(by_term[term], tuple(item.term for item in agreements if item.version_of == term))
        for term in chosen
    )


def _read(reader: Reader, values: Values, regime: Entailment) -> Comparison:
    choices, columns = _choose(reader, values)
    if len(columns) < _FEWEST:
        return Comparison(choices, regime)
    frame = read_frame(reader, *comparing.patterns(columns), entailment=regime)
    cells, order = read_cells(frame), list_elements(frame)
    links = list_links(frame)
    groups = group(links)
    rows = [
        replace(
            row,
            links=tuple(
                record
                for (one, _), records in links.items()
                if groups[one] == row.head
                for record in records
            ),
        )
        for row in tabulate(columns, partial(comparing.provide, frame, groups=groups))
    ]
    lonely = [row for row in rows if row.filled == 1]
    elements = tabulate(columns, partial(comparing.assess, cells, order))
    return Comparison(
        choices,
        regime,
        columns,
        tuple(tabulate(columns, partial(comparing.describe, frame))),
        tuple(sorted(tabulate(columns, partial(comparing.date, frame)), key=_first)),
        tuple(tabulate(columns, partial(comparing.name_parties, frame))),
        tuple(elements),
        tuple(row for row in rows if row.filled > 1),
        tuple(sorted(tabulate(columns, partial(comparing.act, frame)), key=_rank)),
        tuple(_gaps(elements, columns)),
        tuple(
            tuple(entry for row in lonely for entry in row.cells[place])
            for place in range(len(columns))
        ),
    )


def _first(row: Row) -> str:
    return min(entry.name for cell in row.cells for entry in cell)


def _rank(row: Row) -> tuple[bool, int, str]:
    """Put what agreements have in common first, and what only reasoning adds last."""
    return row.is_derived, -row.filled, row.head.name.lower()


def _gaps(elements: Sequence[Row], columns: Sequence[Compared]) -> Iterator[Gap]:
    for row in elements:
        having: list[Term] = []
        lacking: list[Term] = []
        for column, cell in zip(columns, row.cells, strict=True):
            values = {entry.slug for entry in cell}
            if values:
                (having if values & _HAS else lacking).append(column.agreement.term)
        if having and lacking:
            yield Gap(row.head, tuple(having), tuple(lacking))


def _sheet(comparison: Comparison) -> Sheet:
    """Write each entry of each table as a row."""
    header = (
        *("section", "row", "row_label", "agreement", "agreement_label"),
        *("value", "value_label", "shown", "details", "derived", "graphs", "passages", "links"),
    )
    return Sheet(header, _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[Sequence[Value]]:
    for section in ("about", "dates", "parties", "elements", "provisions", "actions"):
        for row in getattr(comparison, section):
            links = " | ".join(link.term.value for link in row.links)
            for column, cell in zip(comparison.columns, row.cells, strict=True):
                for entry in cell:
                    yield _line(section, row.head, column, entry, links)
    for column, entries in zip(comparison.columns, comparison.alone, strict=False):
        for entry in entries:
            yield _line("alone", entry.term, column, entry, "")


def _line(section: str, head: Term, column: Compared, entry: Entry, links: str) -> Sequence[Value]:
    agreement = column.agreement.term
    return (
        section,
        head.value,
        head.name,
        agreement.value,
        agreement.name,
        entry.term.value,
        entry.term.name,
        entry.name,
        " | ".join(detail.name for detail in entry.details),
        "true" if entry.basis.is_derived else "false",
        " | ".join(graph.value for graph in entry.basis.graphs),
        " | ".join(passage.term.value for passage in entry.basis.passages),
        links,
    )
