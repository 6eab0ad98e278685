"""What is refused before the engine reads it: too much, too deep, SERVICE, updates.

The workers could not reach the network or change anything anyway; the guard says so in words.
It follows the engine's parser, which needs no blank between a keyword and what follows:
``SERVICEex:a{`` is a SERVICE clause to it.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from cybernorms import tokens
from cybernorms.errors import (
    ForbiddenQueryError,
    QueryLimitError,
    QuerySyntaxError,
    ReadOnlyError,
    TooLargeError,
)
from cybernorms.tokens import Token

_BRACKETS: Final = ("(", "{", "[", "<<")
_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_SERVICE: Final = "SERVICE"
_NOT_ON_BEHALF: Final = (
    "nobody else is asked here; /sparql of a server asks members of its federation, and your own "
    "engine may ask that endpoint by SERVICE"
)
_BEGINNING: Final = re.compile(
    r"""(?: [ \t\r\n]+ | \#[^\r\n]*[\r\n] | (?:PREFIX\s+[\w.-]*:|BASE)\s*<[^<>\s]*> )*+
    (?: SELECT | ASK | CONSTRUCT | DESCRIBE )""",
    re.VERBOSE | re.IGNORECASE,
)
"""How most queries begin; an update does not."""


def check_size(text: str, max_bytes: int) -> None:
    """Let a text of up to ``max_bytes`` bytes of UTF-8 pass. Raises TooLargeError otherwise."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise TooLargeError(
            f"the query has {size} bytes; up to {max_bytes} are taken",
            "max_query_bytes",
            max_bytes,
        )


def check_query(text: str, max_nesting: int, why_no_service: str = _NOT_ON_BEHALF) -> None:
    """Let a query pass that asks no other endpoint, or say why not.

    Raises ForbiddenQueryError (SERVICE), and what ``find_services`` raises. It does not find out
    whether the text is a query at all. It takes a tenth of a second for a long text, so it belongs
    into a process that nobody else waits for.
    """
    for token in find_services(text, max_nesting):
        raise ForbiddenQueryError(f"SERVICE {place(text, token)}: {why_no_service}")


def find_services(text: str, max_nesting: int) -> list[Token]:
    """Find the keyword SERVICE, and tokens that have it glued to a name, in a text to be asked.

    Raises QueryLimitError (nesting), ReadOnlyError (update), and QuerySyntaxError for a string
    without its end, behind which nothing could be told.
    """
    if _is_harmless(text, max_nesting):
        return []
    items = list(tokens.tokenize(text))
    depths = _check_nesting(text, items, max_nesting)
    _refuse_update(items)
    return [item for n, item in enumerate(items) if _is_service(items, n, depths[n])]


def place(text: str, token: Token) -> str:
    """Say at which line and column of a text a token stands."""
    position = tokens.position(text, token.offset)
    return f"at line {position.line}, column {position.column}"


def check_update(text: str, max_nesting: int) -> None:
    """Let an update pass that does not nest too deeply; what it does is told by its parser.

    Raises QueryLimitError, and QuerySyntaxError as ``check_query`` does.
    """
    if sum(map(text.count, _BRACKETS)) > max_nesting:
        _check_nesting(text, list(tokens.tokenize(text)), max_nesting)


def _is_harmless(text: str, max_nesting: int) -> bool:
    """Tell of most queries, without cutting them into tokens, that nothing in them is refused.

    It begins as a query, has too few brackets to nest too deeply, and nowhere the letters of
    SERVICE or an escape that could stand for one of them.
    """
    if not _BEGINNING.match(text) or sum(map(text.count, _BRACKETS)) > max_nesting:
        return False
    capitals = text.upper()
    return _SERVICE not in capitals and "\\U" not in capitals


def _check_nesting(text: str, items: Sequence[Token], max_nesting: int) -> list[int]:
    """Count the brackets that are open behind each token, of which there may be so many."""
    unclosed = next((token for token in items if token.kind == "unclosed"), None)
    if unclosed:
        raise QuerySyntaxError(
            "the string that begins here has no closing quote",
            tokens.position(text, unclosed.offset),
        )
    depths = _nesting(items)
    for token, depth in zip(items, depths, strict=True):
        if depth > max_nesting:
            raise QueryLimitError(
                f"brackets are nested deeper than {max_nesting} levels {place(text, token)}",
                "max_query_nesting",
                max_nesting,
            )
    return depths


def _nesting(items: Sequence[Token]) -> list[int]:
    """Count the brackets that are open behind each token."""
    changes = (
        (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "mark" else 0
        for token in items
    )
    return list(accumulate(changes))


def _refuse_update(items: Sequence[Token]) -> None:
    """Refuse a text whose first keyword behind the prologue begins an update operation."""
    keywords = (token.keyword for token in items if token.keyword)
    first = next((word for word in keywords if word not in _PROLOGUE), "")
    if first in _UPDATES:
        raise ReadOnlyError(
            f"{first} is an update, and this endpoint only reads; "
            "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )


def _is_service(items: Sequence[Token], at: int, depth: int) -> bool:
    """Tell whether a token is the keyword SERVICE or has it glued to a name.

    No other keyword contains it, so a bare word may not either. A prefixed name such as
    ``service:x`` may, unless it stands where only a SERVICE clause can: inside a group, before
    a group, and not behind GRAPH.
    """
    token = items[at]
    if token.kind == "word":
        return _SERVICE in token.keyword
    if token.kind != "name" or _SERVICE not in token.text.partition(":")[0].upper():
        return False
    opens_group = at + 1 < len(items) and items[at + 1].text == "{"
    return opens_group and depth > 0 and items[at - 1].keyword != "GRAPH"
