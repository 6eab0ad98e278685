"""Text as it is compared: without case and diacritics, split into words."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# What FTS5's tokenizer unicode61 takes for words, nearly: letters and digits.
_WORD: Final = re.compile(r"[^\W_]+")
_HYPHENATED: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
_HYPHENS: Final = re.compile(r"[-\u2010\u2011]")


def fold(text: str) -> str:
    """Write a text as its words in lower case, without diacritics, one space between."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Give the words of a text, folded."""
    return _WORD.findall(_plain(text))


def compounds(text: str) -> Iterator[str]:
    """Give words with hyphens as one, folded: multi-stakeholder as multistakeholder."""
    for found in _HYPHENATED.findall(_plain(text)) if _HYPHENS.search(text) else ():
        yield _HYPHENS.sub("", found)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
