"""The words of an index: which of them begin so, and which were meant by one that is not there."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST_COMPLETIONS: Final = 25
_MOST_CORRECTIONS: Final = 3
_SHORTEST_CORRECTED: Final = 4
_SHORTEST_PART: Final = 3


class Vocabulary:
    """Folded words, with the number of documents that have each."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """Take the words."""
        self._counts = words
        self._sorted = sorted(words)

    def __contains__(self, word: str) -> bool:
        """Tell whether any document has the word just so."""
        return word in self._counts

    def completions(self, beginning: str) -> list[str]:
        """Give words that begin so, the most frequent first."""
        start = bisect_left(self._sorted, beginning)
        found = takewhile(lambda word: word.startswith(beginning), self._from(start))
        return sorted(found, key=lambda word: (-self._counts[word], word))[:_MOST_COMPLETIONS]

    def corrections(self, word: str) -> list[str]:
        """Give the words that are fewest slips away, the most frequent first.

        A slip is a letter too many, missing, wrong, or two exchanged; a word of less than six
        letters may have one, a longer one two.
        """
        if len(word) < _SHORTEST_CORRECTED:
            return []
        slips = 1 if len(word) < 6 else 2
        rows = process.extract(
            word, self._sorted, scorer=OSA.distance, score_cutoff=slips, limit=50
        )
        if not rows:
            return []
        least = min(distance for _, distance, _ in rows)
        near = [found for found, distance, _ in rows if distance == least]
        # A wrong first letter is the rarest slip.
        near.sort(key=lambda found: (found[0] != word[0], -self._counts[found], found))
        return near[:_MOST_CORRECTIONS]

    def parts(self, word: str) -> tuple[str, str] | None:
        """Split a word into the two that it was written together from, if both are known."""
        found = [
            (word[:at], word[at:])
            for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
            if word[:at] in self and word[at:] in self
        ]
        if not found:
            return None
        return max(found, key=lambda pair: min(self._counts[part] for part in pair))

    def _from(self, start: int) -> Iterator[str]:
        return (self._sorted[place] for place in range(start, len(self._sorted)))
