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
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

from cybernorms.errors import EngineError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_MODULE: Final = "cybernorms.build.bulk"
_PAUSE: Final = 1.0
"""Seconds between two looks at how far stages have come."""


@dataclass(frozen=True, slots=True)
class Run:
    """When a stage ran, in seconds of a clock that only grows, and the most MiB that it held."""

    stage: str
    started: float
    ended: float
    memory: int


class Crew:
    """Runs stages, so many at once, in the order in which they were asked for.

    ``tell`` hears what they are at, and each second how much they have read of their files.

    As a context: whoever leaves it by an error leaves no process behind. When this process dies the
    stages die with it.
    """

    def __init__(self, size: int, tell: Callable[[str], None] = lambda _: None) -> None:
        """Make room for ``size`` processes."""
        self._pool, self._tell = ThreadPoolExecutor(size), tell
        self._lock, self._over = threading.Lock(), threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._running: dict[subprocess.Popen[bytes], tuple[str, float]] = {}
        self._doing = ""
        self._abandoned = False
        self.runs: list[Run] = []

    def __enter__(self) -> Self:
        """Wait for stages to run."""
        self._watcher.start()
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
        self._over.set()
        self._watcher.join()

    def announce(self, doing: str) -> None:
        """Tell what the stages from now on are for."""
        self._doing = doing
        self._tell(doing)

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
            self._running[process] = stage, started
        with process:
            answer, _ = process.communicate(pickle.dumps(arguments))
        with self._lock:
            del self._running[process]
        if process.returncode:
            raise EngineError(f"the stage {stage} of the build ended with {process.returncode}")
        outcome, memory = pickle.loads(answer)  # noqa: S301 - of our own process
        self.runs.append(Run(stage, started, time.monotonic(), memory))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _watch(self) -> None:
        while not self._over.wait(_PAUSE):
            with self._lock:
                running = [(process.pid, *about) for process, about in self._running.items()]
            rates = [
                f"{stage.replace('_', ' ')} {read:.0f} MiB, {read / seconds:.1f} a second"
                for pid, stage, started in running
                if (read := _read(pid)) and (seconds := time.monotonic() - started)
            ]
            if rates:
                self._tell(f"{self._doing}: {'; '.join(rates)}")


def _read(pid: int) -> float:
    """Give the MiB that a process and its children have read (proc(5), io); 0 if it is gone."""
    folder = Path("/proc", str(pid))
    total = 0.0
    with suppress(OSError):
        total = int((folder / "io").read_text().split()[1]) / (1 << 20)
        for child in (folder / "task" / str(pid) / "children").read_text().split():
            total += _read(int(child))
    return total
