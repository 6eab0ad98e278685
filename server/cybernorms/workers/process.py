"""A zygote as its starter sees it."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError
from cybernorms.settings import Settings, as_environment

_TUNING: Final = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "OPENBLAS_NUM_THREADS": "1"}
"""Have the C library ask for large pages: joins jump about in memory, and so find it faster. And
have numpy start no threads, for a process that forks must not have any."""
LATER: Final = "later: "
"""What a zygote says before the reason why its snapshot can not be loaded now."""


class SilentEndError(EngineError):
    """A zygote ended without a word on its data, as one does that was killed: another may not."""


class ZygoteProcess:
    """The process of a zygote: loading, ready, retired, gone."""

    def __init__(self, settings: Settings, folder: Path, run_dir: Path) -> None:
        """Start to load a snapshot's folder; the socket is put into ``run_dir`` under its name."""
        self.snapshot = folder.name
        self.name = f"{self.snapshot}.{time.monotonic_ns()}"
        self._socket = run_dir / self.name
        self._ready, ready = os.pipe()
        arguments = [str(folder), str(run_dir), self.name, str(os.getpid()), str(ready)]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cybernorms.workers.zygote", *arguments],
                env={**_TUNING, **os.environ, **as_environment(settings)},
                stdin=subprocess.DEVNULL,
                pass_fds=[ready],
                # Ctrl-C is for the supervisor alone. No session of its own: the kernel shares time
                # between sessions first (sched(7), autogroup), so none would yield to another.
                process_group=0,
            )
        finally:
            os.close(ready)

    def is_ready(self, timeout: float | None) -> bool:
        """Wait for the snapshot to be loaded, up to ``timeout`` seconds if it is not None.

        Raises EngineError when the snapshot does not load, and SilentEndError when the zygote is
        gone before it said so.
        """
        if not select.select([self._ready], [], [], timeout)[0]:
            return False
        word = os.read(self._ready, 65536).decode()
        if not word:
            raise SilentEndError(
                f"the zygote of snapshot {self.snapshot} ended with {self.process.wait()}"
            )
        if word.startswith(LATER):
            raise SilentEndError(word.removeprefix(LATER))
        if word != "ready":
            raise EngineError(f"snapshot {self.snapshot} can not be served: {word}")
        return True

    def retire(self) -> None:
        """Let it end with its last worker."""
        self.process.terminate()

    def end(self) -> None:
        """Kill it, and with it its workers."""
        self.process.kill()
        self.process.wait()
        os.close(self._ready)
        self._socket.unlink(missing_ok=True)
