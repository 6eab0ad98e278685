"""Where the elements of an RDF/XML text stand, told for its triples in the engine's order.

A triple comes with the tag that completes it, and what one tag completes comes out last first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from cybernorms.namespaces import RDF

_RDF: Final = f"{RDF} "
_XML: Final = "http://www.w3.org/XML/1998/namespace "
_ITS: Final = "http://www.w3.org/2005/11/its "
# Attributes of RDF's own that state nothing by themselves (RDF 1.1 XML Syntax 7.2.2 to 7.2.7).
_SYNTAX: Final = frozenset(
    _RDF + name
    for name in (
        "ID",
        "about",
        "bagID",
        "datatype",
        "nodeID",
        "parseType",
        "resource",
        "version",
    )
)


def xml_spots(text: str, _: object = None) -> Iterator[tuple[int, int]]:
    """Give the offsets of the elements of subject and object for each triple of RDF/XML."""
    walker = _Walker()
    content = text.encode("utf-8")
    walker.run(content)
    if len(content) == len(text):
        yield from walker.spots
    else:
        characters = _characters(content, {at for spot in walker.spots for at in spot})
        yield from ((characters[subject], characters[value]) for subject, value in walker.spots)


def _characters(content: bytes, offsets: set[int]) -> dict[int, int]:
    """Turn offsets in bytes into offsets in characters."""
    found, at, count = {}, 0, 0
    for offset in sorted(offsets):
        count += len(content[at:offset].decode("utf-8"))
        at = offset
        found[offset] = count
    return found


@dataclass(slots=True)
class _Element:
    """An open element: a node, or the property of one.

    ``at`` is where it is written, ``subject`` where its subject is, ``value`` where the node is
    that a property holds, ``items`` where those of a collection are.
    """

    kind: str
    at: int
    subject: int
    value: int | None = None
    reified: bool = False
    items: list[int] = field(default_factory=list)


class _Walker:
    """The striped syntax (RDF 1.1 XML Syntax 2.2): nodes hold properties, and these nodes."""

    def __init__(self) -> None:
        self.spots: list[tuple[int, int]] = []
        self._open: list[_Element] = []
        self._literal = 0  # elements open inside rdf:parseType="Literal"
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def run(self, content: bytes) -> None:
        self._parser.Parse(content, True)

    def _start(self, name: str, flat: list[str]) -> None:
        at = self._parser.CurrentByteIndex
        top = self._open[-1] if self._open else None
        if top and top.kind == "Literal":
            self._literal += 1
        elif not self._open and name == _RDF + "RDF":
            self._open.append(_Element("RDF", at, at))
        elif top is None or top.kind in {"RDF", "property", "Collection"}:
            self._start_node(name, dict(zip(flat[::2], flat[1::2], strict=True)), at)
        else:
            self._start_property(dict(zip(flat[::2], flat[1::2], strict=True)), top, at)

    def _start_node(self, name: str, attributes: dict[str, str], at: int) -> None:
        count = _stated(attributes) + (name != _RDF + "Description")
        self.spots += [(at, at)] * count
        self._open.append(_Element("node", at, at))

    def _start_property(self, attributes: dict[str, str], node: _Element, at: int) -> None:
        kind = attributes.get(_RDF + "parseType", "property")
        element = _Element(kind, at, node.at, reified=_RDF + "ID" in attributes)
        if kind == "Resource":
            # The property is the blank node as well: its children are properties again.
            self._state(element, at)
            element = _Element("node", at, at)
        elif kind == "property" and _holds_node(attributes):
            element.value = at
            self.spots += [(at, at)] * _stated(attributes)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        if self._literal:
            self._literal -= 1
            return
        element = self._open.pop()
        if element.kind == "node":
            holder = self._open[-1] if self._open else None
            if holder and holder.kind == "Collection":
                holder.items.append(element.at)
            elif holder and holder.kind == "property":
                holder.value = element.at
        elif element.kind == "Collection":
            self._state(element, element.items[0] if element.items else element.at)
            for number, item in enumerate(element.items):
                after = element.items[number + 1 : number + 2] or [element.at]
                self.spots += [(item, after[0]), (item, item)]
        elif element.kind != "RDF":
            self._state(element, element.at if element.value is None else element.value)

    def _state(self, element: _Element, value: int) -> None:
        """State the triple of a property, and the four that name it when it has an rdf:ID."""
        self.spots.append((element.subject, value))
        if element.reified:
            self.spots += [(element.at, element.at)] * 4


def _stated(attributes: dict[str, str]) -> int:
    """Count the attributes that are statements."""
    return sum(
        name not in _SYNTAX and not name.startswith((_XML, _ITS, "xml")) for name in attributes
    )


def _holds_node(attributes: dict[str, str]) -> bool:
    """Tell whether a property has a node as value by its attributes alone."""
    if _RDF + "resource" in attributes or _RDF + "nodeID" in attributes:
        return True
    return _stated(attributes) > (_RDF + "type" in attributes)
