"""What a comparison shows of each agreement, and the statements that it is read from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.frame import Frame
from cybernorms.web.records import Record, subjects
from cybernorms.web.terms import Term
from cybernorms.web.views import alignment
from cybernorms.web.views.agreements import Agreement
from cybernorms.web.views.assessments import SCHEMES, Cells, assessment_patterns
from cybernorms.web.views.tables import Entry

Entries = Iterator[tuple[Term, Entry]]

_OF_AGREEMENT: Final = """
  VALUES ?agreement {{ {agreements} }} VALUES ?p {{ {properties} }}
  ?s {link} ?agreement . GRAPH ?g {{ ?s ?p ?o }}
"""
_LINKED: Final = (
    (
        "cn:classifiedAgreement",
        "rdfs:label cn:classifiedAgreement cn:classifiedKind cn:classifiedCharacter "
        "cn:classifiedSpace cn:attributedTo cn:certainty cn:note",
    ),
    (
        "cn:eventOf",
        "rdfs:label cn:eventOf cn:eventKind cn:date cn:datePrecision cn:sharpens cn:certainty",
    ),
    (
        "cn:countOf",
        "rdfs:label cn:countOf cn:countedGroup cn:countValue cn:qualifier cn:role cn:date "
        "cn:datePrecision cn:sharpens cn:certainty",
    ),
    (
        "cn:participationIn",
        "rdfs:label cn:participationIn cn:participant cn:role cn:date cn:datePrecision "
        "cn:certainty",
    ),
    (
        "^cn:participant/cn:participationIn",
        "rdfs:label cn:stakeholderGroup",
    ),
    (
        "cn:isProvisionOf",
        "rdfs:label cn:isProvisionOf cn:number cn:wording cn:note",
    ),
    (
        "cn:claimedProvision/cn:isProvisionOf|cn:claimedAgreement"
        "|cn:claimedReference/cn:referredAgreement",
        "rdfs:label cn:claimedAction cn:claimedProvision cn:claimedAgreement cn:claimedReference "
        "cn:claimant cn:certainty",
    ),
    ("cn:referredAgreement", "rdfs:label cn:referredAgreement cn:referenceStatus"),
    (
        "cn:contributesTo/cn:isProvisionOf",
        "cn:contributesTo",
    ),
)
_SELF: Final = """
  VALUES ?s {{ {agreements} }}
  VALUES ?p {{
    rdfs:label cn:issuedBy cn:status cn:officialIdentifier cn:isVersionOf cn:supersedes cn:refersTo
  }}
  GRAPH ?g {{ ?s ?p ?o }}
"""
_HEADS: Final = """
  VALUES ?s { cn:agreementKind cn:legalCharacter cn:space }
  VALUES ?p { rdfs:label } GRAPH ?g { ?s ?p ?o }
"""
_CLASSIFIED: Final = (
    ("classifiedKind", "agreementKind"),
    ("classifiedCharacter", "legalCharacter"),
    ("classifiedSpace", "space"),
)
_UNKNOWN: Final = Term("literal", "")
"""Stands for the group of those whose group is not known."""
_OWN: Final = ("issuedBy", "status", "officialIdentifier", "isVersionOf", "supersedes", "refersTo")


@dataclass(frozen=True, slots=True)
class Compared:
    """An agreement that is compared, with its versions: their provisions and parties are its own.

    ``assessed`` are those whose assessments count for it: what is assessed of the whole holds for
    a version that is not assessed itself.
    """

    agreement: Agreement
    versions: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """It and its versions."""
        return self.agreement.term, *self.versions


def patterns(compared: Iterable[Compared]) -> tuple[str, ...]:
    """Give the patterns of the statements that a comparison needs; see frame.read_frame."""
    columns = tuple(compared)
    parts = dict.fromkeys(part for column in columns for part in column.parts)
    wholes = (column.agreement.version_of for column in columns)
    agreements = " ".join(f"<{part.value}>" for part in parts)
    linked = (
        _OF_AGREEMENT.format(agreements=agreements, link=link, properties=f"{names} cn:evidence")
        for link, names in _LINKED
    )
    assessed = dict.fromkeys((*parts, *(whole for whole in wholes if whole)))
    return (
        SCHEMES,
        _HEADS,
        _SELF.format(agreements=agreements),
        *linked,
        *assessment_patterns(assessed),
        *(pattern.format(agreements=agreements) for pattern in alignment.PATTERNS),
    )


def describe(frame: Frame, column: Compared) -> Entries:
    """Say what an agreement is: its kind, as whoever classifies it; who issued it, and so on."""
    iri = column.agreement.term.value
    for record in subjects(frame, iri, CN["classifiedAgreement"]):
        for name, head in _CLASSIFIED:
            for fact in record.all(name):
                by = _values(record, "attributedTo")
                yield frame.term(str(CN[head])), Entry(fact.value, fact, details=by)
    for name in _OWN:
        for fact in frame.of(iri, CN[name]):
            yield fact.prop, Entry(fact.value, fact)


def date(frame: Frame, column: Compared) -> Entries:
    """List the dated events by their kind; of two statements of one the more exact counts."""
    for part in column.parts:
        for record in _exact(subjects(frame, part.value, CN["eventOf"]), frame):
            for kind in record.all("eventKind"):
                for fact in record.all("date"):
                    details = () if part == column.agreement.term else (part,)
                    yield kind.value, Entry(record.term, fact, fact.value, details)


def name_parties(frame: Frame, column: Compared) -> Entries:
    """List those who take part, by their group, and how many are said to do."""
    for part in column.parts:
        for record in _exact(subjects(frame, part.value, CN["countOf"]), frame):
            groups = _values(record, "countedGroup") or (_UNKNOWN,)
            details = _values(record, "qualifier", "role", "date")
            for fact in record.all("countValue"):
                for group in groups:
                    yield group, Entry(record.term, fact, fact.value, details)
        for record in subjects(frame, part.value, CN["participationIn"]):
            details = _values(record, "role", "date")
            for fact in record.all("participant"):
                found = frame.of(fact.value.value, CN["stakeholderGroup"])
                for group in [item.value for item in found] or [_UNKNOWN]:
                    yield group, Entry(fact.value, fact, details=details)


def assess(cells: Cells, elements: Iterable[Term], column: Compared) -> Entries:
    """Give the assessments of each element; those of the whole for a version that has none."""
    whole = column.agreement.version_of
    for element in elements:
        for part in (column.agreement.term, *([whole] if whole else ())):
            found = cells.get((part.value, element.value), ())
            for item in found:
                doubt = () if item.is_certain else (item.certainty,)
                other = () if part == column.agreement.term else (part,)
                yield (
                    element,
                    Entry(item.term, item.basis, item.value, (*doubt, *other), notes=item.notes),
                )
            if found:
                break


def provide(frame: Frame, column: Compared, groups: Mapping[Term, Term]) -> Entries:
    """List the provisions, each under the one that stands for its group, which may be itself."""
    found = [
        (part, record)
        for part in column.parts
        for record in subjects(frame, part.value, CN["isProvisionOf"])
    ]
    for part, record in sorted(found, key=lambda item: _number(item[1])):
        basis = next(fact for fact in record.all("isProvisionOf") if fact.value == part)
        other = () if part == column.agreement.term else (part,)
        details = (*_values(record, "number"), *other)
        words, notes = _values(record, "wording"), _values(record, "note")
        entry = Entry(record.term, basis, details=details, wording=words, notes=notes)
        yield groups.get(record.term, record.term), entry


def act(frame: Frame, column: Compared) -> Entries:
    """List the actions that are claimed for provisions, and those that contribute to others.

    A claim may be on the agreement as a whole, or on a reference that nobody can resolve.
    """
    claimed = list(_claims(frame, column))
    yield from claimed
    known = {(action, entry.term) for action, entry in claimed}
    for part in column.parts:
        for provision in _subjects(frame, part, "isProvisionOf"):
            for fact in frame.to(provision.value, CN["contributesTo"]):
                if (fact.subject, provision) not in known:
                    yield fact.subject, Entry(provision, fact)


def _claims(frame: Frame, column: Compared) -> Entries:
    for part in column.parts:
        for name, aims in (
            ("claimedProvision", _subjects(frame, part, "isProvisionOf")),
            ("claimedAgreement", (part,)),
            ("claimedReference", _subjects(frame, part, "referredAgreement")),
        ):
            for aim in aims:
                for record in subjects(frame, aim.value, CN[name]):
                    resolved = name == "claimedReference" and record.all("claimedProvision")
                    for fact in () if resolved else record.all("claimedAction"):
                        basis = next(item for item in record.all(name) if item.value == aim)
                        yield fact.value, Entry(aim, basis, details=_values(record, "claimant"))


def _subjects(frame: Frame, value: Term, name: str) -> tuple[Term, ...]:
    return tuple(fact.subject for fact in frame.to(value.value, CN[name]))


def _exact(records: Iterable[Record], frame: Frame) -> Iterator[Record]:
    """Leave out what a more exact statement sharpens."""
    return (item for item in records if not frame.to(item.term.value, CN["sharpens"]))


def _values(record: Record, *names: str) -> tuple[Term, ...]:
    return tuple(fact.value for fact in record.all(*names))


def _number(record: Record) -> tuple[int, str]:
    """Order by the number as printed, numbers before letters."""
    text = record.text("number") or record.term.value
    digits = "".join(character for character in text if character.isdecimal())
    return int(digits or 0), text
