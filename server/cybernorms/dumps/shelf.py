"""Where the dumps of kept snapshots are: ``dumps/<release>/`` beside the folder of snapshots.

A release's dumps are made all at once, by a process of its own, when somebody asks for one.
"""

import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from cybernorms.errors import BusyError, EngineError

CODINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"gz": "application/gzip", "zst": "application/zstd"}
)
INDEX: Final = "index.json"
_PATIENCE: Final = 8.0
"""Seconds that a request waits for dumps to be made before the client is told to come back."""
_RETRY_AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class Dump:
    """One file: what it holds (``graph`` is empty for all of them), how, and how to check it.

    ``path`` ends its address, behind the release. Digests are SHA-256 in hexadecimal: ``sha256``
    of the file of ``bytes``, ``content_sha256`` of what is in it, ``content_bytes`` long.
    """

    graph: str
    path: str
    format: str
    coding: str
    bytes: int
    sha256: str
    content_bytes: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class DumpSet:
    """All dumps of a release."""

    release: str
    statements: Mapping[str, int]
    files: tuple[Dump, ...]

    def find(self, path: str) -> Dump | None:
        """Find a dump by its path."""
        return next((dump for dump in self.files if dump.path == path), None)


class Shelf:
    """The dumps below a state folder; any number of threads may use it."""

    def __init__(self, state_dir: Path) -> None:
        """Make nothing yet."""
        self._state_dir = state_dir
        self._guard = threading.Lock()
        self._makers: dict[str, subprocess.Popen[bytes]] = {}

    def take(self, release: str, patience: float = _PATIENCE) -> DumpSet:
        """Give the dumps of a kept release, once they are made.

        Raises BusyError when that takes longer than ``patience`` seconds, and EngineError when it
        fails.
        """
        if (found := self._read(release)) is not None:
            return found
        maker = self._make(release)
        with suppress(subprocess.TimeoutExpired):
            maker.wait(patience)
        if (found := self._read(release)) is not None:
            return found
        if maker.poll():
            raise EngineError(f"the dumps of release {release} cannot be made; see the log")
        raise BusyError(
            f"the dumps of release {release} are being made; come back in some seconds",
            _RETRY_AFTER,
        )

    def file(self, release: str, dump: Dump) -> Path:
        """Tell where a dump is."""
        return self._folder(release) / dump.sha256

    def _make(self, release: str) -> "subprocess.Popen[bytes]":
        """Start the process that makes the dumps of a release, unless it runs."""
        with self._guard:
            for name in [name for name, each in self._makers.items() if each.poll() is not None]:
                del self._makers[name]
            if release not in self._makers:
                self._makers[release] = subprocess.Popen(
                    [sys.executable, "-m", "cybernorms.dumps.making", self._state_dir, release],
                    stdin=subprocess.DEVNULL,
                )
            return self._makers[release]

    def _read(self, release: str) -> DumpSet | None:
        with suppress(OSError, msgspec.DecodeError):
            content = (self._folder(release) / INDEX).read_bytes()
            return msgspec.json.decode(content, type=DumpSet)
        return None

    def _folder(self, release: str) -> Path:
        return self._state_dir / "dumps" / release
