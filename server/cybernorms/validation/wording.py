"""What a constraint asks for, in plain words, read from its shape (SHACL 4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.term import Node

from cybernorms.namespaces import SH
from cybernorms.terms import shorten
from cybernorms.validation.paths import Step, read_path, write_path

MOST_NAMED: Final = 8
_WIDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """A validation result (SHACL 3.6.2) with the graphs that it comes from."""

    focus: Node
    path: Step | None
    value: Node | None
    shape: Node
    component: Node
    shapes: Graph
    data: Graph

    @property
    def property(self) -> URIRef | None:
        """The path, when it is a single property."""
        return None if isinstance(self.path, PropertyPath) else self.path

    def parameter(self, name: str) -> Node | None:
        """Give the value of a parameter such as "datatype" of the shape, if it has only one."""
        values = list(self.shapes.objects(self.shape, SH[name]))
        return values[0] if len(values) == 1 else None


def clipped(node: Node) -> str:
    """Write a term for people, in one line of bounded length."""
    text = shorten(node)
    return text if len(text) <= _WIDEST else text[:_WIDEST] + "…"


def own_message(fault: Fault) -> bool:
    """Tell whether the shape, or a query in it, states a message of its author's."""
    if fault.component == SH.SPARQLConstraintComponent or not _component(fault.component):
        return True  # the engine has it from the query or the component's definition
    return (fault.shape, SH.message, None) in fault.shapes


def complaint(fault: Fault) -> str | None:
    """Say what was found and what was asked for; None for a component that is not SHACL Core."""
    wanted = requirement(fault.shapes, fault.shape, fault.component)
    if wanted is None:
        return None
    of = f" of {write_path(fault.path)}" if fault.path is not None else ""
    if fault.value is not None:
        what = f"the value {clipped(fault.value)}{of}" if of else clipped(fault.value)
        return f"{what} is not as asked for: {wanted}"
    return f"the values{of} are not as asked for: {wanted}"


def requirement(shapes: Graph, shape: Node, component: Node) -> str | None:
    """Say what a constraint of a shape asks for; None for one that is not SHACL Core."""
    row = _component(component)
    if row is None:
        return None
    parameter, word = row
    return " and ".join(sorted(word(shapes, node) for node in shapes.objects(shape, SH[parameter])))


def describe(shapes: Graph, shape: Node) -> str:
    """Name a shape: by its IRI, else by what its constraints ask for."""
    if isinstance(shape, URIRef):
        return shorten(shape)
    wanted = [
        requirement(shapes, shape, component)
        for component, (parameter, _) in _WORDS.items()
        if (shape, SH[parameter], None) in shapes
    ]
    wanted += [
        describe(shapes, inner)
        for inner in shapes.objects(shape, SH.property)
        if not isinstance(inner, URIRef)
    ]
    wanted += [shorten(i) for i in shapes.objects(shape, SH.property) if isinstance(i, URIRef)]
    node = shapes.value(shape, SH.path)
    path = "" if node is None else f"{write_path(read_path(shapes, node))}: "
    return path + (", ".join(text for text in wanted if text) or "anything")


def _component(component: Node) -> tuple[str, Callable[[Graph, Node], str]] | None:
    return _WORDS.get(component)


def _plain(words: str) -> Callable[[Graph, Node], str]:
    return lambda _, node: words.format(_number(node))


def _number(node: Node) -> str:
    return str(node) if isinstance(node, Literal) and node.isdecimal() else clipped(node)


def _shape(words: str) -> Callable[[Graph, Node], str]:
    return lambda shapes, node: words.format(describe(shapes, node))


def _shapes(words: str) -> Callable[[Graph, Node], str]:
    return lambda shapes, node: words.format(
        listed(f"({describe(shapes, item)})" for item in shapes.items(node))
    )


def _items(words: str) -> Callable[[Graph, Node], str]:
    return lambda shapes, node: words.format(listed(clipped(item) for item in shapes.items(node)))


def listed(texts: Iterable[str]) -> str:
    """Join a few texts by commas; what is more is only hinted at."""
    first = list(islice(texts, MOST_NAMED + 1))
    return ", ".join(first[:MOST_NAMED]) + (", …" if len(first) > MOST_NAMED else "")


_KINDS: Final[Mapping[Node, str]] = MappingProxyType(
    {
        SH.IRI: "an IRI",
        SH.BlankNode: "a blank node",
        SH.Literal: "a literal",
        SH.BlankNodeOrIRI: "an IRI or a blank node",
        SH.BlankNodeOrLiteral: "a blank node or a literal",
        SH.IRIOrLiteral: "an IRI or a literal",
    }
)
# Component -> its parameter, and how that is put into words.
_WORDS: Final[Mapping[Node, tuple[str, Callable[[Graph, Node], str]]]] = MappingProxyType(
    {
        SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]: (name, word)
        for name, word in {
            "class": _plain("an instance of {}"),
            "datatype": _plain("a literal of datatype {}"),
            "nodeKind": lambda _, node: _KINDS.get(node, shorten(node)),
            "minCount": _plain("at least {} of them"),
            "maxCount": _plain("at most {} of them"),
            "minExclusive": _plain("more than {}"),
            "minInclusive": _plain("{} or more"),
            "maxExclusive": _plain("less than {}"),
            "maxInclusive": _plain("{} or less"),
            "minLength": _plain("at least {} characters"),
            "maxLength": _plain("at most {} characters"),
            "pattern": _plain("a text that matches the regular expression {}"),
            "languageIn": _items("a text in one of the languages {}"),
            "uniqueLang": lambda _, __: "one text a language",
            "equals": _plain("the same values as those of {}"),
            "disjoint": _plain("no value that {} has too"),
            "lessThan": _plain("less than each value of {}"),
            "lessThanOrEquals": _plain("no more than any value of {}"),
            "hasValue": _plain("{} among the values"),
            "in": _items("one of {}"),
            "closed": lambda _, __: "no property but those that the shape names",
            "node": _shape("what fits {}"),
            "not": _shape("nothing that fits {}"),
            "and": _shapes("what fits all of {}"),
            "or": _shapes("what fits one of {}"),
            "xone": _shapes("what fits exactly one of {}"),
            "qualifiedMinCount": _plain("at least {} values of the kind that is asked for"),
            "qualifiedMaxCount": _plain("at most {} values of the kind that is counted"),
        }.items()
    }
)
