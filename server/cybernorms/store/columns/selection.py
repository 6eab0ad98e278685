"""What stands around the pattern of a SELECT: its columns, groups, order and limits.

SPARQL 1.1 Query 11 and 15, as far as they name variables and no expressions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.store.rewriting import Unclear
from cybernorms.tokens import Token

_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the result: a variable or, with ``aggregate``, what is made of it in a group."""

    name: str
    aggregate: str = ""
    of: str = ""
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What stands around the pattern of a SELECT. ``groups`` is None where nothing is grouped.

    ``order`` are variables, each with whether it is descending. ``last`` is the row behind the last
    one that is wanted, None for all. ``tail`` is where in the text the order begins.
    """

    columns: tuple[Column, ...]
    distinct: bool
    groups: tuple[str, ...] | None
    order: tuple[tuple[str, bool], ...]
    last: int | None
    tail: int | None

    @property
    def is_selective(self) -> bool:
        """Whether it gives less than a row for each solution."""
        return self.distinct or self.groups is not None or bool(self.order and self.last)


def read_selection(head: Sequence[Token], tail: Sequence[Token]) -> Selection:
    """Read what stands before and behind the pattern. Raises Unclear."""
    columns, distinct = _read_head(_Tokens(head[1:]))
    items = _Tokens(tail)
    groups: tuple[str, ...] | None = None
    order: list[tuple[str, bool]] = []
    if items.take("GROUP"):
        items.require("BY")
        groups = tuple(items.variables())
    elif any(column.aggregate for column in columns):
        groups = ()
    behind = items.offset
    if items.take("ORDER"):
        items.require("BY")
        while items.more and items.next.keyword not in {"LIMIT", "OFFSET"}:
            order.append(_read_key(items))
    limits = {"LIMIT": -1, "OFFSET": 0}
    while items.more:
        word = items.pop().keyword
        if word not in limits or items.next.kind != "number":
            raise Unclear
        limits[word] = int(items.pop().text)
    last = limits["LIMIT"] + limits["OFFSET"] if limits["LIMIT"] >= 0 else None
    return Selection(columns, distinct, groups, tuple(order), last, behind)


class _Tokens:
    def __init__(self, items: Sequence[Token]) -> None:
        self._items, self._place = items, 0

    @property
    def more(self) -> bool:
        return self._place < len(self._items)

    @property
    def next(self) -> Token:
        if not self.more:
            raise Unclear
        return self._items[self._place]

    @property
    def offset(self) -> int | None:
        return self._items[self._place].offset if self.more else None

    def pop(self) -> Token:
        item = self.next
        self._place += 1
        return item

    def take(self, word: str) -> bool:
        """Pass over a keyword or a mark if it is next."""
        found = self.more and word in {self.next.keyword, self.next.text}
        self._place += found
        return found

    def require(self, word: str) -> None:
        if not self.take(word):
            raise Unclear

    def variable(self) -> str:
        item = self.pop()
        if item.kind != "variable":
            raise Unclear
        return item.text[1:]

    def variables(self) -> Iterator[str]:
        while self.more and self.next.kind == "variable":
            yield self.variable()


def _read_head(items: _Tokens) -> tuple[tuple[Column, ...], bool]:
    distinct = items.take("DISTINCT")
    columns = []
    while items.more and not items.take("WHERE"):
        if not items.take("("):
            columns.append(Column(items.variable()))
            continue
        aggregate = items.pop().keyword
        if aggregate not in _AGGREGATES:
            raise Unclear
        items.require("(")
        different = items.take("DISTINCT")
        of = "*" if items.take("*") else items.variable()
        items.require(")")
        items.require("AS")
        columns.append(Column(items.variable(), aggregate, of, different))
        items.require(")")
        if (of == "*" or different) and aggregate != "COUNT":
            raise Unclear
    if not columns:
        raise Unclear
    return tuple(columns), distinct


def _read_key(items: _Tokens) -> tuple[str, bool]:
    descending = items.take("DESC")
    if not descending and not items.take("ASC"):
        return items.variable(), False
    items.require("(")
    name = items.variable()
    items.require(")")
    return name, descending
