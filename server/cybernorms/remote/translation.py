"""A query over a snapshot as a query over its set of graphs in another engine.

The text is edited by its tokens: the WHERE clause is put into the GRAPH clause of its default
graph, and each GRAPH clause in it is pointed at the graph's name there, which keeps the meaning
(SPARQL 1.1 Query 18.6, evaluation of Graph) without a dataset clause, so that any number of
snapshots can be in one engine. A variable that stands for a graph goes through the graph of names,
so it has the values that clients know. The texts are ones that the embedded engine's parser takes.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from cybernorms import tokens
from cybernorms.engine import Query
from cybernorms.errors import QuerySyntaxError
from cybernorms.remote import dialect
from cybernorms.remote.editing import Editing
from cybernorms.remote.scope import Scope
from cybernorms.store import resolve_iris

_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def translate(query: Query, columns: Sequence[str], scope: Scope) -> str:
    """Write a query, whose columns are known if it is a SELECT, for the other engine to read.

    Raises QuerySyntaxError where keywords are glued to what stands beside them, which the parser
    takes and this does not.
    """
    text = _Translation(query, columns, scope).text()
    inserts = tuple((line, dialect.widen_rows(rows)) for line, rows in query.inserts)
    # Virtuoso ends a text at this character, wherever it stands; escaped it takes it in a string.
    return replace(query, inserts=inserts).insert_into(text).replace("\0", "\\u0000")


class _Translation:
    def __init__(self, query: Query, columns: Sequence[str], scope: Scope) -> None:
        self._query, self._columns, self._scope = query, columns, scope
        self._text = query.text
        self._editing = Editing(query.text)
        self._items, self._partner = self._editing.items, self._editing.partner
        self._form = next(n for n, item in enumerate(self._items) if item.keyword in _FORMS)
        self._prologue = self._text[: self._items[self._form].offset]

    def text(self) -> str:
        where = self._where()
        end = self._partner[where]
        self._refuse_glued()
        self._drop_dataset(where)
        self._head(where)
        hides = dialect.hides_an_end(self._editing, where, end, self._columns)
        before, behind = ("{ SELECT * {", " } }") if hides else ("", "")
        self._editing.insert(self._items[where].end, before + self._opening())
        self._graphs()
        for mend in dialect.ALWAYS:
            mend(self._editing)
        for place, item in enumerate(self._items):
            if item.keyword == "EXISTS" and not where < place < end:
                brace = place + 1
                self._editing.insert(self._items[brace].end, self._opening())
                self._editing.insert(self._items[self._partner[brace]].offset, " }")
        values, tail = self._tail(end)
        self._editing.insert(self._items[end].offset, f" }} {values}{behind}")
        form = self._items[self._form]
        if form.keyword != "SELECT" or not dialect.sorts_many(self._editing, end):
            return self._base() + self._editing.edited(0, self._items[end].end) + tail
        columns = " ".join(f"?{name}" for name in self._columns)
        sorted_, cut = self._split(tail)
        whole = self._editing.edited(form.offset, self._items[end].end) + sorted_
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
        place = self._editing.brace(self._form)
        if form.keyword != "CONSTRUCT":
            return place
        if self._items[self._form + 1].text == "{":
            return self._editing.brace(self._partner[place] + 1)
        template = self._text[self._items[place].offset : self._items[self._partner[place]].end]
        self._editing.insert(form.end, f" {template}")
        return place

    def _opening(self) -> str:
        return f" GRAPH <{self._scope.default}> {{ "

    def _drop_dataset(self, where: int) -> None:
        place = self._form
        while place < where:
            if self._items[place].keyword == "FROM":
                last = place + (2 if self._items[place + 1].keyword == "NAMED" else 1)
                self._editing.replace(place, last, "")
                place = last
            place = self._partner.get(place, place) + 1

    def _head(self, where: int) -> None:
        """Write the columns of SELECT * out, for there are more where graphs are looked up."""
        head = self._items[self._form + 1 : where]
        star = next((n for n, item in enumerate(head[:2]) if item.text == "*"), None)
        if self._items[self._form].keyword == "SELECT" and star is not None and self._columns:
            place = self._form + 1 + star
            self._editing.replace(
                place, place, " " + " ".join(f"?{name}" for name in self._columns) + " "
            )

    def _graphs(self) -> None:
        """Point each GRAPH clause at the graph of the set."""
        clauses = [n for n, item in enumerate(self._items) if item.keyword == "GRAPH"]
        names = [self._items[n + 1].text for n in clauses if self._items[n + 1].kind != "variable"]
        known = iter(resolve_iris(self._prologue, tuple(names), self._query.base))
        for place in clauses:
            name, brace = self._items[place + 1], place + 2
            if name.kind != "variable":
                self._editing.replace(place + 1, place + 1, f"<{self._scope.named(next(known))}>")
                continue
            there = self._editing.variable()
            naming = self._scope.naming(there, name.text)
            if self._partner[brace] == brace + 1:
                self._editing.replace(place, brace + 1, naming)
            elif self._items[brace + 1].keyword == "SELECT":
                self._editing.replace(place, place + 1, f"{naming} GRAPH {there}")
            else:
                self._editing.replace(place + 1, place + 1, there)
                self._editing.insert(self._items[brace].end, f" {naming} ")

    def _tail(self, end: int) -> tuple[str, str]:
        """Give what comes into the WHERE clause, and what stands behind it, with fewer rows.

        VALUES at the end joins what is before it; some engines know that only inside, where it
        means the same unless rows were grouped or counted before.
        """
        places = list(self._editing.level(end + 1))
        own = [self._items[place] for place in places]
        last = next((item.offset for item in own if item.keyword == "VALUES"), len(self._text))
        values = self._text[last:]
        limit = ""
        if self._items[self._form].keyword == "SELECT" and self._query.max_rows:
            limit = self._limit(places, last)
        tail = self._editing.edited(self._items[end].end, last) + limit
        words = {item.keyword for item in (*self._items[self._form : end], *own)}
        if words & (_AGGREGATES | {"GROUP", "LIMIT", "OFFSET"}):
            return "", f"{tail} {values}"
        return values, tail

    def _limit(self, places: Sequence[int], end: int) -> str:
        """Ask for no more rows than are given, and one that tells that there are more.

        Sorted rows are asked for as they are: some engines sort no more than a few with a limit.
        """
        items = self._items
        if any(items[place].keyword == "ORDER" for place in places):
            return ""
        most = self._query.max_rows + 1
        limits = (b for a, b in pairwise(places) if items[a].keyword == "LIMIT")
        number = next((place for place in limits if items[place].offset < end), None)
        if number is None:
            return f"\nLIMIT {most} "
        if int(items[number].text) > most:
            self._editing.replace(number, number, str(most))
        return ""

    @staticmethod
    def _split(tail: str) -> tuple[str, str]:
        """Cut what stands behind a WHERE clause where LIMIT or OFFSET begins."""
        begins = next(
            item.offset for item in tokens.tokenize(tail) if item.keyword in {"LIMIT", "OFFSET"}
        )
        return tail[:begins], tail[begins:]

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
