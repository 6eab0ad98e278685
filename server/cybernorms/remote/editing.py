"""A SPARQL text that is edited by its tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms import tokens
from cybernorms.tokens import Token

_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


class Editing:
    """The tokens of a text, each bracket's partner, and the edits, of which no two overlap."""

    def __init__(self, text: str) -> None:
        """Cut a text whose brackets match into tokens."""
        self.text = text
        self.items = list(tokens.tokenize(text))
        self.partner = _match(self.items)
        self._edits: list[_Edit] = []
        self._fresh = 0

    def insert(self, place: int, text: str) -> None:
        """Put something in at an offset of the text, behind what was put in there before."""
        self._edits.append(_Edit(place, place, text))

    def replace(self, first: int, last: int, text: str) -> None:
        """Put something in the place of tokens, the last one too."""
        self._edits.append(_Edit(self.items[first].offset, self.items[last].end, text))

    def edited(self, start: int, end: int) -> str:
        """Give a part of the text, by offsets, with its edits."""
        pieces, done = [], start
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end)):
            if start <= edit.start and edit.end <= end and edit.start >= done:
                pieces += [self.text[done : edit.start], edit.text]
                done = edit.end
        return "".join([*pieces, self.text[done:end]])

    def brace(self, place: int) -> int:
        """Find the next opening brace outside of brackets."""
        while self.items[place].text != "{":
            place = self.partner.get(place, place) + 1
        return place

    def level(self, place: int) -> Iterator[int]:
        """Give the places from one on that are in no bracket."""
        while place < len(self.items):
            yield place
            place = self.partner.get(place, place) + 1

    def variable(self) -> str:
        """Give a variable that the text has not."""
        self._fresh += 1
        while f"graph{self._fresh}" in self.text:
            self._fresh += 1
        return f"?graph{self._fresh}"


def _match(items: Sequence[Token]) -> dict[int, int]:
    """Pair the places of brackets, the first with the last and back."""
    opened: list[int] = []
    partner: dict[int, int] = {}
    for place, item in enumerate(items):
        if item.kind == "mark" and item.text in _OPENING:
            opened.append(place)
        elif item.kind == "mark" and item.text in _CLOSING and opened:
            partner[opened.pop()] = place
    return partner
