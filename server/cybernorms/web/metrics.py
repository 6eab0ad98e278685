"""What is measured, for Prometheus; the front processes share their counters through files.

prometheus-client does so where the variable PROMETHEUS_MULTIPROC_DIR names a folder when it is
imported; ``cybernorms serve`` sets it. Nothing here bears a query's text or a client's address.
"""

import json
import logging
import os
import threading
import time
from collections import Counter as Tally
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from cybernorms import __version__
from cybernorms.engine import Answer, Query, QueryEngine
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    NotAcceptableError,
    QueryError,
    QueryLimitError,
    StoppedError,
)
from cybernorms.logs import log_fields

_log: Final = logging.getLogger(__name__)
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
_EVALUATING: Final = Gauge(
    "cybernorms_queries_evaluating",
    "Queries that wait for a worker or run in one",
    multiprocess_mode="livesum",
)

CACHED: Final = Gauge(
    "cybernorms_cache_bytes", "Bytes of answers in memory", multiprocess_mode="livesum"
)

_hits: Final[deque[tuple[str, str, int]]] = deque()
_actions: Final[list[Callable[[], object]]] = []
_labelled = lru_cache(maxsize=1024)(_REQUESTS.labels)
_timed = lru_cache(maxsize=256)(_SECONDS.labels)
_ended = lru_cache(maxsize=64)(_QUERIES.labels)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request, and how long it took."""
    _labelled(route, method, status).inc()
    _timed(route).observe(seconds)


def count_hit(route: str, method: str, status: int) -> None:
    """Count an answer out of the front's memory: so cheap that even counting waits for a tick."""
    _hits.append((route, method, status))


def at_each_tick(action: Callable[[], object]) -> None:
    """Have an action done once a second, and before the numbers are told."""
    _actions.append(action)


def flush() -> None:
    """Add the hits since the last time to the counters, and do the other actions of a tick."""
    for action in _actions:
        action()
    tally: Tally[tuple[str, str, int]] = Tally()
    while _hits:
        tally[_hits.popleft()] += 1
    for labels, number in tally.items():
        _labelled(*labels).inc(number)
        _ended("cache").inc(number)


def keep_flushing() -> None:
    """Flush once a second from now on."""

    def run() -> None:
        while True:
            time.sleep(_TICK)
            flush()

    threading.Thread(target=run, name="metrics", daemon=True).start()


class MeasuredEngine:
    """A QueryEngine that counts how the queries to another one end."""

    def __init__(self, engine: QueryEngine, *, log_queries: bool) -> None:
        """Measure ``engine``, and log what it is asked if that is wanted."""
        self._engine, self._log_queries = engine, log_queries

    def snapshot_id(self, release: str | None = None, /) -> str:
        """Name the snapshot that the next query would be answered from."""
        return self._engine.snapshot_id(release)

    def query(self, query: Query) -> Answer:
        """Answer a query. Raises what engine.QueryEngine raises."""
        outcome = "failed"
        _EVALUATING.inc()
        try:
            answer = self._engine.query(query)
            outcome = "answered"
        except CyberNormsError as error:
            outcome = outcome_of(error)
            raise
        finally:
            _EVALUATING.dec()
            _ended(outcome).inc()
            if self._log_queries:
                digest = sha256(query.text.encode()).hexdigest()[:16]
                fields = {"digest": digest, "outcome": outcome, "query": query.text}
                log_fields(_log, logging.INFO, "query", fields)
        return answer


def outcome_of(error: CyberNormsError) -> str:
    """Name the way in which a query failed; a limit by its setting."""
    if isinstance(error, QueryLimitError):
        return error.limit
    for kind, name in _OUTCOMES.items():
        if isinstance(error, kind):
            return name
    return "failed"


_OUTCOMES: Final[dict[type[CyberNormsError], str]] = {
    StoppedError: "stopped",
    BusyError: "busy",
    NotAcceptableError: "not_acceptable",
    QueryError: "refused",
    EngineError: "failed",
}


class _SnapshotCollector(Collector):
    """Tells what is being served, at the moment of asking."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        info = InfoMetricFamily("cybernorms_build", "The version of the server")
        info.add_metric((), {"version": __version__})
        yield info
        served = InfoMetricFamily("cybernorms_snapshot", "The snapshot that is served")
        served.add_metric((), {"id": self._folder.name})
        yield served
        manifest = self._folder / "manifest.json"
        try:
            graphs = json.loads(manifest.read_text("utf-8"))["graphs"]
            created = manifest.stat().st_mtime
        except OSError:
            return
        yield GaugeMetricFamily(
            "cybernorms_snapshot_created_timestamp_seconds",
            "When the snapshot was made, in seconds since 1970",
            created,
        )
        yield GaugeMetricFamily(
            "cybernorms_snapshot_triples",
            "Statements in the snapshot's graphs, the inferred ones too",
            sum(graphs.values()),
        )


def exposition(snapshot_folder: Path) -> bytes:
    """Write everything in the text format of Prometheus, version 0.0.4."""
    flush()
    registry = CollectorRegistry()
    if folder := os.environ.get(FOLDER_VARIABLE):
        for file in Path(folder).glob("gauge_live*.db"):
            if not Path(f"/proc/{file.stem.rpartition('_')[2]}").exists():
                mark_process_dead(int(file.stem.rpartition("_")[2]), folder)
        MultiProcessCollector(registry, folder)
    else:
        registry.register(REGISTRY)
    registry.register(_SnapshotCollector(snapshot_folder))
    return generate_latest(registry)
