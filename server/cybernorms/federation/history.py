"""What tests found of members, and what follows from it for their status."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from cybernorms.federation.contract import CHECKS, Examination, Result
from cybernorms.federation.registry import Change, Member, Registry, change_status
from cybernorms.federation.schedule import SOON

KEPT: Final = 100
"""Tests of a member that are remembered."""
DEGRADING: Final = 2
"""Tests in a row that a member has to fail before it counts as degraded."""

COSTLY: Final = timedelta(days=7)
"""What lies between two costly checks of a member."""

_FORGOTTEN: Final = 3
"""Tests in which a candidate answers nothing before it is forgotten."""
_ACTOR: Final = "contract test"


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of a member: when it began (UTC), and what was found."""

    time: datetime
    examination: Examination


def trials(registry: Registry, name: str, most: int = KEPT) -> tuple[Trial, ...]:
    """Give the tests of a member, the last one first."""
    with registry.database.read() as connection:
        return _trials(connection, name, most)


def still_known(registry: Registry, name: str, now: datetime) -> dict[str, Result]:
    """Give the results of costly checks of a member that need not be had anew, by name."""
    costly = {check.name for check in CHECKS if check.costly}
    return {
        result.check: replace(result, since=since)
        for trial in trials(registry, name, 1)
        for result in trial.examination.results
        if result.check in costly and now - (since := result.since or trial.time) < COSTLY
    }


def record(
    registry: Registry, member: Member, test: Trial, description: str, every: timedelta
) -> Member | None:
    """Keep what a test found, set the status that follows, and plan the next test.

    A member that is asked is tested ``every`` so often, and SOON after what it failed. Gives the
    member as it is then; None for a candidate that never answered, and is forgotten now.
    """
    found = test.examination
    with registry.database.write() as connection:
        connection.execute(
            "INSERT INTO test (member, time, answered, content) VALUES (?,?,?,?)",
            (member.name, test.time.isoformat(), found.answered, msgspec.json.encode(found)),
        )
        connection.execute(
            "DELETE FROM test WHERE member = ? AND number NOT IN "
            "(SELECT number FROM test WHERE member = ? ORDER BY number DESC LIMIT ?)",
            (member.name, member.name, KEPT),
        )
        last = _trials(connection, member.name, max(DEGRADING, _FORGOTTEN))
        if not member.answered and not found.answered and len(last) >= _FORGOTTEN:
            connection.execute("DELETE FROM member WHERE name = ?", (member.name,))
            return None
        pause = every if found.is_usable or member.status == "degraded" else min(SOON, every)
        connection.execute(
            "UPDATE member SET tested = ?, due = ?, answered = max(answered, ?), "
            "description = CASE ? WHEN '' THEN description ELSE ? END WHERE name = ?",
            (
                *(test.time.isoformat(), (test.time + pause).isoformat(), found.answered),
                *(description, description, member.name),
            ),
        )
        if change := _change(connection, member.name, test.time, last):
            change_status(connection, member.name, change)
    return registry.find(member.name)


def _change(
    connection: sqlite3.Connection, name: str, time: datetime, last: tuple[Trial, ...]
) -> Change | None:
    """Tell which status follows from the last tests; curators' decisions are left alone."""
    row = connection.execute("SELECT status FROM member WHERE name = ?", (name,)).fetchone()
    usable = [test.examination.is_usable for test in last[:DEGRADING]]
    if row["status"] == "active" and len(usable) == DEGRADING and not any(usable):
        failed = ", ".join(check.name for check in last[0].examination.failed_essentials)
        reason = f"failed {DEGRADING} tests in a row: {failed}"
        return Change(time, "degraded", reason, _ACTOR)
    if row["status"] == "degraded" and usable[0]:
        return Change(time, "active", "passed its test again", _ACTOR)
    return None


def _trials(connection: sqlite3.Connection, name: str, most: int) -> tuple[Trial, ...]:
    rows = connection.execute(
        "SELECT time, content FROM test WHERE member = ? ORDER BY number DESC LIMIT ?", (name, most)
    )
    return tuple(
        Trial(
            datetime.fromisoformat(row["time"]),
            msgspec.json.decode(row["content"], type=Examination),
        )
        for row in rows
    )
