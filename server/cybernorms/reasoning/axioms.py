"""The axioms that are refused because an engine gets them wrong."""

from collections.abc import Mapping
from typing import Final

from rdflib import Graph
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF
from cybernorms.terms import shorten

_INSTEAD: Final[Mapping[Node, str]] = {
    OWL.AllDifferent: "state owl:differentFrom between each two",
    OWL.AllDisjointProperties: "state owl:propertyDisjointWith between each two",
    OWL.hasKey: "make the key property an owl:InverseFunctionalProperty",
}


def unsupported_axioms(graph: Graph) -> list[str]:
    """Name every use of owl:hasKey, owl:AllDifferent and owl:AllDisjointProperties.

    owlrl never compares the last key of owl:hasKey, so that unrelated things become the same, and
    skips the last member of both lists, so that contradictions go unseen.
    """
    uses: list[tuple[Node, Node]] = [(s, OWL.hasKey) for s in graph.subjects(OWL.hasKey)]
    for kind in (OWL.AllDifferent, OWL.AllDisjointProperties):
        uses += [(subject, kind) for subject in graph.subjects(RDF.type, kind)]
    return sorted(
        f"{_members(subject, graph)}: {shorten(axiom)} is not supported, because reasoners get it "
        f"wrong; {_INSTEAD[axiom]}"
        for subject, axiom in uses
    )


def _members(subject: Node, graph: Graph) -> str:
    """Name the axiom's subject, or what stands in its list when it is a blank node."""
    for property_ in (OWL.members, OWL.distinctMembers):
        for head in graph.objects(subject, property_):
            return ", ".join(shorten(member) for member in graph.items(head))
    return shorten(subject)
