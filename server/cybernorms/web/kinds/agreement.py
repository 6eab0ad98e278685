"""The page of an agreement: what it is, who is in it, what it asks, and what is said of it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, ID
from cybernorms.web.frame import Fact, Frame, pattern, read_frame
from cybernorms.web.kinds.disagreements import Disagreement, find_disagreements
from cybernorms.web.kinds.texts import ENDS, Claim, Text, ends_of, read_claims, read_texts
from cybernorms.web.reader import Reader
from cybernorms.web.records import Group, Record, group_by, record_of, subjects
from cybernorms.web.terms import Term

_OWN: Final = """
rdf:type rdfs:seeAlso skos:altLabel skos:editorialNote dcterms:source dcterms:subject
cn:contradiction cn:isVersionOf cn:issuedBy cn:mentionedIn cn:note cn:officialAddress
cn:officialIdentifier cn:refersTo cn:reviewNumber cn:reviewedIn cn:status cn:supersedes
"""
_SAID: Final = """
rdfs:label dcterms:description skos:editorialNote skos:notation cn:about cn:actionKind cn:addressee
cn:assessedAgreement cn:assessedElement cn:assessmentValue cn:assessor cn:attributedTo cn:basis
cn:candidateProvision cn:candidateValue cn:carriedOutBy cn:certainty cn:claimant cn:claimedAction
cn:claimedAgreement cn:claimedProvision cn:claimedReference cn:classifiedAgreement
cn:classifiedCharacter cn:classifiedKind cn:classifiedSpace cn:concerns cn:conflictingProvision
cn:contradiction cn:countOf cn:countValue cn:countedGroup cn:date cn:datePrecision cn:demand
cn:eventKind cn:eventOf cn:findingKind cn:fromProvision cn:holder cn:involves cn:isProvisionOf
cn:isVersionOf cn:justification cn:note cn:number cn:onAgreement cn:onAssessment cn:onProvision
cn:participant cn:participationIn cn:qualifier cn:question cn:referenceStatus cn:referenceText
cn:referredAgreement cn:refersTo cn:relation cn:role cn:sharpens cn:stakeholderGroup cn:stance
cn:supersedes cn:toProvision cn:wording
"""
_TEXT: Final = "{{ VALUES ?text {{ <{iri}> }} }} UNION {{ ?text cn:isVersionOf <{iri}> }}"
"""The agreement and its versions, whose provisions count as its own."""
_ENDS: Final = "cn:fromProvision|cn:toProvision|cn:conflictingProvision"
_OBJECTS: Final = ("onAgreement", "onProvision", "onAssessment")
_RELATIONS: Final = ("isVersionOf", "supersedes", "refersTo")
_RESOURCES: Final = (
    "VALUES ?link {{ cn:assessedAgreement cn:classifiedAgreement cn:concerns cn:countOf cn:eventOf"
    " cn:isVersionOf cn:participationIn cn:refersTo cn:supersedes }} ?s ?link <{iri}>",
    "?participation cn:participationIn <{iri}> ; cn:participant ?s",
    "?assessment cn:assessedAgreement <{iri}> . ?s cn:onAssessment ?assessment",
    "?assessment cn:assessedAgreement <{iri}> ; cn:assessedElement ?s",
    _TEXT + " ?s cn:isProvisionOf|cn:claimedAgreement|cn:onAgreement|cn:referredAgreement ?text",
    _TEXT + " ?s cn:claimedReference/cn:referredAgreement ?text",
    _TEXT + " ?claim cn:claimedAgreement|(cn:claimedReference/cn:referredAgreement) ?text ;"
    " cn:claimedAction ?s",
    _TEXT + " ?provision cn:isProvisionOf ?text ."
    f" ?s cn:claimedProvision|cn:onProvision|{_ENDS} ?provision",
    _TEXT + " ?provision cn:isProvisionOf ?text . ?claim cn:claimedProvision ?provision ;"
    " cn:claimedAction ?s",
    _TEXT + f" ?provision cn:isProvisionOf ?text . ?correspondence {_ENDS} ?provision ; {_ENDS} ?s",
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A cell of the table of key elements, and the positions on it."""

    cell: Record
    positions: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A provision of another agreement that corresponds to one of this."""

    own: Term
    correspondence: Record
    other: Term


@dataclass(frozen=True, slots=True)
class Series:
    """How many of a group there were, by date; ``largest`` is what numbers are drawn against."""

    group: Term | None
    largest: int
    counts: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a page shows of an agreement; provisions, claims and positions are its versions' too."""

    iri: str
    slug: str
    title: str
    types: tuple[Term, ...]
    about: Record
    classifications: tuple[Record, ...]
    events: tuple[Record, ...]
    parties: tuple[Group[Record], ...]
    counts: tuple[Series, ...]
    texts: tuple[Text, ...]
    assessments: tuple[Assessment, ...]
    claims: tuple[Group[Claim], ...]
    positions: tuple[Record, ...]
    disagreements: tuple[Disagreement, ...]
    findings: tuple[Group[Record], ...]
    related: tuple[Fact, ...]
    shared: tuple[Group[Shared], ...]


def read(reader: Reader, iri: str) -> Agreement:
    """Read what a page shows of an agreement."""
    resources = (group.format(iri=iri) for group in _RESOURCES)
    own = pattern(_OWN, f"VALUES ?s {{ <{iri}> }}")
    frame = read_frame(reader, own, pattern(_SAID, *resources))
    about = record_of(frame, iri)
    texts = read_texts(frame, iri)
    agreements = {iri, *(text.term.value for text in texts)}
    provisions = {item.record.term.value for text in texts for item in text.provisions}
    classifications = subjects(frame, iri, CN["classifiedAgreement"])
    events = _by_date(subjects(frame, iri, CN["eventOf"]))
    counts = _by_date(subjects(frame, iri, CN["countOf"]))
    assessments = _assessments(frame, iri)
    findings = subjects(frame, iri, CN["concerns"])
    parties = subjects(frame, iri, CN["participationIn"])
    cells = {item.cell.term.value for item in assessments}
    positions = _positions(frame, agreements | provisions | cells)
    compared = (
        *(*classifications, *events, *counts, *parties),
        *(item.cell for item in assessments),
        *(item.record for text in texts for item in text.provisions),
    )
    return Agreement(
        iri,
        iri.removeprefix(str(ID["agreement/"])),
        about.term.name,
        tuple(fact.value for fact in about.all("type") if not fact.is_derived),
        about,
        classifications,
        events,
        group_by(parties, lambda record: _group_of(frame, record)),
        tuple(
            Series(
                group.term, max(int(item.value("countValue")) for item in group.items), group.items
            )
            for group in group_by(counts, lambda record: record.target("countedGroup"))
        ),
        texts,
        assessments,
        group_by(read_claims(frame, agreements, provisions), lambda claim: claim.target, None),
        positions,
        find_disagreements(about, compared, findings, positions),
        group_by(_plain(findings), lambda record: record.target("findingKind")),
        (*about.all(*_RELATIONS), *frame.to(iri, *(CN[name] for name in _RELATIONS))),
        _shared(frame, provisions),
    )


def _plain(findings: Iterable[Record]) -> Iterator[Record]:
    """Leave out the findings that stand among the disagreements."""
    return (item for item in findings if not item.value("findingKind").endswith("/disagreement"))


def _by_date(records: Iterable[Record]) -> tuple[Record, ...]:
    """Sort by date, what is undated last."""
    return tuple(sorted(records, key=lambda record: record.value("date") or "~"))


def _group_of(frame: Frame, participation: Record) -> Term | None:
    return record_of(frame, participation.value("participant")).target("stakeholderGroup")


def _assessments(frame: Frame, iri: str) -> tuple[Assessment, ...]:
    def place(cell: Record) -> str:
        return record_of(frame, cell.value("assessedElement")).text("notation")

    return tuple(
        Assessment(cell, subjects(frame, cell.term.value, CN["onAssessment"]))
        for cell in sorted(subjects(frame, iri, CN["assessedAgreement"]), key=place)
    )


def _positions(frame: Frame, about: Iterable[str]) -> tuple[Record, ...]:
    found = {
        record.term: record
        for iri in sorted(about)
        for record in subjects(frame, iri, *(CN[name] for name in _OBJECTS))
    }
    return tuple(found.values())


def _shared(frame: Frame, provisions: Collection[str]) -> tuple[Group[Shared], ...]:
    """Collect the correspondences with provisions of other agreements, by these."""
    found = [
        Shared(frame.term(iri), record, other)
        for iri in sorted(provisions)
        for record in subjects(frame, iri, *ENDS)
        for other in ends_of(record)
        if other.value not in provisions
    ]
    return group_by(found, lambda item: record_of(frame, item.other.value).target("isProvisionOf"))
