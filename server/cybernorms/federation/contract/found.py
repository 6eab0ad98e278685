"""What a check finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Judge = Callable[[bytes, str], Mapping[str, Any]]
"""Judges N-Triples by a profile, and gives the report as JSON has it."""
Outcome = Literal["passed", "failed", "inapplicable"]


class FailedError(Exception):
    """A check failed; the message says what was found."""


class InapplicableError(Exception):
    """A check has nothing to look at, or cannot tell; the message says why."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check, by its name, found. ``found`` is a sentence for the endpoint's operator.

    ``since`` is when (UTC), if that was in an earlier test.
    """

    check: str
    outcome: Outcome
    found: str
    since: datetime | None = None
