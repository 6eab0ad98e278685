"""Whether a text is a SPARQL update, by the engine's parser and without carrying it out."""

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from cybernorms import tokens
from cybernorms.errors import Position, QuerySyntaxError
from cybernorms.tokens import Token

# The engine parses all operations before it carries out the first: this one fails at once.
_FAILING: Final = " DROP GRAPH <urn:none> ; "
_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_ITEM: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\']|\'[^\']*\')*\]|[^,\s][^,]*')
_DECLARATIONS: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
"""How many tokens each declaration of a prologue has."""


def check_update_syntax(text: str, base: str) -> None:
    """Have the engine's parser read an update (SPARQL 1.1 Update, grammar rule 29).

    Raises QuerySyntaxError. The engine takes a prologue only before the first operation, though
    rule 29 has one before each: the operations from one prologue to the next are read together,
    with all that was declared before them.
    """
    declared = ""
    for prologue, start, end in _stretches(text):
        declared += f"{prologue} "
        _check(declared + _FAILING, text, start, end, base)


def _check(head: str, text: str, start: int, end: int, base: str) -> None:
    """Read the operations between two offsets, behind a head that they need."""
    try:
        ox.Store().update(head + text[start:end], base_iri=base)
    except RuntimeError:
        return  # it parsed, and the first operation failed
    except (SyntaxError, ValueError) as error:
        report = _REPORT.match(str(error))
        if report is None:
            raise QuerySyntaxError(str(error)) from None
        found = tokens.offset(head + text[start:end], Position(int(report[1]), int(report[2])))
        place = tokens.position(text, max(start + found - len(head), 0))
        raise QuerySyntaxError(_tidy(report[3]), place) from None


def _tidy(expected: str) -> str:
    """Leave out the classes of characters that the engine would take as well."""
    items = [item for item in _ITEM.findall(expected) if not item.startswith("[")]
    known = [item for item in items if item[0] not in '"[' and not item.isupper()]
    return ", ".join(known) if known else f"expected one of {', '.join(items)}"


def _stretches(text: str) -> Iterator[tuple[str, int, int]]:
    """Give each prologue with the offsets of the operations that follow it, in order."""
    items = list(tokens.tokenize(text))
    prologue, place = _prologue(text, items, 0)
    start = _start(text, items, place)
    depth = 0
    while place < len(items):
        token = items[place]
        place += 1
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and depth == 0:
            following, after = _prologue(text, items, place)
            if following:
                yield prologue, start, token.end
                prologue, place, start = following, after, _start(text, items, after)
    yield prologue, start, len(text)


def _prologue(text: str, items: list[Token], place: int) -> tuple[str, int]:
    """Read the declarations at a place, and tell where they end."""
    first = place
    while place < len(items) and items[place].keyword in _DECLARATIONS:
        place += _DECLARATIONS[items[place].keyword]
    place = min(place, len(items))
    return (text[items[first].offset : items[place - 1].end] if place > first else ""), place


def _start(text: str, items: list[Token], place: int) -> int:
    return items[place].offset if place < len(items) else len(text)
