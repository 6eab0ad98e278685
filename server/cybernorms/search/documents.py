"""What of the graph can be found: one document for each resource of ours that has a label."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Final

from cybernorms.namespaces import (
    BASE,
    CN,
    CNSH,
    DCTERMS,
    ID,
    OA,
    RDFS,
    SCHEMA,
    SCHEME,
    SH,
    SKOS,
)
from cybernorms.search.facts import Facts, Text, iris
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
_SUBCLASS, _ALTERNATIVE = iris(RDFS.subClassOf, SKOS.altLabel)
_SELECTOR, _EXACT = iris(OA.hasSelector, OA.exact)
_BOILERPLATE: Final = str(CN.Boilerplate)
_OWN, _TERMS = str(ID), str(CN)
_SPACES: Final = (str(ID), str(SCHEME), str(CN), str(CNSH), BASE + "question/")
_OURS: Final = re.compile(f"(?:{'|'.join(map(re.escape, _SPACES))})[^#]*")
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
    labels: tuple[Text, ...]
    variants: tuple[Text, ...]
    slug: str
    identifiers: tuple[str, ...]
    wording: str
    notes: str
    remarks: str
    kindred: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def kind_of_document(facts: Facts, iri: str) -> Kind | None:
    """Tell the kind of a resource that can be found, None for any other.

    What has no label can not be found by name, and boilerplate says nothing.
    """
    kind = _kind_of(facts.types(iri))
    if not kind or not facts.is_named(iri) or not _OURS.fullmatch(iri):
        return None
    return kind if kind is not OTHER or iri.startswith(_OWN) else None


def read_documents(facts: Facts) -> Iterator[Document]:
    """Make the documents of some statements, by IRI, without their facets."""
    for iri in facts.named():
        if kind := kind_of_document(facts, iri):
            yield _document(facts, iri, kind)


@cache
def _kind_of(types: tuple[str, ...]) -> Kind | None:
    return None if _BOILERPLATE in types else kind_of(types)


def _document(facts: Facts, iri: str, kind: Kind) -> Document:
    types = _most_special(facts, facts.types(iri))
    quotes = [text for q in facts.objects(iri, _SELECTOR) for text in facts.texts(q, _EXACT)]
    identifiers = (text.value for text in facts.texts(iri, *_IDENTIFIERS))
    return Document(
        iri,
        kind,
        tuple(types),
        facts.first(iri, _OWNERS),
        facts.mentions(iri),
        tuple(dict.fromkeys(facts.texts(iri, *LABELS))),
        tuple(facts.texts(iri, *_VARIANTS)),
        _slug(iri, kind),
        tuple(dict.fromkeys((*_local_name(iri), *identifiers))),
        _join((*facts.texts(iri, *_WORDINGS), *quotes)),
        _join(facts.texts(iri, *_NOTES)),
        _join(facts.texts(iri, *_REMARKS)),
        _join(_kindred(facts, iri, types)),
    )


def _most_special(facts: Facts, classes: Iterable[str]) -> list[str]:
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


def _kindred(facts: Facts, iri: str, types: Iterable[str]) -> Iterator[Text]:
    """Give the names of the classes of a resource and of what it is about."""
    if not iri.startswith(_OWN):
        return
    links = list(facts.links(iri))
    aside = {target for prop, target in links if prop in _ASIDE}
    related = dict.fromkeys(
        target for prop, target in links if prop.startswith(_TERMS) and target not in aside
    )
    for target in (*types, *islice(related, _MOST_RELATED)):
        yield from facts.texts(target, *LABELS, _ALTERNATIVE)


def _join(texts: Iterable[Text]) -> str:
    return "\n".join(dict.fromkeys(text.value for text in texts))
