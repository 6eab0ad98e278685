"""Positions with all that belongs to them: reasons, wishes, changes of wording, examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.web.frame import Frame
from cybernorms.web.kinds.wording import Segment, amend
from cybernorms.web.records import Record, group_by, record_of
from cybernorms.web.terms import Term

PROPERTIES: Final = """
rdfs:label dcterms:description skos:editorialNote cn:about cn:addressedTo cn:amendedProvision
cn:certainty
cn:changeOffset cn:contradiction cn:deletedText cn:exampleOfBreach cn:hasAmendment cn:hasArgument
cn:hasComment cn:hasSuggestion cn:holder cn:insertedText cn:note cn:onAgreement cn:onAssessment
cn:onProvision cn:onSubject cn:question cn:stance cn:supportingDocument cn:suspectedOrigin
"""
PARTS: Final = "cn:hasAmendment|cn:hasArgument|cn:hasComment|cn:hasSuggestion|cn:exampleOfBreach"
"""The path from a position to what belongs to it."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The amendments of one provision, and its wording with them if they fit it."""

    provision: Term
    amendments: tuple[Record, ...]
    changes: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A position and all that belongs to it."""

    record: Record
    amended: tuple[Amended, ...]
    arguments: tuple[Record, ...]
    suggestions: tuple[Record, ...]
    comments: tuple[Record, ...]
    breaches: tuple[Record, ...]


def read_position(frame: Frame, record: Record, provision: str | None = None) -> Position:
    """Collect what belongs to a position; of its amendments, those of one provision if given."""

    def parts(name: str) -> tuple[Record, ...]:
        return tuple(record_of(frame, fact.value.value) for fact in record.all(name))

    return Position(
        record,
        tuple(
            Amended(group.term, group.items, show_amendments(frame, group.items))
            for group in group_by(
                parts("hasAmendment"), lambda item: item.target("amendedProvision")
            )
            if group.term and provision in {None, group.term.value}
        ),
        parts("hasArgument"),
        parts("hasSuggestion"),
        parts("hasComment"),
        parts("exampleOfBreach"),
    )


def show_amendments(frame: Frame, amendments: Sequence[Record]) -> tuple[Segment, ...]:
    """Show amendments of one provision in its wording, if the frame has that and they fit it."""
    provision = record_of(frame, amendments[0].value("amendedProvision"))
    wording = provision.text("wording")
    return amend(wording, amendments) if wording else ()
