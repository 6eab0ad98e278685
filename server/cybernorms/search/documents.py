"""What of the graph can be found: one document for each resource of ours that has a label."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from rdflib import Literal

from cybernorms.namespaces import (
    BASE,
    CN,
    CNSH,
    DCTERMS,
    ID,
    OA,
    RDF,
    RDFS,
    SCHEMA,
    SCHEME,
    SH,
    SKOS,
)
from cybernorms.search.facts import Facts, Triple, iris
from cybernorms.search.kinds import OTHER, Kind, kind_of

LABELS: Final = iris(SKOS.prefLabel, RDFS.label, DCTERMS.title, SH.name)
_VARIANTS: Final = iris(SKOS.altLabel, SKOS.hiddenLabel)
_IDENTIFIERS: Final = iris(
    CN.number, CN.officialIdentifier, CN.referenceText, CN.countryCode, DCTERMS.identifier
)
_WORDINGS: Final = iris(CN.wording, CN.deletedText, CN.insertedText, SKOS.definition)
_NOTES: Final = iris(
    DCTERMS.description,
    RDFS.comment,
    CN.note,
    CN.justification,
    CN.question,
    CN.contradiction,
    SCHEMA.keywords,
)
_REMARKS: Final = iris(CN.section, SKOS.example, SKOS.editorialNote)
# Where a resource belongs: the first that it has.
_OWNERS: Final = iris(
    CN.isProvisionOf,
    CN.assessedAgreement,
    CN.classifiedAgreement,
    CN.eventOf,
    CN.countOf,
    CN.participationIn,
    CN.isVersionOf,
    CN.carriedOutBy,
    CN.claimedAction,
    CN.fromProvision,
    CN.amendedProvision,
    CN.referredAgreement,
    CN.sourceDocument,
    SKOS.inScheme,
    CN.holder,
    CN.concerns,
    CN.about,
    CN.onProvision,
    CN.onAgreement,
    CN.onSubject,
)
# What says how a statement is made, and not what it is about.
_ASIDE: Final = frozenset(
    iris(
        CN.attributedTo,
        CN.basis,
        CN.certainty,
        CN.contributesTo,
        CN.correspondsTo,
        CN.datePrecision,
        CN.evidence,
        CN.hasFinding,
        CN.qualifier,
        CN.referenceStatus,
        CN.reviewedIn,
        CN.mentionedIn,
    )
)
_TYPE, _SUBCLASS, _ALTERNATIVE = iris(RDF.type, RDFS.subClassOf, SKOS.altLabel)
_SELECTOR, _EXACT = iris(OA.hasSelector, OA.exact)
_BOILERPLATE: Final = str(CN.Boilerplate)
_OWN, _TERMS = str(ID), str(CN)
_SPACES: Final = (str(ID), str(SCHEME), str(CN), str(CNSH), BASE + "question/")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_RELATED: Final = 12


@dataclass(frozen=True, slots=True)
class Document:
    """A resource as the index has it.

    ``labels`` and ``variants`` are its names, ``slug`` what its identifier calls it; ``kindred``
    are the names of what it is about, ``remarks`` what curators say of it. ``types`` are its most
    special classes, ``owner`` is where it belongs, or empty; ``mentions`` is how many others point
    at it.
    """

    iri: str
    kind: Kind
    types: tuple[str, ...]
    owner: str
    mentions: int
    labels: tuple[Literal, ...]
    variants: tuple[Literal, ...]
    slug: str
    identifiers: tuple[str, ...]
    wording: str
    notes: str
    remarks: str
    kindred: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_documents(graphs: Iterable[Iterable[Triple]]) -> tuple[Facts, list[Document]]:
    """Make the documents of some graphs, by IRI, without their facets; and give the facts too.

    What has no label can not be found by name, and boilerplate says nothing.
    """
    facts = Facts(graphs)
    return facts, [
        _document(facts, iri, labels)
        for iri in facts.subjects()
        if _is_ours(iri)
        and (labels := facts.texts(iri, *LABELS))
        and (iri.startswith(_OWN) or kind_of(facts.objects(iri, _TYPE)) is not OTHER)
        and not facts.is_a(iri, _BOILERPLATE)
    ]


def _is_ours(iri: str) -> bool:
    space = next((space for space in _SPACES if iri.startswith(space)), None)
    return space is not None and "#" not in iri[len(space) :]


def _document(facts: Facts, iri: str, labels: list[Literal]) -> Document:
    classes = facts.objects(iri, _TYPE)
    kind = kind_of(classes)
    types = _most_special(facts, classes)
    quotes = [text for q in facts.objects(iri, _SELECTOR) for text in facts.texts(q, _EXACT)]
    return Document(
        iri,
        kind,
        tuple(types),
        next((found[0] for prop in _OWNERS if (found := facts.objects(iri, prop))), ""),
        facts.mentions(iri),
        tuple(dict.fromkeys(labels)),
        tuple(facts.texts(iri, *_VARIANTS)),
        _slug(iri, kind),
        tuple(dict.fromkeys((*_local_name(iri), *map(str, facts.texts(iri, *_IDENTIFIERS))))),
        _join((*facts.texts(iri, *_WORDINGS), *quotes)),
        _join(facts.texts(iri, *_NOTES)),
        _join(facts.texts(iri, *_REMARKS)),
        _join(_kindred(facts, iri, types)),
    )


def _most_special(facts: Facts, classes: list[str]) -> list[str]:
    """Leave out each class that another one implies, and those of other vocabularies."""
    own = [name for name in classes if name.startswith(_TERMS)]
    above = {up for name in own for up in facts.objects(name, _SUBCLASS) if up != name}
    return [name for name in own if name not in above]


def _slug(iri: str, kind: Kind) -> str:
    """Give what the identifier calls a resource, as words: ``id/agreement/paris-call``."""
    rest = iri.removeprefix(BASE)
    if rest.startswith("id/"):
        return rest.split("/", 2)[-1].replace("/", " ").replace("-", " ")
    if kind.name == "term":
        return _CAMEL.sub(" ", rest.partition("#")[2])
    return rest.rpartition("/")[2].rpartition("#")[2].replace("-", " ")


def _local_name(iri: str) -> tuple[str, ...]:
    """Give the name of a term as it is written in Turtle, behind the prefix."""
    return (iri.removeprefix(_TERMS),) if iri.startswith(_TERMS) else ()


def _kindred(facts: Facts, iri: str, types: Iterable[str]) -> Iterator[str]:
    """Give the names of the classes of a resource and of what it is about."""
    if not iri.startswith(_OWN):
        return
    aside = {target for prop, target in facts.links(iri) if prop in _ASIDE}
    related = dict.fromkeys(
        target
        for prop, target in facts.links(iri)
        if prop.startswith(_TERMS) and target not in aside
    )
    for target in (*types, *islice(related, _MOST_RELATED)):
        yield from map(str, facts.texts(target, *LABELS, _ALTERNATIVE))


def _join(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(map(str, texts)))
