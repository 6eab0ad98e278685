"""Calls to members: few at a time, behind a circuit breaker each, with replies kept a while."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlencode

import pybreaker

from cybernorms.errors import RemoteError
from cybernorms.federation.registry import Member
from cybernorms.federation.tables import Table, name_blank_nodes, read_table
from cybernorms.outbound import Allowance, Outbound, Reply
from cybernorms.settings import Settings

_AT_ONCE: Final = 4
"""Requests that a member gets from one front process at the same time."""
_FAILURES: Final = 5
_PAUSE: Final = 30.0
"""Failures in a row after which a member is left alone, and for how many seconds."""
_HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/sparql-results+json",
}
_CUTS: Final = ("x-cybernorms-truncated", "x-sparql-maxrows")
"""Headers by which servers say that there were more rows."""
_TOLD: Final = 200
"""Characters of a member's own error message that are passed on."""

Task = TypeVar("Task")

_log: Final = logging.getLogger(__name__)


class Kept(Protocol):
    """Where replies are kept, as protocol.cache.Cache does."""

    def get(self, key: Hashable, /) -> Any:  # noqa: ANN401
        """Give the value of a key, or None."""

    def keep(self, key: Hashable, value: object, size: int, /) -> None:
        """Keep a value."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a member told: rows, whether there were more, and how long it took.

    ``age`` is how many seconds ago it did, None for just now.
    """

    table: Table
    cut: bool
    milliseconds: int
    age: float | None = None


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """How often a member was asked by this process and failed, and the state of its breaker."""

    requests: int
    failures: int
    breaker: str


class MemberDownError(RemoteError):
    """A member did not reply, or said that it can not now."""


class NotAskedError(MemberDownError):
    """A member was not asked now, for it would not reply."""


class Members:
    """Asks members' endpoints; any number of threads may use it."""

    def __init__(self, settings: Settings, kept: Kept) -> None:
        """Call what the settings allow, and keep replies in ``kept``."""
        self._outbound = Outbound(Allowance.of(settings))
        self._settings, self._kept = settings, kept
        self._lock = threading.Lock()
        self._guards: dict[str, _Guard] = {}

    def ask(self, member: Member, text: str, columns: Sequence[str], seconds: float) -> Told:
        """Ask a member one SELECT query, within so many seconds.

        Blank nodes come as IRIs of their own. Raises RemoteError for no right answer, and of that
        MemberDownError for none in time, and NotAskedError at once while the breaker is open.
        """
        now = time.monotonic()
        key = self._key(member, text, now)
        if key and (kept := self._kept.get(key)) is not None:
            told, since = kept
            return Told(told.table, told.cut, 0, now - since)
        guard = self._guard(member)
        try:
            reply = guard.breaker.state.call(self._send, guard, member, text, now + seconds)
        except pybreaker.CircuitBreakerError:
            raise NotAskedError(
                f"not asked, for it failed {_FAILURES} times; tried again {_PAUSE:g} s later"
            ) from None
        if reply.status != HTTPStatus.OK:
            raise RemoteError(_complaint(reply))
        table = name_blank_nodes(read_table(reply.body, columns), f"{member.endpoint} {text}")
        told = Told(table, any(name in reply.headers for name in _CUTS), round(reply.seconds * 1e3))
        if key:
            self._kept.keep(key, (told, now), len(text) + len(reply.body))
        return told

    def submit(self, member: Member, task: Callable[[], Task]) -> Future[Task]:
        """Have a task done when it is its turn among those that ask this member."""
        return self._guard(member).threads.submit(task)

    def states(self) -> dict[str, str]:
        """Give the state of each breaker by endpoint: closed, open or half-open."""
        return {endpoint: guard.breaker.current_state for endpoint, guard in self._known()}

    def status(self) -> dict[str, MemberStatus]:
        """Tell how members that were asked do, by name."""
        return {
            guard.name: MemberStatus(guard.requests, guard.failures, guard.breaker.current_state)
            for _, guard in self._known()
        }

    def _known(self) -> list[tuple[str, "_Guard"]]:
        with self._lock:
            return [*self._guards.items()]

    def _key(self, member: Member, text: str, now: float) -> tuple[object, ...]:
        """Name a reply, and the span of time in which it is taken for fresh."""
        span = self._settings.service_cache_seconds
        return (member.endpoint, text, now // span) if span else ()

    def _send(self, guard: "_Guard", member: Member, text: str, deadline: float) -> Reply:
        """Send a query; errors of the server and of the way to it count against the member."""
        guard.requests += 1
        try:
            reply = self._outbound.request(
                "POST",
                member.endpoint,
                headers=_HEADERS,
                body=urlencode({"query": text}).encode("ascii"),
                seconds=deadline - time.monotonic(),
                max_bytes=self._settings.service_bytes,
            )
            if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise RemoteError(_complaint(reply))
        except RemoteError as error:
            guard.failures += 1
            _log.warning("member %s: %s", member.name, error)
            raise MemberDownError(str(error).removeprefix(f"{member.endpoint}: ")) from None
        return reply

    def _guard(self, member: Member) -> "_Guard":
        with self._lock:
            return self._guards.setdefault(member.endpoint, _Guard(member.name))


@dataclass(slots=True)
class _Guard:
    """What keeps a member from being asked too much."""

    name: str
    breaker: pybreaker.CircuitBreaker = field(
        default_factory=lambda: pybreaker.CircuitBreaker(
            _FAILURES, _PAUSE, throw_new_error_on_trip=False
        )
    )
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    requests: int = 0
    failures: int = 0


def _complaint(reply: Reply) -> str:
    """Say what a reply that is no answer says itself."""
    text = " ".join(reply.body[: 4 * _TOLD].decode("utf-8", "replace").split())
    return f"HTTP status {reply.status}: {text[:_TOLD]}"
