"""The provisions of an agreement and its versions, and the actions that are claimed for them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.frame import Frame
from cybernorms.web.records import Record, natural_order, record_of, subjects
from cybernorms.web.terms import Term

ENDS: Final = (CN["fromProvision"], CN["toProvision"], CN["conflictingProvision"])
"""The properties that lead from a correspondence to its two provisions."""
_END_NAMES: Final = ("fromProvision", "toProvision", "conflictingProvision")


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision in the list of its agreement, and how much there is on it."""

    record: Record
    actions: int
    correspondences: int
    positions: int


@dataclass(frozen=True, slots=True)
class Text:
    """An agreement or a version of it, with its provisions in the order of their numbers."""

    term: Term
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that an action supports something: a provision, an agreement or a reference.

    A reference that is ambiguous leads to no provision; ``reference`` has its candidates.
    """

    record: Record
    action: Record
    reference: Record | None
    target: Term | None


def read_texts(frame: Frame, iri: str) -> tuple[Text, ...]:
    """Collect the provisions of an agreement, and then those of its versions."""
    versions = (fact.subject for fact in frame.to(iri, CN["isVersionOf"]))
    texts = (_text(frame, term) for term in (frame.term(iri), *versions))
    return tuple(text for text in texts if text.provisions)


def read_claims(
    frame: Frame, agreements: Collection[str], provisions: Collection[str]
) -> tuple[Claim, ...]:
    """Collect the claims on some provisions, or on some agreements, in the order of both."""
    links = (CN["claimedProvision"], CN["claimedAgreement"])
    records = {
        record.term: record
        for iri in (*sorted(provisions, key=natural_order), *sorted(agreements))
        for record in (
            *subjects(frame, iri, *links),
            *(
                claim
                for fact in frame.to(iri, CN["candidateProvision"], CN["referredAgreement"])
                for claim in subjects(frame, fact.subject.value, CN["claimedReference"])
            ),
        )
    }
    return tuple(_claim(frame, record) for record in records.values())


def ends_of(correspondence: Record) -> tuple[Term, ...]:
    """List the provisions of a correspondence, the first first."""
    return tuple(fact.value for fact in correspondence.all(*_END_NAMES))


def _text(frame: Frame, term: Term) -> Text:
    records = subjects(frame, term.value, CN["isProvisionOf"])
    ordered = sorted(records, key=lambda record: natural_order(record.text("number") or "~"))
    return Text(term, tuple(_provision(frame, record) for record in ordered))


def _provision(frame: Frame, record: Record) -> Provision:
    iri = record.term.value
    claims = subjects(frame, iri, CN["claimedProvision"])
    return Provision(
        record,
        len({claim.value("claimedAction") for claim in claims}),
        len({fact.subject for fact in frame.to(iri, *ENDS)}),
        len({fact.subject for fact in frame.to(iri, CN["onProvision"])}),
    )


def _claim(frame: Frame, record: Record) -> Claim:
    reference = record.target("claimedReference")
    return Claim(
        record,
        record_of(frame, record.value("claimedAction")),
        record_of(frame, reference.value) if reference else None,
        record.target("claimedProvision", "claimedAgreement"),
    )
