"""The queries that are running or waiting, for the operator to look at and to stop."""

import itertools
import os
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct, field

from cybernorms.engine import ASKER, Asker, Query
from cybernorms.errors import StoppedError

_DIGEST_DIGITS: Final = 16


class Run(Struct):
    """One query on its way; ``kill`` ends its worker and is None while it has none."""

    id: str
    query: Query
    asker: Asker
    since: float = field(default_factory=time.time)
    state: str = "waiting"
    worker: int = 0
    stopped: bool = False
    kill: Callable[[], None] | None = None

    def check(self) -> None:
        """Raise StoppedError if the operator has stopped it."""
        if self.stopped:
            raise StoppedError("the operator stopped the query; ask them before you try again")

    def describe(self, *, text: bool) -> dict[str, Any]:
        """Give what the operator sees; the query itself only with ``text``."""
        digest = sha256(self.query.text.encode("utf-8", "surrogatepass")).hexdigest()
        shown = {
            "id": self.id,
            "request": self.asker.request,
            "client": self.asker.client,
            "since": self.since,
            "seconds": round(time.time() - self.since, 3),
            "state": self.state,
            "worker": self.worker,
            "release": self.query.release,
            "digest": digest[:_DIGEST_DIGITS],
        }
        return shown | {"text": self.query.text} if text else shown


class RunningQueries:
    """All queries of one front process; any thread may use it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}
        self._numbers, self._process = itertools.count(1), os.getpid()

    def enter(self, query: Query) -> Run:
        """Put a query on the list, until ``leave``."""
        run = Run(f"{self._process}-{next(self._numbers)}", query, ASKER.get())
        self._runs[run.id] = run
        return run

    def leave(self, run: Run) -> None:
        """Take a query off the list."""
        del self._runs[run.id]

    def begin(self, run: Run, worker: int, kill: Callable[[], None]) -> None:
        """Let the operator end a query's worker, until ``end``. Raises StoppedError."""
        run.worker, run.kill, run.state = worker, kill, "running"
        run.check()

    def end(self, run: Run) -> None:
        """Let nobody kill what is no longer this query's."""
        with self._lock:
            run.kill = None

    def stop(self, id_: str) -> bool:
        """Stop the query with this id or of the request with this id; tell whether there is one.

        One that waits is told when its turn comes.
        """
        found = [run for run in tuple(self._runs.values()) if id_ in {run.id, run.asker.request}]
        for run in found:
            with self._lock:
                run.stopped = True
                if run.kill:
                    run.kill()
        return bool(found)

    def describe(self, *, text: bool = False) -> list[dict[str, Any]]:
        """List the queries, the oldest first."""
        return [run.describe(text=text) for run in tuple(self._runs.values())]
