"""Older snapshots that are asked by ``release=``: which are kept, and the zygotes that hold them.

A front *asks* for a release by touching a file in the run folder; the supervisor starts a zygote
for it and puts a link to its socket beside. The files' times tell which release was used last.
"""

import json
import logging
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError, NotFoundError
from cybernorms.settings import Settings
from cybernorms.workers.process import SilentEndError, ZygoteProcess

_log: Final = logging.getLogger(__name__)
_ID: Final = re.compile(r"[0-9a-f]{16}")
_ASKED: Final = "asked."
_LINK: Final = "release."
_LEAST_LIFE: Final = 10.0
"""Seconds that a release stays once it is loaded, so that three in turn do not start a storm."""


@dataclass(frozen=True, slots=True)
class Release:
    """A kept snapshot: its id, when it was built (ISO 8601), its statements in all graphs."""

    id: str
    created: str
    statements: int
    current: bool


def kept_releases(state_dir: Path) -> list[Release]:
    """List the kept snapshots, the latest first."""
    current = (state_dir / "current").resolve().name
    found = []
    for path in (state_dir / "snapshots").glob("*/manifest.json"):
        with suppress(OSError, ValueError):  # pruned or being written meanwhile
            manifest = json.loads(path.read_text("utf-8"))
            name = path.parent.name
            found.append(
                Release(
                    name,
                    manifest.get("created", ""),
                    sum(manifest.get("graphs", {}).values()),
                    name == current,
                )
            )
    return sorted(found, key=lambda release: (release.created, release.id), reverse=True)


def require_release(state_dir: Path, release: str) -> None:
    """Raise NotFoundError unless this snapshot is kept."""
    folder = state_dir / "snapshots" / release
    if not _ID.fullmatch(release) or not (folder / "manifest.json").is_file():
        raise NotFoundError(
            f"release={release}: no such release is kept; /releases lists those that are"
        )


def release_socket(run_dir: Path, release: str) -> str | None:
    """Ask for a release, and name the socket of its zygote if it is loaded."""
    (run_dir / f"{_ASKED}{release}").touch()
    try:
        return str((run_dir / f"{_LINK}{release}").readlink())
    except FileNotFoundError:
        return None


class ReleaseZygotes:
    """The supervisor's zygotes for releases; the least recently used makes way for a new one."""

    def __init__(self, settings: Settings, run_dir: Path) -> None:
        """Begin with none."""
        self._settings, self._run_dir = settings, run_dir
        self._loading: ZygoteProcess | None = None
        self._ready: dict[str, tuple[ZygoteProcess, float]] = {}
        self._refused: set[str] = set()

    def tick(self) -> list[ZygoteProcess]:
        """Follow what is asked for, and give those that are to be retired."""
        if self._loading:
            self._load(self._loading)
        for release, (zygote, _) in tuple(self._ready.items()):
            if zygote.process.poll() is not None:
                _log.error("the zygote of release %s died", release)
                self._take_away(release).end()
        asked = self._asked()
        new = next((name for name in asked if name not in self._ready), None)
        if new is None or self._loading:
            return []
        retired = []
        if len(self._ready) >= self._settings.releases:
            oldest = [name for name in asked if name in self._ready][-1:]
            if not oldest or time.monotonic() - self._ready[oldest[0]][1] < _LEAST_LIFE:
                return []
            retired.append(self._take_away(oldest[0]))
        folder = self._settings.state_dir / "snapshots" / new
        self._loading = ZygoteProcess(self._settings, folder, self._run_dir)
        return retired

    def stop(self) -> None:
        """End them all."""
        for zygote in (self._loading, *(zygote for zygote, _ in self._ready.values())):
            if zygote:
                zygote.end()
        self._loading, self._ready = None, {}

    def _asked(self) -> list[str]:
        """List the releases that were asked for, the latest first; forget what none waits for."""
        times = {}
        for path in self._run_dir.glob(f"{_ASKED}*"):
            release = path.name.removeprefix(_ASKED)
            used = path.stat().st_mtime
            if release in self._refused or (
                release not in self._ready and time.time() - used > self._settings.timeout
            ):
                path.unlink()
            else:
                times[release] = used
        return sorted(times, key=lambda release: times[release], reverse=True)

    def _load(self, zygote: ZygoteProcess) -> None:
        try:
            if not zygote.is_ready(0):
                return
        except EngineError as error:
            _log.error("%s", error)
            if not isinstance(error, SilentEndError):
                self._refused.add(zygote.snapshot)
            zygote.end()
        else:
            _log.info("serving release %s", zygote.snapshot)
            link = self._run_dir / f"{_LINK}{zygote.snapshot}"
            link.unlink(missing_ok=True)
            os.symlink(zygote.name, link)  # noqa: PTH211 (reads in the order of ln)
            self._ready[zygote.snapshot] = zygote, time.monotonic()
        self._loading = None

    def _take_away(self, release: str) -> ZygoteProcess:
        zygote, _ = self._ready.pop(release)
        for prefix in (_LINK, _ASKED):
            (self._run_dir / f"{prefix}{release}").unlink(missing_ok=True)
        return zygote
