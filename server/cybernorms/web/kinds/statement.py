"""The page of a statement that is a resource of its own, such as a claim, a count or a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.frame import Fact, Frame, pattern, read_frame
from cybernorms.web.kinds import positions
from cybernorms.web.kinds.positions import Position, read_position, show_amendments
from cybernorms.web.kinds.wording import Segment
from cybernorms.web.reader import Reader
from cybernorms.web.records import Record, local_name, record_of
from cybernorms.web.terms import Term

KINDS: Final = (
    *("Correspondence", "ElementAssessment", "ImplementationClaim", "Position", "Participation"),
    *("Count", "Classification", "Finding", "Event", "Amendment", "Argument", "Comment"),
    *("Suggestion", "BreachExample", "ProvisionReference"),
)
"""The classes of statements, by their local names."""
_NEAR: Final = (
    positions.PROPERTIES
    + """
cn:assessmentValue cn:assessor cn:attributedTo cn:candidateProvision cn:classifiedCharacter
cn:classifiedKind cn:classifiedSpace cn:countValue cn:date cn:isProvisionOf cn:qualifier
cn:referenceText cn:wording
"""
)
_TOLD: Final = frozenset(
    {"type", "label", "evidence", "source", "note", "description", "contradiction", "editorialNote"}
    | {"justification", "hasAmendment", "hasArgument", "hasComment", "hasSuggestion"}
    | {"exampleOfBreach"}
)
"""What a page says without listing it as a fact."""
_VALUES: Final = (
    *("assessmentValue", "classifiedCharacter", "classifiedKind", "classifiedSpace"),
    *("countValue", "date", "wording"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a page shows of a statement.

    ``kind`` is its class in lower case, ``agreements`` are those of the provisions that it names,
    ``reference`` is the words that it takes for a provision, ``sides`` are the statements that it
    finds to differ, and ``changes`` a wording with the amendment that it is.
    """

    iri: str
    title: str
    kind: str
    types: tuple[Term, ...]
    about: Record
    agreements: Mapping[str, Term]
    reference: Record | None
    position: Position | None
    changes: tuple[Segment, ...]
    sides: tuple[Record, ...]
    incoming: tuple[Fact, ...]

    @property
    def listed(self) -> tuple[tuple[Fact, ...], ...]:
        """Give the facts that no other part of the page tells, by property."""
        return tuple(facts for name, facts in self.about.facts.items() if name not in _TOLD)


def read(reader: Reader, iri: str) -> Statement:
    """Read what a page shows of a statement."""
    frame = read_frame(
        reader,
        f"VALUES ?s {{ <{iri}> }} GRAPH ?g {{ ?s ?p ?o }}",
        f"VALUES ?o {{ <{iri}> }} GRAPH ?g {{ ?s ?p ?o }}",
        pattern(_NEAR, f"<{iri}> ?link ?s", f"<{iri}> cn:hasAmendment/cn:amendedProvision ?s"),
    )
    about = _own(record_of(frame, iri))
    types = tuple(fact.value for fact in about.all("type"))
    kinds = [name for name in map(local_name, (term.value for term in types)) if name in KINDS]
    near = [record_of(frame, fact.value.value) for facts in about.facts.values() for fact in facts]
    reference = about.target("claimedReference")
    return Statement(
        iri,
        about.term.name,
        kinds[0].lower() if kinds else "",
        types,
        about,
        _agreements(near),
        record_of(frame, reference.value) if reference else None,
        read_position(frame, about) if "Position" in kinds else None,
        show_amendments(frame, (about,)) if "Amendment" in kinds else (),
        _sides(frame, about),
        tuple(fact for fact in _incoming(frame, iri) if not fact.is_derived),
    )


def _own(record: Record) -> Record:
    """Leave out what is derived in terms of others, for it only says the same again."""
    kept = {
        name: tuple(
            fact for fact in facts if not fact.is_derived or fact.prop.value.startswith(str(CN))
        )
        for name, facts in record.facts.items()
    }
    return Record(record.term, {name: facts for name, facts in kept.items() if facts})


def _agreements(near: list[Record]) -> Mapping[str, Term]:
    found = {record.term.value: record.target("isProvisionOf") for record in near}
    return {iri: agreement for iri, agreement in found.items() if agreement}


def _sides(frame: Frame, about: Record) -> tuple[Record, ...]:
    if not about.value("findingKind").endswith("/disagreement"):
        return ()
    concerned = (record_of(frame, fact.value.value) for fact in about.all("concerns"))
    return tuple(record for record in concerned if record.all(*_VALUES))


def _incoming(frame: Frame, iri: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in frame if fact.value.is_iri and fact.value.value == iri)
