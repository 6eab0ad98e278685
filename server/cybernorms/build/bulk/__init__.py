"""Builds of more data than graphs of Python can hold: through sorted files, by native engines.

The same files give the same snapshot as the usual way. Each stage reads files and writes files, in
a process of its own, two at once; what it held in memory is free for the next.
"""

from pathlib import Path

from cybernorms.files import FOLDERS, turtle_files
from cybernorms.journal import Written
from cybernorms.settings import Settings


def is_bulky(root: Path, written: Written, settings: Settings) -> bool:
    """Tell whether a build takes the way of bulk: much data in files, and none over HTTP."""
    size = sum(path.stat().st_size for path in turtle_files(root / FOLDERS[1]))
    return not written.graphs and size > settings.bulk_bytes
