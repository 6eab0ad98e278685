"""Filters that compare a variable with a term or another one, all of which have to hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.store.rewriting import Unclear
from cybernorms.tokens import Token

_SIGNS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

Resolve = Callable[[str], str | bytes]
"""Gives the name of a variable, or a term in N-Triples."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variable, a sign, and what it is compared with: a term in N-Triples or a variable."""

    name: str
    sign: str
    other: str | bytes


def read_comparisons(items: Sequence[Token], resolve: Resolve) -> Iterator[Comparison]:
    """Read the condition of a FILTER. Raises Unclear."""
    for part in _split(_bare(items), "&&"):
        yield _read(_bare(part), resolve)


def _read(items: Sequence[Token], resolve: Resolve) -> Comparison:
    signs = [place for place, item in enumerate(items) if item.text in _SIGNS]
    if len(signs) != 1:
        raise Unclear
    sign = items[signs[0]].text
    left, right = (_side(part, resolve) for part in (items[: signs[0]], items[signs[0] + 1 :]))
    if isinstance(left, bytes):
        left, right, sign = right, left, _MIRRORED.get(sign, sign)
    if isinstance(left, bytes):
        raise Unclear
    return Comparison(left, sign, right)


def _side(items: Sequence[Token], resolve: Resolve) -> str | bytes:
    """Read one side: a variable, an IRI, a number, or a literal with its type."""
    match items:
        case [Token(kind="variable" | "iri" | "name" | "number")]:
            return resolve(items[0].text)
        case [Token(kind="string"), Token(text="^^"), _]:
            return resolve("".join(item.text for item in items))
    raise Unclear


def _bare(items: Sequence[Token]) -> Sequence[Token]:
    """Take off brackets around the whole."""
    while items and items[0].text == "(" and _closes(items) == len(items) - 1:
        items = items[1:-1]
    return items


def _closes(items: Sequence[Token]) -> int:
    """Find the bracket that closes the first one."""
    depth = 0
    for place, item in enumerate(items):
        depth += (item.text == "(") - (item.text == ")")
        if not depth:
            return place
    raise Unclear


def _split(items: Sequence[Token], mark: str) -> list[list[Token]]:
    """Divide tokens at a mark that is in no brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for item in items:
        depth += (item.text == "(") - (item.text == ")")
        if item.text == mark and not depth:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts
