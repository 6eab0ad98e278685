"""What a sender may describe: resources of their own, of classes that the profile takes."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import InputError
from cybernorms.namespaces import BASE, CN, CNSH, RDF, RDFS, VOID
from cybernorms.sources import Places
from cybernorms.terms import shorten
from cybernorms.validation.profiles import Profile
from cybernorms.validation.report import Report, Result, Severity, make_report
from cybernorms.validation.wording import listed

_BASE: Final = re.compile(r"https?://[^/#?\s]+/([^\s]*[/#])?")
_OWNERSHIP: Final = CNSH["OwnershipConstraintComponent"]
_CLASSES: Final = CNSH["ClassesConstraintComponent"]


def declared_bases(data: Graph) -> tuple[str, ...]:
    """List the bases that data sets describe as theirs by void:uriSpace (VoID, 4.2)."""
    values = (value for value in data.objects(None, VOID.uriSpace) if isinstance(value, Literal))
    return tuple(sorted({str(value) for value in values if not str(value).startswith(BASE)}))


def require_base(base: str) -> str:
    """Give back a base below which somebody else may name resources.

    Raises InputError for what is no web address that ends in / or #, or is ours: without the end
    https://a.example would take in https://a.example.net.
    """
    if not _BASE.fullmatch(base) or base.startswith(BASE):
        raise InputError(
            f"base {base}: give the address that your identifiers begin with, ending in / or #, "
            "for example https://norms.example.org/"
        )
    return base


def validate_ownership(
    data: Graph, ours: Collection[Node], bases: tuple[str, ...], places: Places
) -> Report:
    """Find subjects that are among ``ours`` or, if there are bases, outside of all of them."""
    return make_report(_misplaced(data, ours, bases, places))


def validate_classes(data: Graph, hierarchy: Graph, profile: Profile, places: Places) -> Report:
    """Find instances of our classes that the profile does not take."""
    if not profile.takes:
        return Report()
    taken = {
        kind
        for class_ in profile.takes
        for kind in hierarchy.transitive_subjects(RDFS.subClassOf, class_)
    }
    classes = listed(shorten(class_) for class_ in profile.takes)
    return make_report(
        Result(
            focus_node=node,
            path=RDF.type,
            value=class_,
            message=f"the profile {profile.token} takes no {shorten(class_)}",
            severity=Severity.VIOLATION,
            source_shape=CNSH["Taken"],
            component=_CLASSES,
            places=places.of_subject(node),
            value_places=places.of_value((node, RDF.type, class_)),
            remedy=f"Leave it out, or use the profile submission. This one takes {classes}.",
        )
        for node, class_ in data.subject_objects(RDF.type)
        # A class that does not exist is told as such.
        if str(class_).startswith(str(CN))
        and class_ not in taken
        and (class_, None, None) in hierarchy
    )


def _misplaced(
    data: Graph, ours: Collection[Node], bases: tuple[str, ...], places: Places
) -> Iterator[Result]:
    space = " or ".join(f"<{base}>" for base in bases) or "a base of your own"
    for node in set(data.subjects()):
        if not isinstance(node, URIRef):
            continue
        if node in ours:
            yield _result(
                node,
                "Restated",
                f"{shorten(node)} is described by us; a submission may refer to it, but state "
                "nothing of it",
                "Delete the statements that have it as their subject. What you have to say of it, "
                "say in a resource of your own that refers to it.",
                places,
            )
        elif str(node).startswith(BASE) or (bases and not str(node).startswith(bases)):
            yield _result(
                node,
                "Minted",
                f"{shorten(node)} does not lie below {space}, so it is not yours to describe",
                f"Give it an IRI below {space} wherever it occurs. If it is somebody else's, refer "
                "to it and state nothing of it.",
                places,
            )


def _result(node: Node, check: str, message: str, remedy: str, places: Places) -> Result:
    return Result(
        focus_node=node,
        path=None,
        value=None,
        message=message,
        severity=Severity.VIOLATION,
        source_shape=CNSH[check],
        component=_OWNERSHIP,
        places=places.of_subject(node),
        remedy=remedy,
    )
