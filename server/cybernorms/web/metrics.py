"""What is measured, for Prometheus; the front processes share their counters through files.

prometheus-client does so where the variable PROMETHEUS_MULTIPROC_DIR names a folder when it is
imported; ``cybernorms serve`` sets it. Nothing here bears a query's text or a client's address.
"""

import threading
import time
from collections import Counter as Tally
from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from cybernorms.federation import MemberStatus
from cybernorms.workers import PoolStatus

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
_TICK: Final = 1.0
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_REQUESTS: Final = Counter(
    "cybernorms_requests", "Requests by route, method and status", ("route", "method", "status")
)
_SECONDS: Final = Histogram(
    "cybernorms_request_seconds",
    "Seconds that requests took, but for those answered from memory",
    ("route",),
    buckets=_BUCKETS,
)
_QUERIES: Final = Counter(
    "cybernorms_queries", "Queries by outcome, those of our pages too", ("outcome",)
)
_RUNNING: Final = Gauge(
    "cybernorms_queries_running", "Queries in a worker", multiprocess_mode="livesum"
)
_WAITING: Final = Gauge(
    "cybernorms_queries_waiting", "Queries that wait for a worker", multiprocess_mode="livesum"
)
_FORKED: Final = Counter("cybernorms_workers_forked", "Workers started")
_DISMISSED: Final = Counter("cybernorms_workers_dismissed", "Workers killed or found dead")
_ASKED: Final = Counter(
    "cybernorms_member_requests", "Requests to members of the federation", ("member",)
)
_FAILED: Final = Counter(
    "cybernorms_member_failures", "Requests to members that failed", ("member",)
)
_BREAKER: Final = Gauge(
    "cybernorms_member_breaker",
    "Circuit breaker of a member: 0 closed, 1 half-open, 2 open",
    ("member",),
    multiprocess_mode="livemax",
)
_STATES: Final = ("closed", "half-open", "open")

CACHED: Final = Gauge(
    "cybernorms_cache_bytes", "Bytes of answers in memory", multiprocess_mode="livesum"
)

# Even counting would be a good part of what a small answer costs, so it waits for the next tick.
_requests: Final[deque[tuple[str, str, int, float | None]]] = deque()
_outcomes: Final[deque[str]] = deque()
_actions: Final[list[Callable[[], object]]] = []
_flushing: Final = threading.Lock()
_labelled = lru_cache(maxsize=1024)(_REQUESTS.labels)
_timed = lru_cache(maxsize=256)(_SECONDS.labels)
_ended = lru_cache(maxsize=64)(_QUERIES.labels)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request, and how long it took."""
    _requests.append((route, method, status, seconds))


def count_hit(route: str, method: str, status: int) -> None:
    """Count an answer out of the front's memory."""
    _requests.append((route, method, status, None))
    _outcomes.append("cache")


def count_query(outcome: str) -> None:
    """Count a query that reached the engine."""
    _outcomes.append(outcome)


def at_each_tick(action: Callable[[], object]) -> None:
    """Have an action done once a second, and before the numbers are told."""
    _actions.append(action)


def watch_pool(status: Callable[[], PoolStatus]) -> None:
    """Tell the state of a pool of workers at each tick."""
    last = PoolStatus(0, 0, 0, 0)

    def sample() -> None:
        nonlocal last
        now = status()
        _RUNNING.set(now.running)
        _WAITING.set(now.waiting)
        _FORKED.inc(now.forked - last.forked)
        _DISMISSED.inc(now.dismissed - last.dismissed)
        last = now

    at_each_tick(sample)


def watch_members(status: Callable[[], Mapping[str, MemberStatus]]) -> None:
    """Tell how members of the federation do at each tick."""
    last: dict[str, MemberStatus] = {}

    def sample() -> None:
        for name, now in status().items():
            before = last.get(name, MemberStatus(0, 0, ""))
            _ASKED.labels(name).inc(now.requests - before.requests)
            _FAILED.labels(name).inc(now.failures - before.failures)
            _BREAKER.labels(name).set(_STATES.index(now.breaker))
            last[name] = now

    at_each_tick(sample)


def flush() -> None:
    """Add what came since the last time to the counters, and do the other actions of a tick."""
    with _flushing:
        for action in _actions:
            action()
        requests: Tally[tuple[str, str, int]] = Tally()
        while _requests:
            route, method, status, seconds = _requests.popleft()
            requests[route, method, status] += 1
            if seconds is not None:
                _timed(route).observe(seconds)
        outcomes = Tally(_outcomes.popleft() for _ in range(len(_outcomes)))
    for labels, number in requests.items():
        _labelled(*labels).inc(number)
    for outcome, number in outcomes.items():
        _ended(outcome).inc(number)


def keep_flushing() -> None:
    """Flush once a second from now on."""

    def run() -> None:
        while True:
            time.sleep(_TICK)
            flush()

    threading.Thread(target=run, name="metrics", daemon=True).start()
