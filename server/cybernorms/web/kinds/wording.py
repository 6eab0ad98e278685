"""Wordings side by side: what one has that the other lacks, and what amendments would change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from cybernorms.web.records import Record

_WORDS: Final = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that both wordings have, or only the first or only the second."""

    change: Literal["same", "deleted", "inserted"]
    text: str


def compare(first: str, second: str) -> tuple[Segment, ...]:
    """Compare two wordings word by word."""
    one, other = _WORDS.findall(first), _WORDS.findall(second)
    found: list[Segment] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        if tag == "equal":
            found.append(Segment("same", "".join(one[from_one:to_one])))
            continue
        found.append(Segment("deleted", "".join(one[from_one:to_one])))
        found.append(Segment("inserted", "".join(other[from_other:to_other])))
    return tuple(segment for segment in found if segment.text)


def amend(wording: str, amendments: Iterable[Record]) -> tuple[Segment, ...]:
    """Show what amendments delete and insert; nothing if they do not fit the wording.

    An amendment's offset counts Unicode code points from 0.
    """
    found: list[Segment] = []
    place = 0
    for amendment in sorted(amendments, key=_offset):
        deleted, inserted = amendment.text("deletedText"), amendment.text("insertedText")
        start = _offset(amendment)
        if start < place or not wording.startswith(deleted, start):
            return ()
        found.append(Segment("same", wording[place:start]))
        found.append(Segment("deleted", deleted))
        found.append(Segment("inserted", inserted))
        place = start + len(deleted)
    found.append(Segment("same", wording[place:]))
    return tuple(segment for segment in found if segment.text)


def _offset(amendment: Record) -> int:
    return int(amendment.value("changeOffset") or 0)
