"""The front's side: give each query its turn and a worker, and stop the late ones."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from cybernorms.engine import Answer, Query
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    NoSnapshotError,
    NotFoundError,
    QueryLimitError,
)
from cybernorms.settings import Settings
from cybernorms.workers import wire
from cybernorms.workers.crew import Crew, Worker
from cybernorms.workers.hangup import Waiting
from cybernorms.workers.recent import RecentTexts
from cybernorms.workers.releases import release_socket, require_release
from cybernorms.workers.running import Run, RunningQueries
from cybernorms.workers.turns import Lane, Turns

_ATTEMPTS: Final = 3
_PAUSE: Final = 0.02
_LOADING: Final = 5.0
"""Seconds a query waits for its release to be loaded."""
_GLANCE: Final = 0.02
"""Seconds between looks at what a query has worked."""
_SLOW: Final = 0.1
"""Seconds after which it is asked whether the client is still there."""
_LOOK: Final = 0.5
"""Seconds between two looks at whether the client of a long query is still there."""
_LONG: Final = 0.08
_LONG_IN_A_CROWD: Final = 0.02
"""Seconds of CPU time that make a query a long one, and one whose place other clients wait for."""
_REMEMBERED: Final = 1024
_FEWER: Final = 4
"""How many more short queries may wait than long ones."""


class _TooLongError(Exception):
    """A long query has to wait for a place among the long ones, and begins again there."""


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """What a pool is doing (queries at work and waiting), and did (workers that it had forked)."""

    running: int
    waiting: int
    forked: int
    dismissed: int


class WorkerPool:
    """A QueryEngine over the workers of the active zygote; any number of threads may use it.

    A query has a worker for a tenth of a second, or less in a crowd. One that needs more goes on
    among the long ones, which have few places of their own and yield to all else, so that others
    find a worker soon.
    """

    def __init__(self, run_dir: Path, settings: Settings) -> None:
        """Use the zygote that ``run_dir`` names, now and after each switch."""
        self._run_dir, self._settings = run_dir, settings
        length, share = settings.queue_length, settings.client_queue
        self._short = Turns(
            "query workers", settings.workers, length, share, settings.queue_timeout
        )
        self._long = Turns(
            "workers for long queries",
            settings.long_workers,
            max(length // _FEWER, 1),
            max(share // _FEWER, 1),
            settings.queue_timeout,
        )
        self._crew = Crew(
            run_dir, settings.workers, lambda: self._short.busy, settings.queue_timeout
        )
        self._known_long = RecentTexts(_REMEMBERED)
        self.running = RunningQueries()

    def snapshot_id(self, release: str | None = None) -> str:
        """Name the snapshot of the active zygote, or the release if it is one.

        Raises NoSnapshotError when there is no zygote, and NotFoundError when no such release is
        kept.
        """
        active = self._crew.active().split(".")[0]
        if release is None or release == active:
            return active
        if not self._settings.releases:
            raise NotFoundError(f"release={release}: this server answers from the current one only")
        require_release(self._settings.state_dir, release)
        return release

    def query(self, query: Query) -> Answer:
        """Answer one query within its timeout, or raise as engine.QueryEngine says."""
        find = partial(self._locate, query.release)
        if query.release:
            self._await_release(query.release, find)
        run = self.running.enter(query)
        lane = Lane(run.asker.client)
        try:
            self._enter(lane, self._long if query.text in self._known_long else self._short, run)
            head, body = self._ask(run, lane, find)
        finally:
            lane.leave()
            self.running.leave(run)
        if "error" in head:
            raise wire.read_error(head)
        return Answer(**head, body=body)

    def check(self) -> str:
        """Name the snapshot of the active zygote once it has answered; no query's turn is needed.

        Raises NoSnapshotError when there is none, and BusyError when it does not answer.
        """
        self._crew.ping()
        return self.snapshot_id()

    def status(self) -> PoolStatus:
        """Count queries and workers."""
        return PoolStatus(
            self._short.busy + self._long.busy,
            self._short.waiting + self._long.waiting,
            self._crew.forked,
            self._crew.dismissed,
        )

    def close(self) -> None:
        """Kill the idle workers."""
        self._crew.close()

    def _locate(self, release: str | None) -> str:
        """Name the zygote of the current snapshot or of a release.

        Raises NoSnapshotError while there is none.
        """
        active = self._crew.active()
        if release is None or active.partition(".")[0] == release:
            return active
        name = release_socket(self._run_dir, release)
        if name is None:
            raise NoSnapshotError(f"release {release} is being loaded; try again in a moment")
        return name

    def _await_release(self, release: str, find: Callable[[], str]) -> None:
        """Have a release loaded before a place is taken for the query."""
        self.snapshot_id(release)
        until = time.monotonic() + _LOADING
        while True:
            try:
                find()
            except NoSnapshotError:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _enter(self, lane: Lane, turns: Turns, run: Run) -> None:
        """Wait for a place, and drop a query that nobody wants any more. Raises StoppedError."""
        run.state, since = "waiting", time.monotonic()
        lane.enter(turns)
        if time.monotonic() - since > _SLOW:
            run.check()
            Waiting(run.asker.peer).check()

    def _ask(self, run: Run, lane: Lane, find: Callable[[], str]) -> tuple[dict[str, Any], bytes]:
        """Ask a worker, and another if it was lost through no fault of the query."""
        timeout = min(run.query.timeout, self._settings.timeout)
        deadline, lost = 0.0, 0
        while lost < _ATTEMPTS:
            yielding = lane.turns is self._long
            # the others are for the short ones, and may all have died if one has
            worker = self._crew.take(find, fresh=yielding or lost > 0)
            deadline = deadline or time.monotonic() + timeout
            if yielding:
                worker.make_way()
            try:
                try:
                    self.running.begin(run, worker.pid, partial(worker.signal, signal.SIGKILL))
                    before = worker.cpu_seconds()
                    wire.send(worker.connection, run.query)
                    begin = worker.hear()
                    if not begin:
                        yielding |= self._attend(worker, run, lane, before, deadline)
                    message = wire.receive(worker.connection, deadline, begin)
                finally:
                    self.running.end(run)
            except _TooLongError:
                self._crew.dismiss(worker)
                self._enter(lane, self._long, run)
            except TimeoutError:
                self._crew.dismiss(worker)
                raise QueryLimitError(
                    f"the query was stopped after {timeout:g} s; match, join or sort fewer triples",
                    "timeout",
                    timeout,
                ) from None
            except (EOFError, ConnectionError):
                fate = self._crew.fate(worker)
                self._crew.dismiss(worker)
                run.check()
                if error := self._reason(fate):
                    raise error from None
                lost += 1
            except BaseException:
                self._crew.dismiss(worker)
                raise
            else:
                if yielding:
                    self._crew.dismiss(worker)  # it can not be told to yield less again
                else:
                    self._crew.put_back(worker)
                return message
        raise BusyError(f"the query's worker was killed from outside, {lost} times; try again")

    def _attend(self, worker: Worker, run: Run, lane: Lane, before: float, deadline: float) -> bool:
        """Wait for the answer of a slow query, and tell whether it became a long one.

        ``before`` is what the worker had worked when it was asked. Raises TimeoutError at the
        deadline, StoppedError when the client hangs up, and _TooLongError when all places for long
        queries are taken.
        """
        long, waiting = lane.turns is self._long, None
        unheard = time.monotonic() + _SLOW - _GLANCE
        while (remaining := deadline - time.monotonic()) > 0:
            if not long and self._is_long(worker.cpu_seconds() - before, run.asker.client):
                long = True
                self._known_long.add(run.query.text)
                worker.make_way()
                if not lane.try_enter(self._long):
                    raise _TooLongError
            if worker.is_heard(min(remaining, _LOOK if long else _GLANCE)):
                return long
            if waiting is None and (long or time.monotonic() > unheard):
                waiting = Waiting(run.asker.peer)
            if waiting:
                waiting.check()
        raise TimeoutError

    def _is_long(self, worked: float, client: str) -> bool:
        """Judge seconds of work; what the client itself has waiting is no reason to hurry."""
        if worked <= _LONG_IN_A_CROWD:
            return False
        return worked > _LONG or self._short.others_wait(client)

    def _reason(self, fate: int | None) -> CyberNormsError | None:
        """Explain how a worker ended, if the query is to blame."""
        if fate == -signal.SIGABRT:
            return QueryLimitError(
                f"the query needed more than {self._settings.memory_limit} MiB of memory; "
                "sort, group or join fewer rows",
                "memory_limit",
                self._settings.memory_limit,
            )
        if fate is None or fate in {0, -signal.SIGKILL}:
            return None
        how = signal.Signals(-fate).name if fate < 0 else f"exit code {fate}"
        return EngineError(
            f"the engine crashed on this query ({how}); "
            "deep nesting is the usual cause, so write it flatter"
        )
