"""Contradictions that an engine may pass over, found alike for every engine."""

from collections.abc import Iterable, Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import ID, OWL, RDF, RDFS
from cybernorms.reasoning.engine import Triple
from cybernorms.terms import shorten


def asserted_clashes(asserted: Graph) -> list[str]:
    """Find several values of a functional property, one sentence a subject (prp-fp, dt-diff).

    Two literals are a contradiction in any case. Two of our own identifiers would silently become
    one thing: OWL allows that, we do not unless somebody states owl:sameAs. Looked for before
    reasoning, since the closure spreads such an equality over the whole graph.
    """
    return sorted(
        f"{shorten(subject)} has several values of {shorten(property_)}, which allows one: "
        + ", ".join(sorted(map(shorten, values)))
        for property_ in asserted.subjects(RDF.type, OWL.FunctionalProperty)
        for subject, values in _values(asserted, property_).items()
        if _clash(values, asserted)
    )


def closure_clashes(closure: Iterable[Triple], asserted: Graph) -> list[str]:
    """Find what equality makes impossible in a closure, one sentence each.

    Something that differs from itself (eq-diff1 with eq-ref), different literals that are the same
    (dt-diff with eq-diff1), and two of our own identifiers that name one thing unasserted.
    """
    return sorted(_impossible(closure, asserted))


def _values(asserted: Graph, property_: Node) -> dict[Node, set[Node]]:
    """Collect the values of a property and its subproperties by subject."""
    values: dict[Node, set[Node]] = {}
    for sub in asserted.transitive_subjects(RDFS.subPropertyOf, property_):
        for subject, value in asserted.subject_objects(sub):
            values.setdefault(subject, set()).add(value)
    return values


def _clash(values: set[Node], asserted: Graph) -> bool:
    """Tell whether one functional property cannot have all these values."""
    if sum(isinstance(value, Literal) for value in values) > 1:
        return True
    ours = sorted(str(value) for value in values if isinstance(value, URIRef) and value in ID)
    return any(not _stated_same(URIRef(a), URIRef(b), asserted) for a in ours[:1] for b in ours[1:])


def _impossible(closure: Iterable[Triple], asserted: Graph) -> Iterator[str]:
    for s, p, o in closure:
        if p == OWL.differentFrom and s == o:
            yield f"{shorten(s)} is said to differ from itself (owl:differentFrom)"
        elif p != OWL.sameAs or s == o:
            continue
        elif isinstance(s, Literal) and isinstance(o, Literal) and str(s) < str(o):
            yield f"the values {shorten(s)} and {shorten(o)} would have to be the same"
        elif str(s) in ID and str(o) in ID and str(s) < str(o) and not _stated_same(s, o, asserted):
            yield (
                f"{shorten(s)} and {shorten(o)} would have to be the same thing; state owl:sameAs "
                "if they are, else look for a functional property that has both as values"
            )


def _stated_same(a: Node, b: Node, asserted: Graph) -> bool:
    return (a, OWL.sameAs, b) in asserted or (b, OWL.sameAs, a) in asserted
