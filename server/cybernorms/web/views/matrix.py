"""/matrix: the agreements under review against the key elements."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import SKOS
from cybernorms.protocol.negotiation import Choice
from cybernorms.protocol.parameters import Values, single
from cybernorms.web.extracts import extract
from cybernorms.web.frame import read_frame
from cybernorms.web.page import Cell as Value
from cybernorms.web.page import Sheet, View
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term
from cybernorms.web.views.agreements import Agreement, list_agreements
from cybernorms.web.views.assessments import (
    SCHEMES,
    Assessment,
    assessment_patterns,
    list_elements,
    list_values,
    rank_value,
    read_cells,
)
from cybernorms.web.views.choosing import (
    Option,
    address,
    choose,
    in_years,
    options,
    read_years,
    slug_of,
)

ONCE: Final = ("space", "kind", "character", "from", "to", "sort")
"""The parameters; ``sort`` names a column, behind a minus for downwards."""
_FILTERS: Final[tuple[tuple[str, Callable[[Agreement], tuple[Term, ...]]], ...]] = (
    ("space", lambda item: item.spaces),
    ("kind", lambda item: item.kinds),
    ("character", lambda item: item.characters),
)
_USUAL: Final = "number"


@dataclass(frozen=True, slots=True)
class Cell:
    """All assessments of an agreement on an element; ``anchor`` names the cell in the page."""

    anchor: str
    element: Term
    assessments: tuple[Assessment, ...]

    @property
    def differs(self) -> bool:
        """Whether assessors disagree."""
        return len({item.value for item in self.assessments}) > 1


@dataclass(frozen=True, slots=True)
class Total:
    """How many cells have a value; one that assessors disagree on counts for each of its values."""

    value: Term
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement with a cell for each element."""

    agreement: Agreement
    cells: tuple[Cell, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An element or a value, what it means, and how often each value stands in the column."""

    term: Term
    definition: str
    totals: tuple[Total, ...] = ()

    @property
    def slug(self) -> str:
        """The name that the column is sorted by."""
        return slug_of(self.term)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table, and what there is to choose from; ``agreements`` counts them before filtering."""

    elements: tuple[Column, ...]
    values: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    agreements: int
    filters: dict[str, tuple[Option, ...]]
    asked: dict[str, str]

    def sorted_by(self, key: str) -> str:
        """Give the address of the table sorted by a column: counts downwards first."""
        now = self.asked["sort"] or _USUAL
        counted = key in {column.slug for column in self.values}
        first, second = (f"-{key}", key) if counted else (key, f"-{key}")
        return address("/matrix", {**self.asked, "sort": second if now == first else first})

    def direction(self, key: str) -> str | None:
        """Give what aria-sort says of the column that sorts (WAI-ARIA 1.2), and of others None."""
        now = self.asked["sort"] or _USUAL
        if now.removeprefix("-") != key:
            return None
        return "descending" if now.startswith("-") else "ascending"


def make(reader: Reader, values: Values, _choice: Choice) -> View[Matrix]:
    """Make the view that a request asks for.

    Raises MalformedRequestError when it asks for what there is not.
    """
    asked = {name: single(values, name) or "" for name in ONCE}
    return View(
        "views/matrix.html",
        ("matrix", *asked.items(), reader.release),
        lambda: _read(reader, values, asked),
        _sheet,
        lambda media_type: extract(reader, media_type, *_patterns(_choose(reader, values)[1])),
    )


def _choose(
    reader: Reader, values: Values
) -> tuple[int, tuple[Agreement, ...], dict[str, tuple[Option, ...]]]:
    """Give the number of reviewed agreements, those that the filters leave, and the filters."""
    everything = left = tuple(item for item in list_agreements(reader) if item.number)
    filters: dict[str, tuple[Option, ...]] = {}
    for name, of in _FILTERS:
        occurring = [term for item in everything for term in of(item)]
        chosen = set(choose(values, name, occurring))
        filters[name] = options(occurring, chosen)
        left = tuple(item for item in left if not chosen or chosen.intersection(of(item)))
    years = read_years(values)
    return len(everything), tuple(item for item in left if in_years(item.year, years)), filters


def _patterns(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    return SCHEMES, *assessment_patterns(item.term for item in agreements)


def _read(reader: Reader, values: Values, asked: dict[str, str]) -> Matrix:
    number, agreements, filters = _choose(reader, values)
    frame = read_frame(reader, *_patterns(agreements))
    elements, scale, cells = list_elements(frame), list_values(frame), read_cells(frame)
    rows = []
    for agreement in agreements:
        of_row = tuple(
            Cell(
                f"{slug_of(agreement.term)}--{slug_of(element)}".replace("/", "-"),
                element,
                cells.get((agreement.term.value, element.value), ()),
            )
            for element in elements
        )
        rows.append(Row(agreement, of_row, _totals(scale, of_row)))

    def column(term: Term, cells: Iterable[Cell] = ()) -> Column:
        return Column(term, frame.text(term.value, SKOS["definition"]), _totals(scale, cells))

    return Matrix(
        tuple(
            column(element, [row.cells[place] for row in rows])
            for place, element in enumerate(elements)
        ),
        tuple(map(column, scale)),
        _sort(rows, asked["sort"], elements, scale),
        _totals(scale, (cell for row in rows for cell in row.cells)),
        number,
        filters,
        asked,
    )


def _totals(scale: Iterable[Term], cells: Iterable[Cell]) -> tuple[Total, ...]:
    counted = Counter(value for cell in cells for value in {a.value for a in cell.assessments})
    return tuple(Total(value, counted[value]) for value in scale)


def _sort(
    rows: Sequence[Row], sort: str, elements: Sequence[Term], scale: Sequence[Term]
) -> tuple[Row, ...]:
    """Sort by a column; equals keep the order of the review, and what has no key comes last.

    Raises MalformedRequestError for a column that is none.
    """
    keys: dict[str, Callable[[Row], int | str | None]] = {
        _USUAL: lambda row: row.agreement.number,
        "agreement": lambda row: row.agreement.term.name.lower(),
        "year": lambda row: row.agreement.year,
    }
    for place, element in enumerate(elements):
        keys[slug_of(element)] = lambda row, place=place: min(  # type: ignore[misc]
            (rank_value(item.value) for item in row.cells[place].assessments), default=None
        )
    for place, value in enumerate(scale):
        keys[slug_of(value)] = lambda row, place=place: row.totals[place].count  # type: ignore[misc]
    name = sort.removeprefix("-") or _USUAL
    if name not in keys:
        raise MalformedRequestError(
            f"sort={sort[:100]}: choose a column, one of {', '.join(keys)}, "
            "behind a minus for downwards"
        )
    key = keys[name]
    with_key = [row for row in rows if key(row) is not None]
    without = [row for row in rows if key(row) is None]
    return (*sorted(with_key, key=key, reverse=sort.startswith("-")), *without)  # type: ignore[arg-type]


def _sheet(matrix: Matrix) -> Sheet:
    """Write each assessment as a row."""
    header = (
        *("number", "agreement", "agreement_label", "element", "element_label"),
        *("assessment", "value", "value_label", "certainty_label", "assessors", "candidates"),
        *("notes", "contradictions", "remarks", "positions", "passages"),
    )
    return Sheet(header, _rows(matrix))


def _rows(matrix: Matrix) -> Iterator[Sequence[Value]]:
    for row in matrix.rows:
        for cell in row.cells:
            for item in cell.assessments:
                yield (
                    row.agreement.number,
                    row.agreement.term.value,
                    row.agreement.term.name,
                    cell.element.value,
                    cell.element.name,
                    item.term.value,
                    item.value.value,
                    item.value.name,
                    item.certainty.name,
                    _join(item.assessors),
                    _join(item.candidates),
                    _join(item.notes),
                    _join(item.contradictions),
                    _join(item.remarks),
                    _join(position.term for position in item.positions),
                    " | ".join(passage.term.value for passage in item.basis.passages),
                )


def _join(terms: Iterable[Term]) -> str:
    return " | ".join(term.name for term in terms)
