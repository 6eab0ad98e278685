"""Where the graph's files are: in a checkout beside server/, in a wheel inside the package."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError, InputError
from cybernorms.processes import die_with_parent

FOLDERS: Final = ("ontology", "data", "shapes")


def graph_root() -> Path:
    """Find the folder that holds ontology/, data/ and shapes/.

    Raises InputError when neither a checkout nor the wheel's own copy is there.
    """
    package = Path(__file__).resolve().parent
    for root in (package.parent.parent, package / "_graph"):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return root
    raise InputError(f"no ontology/, data/ and shapes/ beside or inside {package}; install again")


def turtle_files(folder: Path) -> list[Path]:
    """List the Turtle files below a folder, sorted by path so that every build reads alike.

    Raises InputError when the folder does not exist.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    return sorted(folder.rglob("*.ttl"))


def sort_lines(target: Path, *files: Path) -> None:
    """Sort the lines of files by their bytes into another, each once, on disk as far as needed.

    Raises EngineError when that fails, on a full disk say.
    """
    command = ["sort", "-u", "-S", "1G", "-T", str(target.parent), "-o", str(target)]
    done = subprocess.run(
        [*command, *map(str, files)],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
        preexec_fn=partial(die_with_parent, os.getpid()),
    )
    if done.returncode:
        raise EngineError(f"{target}: can not be sorted: {done.stderr.decode(errors='replace')}")


def stamp(files: Iterable[Path]) -> str:
    """Digest names, times, sizes and inodes: files with the same stamp count as unchanged."""
    states = [(str(f), s.st_mtime_ns, s.st_size, s.st_ino) for f in files for s in (f.stat(),)]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
