"""What assessors find on the key elements in agreements, and what others hold of that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, SCHEME, SKOS
from cybernorms.web.frame import Fact, Frame
from cybernorms.web.terms import Term
from cybernorms.web.views.choosing import slug_of

SCHEMES: Final = f"""
  VALUES ?scheme {{ <{SCHEME["key-element"]}> <{SCHEME["assessment-value"]}> }}
  VALUES ?p {{ skos:inScheme skos:notation skos:definition skos:prefLabel }}
  ?s skos:inScheme ?scheme . GRAPH ?g {{ ?s ?p ?o }}
"""
_ASSESSMENTS: Final = """
  VALUES ?agreement {{ {agreements} }}
  VALUES ?p {{
    rdfs:label cn:assessedAgreement cn:assessedElement cn:assessmentValue cn:assessor cn:certainty
    cn:candidateValue cn:note cn:contradiction skos:editorialNote cn:evidence
  }}
  ?s cn:assessedAgreement ?agreement . GRAPH ?g {{ ?s ?p ?o }}
"""
_POSITIONS: Final = """
  VALUES ?agreement {{ {agreements} }}
  VALUES ?p {{ rdfs:label cn:onAssessment cn:holder cn:stance cn:evidence }}
  ?assessment cn:assessedAgreement ?agreement . ?s cn:onAssessment ?assessment .
  GRAPH ?g {{ ?s ?p ?o }}
"""
_CERTAIN: Final = str(SCHEME["certainty/certain"])
_SCALE: Final = ("yes", "indirect", "no", "not-stated")
"""From most to least; a value that is none of these comes last."""
_UNKNOWN: Final = Term("literal", "")


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody else holds of an assessment; ``basis`` is the statement that it is on it."""

    term: Term
    holders: tuple[Term, ...]
    stances: tuple[Term, ...]
    basis: Fact


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an assessor finds on one element; ``basis`` is the statement that it is on it.

    ``candidates`` are what the print may say instead.
    """

    term: Term
    value: Term
    certainty: Term
    assessors: tuple[Term, ...]
    candidates: tuple[Term, ...]
    notes: tuple[Term, ...]
    contradictions: tuple[Term, ...]
    remarks: tuple[Term, ...]
    positions: tuple[Position, ...]
    basis: Fact

    @property
    def is_certain(self) -> bool:
        """Whether the reading leaves no doubt."""
        return self.certainty.value == _CERTAIN

    @property
    def slug(self) -> str:
        """The value's slug."""
        return slug_of(self.value)


Cells = Mapping[tuple[str, str], tuple[Assessment, ...]]
"""Assessments by the IRIs of agreement and element."""


def assessment_patterns(agreements: Iterable[Term]) -> tuple[str, ...]:
    """Give the patterns of the statements that this module needs; see frame.read_frame."""
    iris = " ".join(f"<{agreement.value}>" for agreement in agreements)
    return tuple(pattern.format(agreements=iris) for pattern in (_ASSESSMENTS, _POSITIONS))


def list_elements(frame: Frame) -> tuple[Term, ...]:
    """List the key elements in the order of the report."""
    return _concepts(frame, "key-element")


def list_values(frame: Frame) -> tuple[Term, ...]:
    """List the possible values, and others that occur, from yes to not stated."""
    occurring = (fact.value for fact in frame if fact.prop.value == str(CN["assessmentValue"]))
    values = dict.fromkeys((*_concepts(frame, "assessment-value"), *occurring))
    return tuple(sorted(values, key=rank_value))


def rank_value(value: Term) -> int:
    """Tell how far down a value stands from yes."""
    slug = slug_of(value)
    return _SCALE.index(slug) if slug in _SCALE else len(_SCALE)


def read_cells(frame: Frame) -> Cells:
    """Collect the assessments."""
    cells: dict[tuple[str, str], list[Assessment]] = defaultdict(list)
    for fact in frame:
        if fact.prop.value == str(CN["assessedElement"]):
            for agreement in _values(frame, fact.subject, CN["assessedAgreement"]):
                cells[agreement.value, fact.value.value].append(_assessment(frame, fact))
    return {key: tuple(found) for key, found in cells.items()}


def _assessment(frame: Frame, fact: Fact) -> Assessment:
    def of(prop: object) -> tuple[Term, ...]:
        return _values(frame, fact.subject, prop)

    return Assessment(
        fact.subject,
        next(iter(of(CN["assessmentValue"])), _UNKNOWN),
        next(iter(of(CN["certainty"])), _UNKNOWN),
        of(CN["assessor"]),
        of(CN["candidateValue"]),
        of(CN["note"]),
        of(CN["contradiction"]),
        of(SKOS["editorialNote"]),
        tuple(
            Position(
                on.subject,
                _values(frame, on.subject, CN["holder"]),
                _values(frame, on.subject, CN["stance"]),
                on,
            )
            for on in frame.to(fact.subject.value, CN["onAssessment"])
        ),
        fact,
    )


def _values(frame: Frame, subject: Term, prop: object) -> tuple[Term, ...]:
    return tuple(fact.value for fact in frame.of(subject.value, prop))


def _concepts(frame: Frame, scheme: str) -> tuple[Term, ...]:
    """List the concepts of a scheme by their notation."""
    facts = frame.to(str(SCHEME[scheme]), SKOS["inScheme"])
    found = (fact.subject for fact in facts)
    return tuple(sorted(found, key=lambda term: frame.text(term.value, SKOS["notation"])))
