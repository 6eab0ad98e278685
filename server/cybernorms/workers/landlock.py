"""Letting a process read the files of one folder, and nothing else on any disk (landlock(7)).

RocksDB opens the first sixteen of its files when a store is opened, and the others when they are
first needed: by a worker that could open nothing these would be out of reach.
"""

import ctypes
import os
from pathlib import Path
from typing import Final

from cybernorms.processes import forbid_new_privileges

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on all machines
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FIRST: Final = (1 << 13) - 1
"""What the first version governs: executing, reading, writing, removing, making of each kind."""
_LATER: Final = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""What later versions govern besides: linking elsewhere, truncating, and ioctl of devices."""

_library: Final = ctypes.CDLL(None, use_errno=True)


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Give the version of Landlock that the kernel has; 0 if it has none, or it is switched off."""
    found: int = _library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(found, 0)


def read_only(folder: Path) -> None:
    """Let this process open files for reading beneath a folder, and do nothing else by a path.

    What it holds open stays open. Raises OSError when the kernel refuses, or has no Landlock.
    """
    governed = _FIRST | sum(right for since, right in _LATER.items() if since <= version())
    rights = ctypes.c_uint64(governed)
    rules = _call(_CREATE_RULESET, ctypes.byref(rights), ctypes.c_size_t(8), 0)
    place = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        rule = _Rule(_READ_FILE | _READ_DIR, place)
        _call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
        forbid_new_privileges()
        _call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(place)
        os.close(rules)


def _call(number: int, *arguments: object) -> int:
    result: int = _library.syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
