"""Keeps one zygote ready for the current snapshot, and switches when a build publishes another."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError, NoSnapshotError
from cybernorms.remote import EMBEDDED
from cybernorms.settings import Settings
from cybernorms.workers.pointer import point_at
from cybernorms.workers.pool import WorkerPool
from cybernorms.workers.process import SilentEndError, ZygoteProcess
from cybernorms.workers.releases import ReleaseZygotes

_log: Final = logging.getLogger(__name__)
_RESTART_PAUSE: Final = 0.5
"""Seconds between the death of a zygote and the start of another."""
_RETIREMENT: Final = 2.0
"""Seconds on top of the query timeout that a retired zygote gets before it is killed."""


class Supervisor:
    """Runs the zygotes of a server. Call it from the main thread: its zygotes die with the caller.

    ``tick`` has to be called a few times a second; it never waits for a snapshot to load.
    """

    def __init__(self, settings: Settings) -> None:
        """Prepare a run folder below the state folder, and clear those of dead servers."""
        self._settings = settings
        runs = settings.state_dir / "run"
        runs.mkdir(parents=True, exist_ok=True)
        for old in runs.iterdir():
            if not Path(f"/proc/{old.name}").exists():
                shutil.rmtree(old, ignore_errors=True)
        self.run_dir = runs / str(os.getpid())
        shutil.rmtree(self.run_dir, ignore_errors=True)
        self.run_dir.mkdir(mode=0o700)
        self._active: ZygoteProcess | None = None
        self._next: ZygoteProcess | None = None
        self._retired: list[tuple[ZygoteProcess, float]] = []
        self._releases = ReleaseZygotes(settings, self.run_dir)
        self._refused = ""
        self._due = 0.0

    def start(self) -> None:
        """Load the current snapshot and wait for it.

        Raises NoSnapshotError when there is none, and EngineError when it does not load.
        """
        zygote = ZygoteProcess(self._settings, self._current(), self.run_dir)
        self._next = zygote
        zygote.is_ready(None)
        self._switch(zygote)

    def tick(self) -> None:
        """Restart a dead zygote, follow the current snapshot and the releases in use, bury."""
        self._bury()
        for zygote in self._releases.tick():
            self._retire(zygote)
        with suppress(NoSnapshotError):
            self._follow(self._current())
        if self._next is None:
            return
        try:
            if self._next.is_ready(0):
                self._switch(self._next)
        except EngineError as error:
            _log.error("%s", error)
            if not isinstance(error, SilentEndError):
                self._refused = self._next.snapshot
            self._next.end()
            self._next = None
            self._due = time.monotonic() + _RESTART_PAUSE

    def stop(self) -> None:
        """End all zygotes and remove the run folder."""
        retired = [zygote for zygote, _ in self._retired]
        for zygote in (self._active, self._next, *retired):
            if zygote:
                zygote.end()
        self._releases.stop()
        self._active = self._next = None
        self._retired = []
        shutil.rmtree(self.run_dir, ignore_errors=True)

    def _current(self) -> Path:
        """Resolve the link once, so that a switch in between changes nothing."""
        try:
            return (self._settings.state_dir / "current").resolve(strict=True)
        except FileNotFoundError:
            raise NoSnapshotError(
                f"no snapshot below {self._settings.state_dir}; run cybernorms build"
            ) from None

    def _follow(self, folder: Path) -> None:
        """Start a zygote for the snapshot unless one runs, loads, or was found not to load."""
        if self._active and self._active.process.poll() is not None:
            _log.error("the zygote of snapshot %s died; starting another", self._active.snapshot)
            self._active.end()
            self._active = None
            self._due = time.monotonic() + _RESTART_PAUSE
        wanted = folder.name
        if self._next and self._next.snapshot != wanted:
            self._next.end()
            self._next = None
        if self._next or time.monotonic() <= self._due:
            return
        if not self._active or wanted not in {self._active.snapshot, self._refused}:
            self._next = ZygoteProcess(self._settings, folder, self.run_dir)

    def _switch(self, zygote: ZygoteProcess) -> None:
        """Point the fronts at the zygote, and retire the one before."""
        point_at(self.run_dir, zygote.name)
        _log.info("serving snapshot %s", zygote.snapshot)
        if self._active:
            self._retire(self._active)
        self._active, self._next = zygote, None

    def _retire(self, zygote: ZygoteProcess) -> None:
        zygote.retire()
        grace = self._settings.timeout + _RETIREMENT
        self._retired.append((zygote, time.monotonic() + grace))

    def _bury(self) -> None:
        remaining = []
        for zygote, until in self._retired:
            if zygote.process.poll() is None and time.monotonic() < until:
                remaining.append((zygote, until))
            else:
                zygote.end()
        self._retired = remaining


@contextmanager
def open_engine(settings: Settings, snapshot_dir: Path) -> Iterator[WorkerPool]:
    """Give an embedded engine over one snapshot folder, for the command line and tests.

    Its processes end with the block, and with the thread that opened it. Raises EngineError when
    the snapshot does not load.
    """
    with tempfile.TemporaryDirectory(prefix="cybernorms-") as folder:
        run_dir = Path(folder)
        settings = replace(settings, engine=EMBEDDED)
        zygote = ZygoteProcess(settings, snapshot_dir.resolve(), run_dir)
        pool = WorkerPool(run_dir, settings)
        try:
            zygote.is_ready(None)
            point_at(run_dir, zygote.name)
            yield pool
        finally:
            pool.close()
            zygote.end()
