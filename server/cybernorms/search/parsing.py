"""What a person typed, as an expression of FTS5.

Only folded words get into the expression, each in quotation marks, so that nothing that was typed
is syntax (https://www.sqlite.org/fts5.html section 3).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.errors import MalformedRequestError
from cybernorms.search.folding import fold, words
from cybernorms.search.spelling import Vocabulary

MOST_CHARACTERS: Final = 300
MOST_WORDS: Final = 32
_TOKEN: Final = re.compile(r'"([^"]*)"|[“„]([^”“"]*)[”“"]|(\S+)')
_SMALL: Final = frozenset(
    words(
        "a an and are as at by did do does for from how in is of on or that the their to what when "
        "where which who with"
    )
)

Matches = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text is read.

    ``every`` is the expression for documents with all its words, ``some`` that for those with any
    of them; both are empty if there is nothing to look for. ``instead`` says with which words it
    was read if those that were typed are unknown.
    """

    folded: str
    every: str = ""
    some: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word or phrase: what to look for, any of it, and how that is written."""

    alternatives: Sequence[str]
    written: str
    is_known: bool = True

    @property
    def expression(self) -> str:
        """All alternatives as one expression."""
        return " OR ".join(self.alternatives)


def read_text(
    text: str, vocabulary: Vocabulary, matches: Matches, *, open_end: bool, literal: bool = False
) -> Reading:
    """Read what was typed.

    ``matches`` tells whether an expression finds anything. With ``open_end`` the last word may be
    the beginning of one; with ``literal`` no other words are looked for than those typed.
    Raises MalformedRequestError for a text that is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise MalformedRequestError(
            f"the text to search for has {len(text)} characters; it may have {MOST_CHARACTERS}"
        )
    tokens = [
        found for match in _TOKEN.finditer(text) if (found := words(match[match.lastindex or 0]))
    ]
    if sum(map(len, tokens)) > MOST_WORDS:
        raise MalformedRequestError(
            f"the text to search for may have {MOST_WORDS} words; leave some out"
        )
    kept = [token for token in tokens if not _SMALL.issuperset(token)] or tokens
    if literal:
        terms = [_Term([_phrase(token)], " ".join(token)) for token in kept]
    else:
        terms = list(_Reader(vocabulary, matches).terms(kept, open_end))
    return Reading(
        fold(text),
        " AND ".join(f"({term.expression})" for term in terms),
        " OR ".join(f"({term.expression})" for term in terms),
        "" if all(term.is_known for term in terms) else " ".join(term.written for term in terms),
    )


class _Reader:
    """Makes terms of what was typed, by what is known."""

    def __init__(self, vocabulary: Vocabulary, matches: Matches) -> None:
        self._vocabulary, self._matches = vocabulary, matches

    def terms(self, tokens: Sequence[Sequence[str]], open_end: bool) -> Iterator[_Term]:
        """Make the terms; two words that are written together elsewhere are one."""
        place = 0
        while place < len(tokens):
            pair = tokens[place : place + 2]
            whole = "".join(word for token in pair for word in token)
            if len(pair) == 2 and all(len(word) == 1 for word in pair) and self._knows(whole):
                yield self._pair(pair[0][0], pair[1][0], whole)
                place += 2
            else:
                place += 1
                yield self._term(tokens[place - 1], open_end and place == len(tokens))

    def _pair(self, first: str, second: str, whole: str) -> _Term:
        """Read ``cyber security`` as cybersecurity too."""
        if self._knows(first) and self._knows(second):
            return _Term([f'("{first}" AND "{second}")', f'"{whole}"'], f"{first} {second}")
        return _Term([f'"{whole}"'], whole, is_known=False)

    def _term(self, token: Sequence[str], open_end: bool) -> _Term:
        """Read a word, or words that stand together as in A/RES/73/27 or "public core"."""
        if len(token) == 1:
            return self._word(token[0], open_end)
        phrase, whole = _phrase(token), "".join(token)
        found = [
            *([phrase] if self._matches(phrase) else []),
            *([f'"{whole}"'] if self._knows(whole) else []),
        ]
        if found:
            return _Term(found, " ".join(token))
        parts = [self._word(word, open_end=False) for word in token]
        return _Term(
            [" AND ".join(f"({part.expression})" for part in parts)],
            " ".join(part.written for part in parts),
            is_known=False,
        )

    def _word(self, word: str, open_end: bool) -> _Term:
        known = [word] if self._knows(word) or self._matches(f'"{word}"') else []
        if open_end and (begun := dict.fromkeys((*known, *self._vocabulary.completions(word)))):
            return _Term([f'"{each}"' for each in begun], word)
        parts = self._vocabulary.parts(word)
        apart = [_phrase(parts)] if parts else []
        if known:
            return _Term([f'"{word}"', *apart], word)
        if meant := self._vocabulary.completions(word) or self._vocabulary.corrections(word):
            return _Term([f'"{each}"' for each in meant], meant[0], is_known=False)
        if parts:
            return _Term([" AND ".join(f'"{part}"' for part in parts)], " ".join(parts), False)
        return _Term([f'"{word}"'], word)

    def _knows(self, word: str) -> bool:
        return word in self._vocabulary


def _phrase(token: Sequence[str]) -> str:
    return f'"{" ".join(token)}"'
