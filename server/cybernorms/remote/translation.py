"""A query over a snapshot as a query over its set of graphs in another engine.

The text is edited by its tokens: the WHERE clause is put into the GRAPH clause of its default
graph, and each GRAPH clause in it is pointed at the graph's name there, which keeps the meaning
(SPARQL 1.1 Query 18.6, evaluation of Graph) without a dataset clause, so that any number of
snapshots can be in one engine. A variable that stands for a graph goes through the graph of names,
so it has the values that clients know. The texts are ones that the embedded engine's parser takes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from cybernorms import tokens
from cybernorms.engine import Entailment, Query
from cybernorms.errors import QuerySyntaxError
from cybernorms.namespaces import is_inferred
from cybernorms.remote.naming import ASSERTS, IS, NODE, GraphSet
from cybernorms.store import Dataset, resolve_iris
from cybernorms.tokens import Token

_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_UNBOUND: Final = "UNDEF"
_SORTED: Final = 10_000
"""Rows that Virtuoso sorts at most for ORDER BY with LIMIT and OFFSET (SR353)."""
_IS_NODE: Final = {
    "ISBLANK": " || (isIRI({argument}) && {begins}))",
    "ISIRI": " && !{begins})",
    "ISURI": " && !{begins})",
}


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query reads: a set of graphs, and of these a dataset under an entailment regime."""

    set: GraphSet
    dataset: Dataset
    entailment: Entailment

    @property
    def default(self) -> str:
        """Name the default graph there; a dataset with several has to be merged before."""
        if self.dataset.default is None and self.dataset.named is None:
            return self.set.default(self.entailment)
        return next(map(self.graph, self.dataset.default or ()), self.set.nothing)

    def graph(self, name: str) -> str:
        """Name a graph there, whether or not it is a named graph of the dataset."""
        if self.entailment == "none" and is_inferred(name):
            return self.set.nothing
        return self.set.graph(name)

    def named(self, name: str) -> str:
        """Name a named graph there."""
        named = self.dataset.named
        if named is None and self.dataset.default is None:
            return self.graph(name)
        return self.graph(name) if name in (named or ()) else self.set.nothing

    def naming(self, there: str, here: str) -> str:
        """Write a pattern that binds the name of each named graph there, and that known here."""
        if self.dataset.named is None and self.dataset.default is None:
            leads = IS if self.entailment == "owlrl" else ASSERTS
            return f"GRAPH <{self.set.names}> {{ {there} <{leads}> {here} }}"
        rows = " ".join(f"(<{self.graph(name)}> <{name}>)" for name in self.dataset.named or ())
        return f"VALUES ({there} {here}) {{ {rows} }}"


def translate(query: Query, columns: Sequence[str], scope: Scope) -> str:
    """Write a query, whose columns are known if it is a SELECT, for the other engine to read.

    Raises QuerySyntaxError where keywords are glued to what stands beside them, which the parser
    takes and this does not.
    """
    text = _Translation(query, columns, scope).text()
    inserts = tuple((line, _widened(rows)) for line, rows in query.inserts)
    # Virtuoso ends a text at this character, wherever it stands; escaped it takes it in a string.
    return replace(query, inserts=inserts).insert_into(text).replace("\0", "\\u0000")


class _Translation:
    def __init__(self, query: Query, columns: Sequence[str], scope: Scope) -> None:
        self._query, self._columns, self._scope = query, columns, scope
        self._text = query.text
        self._items = list(tokens.tokenize(self._text))
        self._partner = _match(self._items)
        self._form = next(n for n, item in enumerate(self._items) if item.keyword in _FORMS)
        self._prologue = self._text[: self._items[self._form].offset]
        self._edits: list[_Edit] = []
        self._fresh = 0

    def text(self) -> str:
        where = self._where()
        end = self._partner[where]
        self._refuse_glued()
        self._drop_dataset(where)
        self._head(where)
        before, behind = ("{ SELECT * {", " } }") if self._hides_an_end(where, end) else ("", "")
        self._insert(self._items[where].end, before + self._opening())
        self._graphs()
        self._nodes()
        self._separators()
        self._lone_values()
        self._columnless_values()
        for place, item in enumerate(self._items):
            if item.keyword == "EXISTS" and not where < place < end:
                brace = place + 1
                self._insert(self._items[brace].end, self._opening())
                self._insert(self._items[self._partner[brace]].offset, " }")
        values, tail = self._tail(end)
        self._insert(self._items[end].offset, f" }} {values}{behind}")
        if not self._sorts_many(end):
            return self._base() + self._edited(0, self._items[end].end) + tail
        form = self._items[self._form].offset
        columns = " ".join(f"?{name}" for name in self._columns)
        sorted_, cut = self._split(tail)
        whole = self._edited(form, self._items[end].end) + sorted_
        return f"{self._base()}{self._prologue}SELECT {columns} {{ {{ {whole}\n}} }} {cut}"

    def _base(self) -> str:
        """Write the base out if a name is relative to it."""
        if not self._query.base or all(
            _ABSOLUTE.match(item.text) for item in self._items if item.kind == "iri"
        ):
            return ""
        return f"BASE <{self._query.base}>\n"

    def _where(self) -> int:
        """Find the brace of the WHERE clause; that of CONSTRUCT WHERE gets a template before it."""
        form = self._items[self._form]
        place = self._brace(self._form)
        if form.keyword != "CONSTRUCT":
            return place
        if self._items[self._form + 1].text == "{":
            return self._brace(self._partner[place] + 1)
        template = self._text[self._items[place].offset : self._items[self._partner[place]].end]
        self._insert(form.end, f" {template}")
        return place

    def _brace(self, place: int) -> int:
        while self._items[place].text != "{":
            place = self._partner.get(place, place) + 1
        return place

    def _opening(self) -> str:
        return f" GRAPH <{self._scope.default}> {{ "

    def _drop_dataset(self, where: int) -> None:
        place = self._form
        while place < where:
            if self._items[place].keyword == "FROM":
                last = place + (2 if self._items[place + 1].keyword == "NAMED" else 1)
                self._replace(place, last, "")
                place = last
            place = self._partner.get(place, place) + 1

    def _head(self, where: int) -> None:
        """Write the columns of SELECT * out, for there are more where graphs are looked up."""
        head = self._items[self._form + 1 : where]
        star = next((n for n, item in enumerate(head[:2]) if item.text == "*"), None)
        if self._items[self._form].keyword == "SELECT" and star is not None and self._columns:
            place = self._form + 1 + star
            self._replace(place, place, " " + " ".join(f"?{name}" for name in self._columns) + " ")

    def _graphs(self) -> None:
        """Point each GRAPH clause at the graph of the set."""
        clauses = [n for n, item in enumerate(self._items) if item.keyword == "GRAPH"]
        names = [self._items[n + 1].text for n in clauses if self._items[n + 1].kind != "variable"]
        known = iter(resolve_iris(self._prologue, tuple(names), self._query.base))
        for place in clauses:
            name, brace = self._items[place + 1], place + 2
            if name.kind != "variable":
                self._replace(place + 1, place + 1, f"<{self._scope.named(next(known))}>")
                continue
            there = self._variable()
            naming = self._scope.naming(there, name.text)
            if self._partner[brace] == brace + 1:
                self._replace(place, brace + 1, naming)
            elif self._items[brace + 1].keyword == "SELECT":
                self._replace(place, place + 1, f"{naming} GRAPH {there}")
            else:
                self._replace(place + 1, place + 1, there)
                self._insert(self._items[brace].end, f" {naming} ")

    def _nodes(self) -> None:
        """Tell the IRIs of blank nodes from others where a query asks for the kind of a term."""
        for place, item in enumerate(self._items):
            if item.keyword not in _IS_NODE or self._items[place + 1].text != "(":
                continue
            first, last = place + 1, self._partner[place + 1]
            if any(other.keyword == "EXISTS" for other in self._items[first:last]):
                continue
            argument = self._text[self._items[first].end : self._items[last].offset]
            begins = f'STRSTARTS(STR({argument}), "{NODE}")'
            told = _IS_NODE[item.keyword].format(argument=argument, begins=begins)
            self._insert(item.offset, "(")
            self._insert(self._items[last].end, told)

    def _separators(self) -> None:
        """Write out what GROUP_CONCAT puts between strings; some engines know no default for it."""
        for place, item in enumerate(self._items):
            if item.keyword == "GROUP_CONCAT" and self._items[place + 1].text == "(":
                last = self._partner[place + 1]
                if all(other.keyword != "SEPARATOR" for other in self._items[place:last]):
                    self._insert(self._items[last].offset, ' ; SEPARATOR=" "')

    def _lone_values(self) -> None:
        """Put something beside VALUES alone in a group; Virtuoso loses such a branch of UNION."""
        for place, item in enumerate(self._items):
            if item.keyword != "VALUES" or self._items[place - 1].text != "{":
                continue
            end = self._partner[self._brace(place)]
            if self._items[end + 1].text == "}":
                self._insert(self._items[end].end, " FILTER(true)")

    def _columnless_values(self) -> None:
        """Give VALUES without columns one that binds nothing; Virtuoso has no table without any."""
        for place, item in enumerate(self._items):
            if item.keyword != "VALUES" or self._partner.get(place + 1) != place + 2:
                continue
            self._insert(self._items[place + 1].end, self._variable())
            for row in range(place + 4, self._partner[place + 3], 2):
                self._insert(self._items[row].end, _UNBOUND)

    def _hides_an_end(self, where: int, end: int) -> bool:
        """Tell whether a path that repeats may end at a variable that is no column.

        Virtuoso finds such a path only in a subquery that gives the variable.
        """
        inside = self._items[where:end]
        repeats = any(
            item.text in {"*", "+", "?"} and (before.kind in {"iri", "name"} or before.text == ")")
            for before, item in pairwise(inside)
        )
        names = {item.text[1:] for item in inside if item.kind == "variable"}
        return repeats and not names <= set(self._columns)

    def _tail(self, end: int) -> tuple[str, str]:
        """Give what comes into the WHERE clause, and what stands behind it, with fewer rows.

        VALUES at the end joins what is before it; some engines know that only inside, where it
        means the same unless rows were grouped or counted before.
        """
        own = [self._items[place] for place in self._level(end + 1)]
        last = next((item.offset for item in own if item.keyword == "VALUES"), len(self._text))
        values = self._text[last:]
        limit = ""
        if self._items[self._form].keyword == "SELECT" and self._query.max_rows:
            limit = self._limit(own, last)
        tail = self._edited(self._items[end].end, last) + limit
        words = {item.keyword for item in (*self._items[self._form : end], *own)}
        if words & (_AGGREGATES | {"GROUP", "LIMIT", "OFFSET"}):
            return "", f"{tail} {values}"
        return values, tail

    def _limit(self, own: Sequence[Token], end: int) -> str:
        """Ask for no more rows than are given, and one that tells that there are more.

        Sorted rows are asked for as they are: some engines sort no more than a few with a limit.
        """
        if any(item.keyword == "ORDER" for item in own):
            return ""
        most = self._query.max_rows + 1
        number = next(
            (b for a, b in pairwise(own) if a.keyword == "LIMIT" and b.offset < end), None
        )
        if number is None:
            return f"\nLIMIT {most} "
        if int(number.text) > most:
            self._edits.append(_Edit(number.offset, number.end, str(most)))
        return ""

    def _sorts_many(self, end: int) -> bool:
        """Tell whether a table is cut behind more sorted rows than Virtuoso sorts to cut them."""
        own = [self._items[place] for place in self._level(end + 1)]
        words = {item.keyword for item in own}
        is_table = self._items[self._form].keyword == "SELECT"
        if not is_table or "VALUES" in words or not words >= {"ORDER", "LIMIT"}:
            return False  # VALUES belongs to the pattern, and would come behind the limit
        numbers = (b for a, b in pairwise(own) if a.keyword in {"LIMIT", "OFFSET"})
        return sum(int(number.text) for number in numbers) > _SORTED

    @staticmethod
    def _split(tail: str) -> tuple[str, str]:
        """Cut what stands behind a WHERE clause where LIMIT or OFFSET begins."""
        begins = next(
            item.offset for item in tokens.tokenize(tail) if item.keyword in {"LIMIT", "OFFSET"}
        )
        return tail[:begins], tail[begins:]

    def _level(self, place: int) -> Iterator[int]:
        """Give the places from here on that are in no bracket."""
        while place < len(self._items):
            yield place
            place = self._partner.get(place, place) + 1

    def _refuse_glued(self) -> None:
        declared = {
            name.text.partition(":")[0]
            for word, name in zip(self._items, self._items[1:], strict=False)
            if word.keyword == "PREFIX"
        }
        for item in self._items:
            word = item.keyword or (item.text.partition(":")[0] if item.kind == "name" else "")
            glued = item.kind == "word" or word not in declared
            for keyword in ("GRAPH", "FROM", "NAMED"):
                if glued and keyword in word.upper() and word.upper() != keyword:
                    raise QuerySyntaxError(
                        f"write a blank before and behind {keyword}: the engine behind this "
                        "server needs it",
                        tokens.position(self._text, item.offset),
                    )

    def _variable(self) -> str:
        self._fresh += 1
        while f"graph{self._fresh}" in self._text:
            self._fresh += 1
        return f"?graph{self._fresh}"

    def _insert(self, place: int, text: str) -> None:
        self._edits.append(_Edit(place, place, text))

    def _replace(self, first: int, last: int, text: str) -> None:
        self._edits.append(_Edit(self._items[first].offset, self._items[last].end, text))

    def _edited(self, start: int, end: int) -> str:
        """Give a part of the text with its edits, of which no two overlap."""
        pieces, done = [], start
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end)):
            if start <= edit.start and edit.end <= end and edit.start >= done:
                pieces += [self._text[done : edit.start], edit.text]
                done = edit.end
        return "".join([*pieces, self._text[done:end]])


def _widened(rows: str) -> str:
    """Give rows of VALUES without columns the one that it was given in the text."""
    return rows if rows.strip("()\n") else rows.replace("()", f"({_UNBOUND})")


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
