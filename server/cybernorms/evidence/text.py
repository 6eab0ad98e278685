"""A document's text: digests, and where words stand in it.

Offsets are those of the Web Annotation model's text position selector (4.2.5): characters
(code points) from 0, the end not included, in the file's bytes read as UTF-8 and nothing else.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cybernorms.errors import InputError

LOCATOR_WORDS: Final = 12
_PLACES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text by its offsets."""

    start: int
    end: int


def require_folder(folder: Path) -> None:
    """Raise InputError when the folder of the documents' texts is not there."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; it should hold the documents' texts")


def read_document(path: Path) -> str:
    """Read a document exactly, without newline translation.

    Raises InputError when it is not there or not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from None


def digest(text: str) -> str:
    """Give the SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def folded(text: str) -> str:
    """Write every run of white space as one space and drop it at both ends."""
    return " ".join(text.split())


def locator(text: str, words: int = LOCATOR_WORDS) -> str:
    """Give the first words of a passage, the most that is quoted of it."""
    return " ".join(text.split()[:words])


def occurrences(text: str, words: str, start: int = 0) -> list[Span]:
    """Find every place of some words; any white space matches any other."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    return [Span(*match.span()) for match in pattern.finditer(text, start)] if words.split() else []


def locate(text: str, first: str, last: str = "") -> Span:
    """Find the passage that starts with some words and ends with others.

    ``first`` must stand at one place only; ``last`` is the nearest occurrence from there. Without
    ``last`` the passage is ``first`` itself. Raises InputError when the words are not there or
    could mean several places; it says which.
    """
    if not first.strip():
        raise InputError("give the passage's first words")
    starts = occurrences(text, first)
    if not starts:
        raise InputError(f"“{folded(first)}” is not in the document{_longest(text, first)}")
    if len(starts) > 1:
        raise InputError(
            f"“{folded(first)}” stands at {len(starts)} places ({_lines(text, starts)}); "
            "give more of the first words"
        )
    if not last.strip():
        return starts[0]
    ends = occurrences(text, last, starts[0].start)
    if not ends:
        line = line_of(text, starts[0].start)
        raise InputError(
            f"“{folded(last)}” does not come after “{folded(first)}” (line {line})"
            f"{_longest(text[starts[0].start :], last)}"
        )
    return Span(starts[0].start, ends[0].end)


def line_of(text: str, offset: int) -> int:
    """Count the line of an offset, from 1."""
    return text.count("\n", 0, offset) + 1


def _lines(text: str, spans: list[Span]) -> str:
    lines = ", ".join(str(line_of(text, span.start)) for span in spans[:_PLACES_SHOWN])
    return f"lines {lines}" + (" …" if len(spans) > _PLACES_SHOWN else "")


def _longest(text: str, words: str) -> str:
    """Say how far the words can be followed, to show where they differ from the text."""
    parts = words.split()
    for count in range(len(parts) - 1, 0, -1):
        if found := occurrences(text, " ".join(parts[:count])):
            after = folded(text[found[0].end : found[0].end + 60])
            return f"; it goes “… {' '.join(parts[:count][-3:])}” and then “{after}…”"
    return ""
