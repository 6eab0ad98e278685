"""The slots of SSSOM 1.0: what each is called, holds, and becomes in RDF.

https://mapping-commons.github.io/sssom/Mapping/ and https://mapping-commons.github.io/sssom/MappingSet/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from rdflib import Namespace, URIRef

from cybernorms.namespaces import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

SSSOM: Final = Namespace("https://w3id.org/sssom/")
SEMAPV: Final = Namespace("https://w3id.org/semapv/vocab/")
PAV: Final = Namespace("http://purl.org/pav/")

Kind = Literal["entity", "uri", "text", "date", "number", "type", "modifier"]
"""What a value is: an IRI, in a table abbreviated or not, a date, one of a closed list, …"""

BUILT_IN: Final = MappingProxyType(
    {
        "owl": str(OWL),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "semapv": str(SEMAPV),
        "skos": str(SKOS),
        "sssom": str(SSSOM),
        "xsd": str(XSD),
    }
)
"""Prefixes that a table need not declare, and must not declare otherwise."""

TYPES: Final[Mapping[str, URIRef]] = MappingProxyType(
    {
        "owl class": OWL.Class,
        "owl object property": OWL.ObjectProperty,
        "owl data property": OWL.DataProperty,
        "owl annotation property": OWL.AnnotationProperty,
        "owl named individual": OWL.NamedIndividual,
        "skos concept": SKOS.Concept,
        "rdfs resource": RDFS.Resource,
        "rdfs class": RDFS.Class,
        "rdfs literal": RDFS.Literal,
        "rdfs datatype": RDFS.Datatype,
        "rdf property": RDF.Property,
    }
)
NEGATED: Final = ("Not", SSSOM["NegatedPredicate"])


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: ``many`` values are separated by | in a table.

    A ``passed`` slot of a set holds for each of its mappings unless there is a column for it.
    """

    name: str
    property: URIRef
    kind: Kind
    many: bool = False
    passed: bool = False


def _slots(names: str, kind: Kind, *, many: bool = False, passed: bool = False) -> list[Slot]:
    return [
        Slot(name, _PROPERTIES.get(name, SSSOM[name]), kind, many, passed) for name in names.split()
    ]


_PROPERTIES: Final = {
    "subject_id": OWL.annotatedSource,
    "predicate_id": OWL.annotatedProperty,
    "object_id": OWL.annotatedTarget,
    "mapping_set_version": OWL.versionInfo,
    "mapping_set_title": DCTERMS.title,
    "mapping_set_description": DCTERMS.description,
    "mapping_set_source": PROV.wasDerivedFrom,
    "creator_id": DCTERMS.creator,
    "author_id": PAV.authoredBy,
    "license": DCTERMS.license,
    "mapping_date": DCTERMS.created,
    "publication_date": DCTERMS.issued,
    "see_also": RDFS.seeAlso,
    "comment": RDFS.comment,
}
_BOTH: Final = (
    *_slots("creator_id", "entity", many=True),
    *_slots("creator_label", "text", many=True),
    *_slots("license", "uri"),
    *_slots("subject_type object_type predicate_type", "type", passed=True),
    *_slots("subject_source object_source mapping_tool_id", "entity", passed=True),
    *_slots(
        "subject_source_version object_source_version mapping_tool mapping_tool_version", "text",
        passed=True,
    ),
    *_slots("mapping_provider", "uri", passed=True),
    *_slots("mapping_date", "date", passed=True),
    *_slots("publication_date", "date"),
    *_slots(
        "subject_match_field object_match_field subject_preprocessing object_preprocessing",
        "entity", many=True, passed=True,
    ),
    *_slots("see_also", "uri", many=True),
    *_slots("other comment", "text"),
)  # fmt: skip
MAPPING_SLOTS: Final[Mapping[str, Slot]] = MappingProxyType(
    {
        slot.name: slot
        for slot in (
            *_slots("subject_id", "entity"),
            *_slots("subject_label subject_category", "text"),
            *_slots("predicate_id", "entity"),
            *_slots("predicate_label", "text"),
            *_slots("predicate_modifier", "modifier"),
            *_slots("object_id", "entity"),
            *_slots("object_label object_category", "text"),
            *_slots("mapping_justification", "entity"),
            *_slots("confidence similarity_score", "number"),
            *_slots("author_id reviewer_id", "entity", many=True),
            *_slots("author_label reviewer_label match_string", "text", many=True),
            *_slots("mapping_source issue_tracker_item", "entity"),
            *_slots("mapping_cardinality similarity_measure", "text"),
            *_slots("curation_rule", "entity", many=True),
            *_slots("curation_rule_text", "text", many=True),
            *_BOTH,
        )
    }
)
"""The slots of a mapping, in the order of columns."""
SET_SLOTS: Final[Mapping[str, Slot]] = MappingProxyType(
    {
        slot.name: slot
        for slot in (
            *_slots("mapping_set_version mapping_set_title mapping_set_description", "text"),
            *_slots("mapping_set_source", "uri", many=True),
            *_slots("mapping_set_confidence", "number"),
            *_slots("issue_tracker", "uri"),
            *_BOTH,
        )
    }
)
"""The slots of a mapping set, beside its id, its prefixes and its mappings."""
