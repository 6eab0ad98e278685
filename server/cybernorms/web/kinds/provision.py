"""The page of a provision: its wording, what corresponds to it, who acts on it and who argues."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.frame import Fact, Frame, pattern, read_frame
from cybernorms.web.kinds import positions
from cybernorms.web.kinds.positions import Position, read_position
from cybernorms.web.kinds.texts import ENDS, Claim, ends_of, read_claims
from cybernorms.web.kinds.wording import Segment, compare
from cybernorms.web.reader import Reader
from cybernorms.web.records import Group, Record, group_by, record_of, subjects
from cybernorms.web.terms import Term

_OWN: Final = """
rdf:type skos:altLabel skos:editorialNote cn:addressee cn:contradiction cn:demand
cn:earlierVersionOf cn:isProvisionOf cn:note cn:number cn:topic cn:wording
"""
_SAID: Final = (
    positions.PROPERTIES
    + """
cn:actionKind cn:attributedTo cn:basis cn:candidateProvision cn:carriedOutBy cn:claimant
cn:claimedAction cn:claimedAgreement cn:claimedProvision cn:claimedReference cn:concerns
cn:conflictingProvision cn:contributesTo cn:date cn:datePrecision cn:earlierVersionOf cn:eventKind
cn:findingKind cn:fromProvision cn:implements cn:isProvisionOf cn:justification cn:number
cn:referenceStatus cn:referenceText cn:relation cn:resolvesTo cn:toProvision cn:wording
"""
)
_ENDS: Final = "cn:fromProvision|cn:toProvision|cn:conflictingProvision"
_CLAIM: Final = "cn:claimedProvision|(cn:claimedReference/cn:candidateProvision)"
_RESOURCES: Final = (
    f"?s {_ENDS}|{_CLAIM}|cn:resolvesTo|cn:candidateProvision <{{iri}}>",
    "?s cn:contributesTo|cn:onProvision|cn:concerns|cn:about|cn:earlierVersionOf+ <{iri}>",
    "<{iri}> cn:earlierVersionOf+ ?s",
    f"?correspondence {_ENDS} <{{iri}}> ; {_ENDS} ?s",
    f"?claim {_CLAIM} <{{iri}}> ; cn:claimedAction ?s",
    f"?position cn:onProvision <{{iri}}> ; {positions.PARTS} ?s",
)
_CLOSE: Final = frozenset({"same-wording", "close"})
_INVERSE: Final = {"broader": "narrower", "narrower": "broader"}


@dataclass(frozen=True, slots=True)
class Version:
    """The provision in an earlier or a later text, and what changed from the earlier one."""

    record: Record
    is_later: bool
    changes: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A provision that corresponds to this one, as seen from this one.

    ``relation`` is the slug of the relation in which the other stands to this one; ``changes``
    compare the wordings where they are close.
    """

    record: Record
    other: Record
    relation: str
    changes: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """An action that is claimed for provisions which correspond to this one."""

    action: Record
    fact: Fact
    through: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """What a page shows of a provision."""

    iri: str
    title: str
    types: tuple[Term, ...]
    about: Record
    versions: tuple[Version, ...]
    correspondences: tuple[Group[Correspondence], ...]
    claims: tuple[Claim, ...]
    contributions: tuple[Contribution, ...]
    positions: tuple[Position, ...]
    findings: tuple[Record, ...]
    mentions: tuple[Record, ...]
    references: tuple[Record, ...]


def read(reader: Reader, iri: str) -> Provision:
    """Read what a page shows of a provision."""
    resources = (group.format(iri=iri) for group in _RESOURCES)
    own = pattern(_OWN, f"VALUES ?s {{ <{iri}> }}")
    frame = read_frame(reader, own, pattern(_SAID, *resources))
    about = record_of(frame, iri)
    correspondences = tuple(_correspondences(frame, about))
    return Provision(
        iri,
        about.term.name,
        tuple(fact.value for fact in about.all("type") if not fact.is_derived),
        about,
        (*_versions(frame, about, later=False), *_versions(frame, about, later=True)),
        group_by(correspondences, lambda item: item.other.target("isProvisionOf")),
        read_claims(frame, (), {iri}),
        tuple(_contributions(frame, iri, {item.other.term for item in correspondences})),
        tuple(
            read_position(frame, record, iri) for record in subjects(frame, iri, CN["onProvision"])
        ),
        subjects(frame, iri, CN["concerns"]),
        subjects(frame, iri, CN["about"]),
        subjects(frame, iri, CN["resolvesTo"], CN["candidateProvision"]),
    )


def _versions(frame: Frame, about: Record, *, later: bool) -> Iterator[Version]:
    """Follow the versions one by one, each compared with this one."""
    here, seen = about, {about.term}
    while found := _neighbour(frame, here, later=later):
        if found.term in seen:
            return
        earlier, latter = (about, found) if later else (found, about)
        yield Version(found, later, _compared(earlier, latter))
        seen.add(found.term)
        here = found


def _neighbour(frame: Frame, record: Record, *, later: bool) -> Record | None:
    link = CN["earlierVersionOf"]
    if later:
        return next(
            (record_of(frame, fact.value.value) for fact in record.all("earlierVersionOf")), None
        )
    return next(iter(subjects(frame, record.term.value, link)), None)


def _correspondences(frame: Frame, about: Record) -> Iterator[Correspondence]:
    for record in subjects(frame, about.term.value, *ENDS):
        relation = relation_seen_from(about.term, record)
        for end in ends_of(record):
            if end != about.term:
                other = record_of(frame, end.value)
                changes = _compared(about, other) if relation in _CLOSE else ()
                yield Correspondence(record, other, relation, changes)


def relation_seen_from(provision: Term, correspondence: Record) -> str:
    """Name the relation in which the other provision of a correspondence stands to this one."""
    relation = correspondence.value("relation").rpartition("/")[2]
    if correspondence.target("fromProvision") == provision:
        return relation
    return _INVERSE.get(relation, relation)


def _compared(first: Record, second: Record) -> tuple[Segment, ...]:
    one, other = first.text("wording"), second.text("wording")
    return compare(one, other) if one and other else ()


def _contributions(frame: Frame, iri: str, others: set[Term]) -> Iterator[Contribution]:
    for fact in frame.to(iri, CN["contributesTo"]):
        action = record_of(frame, fact.subject.value)
        through = tuple(item.value for item in action.all("implements") if item.value in others)
        yield Contribution(action, fact, through)
