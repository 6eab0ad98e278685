"""SPARQL text cut into tokens with their places, without parsing it.

The rules are the terminals of SPARQL 1.1 Query 19.8, with the brackets of SPARQL 1.2 triple terms.
Every text has tokens, found in one pass: a character that begins none is a token of its own, and
a string without its closing quote is one ``unclosed`` token to the end of what it could span.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from cybernorms.errors import Position

Kind = Literal[
    "iri",
    "string",
    "unclosed",
    "variable",
    "blank",
    "name",
    "language",
    "number",
    "word",
    "mark",
]

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_EXTENDED: Final = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_CHARS: Final = rf"{_BASE}_{_EXTENDED}\-"
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_IRI: Final = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_ESCAPE})*>'

# Without a bound, a text of a.a.a.a... would be scanned to its end from each letter.
_LONGEST_PREFIX: Final = 64

_TOKEN: Final = re.compile(
    rf"""
    (?P<space> [\ \t\r\n]+ | \#[^\r\n]* )
  | (?P<common_mark> [}};,(] | \{{(?!\|) | \)(?!>) | \.(?![0-9]) )
  | (?P<common_word> [A-Za-z]+(?=[\ \t\r\n(){{}}]) )
  | (?P<common_name> [A-Za-z]{{1,16}}:[A-Za-z][A-Za-z0-9]*(?=[\ \t\r\n();,{{}}]) )
  | (?P<iri> {_IRI} )
  | (?P<string> \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | (?!\"\"\")"(?:[^"\\\r\n]|\\[^\r\n])*+" | (?!''')'(?:[^'\\\r\n]|\\[^\r\n])*+' )
  | (?P<unclosed> (?:\"\"\"|''').* | "(?:[^"\\\r\n]|\\[^\r\n])*+ | '(?:[^'\\\r\n]|\\[^\r\n])*+ )
  | (?P<variable> [?$][{_BASE}_0-9][{_BASE}_{_EXTENDED}]* )
  | (?P<blank> _:[{_BASE}_0-9](?:\.*[{_CHARS}])* )
  | (?P<name> (?:[{_BASE}](?:\.*[{_CHARS}]){{0,{_LONGEST_PREFIX}}})?:
      (?:(?:[{_BASE}_:0-9]|{_LOCAL_ESCAPE})(?:\.*(?:[{_CHARS}:]|{_LOCAL_ESCAPE}))*)? )
  | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
  | (?P<number> (?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? )
  | (?P<word> (?:[A-Za-z_]|{_ESCAPE})(?:[A-Za-z0-9_]|{_ESCAPE})* )
  | (?P<mark> <(?={_IRI}) | <<\(|\)>>|<<|>>|\{{\||\|\}}|&&|\|\||!=|<=|>=|\^\^ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


_SPACE: Final = r"[ \t\r\n]"
_DECLARATIONS: Final = re.compile(
    rf"(?:(?:PREFIX{_SPACE}+[A-Za-z0-9]{{0,{_LONGEST_PREFIX}}}:|BASE){_SPACE}*{_IRI}{_SPACE}+)*+",
    re.IGNORECASE,
)

# Most tokens are of these forms, which are found at once; the rules proper know them too.
_COMMON: Final[dict[str | None, Kind]] = {
    "common_mark": "mark",
    "common_word": "word",
    "common_name": "name",
}


class Token(NamedTuple):
    """One token as written, ``offset`` characters into the text.

    ``keyword`` is a word in capitals with its escapes decoded; empty for every other kind.
    """

    kind: Kind
    text: str
    offset: int
    keyword: str = ""

    @property
    def end(self) -> int:
        """The offset of the first character behind the token."""
        return self.offset + len(self.text)


def tokenize(text: str, start: int = 0) -> Iterator[Token]:
    """Give the tokens from a place on in order, without white space and comments."""
    for match in _TOKEN.finditer(text, start):
        group = match.lastgroup
        if group != "space":
            kind: Kind = _COMMON.get(group) or group  # type: ignore[assignment]
            token = match[0]
            yield Token(kind, token, match.start(), _keyword(token) if kind == "word" else "")


def _keyword(word: str) -> str:
    if "\\" in word:
        word = re.sub(_ESCAPE, lambda escape: chr(int(escape[0][2:], 16)), word)
    return word.upper()


def pass_prologue(text: str) -> int:
    """Give a place that has nothing but whole declarations of prefixes and a base before it."""
    found = _DECLARATIONS.match(text)
    return found.end() if found else 0


def position(text: str, offset: int) -> Position:
    """Tell line and column of an offset; only a line feed ends a line."""
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def offset(text: str, place: Position) -> int:
    """Give the offset of a line and column; the end of the text where it has no such place."""
    start = 0
    for _ in range(place.line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    return min(start + place.column - 1, len(text))
