"""Patches as fixes of SARIF (3.55): what of a text to replace, and by what."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cybernorms.sources import Place, end_of_term, write_statements, write_term
from cybernorms.validation import Patch, Result

_VALUES: Final = frozenset({".ttl", ".trig", ".nt", ".nq"})
"""Formats whose terms may be written with their whole IRI."""
_STATEMENTS: Final = frozenset({".ttl", ".nt"})
"""Formats whose last line may be followed by a statement."""

Fix = tuple[str, dict[str, Any]]
"""The file, and the replacement in it (3.57)."""


def fix_of(result: Result, texts: Mapping[str, str]) -> Fix | None:
    """Give the replacement that a patch comes to; None where that is not certain.

    Certain is another value in the place of one that is written once, and a statement more.
    """
    if result.patch is None or result.place is None:
        return None
    place = result.place
    text, suffix = texts.get(place.file), Path(place.file).suffix
    if text is None:
        return None
    if _is_value(result.patch) and suffix in _VALUES and len(result.value_places) == 1:
        return _value(place, text, result.patch)
    if not result.patch.delete and suffix in _STATEMENTS:
        line = "" if not text or text.endswith("\n") else "\n"
        added = "".join(f"{statement} .\n" for statement in write_statements(result.patch.insert))
        return place.file, _replacement(text, len(text), len(text), line + added)
    return None


def _is_value(patch: Patch) -> bool:
    """Tell whether a patch only exchanges the value of one statement."""
    return (
        len(patch.delete) == len(patch.insert) == 1 and patch.delete[0][:2] == patch.insert[0][:2]
    )


def _value(place: Place, text: str, patch: Patch) -> Fix | None:
    start = _lines(text)[place.line - 1] + place.column - 1
    end = end_of_term(text, start) if place.column else None
    if end is None:
        return None
    return place.file, _replacement(text, start, end, write_term(patch.insert[0][2]))


def _replacement(text: str, start: int, end: int, inserted: str) -> dict[str, Any]:
    (line, column), (end_line, end_column) = _position(text, start), _position(text, end)
    return {
        "deletedRegion": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        },
        "insertedContent": {"text": inserted},
    }


def _position(text: str, offset: int) -> tuple[int, int]:
    line = bisect_right(_lines(text), offset)
    return line, offset - _lines(text)[line - 1] + 1


@lru_cache(maxsize=1)
def _lines(text: str) -> list[int]:
    """List the offsets at which lines begin; results come file by file."""
    return [0, *(match.end() for match in re.finditer("\n", text))]
