"""A mirror that is killed again and again: ``python -m tests.http.mirroring [N]``.

A server is built from the project's own graph; the mirror starts from nothing, is killed at a
random moment N times (20 unless said otherwise), and must end with the very same files. Ends with
1 if a kill left anything that is not whole.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cybernorms.build import build
from cybernorms.files import graph_root
from cybernorms.settings import load_settings

from .conftest import start, stop

FILES = ("asserted.nq", "inferred.nq")


def start_mirror(url: str, state: Path, *options: str) -> "subprocess.Popen[str]":
    """Start ``cybernorms mirror`` on a state folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "cybernorms", "mirror", url, "--state-dir", str(state), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    )


def run_mirror(url: str, state: Path) -> str:
    """Run it to its end, and give what it said."""
    mirror = start_mirror(url, state)
    told, _ = mirror.communicate(timeout=600)
    assert mirror.returncode == 0, told
    return told


def quads_of(state: Path) -> tuple[str, bytes]:
    """Give the id of the current snapshot and its quads, if there is one and it is whole."""
    if not (state / "current").is_symlink():
        return "", b""
    folder = (state / "current").resolve(strict=True)
    quads = b"".join((folder / name).read_bytes() for name in FILES)
    assert hashlib.sha256(quads).hexdigest().startswith(folder.name)
    assert (folder / "search.sqlite").stat().st_size > 0
    return folder.name, quads


def kill_often(
    url: str, state: Path, kills: int, longest: float, chance: random.Random
) -> set[str]:
    """Start mirrors and kill each within ``longest`` seconds; give the ids that were current."""
    seen = set()
    for _ in range(kills):
        mirror = start_mirror(url, state)
        time.sleep(chance.uniform(0, longest))
        os.killpg(mirror.pid, signal.SIGKILL)
        mirror.communicate()
        seen.add(quads_of(state)[0])
    return seen


def main() -> None:
    """Run it, and tell what came of it."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        origin, copy, timed = (Path(folder) / name for name in ("origin", "copy", "timed"))
        settings = load_settings({}, state_dir=origin)
        build(graph_root(), settings)
        server = start(origin, timeout=10)
        try:
            begun = time.monotonic()
            run_mirror(server.url, timed)
            longest = time.monotonic() - begun
            seen = kill_often(server.url, copy, kills, longest, random.Random())  # noqa: S311
            told = run_mirror(server.url, copy)
            same = quads_of(copy) == quads_of(origin)
        finally:
            stop(server)
    print(f"{kills} kills within {longest:.1f} s each; snapshots seen: {sorted(seen)}")
    print(f"at last {told.strip()}; the same quads as the origin: {same}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
