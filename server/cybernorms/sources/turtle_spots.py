"""Where the terms of a Turtle or TriG text stand, told for its triples in the engine's order.

The engine that reads a text tells no places. This walks over the tokens of a text that the engine
has read without complaint and says of its nth triple where subject and object are written. The
order is the engine's: a triple comes with the token that completes it (a string without suffix is
complete at the token behind it), and what one token completes comes out last first.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

_NAME: Final = r"[^\s<>\"'()\[\]{},;.\#^\\]"
_LABEL: Final = r"[^\s<>\"'()\[\]{},;.\#^\\:]"
_TOKEN: Final = re.compile(
    rf"""
    (?P<space> \s+ | \#[^\r\n]* )
  | (?P<string> \"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"\"\" | "[^"\\]*+(?:\\.[^"\\]*+)*+"
      | '''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+''' | '[^'\\]*+(?:\\.[^'\\]*+)*+' )
  | (?P<suffix> \^\^ | @[A-Za-z0-9-]+ )
  | (?P<mark> [()\[\]{{}},;] | \.(?![0-9]) )
  | (?P<term> <[^>]*> | _:{_LABEL}(?:{_LABEL}|\.+(?={_LABEL}))*
      | (?:{_NAME}|\\.|\.(?=[0-9]))(?:{_NAME}|\\.|\.+(?={_NAME}|\\))* )
    """,
    re.VERBOSE | re.DOTALL,
)
# How many tokens follow a word that opens a directive or names a graph.
_DIRECTIVES: Final = {
    "@prefix": 3, "@base": 2, "@version": 2, "prefix": 2, "base": 1, "version": 1, "graph": 0,
}  # fmt: skip


def turtle_spots(text: str, _: object = None) -> Iterator[tuple[int, int]]:
    """Give the offsets of subject and object for each triple of well-formed Turtle or TriG."""
    walker = _Walker()
    done, take = walker.done, walker.take
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "space":
            take(kind, match[0], match.start())
            if done:
                yield from reversed(done)
                done.clear()


def end_of_term(text: str, start: int) -> int | None:
    """Give the offset behind the IRI or literal that begins at one; None if another thing does."""
    end, kinds = start, ["term", "string"]
    while (match := _TOKEN.match(text, end)) and match.lastgroup in kinds:
        if match.lastgroup == "term":
            return match.end()
        end, kinds = match.end(), ["suffix"]
        if match[0] == "^^":
            kinds = ["term"]
    return end if end > start and kinds == ["suffix"] else None


def unclosed(text: str, end: int) -> tuple[str, int] | None:
    """Give the innermost bracket that is open at an offset, and its own offset."""
    opened: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text, 0, end):
        if match[0] in {"(", "[", "{"}:
            opened.append((match[0], match.start()))
        elif match[0] in {")", "]", "}"} and opened:
            opened.pop()
    return opened[-1] if opened else None


class _Frame:
    """What is open: a statement, a ``[`` or a ``(``, and where the node that it is about stands.

    ``part`` is what comes next in it. ``nested`` frames are the value of the frame around them.
    """

    __slots__ = ("empty", "nested", "node", "part")

    def __init__(
        self, node: int, part: Literal["subject", "verb", "object", "item"], *, nested: bool
    ) -> None:
        self.node, self.part, self.nested = node, part, nested
        self.empty = True  # of a list: no item yet


class _Walker:
    """The state between two tokens; ``done`` has the spots that the last one completed."""

    def __init__(self) -> None:
        self.done: list[tuple[int, int]] = []
        self._open = [_Frame(0, "subject", nested=False)]
        self._string: int | None = None  # a string that may still get a suffix
        self._datatype = False  # its suffix is ^^ and the datatype comes next
        self._skip = 0  # tokens of a directive that are left

    def take(self, kind: str | None, text: str, at: int) -> None:
        """Go on by one token."""
        if self._string is not None and self._finish_string(kind, text):
            return
        if self._skip:
            self._skip -= 1
        elif kind == "mark":
            self._mark(text, at)
        else:
            self._term(kind, text, at)

    def _finish_string(self, kind: str | None, text: str) -> bool:
        """Complete the string before this token; tell whether the token belongs to it."""
        if text == "^^":
            self._datatype = True
            return True
        self.done.append((self._open[-1].node, self._string or 0))
        self._string = None
        belongs = self._datatype or kind == "suffix"
        self._datatype = False
        return belongs

    def _term(self, kind: str | None, text: str, at: int) -> None:
        frame = self._open[-1]
        if frame.part == "subject":
            if text.lower() in _DIRECTIVES:
                self._skip = _DIRECTIVES[text.lower()]
            else:
                frame.node, frame.part = at, "verb"
        elif frame.part == "verb":
            frame.part = "object"
        else:
            self._begin(frame, at)
            if kind == "string":
                self._string = at
            else:
                self.done.append((frame.node, at))

    def _begin(self, frame: _Frame, at: int) -> None:
        """Begin a value; before an item of a list, link to the list or to the cell before."""
        if frame.part != "item":
            return
        if not frame.empty:
            self.done.append((frame.node, at))
            frame.node = at
        elif frame.nested:
            self.done.append((self._open[-2].node, frame.node))
        frame.empty = False

    def _mark(self, text: str, at: int) -> None:
        frame = self._open[-1]
        if text in "([":
            self._open_node(frame, "verb" if text == "[" else "item", at)
        elif text == "]":
            self._open.pop()
            if frame.nested:
                self.done.append((self._open[-1].node, frame.node))
        elif text == ")":
            self._close_list(frame, at)
        elif text == ";":
            frame.part = "verb"
        elif text == ",":
            frame.part = "object"
        else:
            frame.part = "subject"

    def _open_node(self, frame: _Frame, part: Literal["verb", "item"], at: int) -> None:
        nested = frame.part != "subject"
        if nested:
            self._begin(frame, at)
        else:
            frame.node, frame.part = at, "verb"
        self._open.append(_Frame(at, part, nested=nested))

    def _close_list(self, frame: _Frame, at: int) -> None:
        self._open.pop()
        if not frame.empty:
            self.done.append((frame.node, at))
        elif frame.nested:
            self.done.append((self._open[-1].node, frame.node))
