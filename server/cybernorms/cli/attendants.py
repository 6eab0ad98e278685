"""What a server has beside its front and its zygotes: builds, the writer, the judge."""

import logging
import math
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cybernorms.cli.children import Child, spawn
from cybernorms.settings import Settings

_log: Final = logging.getLogger(__name__)
_CALM: Final = 10.0
"""Seconds with little to do after which a server gets its judge, so that nobody waits for it."""
_LITTLE: Final = 0.5
"""The share of the machine's processors that may be at work then."""


class Rebuilding:
    """Builds again in a process of its own when asked to; the supervisor follows what it makes."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Build from ``root``; nothing is built before it is asked for."""
        self._root, self._settings = root, settings
        self._wanted = False
        self._build: subprocess.Popen[bytes] | None = None

    def ask(self) -> None:
        """Have one more build made, once the present one has ended."""
        self._wanted = True

    def tick(self) -> None:
        """Start a build that is wanted, and see how the last one ended."""
        if self._build and self._build.poll() is not None:
            if self._build.returncode:
                _log.error("the build failed; the former snapshot is still served")
            self._build = None
        if self._wanted and self._build is None:
            self._wanted = False
            _log.info("building again")
            self._build = spawn(["cybernorms", "build", "--root", str(self._root)], self._settings)

    def stop(self) -> None:
        """End a build that runs."""
        if self._build:
            self._build.kill()  # a build leaves the former snapshot whole wherever it ends
            self._build.wait()


class OnDemand:
    """Keeps a module alive as a process from when it is wanted."""

    def __init__(
        self, name: str, arguments: Sequence[str], settings: Settings, wanted: Callable[[], bool]
    ) -> None:
        """Start ``python -m`` with the arguments once ``wanted`` says so."""
        self._name, self._arguments, self._settings = name, arguments, settings
        self._wanted = wanted
        self._child: Child | None = None

    def tick(self) -> None:
        """Start it, or start it again when it died."""
        if self._child:
            self._child.tick()
        elif self._wanted():
            self._child = Child(self._name, self._arguments, self._settings)

    def stop(self) -> None:
        """End it."""
        if self._child:
            self._child.stop(0)  # what is in the journal is safe wherever the writer ends


class Lull:
    """Tells when the machine has had little to do for a while, from when it is begun."""

    def __init__(self) -> None:
        """Wait for the beginning."""
        self._since = self._last = math.inf
        self._seen = (0, 0)

    def begin(self) -> None:
        """Count from now on."""
        self._since = self._last = time.monotonic()
        self._seen = _processor_times()

    def is_long(self) -> bool:
        """Look, once a second, how much the processors have worked."""
        now = time.monotonic()
        if now - self._last >= 1:
            (worked, total), (before, former) = _processor_times(), self._seen
            if worked - before > _LITTLE * (total - former):
                self._since = now
            self._last, self._seen = now, (worked, total)
        return now - self._since > _CALM


def _processor_times() -> tuple[int, int]:
    """Give the time that all processors have worked, and that they have been there (proc(5))."""
    with Path("/proc/stat").open() as file:
        times = list(map(int, file.readline().split()[1:9]))
    total = sum(times)
    return total - times[3] - times[4], total  # less what was idle and waited for disks
