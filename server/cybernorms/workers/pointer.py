"""Which zygote is in use, as a few bytes in memory that all processes of a server share.

Each request asks for it, and a system call lets other threads of the process go first, who then
have to be waited for: reading memory costs a hundredth of reading a link.
"""

import mmap
from pathlib import Path
from typing import Final

from cybernorms.errors import NoSnapshotError

_NAME: Final = "active"
_SLOT: Final = 64
_SIZE: Final = 1 + 2 * _SLOT


def point_at(run_dir: Path, zygote: str) -> None:
    """Name the zygote's socket to all who ask from now on; only the supervisor calls this.

    The name is written where nobody reads, and then one byte says that it is there.
    """
    path = run_dir / _NAME
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(bytes(_SIZE))
        unfinished.replace(path)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), _SIZE) as shared:
        slot = 1 - shared[0]
        start = 1 + slot * _SLOT
        shared[start : start + _SLOT] = zygote.encode().ljust(_SLOT, b"\0")
        shared[0] = slot


class Pointer:
    """Reads which zygote is in use; any thread may use it."""

    def __init__(self, run_dir: Path) -> None:
        """Read what ``point_at`` says of a run folder, which need not exist yet."""
        self._path = run_dir / _NAME
        self._shared: mmap.mmap | None = None

    def read(self) -> str:
        """Give the name of the socket. Raises NoSnapshotError when there is none yet."""
        shared = self._shared or self._open()
        start = 1 + shared[0] * _SLOT
        return shared[start : start + _SLOT].rstrip(b"\0").decode()

    def _open(self) -> mmap.mmap:
        try:
            with self._path.open("rb") as file:
                self._shared = mmap.mmap(file.fileno(), _SIZE, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise NoSnapshotError("no snapshot is being served yet; try again later") from None
        return self._shared
