"""What may be asked otherwise in a stored question: its parameters (SHACL Advanced Features 5.1).

A parameter ``name`` is a variable that the query binds by ``VALUES ?name { … }``. What is between
these braces is its default, and is exchanged for other terms; the rest of a query never changes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import InputError, MalformedRequestError
from cybernorms.namespaces import DCTERMS, SH, XSD
from cybernorms.tokens import Token, tokenize

Bindings = Mapping[str, Sequence[Node]]
"""Terms for parameters by their names; no term at all stands for any."""

_ANY: Final = "UNDEF"
_LONGEST_NUMBER: Final = 9
_NOT_IN_IRIS: Final = frozenset('<>"{}|^`\\')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a question that others may set.

    A resource is one of the class ``kind`` and, if there is a ``prop``, a value of that property;
    a literal has a ``datatype``, and a number its least and greatest value. Up to ``most`` values
    are taken. Without a ``default`` the question is asked for any.
    """

    iri: str
    name: str
    label: str
    description: str
    prop: str
    kind: str
    datatype: str
    default: tuple[Node, ...]
    least: int | None
    greatest: int | None
    most: int


def read_parameters(graph: Graph, question: Node, query: str) -> tuple[Parameter, ...]:
    """Read the parameters of a question in their order.

    Raises InputError for one that lacks a name or a type, or that the query has no place for.
    """
    nodes = sorted(graph.objects(question, SH.parameter), key=lambda node: _rank(graph, node))
    parameters = tuple(_parameter(graph, node) for node in nodes)
    for parameter in parameters:
        if not parameter.name or not (parameter.kind or parameter.datatype):
            raise InputError(
                f"{parameter.iri}: a parameter needs dcterms:identifier, and sh:class or "
                "sh:datatype"
            )
        if not _blocks(query, {parameter.name}):
            raise InputError(
                f"{parameter.iri}: the query has no  VALUES ?{parameter.name} {{ … }}  for it"
            )
    return parameters


def bind(query: str, bindings: Bindings) -> str:
    """Exchange the terms that a query binds parameters to; UNDEF, which joins with any, for none.

    Terms are written out in full, never as they were sent: nothing in them can end the block.
    """
    text = query
    for name, start, end in reversed(_blocks(query, bindings)):
        terms = " ".join(_written(term) for term in bindings[name]) or _ANY
        text = f"{text[:start]} {terms} {text[end:]}"
    return text


def read_literal(parameter: Parameter, text: str) -> Literal:
    """Read a value of a parameter that takes literals.

    Raises MalformedRequestError, which says what is allowed.
    """
    if parameter.datatype != str(XSD.integer):
        return Literal(text, datatype=URIRef(parameter.datatype))
    least, greatest = parameter.least or 0, parameter.greatest
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER:
        number = int(text)
        if number >= least and (greatest is None or number <= greatest):
            return Literal(number)
    span = f"from {least} to {greatest}" if greatest is not None else f"not below {least}"
    raise MalformedRequestError(f"{parameter.name}={text[:40]}: give a whole number {span}")


def _blocks(query: str, names: Collection[str]) -> list[tuple[str, int, int]]:
    """Find each ``VALUES ?name { … }``: the name, and where what is between its braces stands."""
    items = list(tokenize(query))
    return [
        (variable.text[1:], brace.end, _closing(items[place + 3 :]))
        for place, (word, variable, brace) in enumerate(
            zip(items, items[1:], items[2:], strict=False)
        )
        if word.keyword == "VALUES" and variable.text[1:] in names and brace.text == "{"
    ]


def _closing(items: Sequence[Token]) -> int:
    return next((token.offset for token in items if token.text == "}"), items[-1].end)


def _written(term: Node) -> str:
    if isinstance(term, URIRef) and any(char in _NOT_IN_IRIS or char <= " " for char in term):
        raise InputError(f"{term!r} is no IRI")
    if isinstance(term, Literal) and term.datatype == XSD.integer:
        return str(int(term))
    return term.n3()


def _parameter(graph: Graph, node: Node) -> Parameter:
    def text(prop: Node) -> str:
        return str(graph.value(node, prop) or "")

    def number(prop: Node) -> int | None:
        return int(found) if (found := text(prop)) else None

    return Parameter(
        iri=str(node),
        name=text(DCTERMS.identifier),
        label=text(SH.name),
        description=text(SH.description),
        prop=text(SH.targetObjectsOf),
        kind=text(SH["class"]),
        datatype=text(SH.datatype),
        default=tuple(sorted(graph.objects(node, SH.defaultValue), key=str)),
        least=number(SH.minInclusive),
        greatest=number(SH.maxInclusive),
        most=number(SH.maxCount) or 1,
    )


def _rank(graph: Graph, node: Node) -> tuple[int, str]:
    return int(str(graph.value(node, SH.order) or 0)), str(node)
