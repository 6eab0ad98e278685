"""References that lead nowhere: our own identifiers and terms that no file states."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import CN, CNSH, ID, SCHEME
from cybernorms.sources import Places
from cybernorms.terms import shorten
from cybernorms.validation.report import Report, Result, Severity, make_report

SHAPE: Final = CNSH["Reference"]
COMPONENT: Final = CNSH["ReferenceConstraintComponent"]
REASON: Final = "Whoever follows a link of this graph should arrive somewhere."

_OURS: Final = (str(ID), str(SCHEME), str(CN), str(CNSH))


def validate_references(data: Graph, known: Iterable[Node], places: Places) -> Report:
    """Find every property, class or value of our own name spaces that is nobody's subject.

    ``known`` are the subjects that are stated anywhere; those of ``data`` need not be among them.
    No single shape can say this, as it holds of every property.
    """
    stated = {str(node) for node in known} | {str(node) for node in data.subjects()}
    # To look for what is spelled alike takes long, and a mistake is seldom made once.
    message = cache(lambda missing: _message(missing, stated))
    return make_report(
        Result(
            focus_node=subject,
            path=property_,
            value=missing,
            message=message(missing),
            severity=Severity.VIOLATION,
            source_shape=SHAPE,
            component=COMPONENT,
            reason=REASON,
            places=places.of_subject(subject),
            # A property is told at its value: it stands right before.
            value_places=places.of_value((subject, property_, value)),
        )
        for subject, property_, value, missing in _dangling(data, stated)
    )


def _dangling(data: Graph, stated: set[str]) -> Iterator[tuple[Node, URIRef, Node, URIRef]]:
    """Give each statement with the term of it that is missing."""
    for subject, property_, value in data:
        for term in (property_, value):
            if isinstance(term, URIRef) and str(term).startswith(_OURS) and str(term) not in stated:
                yield subject, URIRef(str(property_)), value, term


def _message(missing: URIRef, stated: set[str]) -> str:
    """Say what is missing and, when something is spelled alike, what may be meant."""
    space = next(space for space in _OURS if missing.startswith(space))
    # Of a resource the kind is taken for sure: id/provision/… is not mistaken for id/agreement/….
    kind = space + missing.removeprefix(space).partition("/")[0] if space == str(ID) else space
    alike = get_close_matches(str(missing), [iri for iri in stated if iri.startswith(kind)], n=1)
    hint = f"did you mean {shorten(URIRef(alike[0]))}? Otherwise state" if alike else "state"
    return f"{shorten(missing)} is stated nowhere; {hint} it, at least with a type and a label"
