"""What is found, by kinds that people know, and how much each kind counts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, OWL, SH, SKOS


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: what it is called in addresses, and the classes that it is known by.

    ``weight`` multiplies how well a text fits. Names of kinds that ``completes`` are offered while
    one types; the others are known by what they are about. One that ``follows`` is about whatever
    those that it points at are about.
    """

    name: str
    classes: frozenset[str]
    weight: float
    completes: bool = False
    follows: bool = False


def _named(*names: str) -> frozenset[str]:
    return frozenset(str(CN[name]) for name in names)


KINDS: Final = (
    Kind("agreement", _named("Agreement"), 3.0, completes=True),
    Kind("provision", _named("Provision"), 2.4, completes=True),
    Kind("stakeholder", _named("Stakeholder"), 2.0, completes=True),
    Kind("action", _named("ImplementingAction"), 1.6, completes=True, follows=True),
    Kind("document", _named("SourceDocument"), 1.8, completes=True),
    Kind("incident", _named("Incident"), 1.4, completes=True),
    Kind("position", _named("Position"), 1.2, follows=True),
    Kind("assessment", _named("ElementAssessment"), 1.0, follows=True),
    Kind("claim", _named("ImplementationClaim"), 0.8, follows=True),
    Kind("correspondence", _named("Correspondence"), 0.8, follows=True),
    Kind("finding", _named("Finding"), 1.0, follows=True),
    Kind("event", _named("Event"), 1.0, follows=True),
    Kind("argument", _named("Argument", "Suggestion", "Comment", "Amendment"), 0.9, follows=True),
    Kind("breach", _named("BreachExample"), 0.9, follows=True),
    Kind("participation", _named("Participation"), 0.8, follows=True),
    Kind("count", _named("Count", "Result"), 0.8, follows=True),
    Kind("classification", _named("Classification"), 0.7, follows=True),
    Kind("reference", _named("ProvisionReference", "ReferenceWork"), 0.7, follows=True),
    Kind("passage", _named("Passage"), 0.5),
    Kind("concept", frozenset({str(SKOS.Concept)}), 1.5, completes=True),
    Kind("scheme", frozenset({str(SKOS.ConceptScheme)}), 1.1, completes=True),
    Kind("question", frozenset({str(SH.SPARQLExecutable)}), 1.4, completes=True),
    Kind(
        "term",
        frozenset(map(str, (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty))),
        1.1,
        completes=True,
    ),
    Kind("shape", frozenset({str(SH.NodeShape)}), 0.5),
)
OTHER: Final = Kind("other", frozenset(), 0.5)
"""Whatever else has an identifier and a label."""


def kind_of(classes: Collection[str]) -> Kind:
    """Choose the kind of a resource with these classes."""
    return next((kind for kind in KINDS if not kind.classes.isdisjoint(classes)), OTHER)
