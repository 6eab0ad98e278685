"""Where sources differ: what somebody noticed, and what excludes each other when compared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final

from cybernorms.web.records import Record

_FACETS: Final = ("classifiedKind", "classifiedCharacter", "classifiedSpace")
_ONCE: Final = ("adoption", "signature", "launch", "entry-into-force")
"""The kinds of event that an agreement has one of."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Statements that exclude each other.

    ``point`` is ``date``, ``number`` or ``classification`` where comparing shows it, else
    ``noticed`` by a finding, ``disputed`` by a position or ``contradiction`` within one document:
    ``about`` says so.
    """

    point: str
    about: Record | None
    sides: tuple[Record, ...]


def find_disagreements(
    about: Record,
    parts: Sequence[Record],
    findings: Sequence[Record],
    positions: Sequence[Record] = (),
) -> tuple[Disagreement, ...]:
    """Find where the parts of a resource differ, and who says so; nothing is told twice."""
    noticed = [
        *_told("noticed", findings, "findingKind", "/disagreement", parts),
        *_told("disputed", positions, "stance", "/correction", parts),
    ]
    told = [frozenset(side.term for side in item.sides) for item in noticed]
    differing = [
        Disagreement(point, None, (one, other))
        for one, other in combinations(filter(_is_compared, parts), 2)
        if not any({one.term, other.term} <= known for known in told)
        for point, differ in _POINTS.items()
        if differ(one, other) and not _sharpens(one, other)
    ]
    contradicting = [
        Disagreement("contradiction", record, ())
        for record in (about, *parts)
        if record.all("contradiction")
    ]
    return (*noticed, *differing, *contradicting)


def _told(
    point: str, records: Sequence[Record], name: str, slug: str, parts: Sequence[Record]
) -> Iterator[Disagreement]:
    """Make disagreements of the records with some value, each with the parts that it is on."""
    for record in records:
        if any(fact.value.value.endswith(slug) for fact in record.all(name)):
            on = {fact.value for fact in record.all("concerns", "onAssessment", "onProvision")}
            yield Disagreement(point, record, tuple(part for part in parts if part.term in on))


def _is_compared(record: Record) -> bool:
    return bool(record.all("eventKind", "countValue", *_FACETS))


def _sharpens(one: Record, other: Record) -> bool:
    """Tell whether one is only more exact than the other."""
    return one.value("sharpens") == other.term.value or other.value("sharpens") == one.term.value


def _dates_differ(one: Record, other: Record) -> bool:
    kind = one.value("eventKind")
    first, second = one.value("date"), other.value("date")
    return (
        kind.endswith(tuple(f"/{name}" for name in _ONCE))
        and kind == other.value("eventKind")
        and bool(first and second)
        and not (first.startswith(second) or second.startswith(first))
    )


def _numbers_differ(one: Record, other: Record) -> bool:
    """Compare counts of the same at one time: the lesser must be exact to exclude the greater."""
    if not all(record.all("countValue") and record.all("countedGroup") for record in (one, other)):
        return False
    if any(one.value(name) != other.value(name) for name in ("countedGroup", "role")):
        return False
    less, more = sorted((one, other), key=lambda record: int(record.value("countValue")))
    return (
        less.value("countValue") != more.value("countValue")
        and less.value("qualifier").endswith("/exact")
        and _same_time(less.value("date"), more.value("date"))
    )


def _same_time(one: str, other: str) -> bool:
    """Tell whether two dates are the same as far as both go; a year alone is no point in time."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) > len("2019-1") and longer.startswith(shorter))


def _classes_differ(one: Record, other: Record) -> bool:
    return any(
        one.all(facet) and other.all(facet) and one.value(facet) != other.value(facet)
        for facet in _FACETS
    )


_POINTS: Final[Mapping[str, Callable[[Record, Record], bool]]] = MappingProxyType(
    {"date": _dates_differ, "number": _numbers_differ, "classification": _classes_differ}
)
