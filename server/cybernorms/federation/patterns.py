"""Triples as a query writes them, taken apart into patterns that can be asked one by one.

Blank nodes become variables, which they are to a query (SPARQL 1.1 Query 4.1.4); property lists and
collections become the triples that they stand for (4.2, 4.2.3).
"""

from collections.abc import Sequence
from typing import Final

from cybernorms.federation.steps import Names, Pattern, take_apart
from cybernorms.store.rewriting.outline import Unclear
from cybernorms.tokens import Token

_RDF: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#{}>"
_FIRST, _REST, _NIL = (_RDF.format(name) for name in ("first", "rest", "nil"))
_OPENING: Final = frozenset({"(", "["})


def read_patterns(items: Sequence[Token], names: Names) -> list[Pattern]:
    """Take the tokens of triples apart (TriplesBlock of SPARQL 1.1 Query 19.8). Raises Unclear."""
    return _Reader(items, names).read()


class _Reader:
    def __init__(self, items: Sequence[Token], names: Names) -> None:
        self._items = [*items, Token("mark", "", 0)]
        self._names, self._place = names, 0
        self._found: list[Pattern] = []

    def read(self) -> list[Pattern]:
        while self._place < len(self._items) - 1:
            listed = self._item.text in _OPENING
            subject = self._node()
            if not (listed and self._item.text in {".", ""}):
                self._properties(subject)
            if self._item.text == ".":
                self._place += 1
        return self._found

    @property
    def _item(self) -> Token:
        return self._items[self._place]

    def _take(self) -> Token:
        item = self._item
        if not item.text:
            raise Unclear
        self._place += 1
        return item

    def _properties(self, subject: str) -> None:
        while True:
            verb = self._verb()
            while True:
                self._add(subject, verb, self._node())
                if self._item.text != ",":
                    break
                self._place += 1
            if self._item.text != ";":
                return
            while self._item.text == ";":
                self._place += 1
            if self._item.text in {".", "]", ""}:
                return

    def _node(self) -> str:
        item = self._take()
        if item.kind == "blank":
            return self._names.of(item.text)
        if item.kind == "mark":
            return self._structure(item.text)
        text = item.text
        if item.kind == "string" and self._item.text == "^^":
            text += self._take().text + self._take().text
        elif item.kind == "string" and self._item.kind == "language":
            text += self._take().text
        return text

    def _structure(self, mark: str) -> str:
        """Read what a mark begins: a property list, a collection, or a number with a sign."""
        if mark == "(":
            return self._collection()
        if mark == "[":
            node = self._names.fresh()
            if self._item.text != "]":
                self._properties(node)
            if self._take().text != "]":
                raise Unclear
            return node
        if mark not in {"+", "-"}:
            raise Unclear
        return mark + self._take().text

    def _collection(self) -> str:
        nodes = []
        while self._item.text != ")":
            nodes.append(self._node())
        self._place += 1
        rest = _NIL
        for node in reversed(nodes):
            here = self._names.fresh()
            self._found.append(Pattern(here, _FIRST, node, (_FIRST,)))
            self._found.append(Pattern(here, _REST, rest, (_REST,)))
            rest = here
        return rest

    def _verb(self) -> list[Token]:
        """Take the tokens of a variable or a path, which ends before what begins an object."""
        verb = [self._take()]
        if verb[0].kind == "variable":
            return verb
        depth = int(verb[0].text == "(")
        while True:
            item = self._item
            if depth == 0 and not self._goes_on(verb[-1], item):
                return verb
            verb.append(self._take())
            depth += (item.text == "(") - (item.text == ")")

    @staticmethod
    def _goes_on(last: Token, item: Token) -> bool:
        """Tell whether a token belongs to the path whose last token is another one."""
        if last.kind == "mark" and last.text in {"/", "|", "^", "!"}:
            return True
        return item.kind == "mark" and item.text in {"/", "|", "?", "*", "+"}

    def _add(self, subject: str, verb: Sequence[Token], node: str) -> None:
        if verb[0].kind == "variable":
            self._found.append(Pattern(subject, verb[0].text, node, ()))
        else:
            self._found += take_apart(subject, verb, node, self._names)
