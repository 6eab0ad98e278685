"""Whether a snapshot whose store is on disk is worth the memory to have it there as well.

A store on disk is open at once, at any size. In memory its triples are found two to three times as
fast, but they have to be loaded first: that is done beside, and then another zygote takes over.
"""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from cybernorms.settings import Settings
from cybernorms.store import has_stores

_TRIPLE: Final = 520
"""Bytes that a triple takes in memory, once in each order."""
_AVAILABLE: Final = re.compile(r"^MemAvailable: +(\d+) kB$", re.MULTILINE)


def is_worth_warming(folder: Path, settings: Settings) -> bool:
    """Tell whether a snapshot is on disk, and its triples take no more memory than they may."""
    share = settings.store_memory_share if settings.store == "auto" else 0
    if not share or settings.engine != "embedded" or not has_stores(folder):
        return False
    triples = 0
    with suppress(OSError, ValueError):  # it may be pruned meanwhile
        triples = sum(json.loads((folder / "manifest.json").read_text("utf-8"))["graphs"].values())
    return 0 < triples * _TRIPLE <= _free() * share // 100


def _free() -> int:
    """Give the bytes of memory that are free, or could be at once (proc(5), meminfo)."""
    found = _AVAILABLE.search(Path("/proc/meminfo").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0
