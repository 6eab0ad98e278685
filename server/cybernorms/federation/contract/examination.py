"""One run of the contract test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cybernorms.federation.contract.counting import count_contents
from cybernorms.federation.contract.endpoint import Endpoint, write_graph
from cybernorms.federation.contract.found import (
    FailedError,
    InapplicableError,
    Judge,
    Outcome,
    Result,
)
from cybernorms.federation.contract.holdings import Holdings, read_holdings
from cybernorms.federation.contract.table import BY_NAME, CHECKS, Check
from cybernorms.outbound import Outbound

LIMIT: Final = 30.0
"""Seconds within which a query has to end at a member."""

_MOST_DESCRIBED: Final = 4 * 1024 * 1024
_FIRST: Final = CHECKS[0].name


@dataclass(frozen=True, slots=True)
class Examination:
    """What the checks found, and what the endpoint holds.

    ``milliseconds`` is how long the simplest query took.
    """

    results: tuple[Result, ...]
    milliseconds: int = 0
    holdings: Holdings = field(default_factory=Holdings)

    @property
    def answered(self) -> bool:
        """Whether there is a SPARQL endpoint at all."""
        return any(each.check == _FIRST and each.outcome == "passed" for each in self.results)

    @property
    def failed_essentials(self) -> tuple[Check, ...]:
        """List the essential checks that failed."""
        failed = {each.check for each in self.results if each.outcome == "failed"}
        return tuple(check for check in CHECKS if check.essential and check.name in failed)

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked on a query's behalf."""
        return not self.failed_essentials

    def count(self, outcome: Outcome) -> int:
        """Count the checks with an outcome."""
        return sum(each.outcome == outcome for each in self.results)


def examine(
    url: str,
    outbound: Outbound,
    judge: Judge,
    limit: float = LIMIT,
    known: Mapping[str, Result] = MappingProxyType({}),
) -> tuple[Examination, str]:
    """Make all checks of the endpoint at a URL; give what it says of itself as N-Triples too.

    What does not answer the simplest query is asked nothing else. ``limit`` is how many seconds a
    costly query may take. Checks whose results are ``known``, by name, are not made.
    """
    endpoint = Endpoint(url, outbound, limit, judge)
    results: list[Result] = []
    for check in CHECKS:
        results.append(known.get(check.name) or _run(check, endpoint))
        if check.name == _FIRST and results[0].outcome != "passed":
            break
    described = write_graph(endpoint.description)
    if len(described) > _MOST_DESCRIBED:
        described = ""
    counted = results[0].outcome == "passed" and count_contents(endpoint)
    holdings = read_holdings(endpoint.description, url, counted=counted)
    return Examination(tuple(results), endpoint.milliseconds, holdings), described


def unfinished(reason: str) -> Examination:
    """Give the examination of an endpoint on which the test itself came to nothing."""
    return Examination((Result(_FIRST, "failed", reason),))


def _run(check: Check, endpoint: Endpoint) -> Result:
    try:
        return Result(check.name, "passed", check.run(endpoint))
    except FailedError as error:
        return Result(check.name, "failed", str(error))
    except InapplicableError as error:
        return Result(check.name, "inapplicable", str(error))


def title_of(check: str) -> str:
    """Give the title of a check by its name, also of one that is made no more."""
    return BY_NAME[check].title if check in BY_NAME else check


def advice_of(check: str) -> str:
    """Tell how to mend what a check found, by its name."""
    return BY_NAME[check].advice if check in BY_NAME else ""
