"""What the pages of the federation show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cybernorms.federation import Change, Status
from cybernorms.federation.contract import Outcome, advice_of, title_of
from cybernorms.federation.entries import Entry
from cybernorms.web.page import Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, label


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the list; counts are those of its last test."""

    name: str
    title: str
    endpoint: str
    status: Status
    tested: datetime | None
    passed: int
    failed: int
    statements: int


@dataclass(frozen=True, slots=True)
class Members:
    """The list, and how many have been announced and not answered yet."""

    members: tuple[Line, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found, ``since`` an earlier test; advice is there for what failed."""

    check: str
    title: str
    outcome: Outcome
    found: str
    advice: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A class or a property with its count."""

    term: Term
    count: int


@dataclass(frozen=True, slots=True)
class Tested:
    """A test in short."""

    time: datetime
    passed: int
    failed: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A member on its page; of one that never answered only name and status are told."""

    name: str
    status: Status
    title: str = ""
    endpoint: str = ""
    reason: str = ""
    joined: datetime | None = None
    answered: int = 0
    statements: int = 0
    counted: bool = False
    licences: tuple[str, ...] = ()
    classes: tuple[Held, ...] = ()
    properties: tuple[Held, ...] = ()
    checks: tuple[Checked, ...] = ()
    tests: tuple[Tested, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def passed(self) -> int:
        """How many checks its last test passed."""
        return sum(each.outcome == "passed" for each in self.checks)

    @property
    def failed(self) -> int:
        """How many checks its last test failed."""
        return sum(each.outcome == "failed" for each in self.checks)


def show_members(entries: Sequence[Entry], waiting: int) -> Members:
    """Prepare the list."""
    return Members(tuple(map(_line, entries)), waiting)


def show_member(entry: Entry, reader: Reader) -> Profile:
    """Prepare the page of a member; terms that are ours have their labels."""
    member, last = entry.member, entry.last
    if not entry.changes:
        return Profile(member.name, member.status)
    held = last.holdings if last else None
    classes, properties = (held.classes, held.properties) if held else ({}, {})
    labels = reader.labels([*classes, *properties]) if held else {}
    return Profile(
        member.name,
        member.status,
        member.title,
        member.endpoint,
        member.reason,
        member.joined,
        entry.answered,
        held.statements if held else 0,
        held.counted if held else False,
        held.licences if held else (),
        _held(classes, labels),
        _held(properties, labels),
        tuple(
            Checked(
                each.check,
                title_of(each.check),
                each.outcome,
                each.found,
                advice_of(each.check) if each.outcome == "failed" else "",
                each.since,
            )
            for each in (last.results if last else ())
        ),
        tuple(
            Tested(
                test.time,
                test.examination.count("passed"),
                test.examination.count("failed"),
                test.examination.milliseconds,
            )
            for test in entry.tests
        ),
        entry.changes,
    )


def members_sheet(page: Members) -> Sheet:
    """Write a row for each member."""
    header = ("name", "title", "endpoint", "status", "tested", "passed", "failed", "statements")
    return Sheet(
        header,
        (
            (
                *(line.name, line.title, line.endpoint, line.status),
                line.tested.isoformat(timespec="seconds") if line.tested else None,
                *(line.passed, line.failed, line.statements),
            )
            for line in page.members
        ),
    )


def checks_sheet(page: Profile) -> Sheet:
    """Write a row for each check."""
    rows = ((each.check, each.title, each.outcome, each.found, each.advice) for each in page.checks)
    return Sheet(("check", "title", "outcome", "found", "advice"), rows)


def _line(entry: Entry) -> Line:
    member, last = entry.member, entry.last
    return Line(
        member.name,
        member.title,
        member.endpoint,
        member.status,
        member.tested,
        last.count("passed") if last else 0,
        last.count("failed") if last else 0,
        last.holdings.statements if last else 0,
    )


def _held(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Held, ...]:
    found: Iterable[tuple[str, int]] = counts.items()
    return tuple(Held(label(Term("uri", iri), labels), count) for iri, count in found)
