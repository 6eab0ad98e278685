"""Where subject and object of each line of N-Triples or N-Quads stand."""

import re
from collections.abc import Iterator
from typing import Final

_LINE: Final = re.compile(
    r"(?:^|(?<=\r))[ \t]*+(?P<subject><[^>]*>|_:[^\s<]+)[ \t]*+<[^>]*>[ \t]*+(?P<object>[<_\"])",
    re.MULTILINE,
)


def line_spots(text: str, _: object = None) -> Iterator[tuple[int, int]]:
    """Give the offsets of subject and object for each statement of a text without errors."""
    return ((match.start("subject"), match.start("object")) for match in _LINE.finditer(text))
