"""Where the nodes and values of a JSON-LD text stand.

The engine tells no places, and contexts decide what of a text becomes a triple. So rdflib's JSON-LD
parser reads the text again, from JSON that knows where it stands, and what it finds is matched with
the engine's triples term by term, blank nodes in the order in which they appear.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterator
from typing import Final

from rdflib import BNode, Literal
from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import Context
from rdflib.term import Node

from cybernorms.sources.json_guard import resolve_context
from cybernorms.sources.json_places import (
    Json,
    PlacedBoolean,
    PlacedFloat,
    PlacedInteger,
    PlacedObject,
    placed,
    read_placed_json,
)
from cybernorms.sources.literals import silenced_literal_complaints
from cybernorms.sources.places import Triple

_ANY: Final = "_:"


def json_spots(text: str, triples: Collection[Triple]) -> Iterator[tuple[int, int]]:
    """Give the offsets of subject and object for each of the triples of a JSON-LD text.

    A subject is where its object begins; so is a value that cannot be found.
    """
    locator = _Locator()
    with silenced_literal_complaints():
        locator.parse(_prepared(read_placed_json(text), text), Context(), locator)  # type: ignore[arg-type]
    matcher = _Matcher(locator)
    for triple in triples:
        yield matcher.spot(triple)


def _prepared(value: Json, text: str) -> Json:
    """Resolve contexts, and give numbers and booleans the form in which JSON-LD takes them."""
    match value:
        case list():
            value[:] = [_prepared(item, text) for item in value]
        case dict():
            for key, item in value.items():
                if key == "@context":
                    value[key] = resolve_context(_plain(item), text, 0, "")
                elif key.startswith("@") and isinstance(item, PlacedBoolean):
                    value[key] = item.value
                else:
                    value[key] = _prepared(item, text)
        case PlacedFloat() if value.is_integer():
            return placed(PlacedInteger(value), value.at)
        case PlacedBoolean():
            # A value object can have a place.
            return placed(PlacedObject({"@value": value.value}), value.at)
    return value


def _plain(value: Json) -> Json:
    """Give the booleans of keywords and contexts back."""
    match value:
        case list():
            value[:] = [_plain(item) for item in value]
        case dict():
            value.update({key: _plain(item) for key, item in value.items()})
        case PlacedBoolean():
            return value.value
    return value


class _Locator(Parser):
    """The parser and its sink: collects triples with the offsets of their values."""

    context_aware = False

    def __init__(self) -> None:
        super().__init__(allow_lists_of_lists=True)
        self.found: list[tuple[int, Triple]] = []
        self.nodes: dict[Node, int] = {}  # where the object stands that states a node
        self._at = self._around = 0

    def add(self, triple: Triple) -> None:
        """Take a triple whose value was the last to be read."""
        self.found.append((self._at, triple))

    def bind(self, *_: object) -> None:
        """Forget a prefix."""

    def _add_to_graph(self, *given: Json, **named: Json) -> Json:
        subject, context, node = super()._add_to_graph(*given, **named), given[2], given[3]
        if subject is not None and len(node) > (context.get_id(node) is not None):
            self.nodes.setdefault(subject, getattr(node, "at", self._around))
        return subject

    def _key_to_graph(self, *given: Json, **named: Json) -> None:
        around, self._around = self._around, getattr(given[5], "at", self._around)
        super()._key_to_graph(*given, **named)
        self._around = around

    def _to_object(self, *given: Json, **named: Json) -> Json:
        value, node = super()._to_object(*given, **named), given[4]
        # A value of a language map comes with its tag.
        self._at = getattr(node[0] if isinstance(node, tuple) else node, "at", self._around)
        return value


class _Matcher:
    """Finds for a triple of the engine the same of the locator.

    Labels of blank nodes differ. One that is not known yet is taken to be the first that fits.
    """

    def __init__(self, locator: _Locator) -> None:
        self._nodes = locator.nodes
        self._known: dict[Node, Node] = {}
        self._taken: set[Node] = set()
        self._index: dict[Hashable, deque[tuple[int, Triple]]] = defaultdict(deque)
        for at, (subject, predicate, value) in sorted(locator.found, key=lambda item: item[0]):
            for subject_key in _keys(subject):
                for value_key in _keys(value):
                    self._index[subject_key, predicate, value_key].append(
                        (at, (subject, predicate, value))
                    )

    def spot(self, triple: Triple) -> tuple[int, int]:
        subject, predicate, value = triple
        choices = self._index.get((self._key(subject), predicate, self._key(value)))
        while choices:
            at, (found_subject, _, found_value) = choices[0]
            if self._fits(subject, found_subject) and self._fits(value, found_value):
                self._learn(subject, found_subject)
                self._learn(value, found_value)
                return self._nodes.get(found_subject, at), at
            choices.popleft()
        at = self._nodes.get(self._known.get(subject, subject), 0)
        return at, at

    def _key(self, node: Node) -> Hashable:
        if not isinstance(node, BNode):
            return _keys(node)[0]
        return self._known.get(node, _ANY)

    def _fits(self, node: Node, found: Node) -> bool:
        if not isinstance(node, BNode):
            return True
        return self._known[node] == found if node in self._known else found not in self._taken

    def _learn(self, node: Node, found: Node) -> None:
        if isinstance(node, BNode):
            self._known[node] = found
            self._taken.add(found)


def _keys(node: Node) -> tuple[Hashable, ...]:
    """Give what a node is found by: a literal by its value, so that 1.5 and 1.5E0 are one."""
    if isinstance(node, Literal):
        value = str(node) if node.value is None else node.value
        return ((str(node.datatype), (node.language or "").lower(), value),)
    return (node, _ANY) if isinstance(node, BNode) else (node,)
