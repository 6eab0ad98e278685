"""Members with their history, as they are published."""

from dataclasses import dataclass
from typing import Final

from cybernorms.federation.contract import Examination
from cybernorms.federation.history import Trial, trials
from cybernorms.federation.registry import Change, Member, Registry

_RECENT: Final = 30
"""Tests that a member's availability is told by."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A member, the statuses that it had, and its last tests, the last one first."""

    member: Member
    changes: tuple[Change, ...]
    tests: tuple[Trial, ...]

    @property
    def last(self) -> Examination | None:
        """What its last test found."""
        return self.tests[0].examination if self.tests else None

    @property
    def answered(self) -> int:
        """In how many of its last tests it answered."""
        return sum(test.examination.answered for test in self.tests)


def published(registry: Registry) -> list[Entry]:
    """List the members that there is anything to tell of: that have answered, or are asked."""
    return [_entry(registry, member) for member in registry.members() if _is_public(member)]


def find_entry(registry: Registry, name: str) -> Entry:
    """Give a member with its history; of one that never answered nothing but that it waits.

    Raises NotFoundError when there is none of the name.
    """
    member = registry.find(name)
    if not _is_public(member):
        return Entry(member, (), ())
    return _entry(registry, member)


def _entry(registry: Registry, member: Member) -> Entry:
    return Entry(member, registry.changes(member.name), trials(registry, member.name, _RECENT))


def _is_public(member: Member) -> bool:
    """Keep to ourselves what only a pinger says there is: it may be any address of any network."""
    return member.answered or member.status != "candidate"
