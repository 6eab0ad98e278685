"""Stages of a bulk build, each in a process of its own: its memory is free when it is done.

Started as ``python -m cybernorms.build.bulk STAGE``; arguments come over standard input, and what
the stage gives or raises goes to standard output, both as Python pickles them.
"""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

from cybernorms.errors import EngineError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_MODULE: Final = "cybernorms.build.bulk"


@dataclass(frozen=True, slots=True)
class Run:
    """When a stage ran, in seconds of a clock that only grows, and the most MiB that it held."""

    stage: str
    started: float
    ended: float
    memory: int


class Crew:
    """Runs stages, so many at once, in the order in which they were asked for.

    As a context: whoever leaves it by an error leaves no process behind. When this process dies the
    stages die with it.
    """

    def __init__(self, size: int) -> None:
        """Make room for ``size`` processes."""
        self._pool = ThreadPoolExecutor(size)
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._abandoned = False
        self.runs: list[Run] = []

    def __enter__(self) -> Self:
        """Wait for stages to run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for all stages or, when something went wrong, kill them."""
        if kind is not None:
            with self._lock:
                self._abandoned = True
                for process in self._running:
                    process.kill()
        self._pool.shutdown(cancel_futures=kind is not None)

    def start(self, stage: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Run a function of ``stages`` as soon as there is room.

        The outcome raises what the function raises, and EngineError when its process was killed.
        """
        return self._pool.submit(self._run, stage.__name__, (args, kwargs))

    def memory(self) -> int:
        """Give the most MiB that stages can have held together, as those that overlapped did."""
        return max(
            (
                sum(r.memory for r in self.runs if r.started <= run.started < r.ended)
                for run in self.runs
            ),
            default=0,
        )

    def _run(self, stage: str, arguments: object) -> Any:  # noqa: ANN401 - whatever it gives
        started = time.monotonic()
        with self._lock:
            if self._abandoned:
                raise EngineError(f"the stage {stage} of the build was not begun")
            process = subprocess.Popen(
                [sys.executable, "-m", _MODULE, stage, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._running.add(process)
        with process:
            answer, _ = process.communicate(pickle.dumps(arguments))
        with self._lock:
            self._running.remove(process)
        if process.returncode:
            raise EngineError(f"the stage {stage} of the build ended with {process.returncode}")
        outcome, memory = pickle.loads(answer)  # noqa: S301 - of our own process
        self.runs.append(Run(stage, started, time.monotonic(), memory))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome
