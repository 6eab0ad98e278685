"""How to mend a fault: the change to make, and the patch where there is only one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Literal
from rdflib.term import Node

from cybernorms.namespaces import SH
from cybernorms.sources import Triple
from cybernorms.terms import shorten
from cybernorms.validation.patch import Mend, make_mend
from cybernorms.validation.replacing import OTHER_VALUES, Mender, concepts_of, in_words
from cybernorms.validation.wording import Fault, listed, requirement


def mend(fault: Fault, statements: set[Triple]) -> Mend:
    """Find what mends a fault; ``statements`` bring the offending value.

    A patch is given only when it makes the fault go away whatever else the data says, and can be
    written down: not about a blank node, whose label means nothing outside its file.
    """
    mended = _MENDERS.get(fault.component, in_words)(fault, statements)
    if mended.patch and any(
        isinstance(term, BNode)
        for triple in (*mended.patch.delete, *mended.patch.insert)
        for term in triple
    ):
        return Mend(mended.remedy)
    return mended


def _missing(fault: Fault, _: set[Triple]) -> Mend:
    if fault.property is None or isinstance(fault.focus, Literal):
        return Mend()
    expected = (
        f"Choose one of {listed(concepts)}." if (concepts := concepts_of(fault)) else _asked(fault)
    )
    text = f"Add the statement  {shorten(fault.focus)} {shorten(fault.property)} … .  {expected}"
    return Mend(text.rstrip())


def _asked(fault: Fault) -> str:
    """Say what the shape asks of the values of its property."""
    asked = [
        wanted
        for name in ("Class", "Datatype", "NodeKind", "In", "LanguageIn", "Node", "Or")
        if (wanted := requirement(fault.shapes, fault.shape, SH[f"{name}ConstraintComponent"]))
    ]
    return f"The value must be {', and '.join(asked)}." if asked else ""


def _required(fault: Fault, _: set[Triple]) -> Mend:
    value = fault.parameter("hasValue")
    if fault.property is None or value is None or isinstance(fault.focus, Literal):
        return Mend()
    there = list(fault.data.triples((fault.focus, fault.property, None)))
    most = fault.parameter("maxCount")
    full = isinstance(most, Literal) and len(there) >= int(most)
    if full and len(there) != 1:
        return Mend(f"{shorten(value)} must be among the values of {shorten(fault.property)}.")
    return make_mend(tuple(there) if full else (), ((fault.focus, fault.property, value),))


def _too_many(fault: Fault, _: set[Triple]) -> Mend:
    most = fault.parameter("maxCount")
    if fault.property is None or most is None:
        return Mend()
    return Mend(f"Keep {most} of the values of {shorten(fault.property)} and delete the others.")


_MENDERS: Final[Mapping[Node, Mender]] = MappingProxyType(
    {
        SH.MinCountConstraintComponent: _missing,
        SH.MaxCountConstraintComponent: _too_many,
        SH.HasValueConstraintComponent: _required,
        **OTHER_VALUES,
    }
)
