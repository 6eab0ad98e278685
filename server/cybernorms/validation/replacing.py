"""What to write instead of a value that is wrong, and the patch where there is only one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import RDF, SH, SKOS
from cybernorms.sources import Triple, certain_literal
from cybernorms.terms import nearest, shorten
from cybernorms.validation.patch import Mend, make_mend
from cybernorms.validation.wording import Fault, clipped, listed, own_message, requirement

Mender = Callable[[Fault, set[Triple]], Mend]
"""Mends a fault, given the statements that bring the offending value."""

_LANG_STRING: Final = RDF.langString


def _no_fit(fault: Fault, statements: set[Triple]) -> Mend:
    if not (concepts := concepts_of(fault)) or fault.value is None:
        return in_words(fault, statements)
    return _chosen(fault.value, concepts, statements)


def _not_listed(fault: Fault, statements: set[Triple]) -> Mend:
    allowed = {shorten(node): node for node in _items(fault, "in")}
    return _chosen(fault.value, allowed, statements) if fault.value is not None else Mend()


def _chosen(value: Node, allowed: Mapping[str, Node], statements: set[Triple]) -> Mend:
    near = nearest(shorten(value), allowed)
    if near and near.certain and len(statements) == 1:
        return _replaced(statements, allowed[near.name])
    return Mend(f"Choose one of {listed(allowed)}.")


def _wrong_datatype(fault: Fault, statements: set[Triple]) -> Mend:
    datatype = fault.parameter("datatype")
    if not isinstance(fault.value, Literal) or not isinstance(datatype, URIRef):
        return Mend(
            f"Write a literal of datatype {shorten(datatype)} instead." if datatype else None
        )
    if (other := _retyped(fault.value, datatype, fault)) is not None:
        return _replaced(statements, other)
    if datatype == _LANG_STRING:
        return Mend(f"Say the language of the text, for example {_tagged(fault.value)}.")
    return Mend(
        f'Write a value that is valid as {shorten(datatype)} and say so: "…"^^{shorten(datatype)}.'
    )


def _retyped(value: Literal, datatype: URIRef, fault: Fault) -> Literal | None:
    """Give the same text with another datatype, if that leaves no doubt."""
    if datatype == _LANG_STRING:
        tags = [str(tag) for tag in _items(fault, "languageIn")]
        plain = value.language is None and value.datatype is None
        return Literal(str(value), lang=tags[0]) if plain and len(tags) == 1 else None
    if value.language is None and value.datatype == datatype:
        return None
    return certain_literal(str(value), datatype)


def _choice(fault: Fault, statements: set[Triple]) -> Mend:
    """Try the datatypes that a choice offers; one alone must do."""
    if not isinstance(fault.value, Literal):
        return in_words(fault, statements)
    found = []
    for branch in _items(fault, "or") or _items(fault, "xone"):
        datatype = fault.shapes.value(branch, SH.datatype)
        if isinstance(datatype, URIRef) and datatype != _LANG_STRING:
            other = _retyped(fault.value, datatype, fault)
            found += [other] if other is not None else []
    return _replaced(statements, found[0]) if len(found) == 1 else in_words(fault, statements)


def _no_instance(fault: Fault, _: set[Triple]) -> Mend:
    wanted = fault.parameter("class")
    if wanted is None or fault.value is None:
        return Mend()
    if isinstance(fault.value, Literal):
        return Mend(f"Name the {shorten(wanted)} by its IRI, in angle brackets or with a prefix.")
    described = (fault.value, None, None) in fault.data
    if described and (fault.value, RDF.type, None) not in fault.data:
        return make_mend(insert=((fault.value, RDF.type, wanted),))
    if described:
        return Mend(f"Name an instance of {shorten(wanted)}; {clipped(fault.value)} is none.")
    return Mend(f"Describe {clipped(fault.value)} as a {shorten(wanted)}, or correct its IRI.")


def _wrong_kind(fault: Fault, statements: set[Triple]) -> Mend:
    kind, value = fault.parameter("nodeKind"), fault.value
    if kind in (SH.IRI, SH.BlankNodeOrIRI) and isinstance(value, Literal):
        if str(value).startswith(("http://", "https://")) and not set(value) & set(
            '<>"{}|^`\\ \n\t\r'
        ):
            return _replaced(statements, URIRef(str(value)))
        return Mend(
            "Write an IRI, in angle brackets or with a prefix, instead of a text in quotes."
        )
    return in_words(fault, statements)


def in_words(fault: Fault, _: set[Triple]) -> Mend:
    """Say it in general, unless the author of the shape said it better."""
    wanted = requirement(fault.shapes, fault.shape, fault.component)
    if wanted is None or own_message(fault):
        return Mend()
    return Mend(f"Change the data so that there is {wanted}.")


def concepts_of(fault: Fault) -> dict[str, Node]:
    """Name the concepts of the scheme that a shape asks for by sh:node; none if it does not."""
    scheme = next(
        (
            scheme
            for node in fault.shapes.objects(fault.shape, SH.node)
            for inner in fault.shapes.objects(node, SH.property)
            if fault.shapes.value(inner, SH.path) == SKOS.inScheme
            for scheme in fault.shapes.objects(inner, SH.hasValue)
        ),
        None,
    )
    if scheme is None:
        return {}
    return {
        shorten(node): node for node in sorted(fault.data.subjects(SKOS.inScheme, scheme), key=str)
    }


def _replaced(statements: set[Triple], value: Node) -> Mend:
    """Put another value into the one statement that has the wrong one."""
    if len(statements) != 1:
        return Mend(f"Write {shorten(value)} instead.")
    ((subject, property_, _),) = statements
    return make_mend(tuple(statements), ((subject, property_, value),))


def _tagged(value: Literal) -> str:
    return shorten(Literal(str(value)[:60], lang="en"))


def _items(fault: Fault, parameter: str) -> list[Node]:
    head = fault.parameter(parameter)
    return [] if head is None else list(fault.shapes.items(head))


OTHER_VALUES: Final[Mapping[Node, Mender]] = MappingProxyType(
    {
        SH.DatatypeConstraintComponent: _wrong_datatype,
        SH.OrConstraintComponent: _choice,
        SH.XoneConstraintComponent: _choice,
        SH.ClassConstraintComponent: _no_instance,
        SH.NodeKindConstraintComponent: _wrong_kind,
        SH.InConstraintComponent: _not_listed,
        SH.NodeConstraintComponent: _no_fit,
    }
)
"""How to mend results of the constraints on a value by itself."""
