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
    Kind("agreement", _named("Agreement"), 4.0, completes=True),
    Kind("provision", _named("Provision"), 3.6, completes=True),
    Kind("stakeholder", _named("Stakeholder"), 2.5, completes=True),
    Kind("action", _named("ImplementingAction"), 2.0, completes=True, follows=True),
    Kind("document", _named("SourceDocument"), 2.2, completes=True),
    Kind("incident", _named("Incident"), 1.8, completes=True),
    Kind("position", _named("Position"), 1.0, follows=True),
    Kind("assessment", _named("ElementAssessment"), 0.8, follows=True),
    Kind("claim", _named("ImplementationClaim"), 0.5, follows=True),
    Kind("correspondence", _named("Correspondence"), 0.5, follows=True),
    Kind("finding", _named("Finding"), 0.9, follows=True),
    Kind("event", _named("Event"), 0.8, follows=True),
    Kind("argument", _named("Argument", "Suggestion", "Comment", "Amendment"), 0.8, follows=True),
    Kind("breach", _named("BreachExample"), 0.8, follows=True),
    Kind("participation", _named("Participation"), 0.5, follows=True),
    Kind("count", _named("Count", "Result"), 0.5, follows=True),
    Kind("classification", _named("Classification"), 0.4, follows=True),
    Kind("reference", _named("ProvisionReference", "ReferenceWork"), 0.5, follows=True),
    Kind("passage", _named("Passage"), 0.4),
    Kind("concept", frozenset({str(SKOS.Concept)}), 2.0, completes=True),
    Kind("scheme", frozenset({str(SKOS.ConceptScheme)}), 1.3, completes=True),
    Kind("question", frozenset({str(SH.SPARQLExecutable)}), 2.0, completes=True),
    Kind(
        "term",
        frozenset(map(str, (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty))),
        1.3,
        completes=True,
    ),
    Kind("shape", frozenset({str(SH.NodeShape)}), 0.4),
)
OTHER: Final = Kind("other", frozenset(), 0.4)
"""Whatever else has an identifier and a label."""


def kind_of(classes: Collection[str]) -> Kind:
    """Choose the kind of a resource with these classes."""
    return next((kind for kind in KINDS if not kind.classes.isdisjoint(classes)), OTHER)
