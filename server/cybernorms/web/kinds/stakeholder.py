"""The page of a stakeholder: what it takes part in, does, claims and thinks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.web.kinds.dossier import Dossier, extend, read_dossier
from cybernorms.web.kinds.listings import Column, Listing
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_FIRST: Final = (
    *("skos:altLabel", "cn:stakeholderGroup", "cn:memberOf", "cn:countryCode", "cn:m49Code"),
    *("cn:officialAddress", "cn:note"),
)
_TOLD: Final = ("cn:assessor", "cn:claimant")
_PROVISIONS: Final = Column("provision", "cn:implements", cites=True)
ABOUT: Final = "cn:onProvision|cn:onAgreement|cn:onAssessment|cn:onSubject"
"""What a position is about."""
_DATE: Final = Column("date", "cn:date")
_NOTE: Final = Column("note", "cn:note")

LISTINGS: Final = (
    Listing(
        "issued",
        "?row cn:issuedBy <{iri}>",
        (Column("kind", "cn:agreementKind"), Column("character", "cn:legalCharacter")),
    ),
    Listing(
        "participations",
        "?row cn:participant <{iri}>",
        (
            Column("agreement", "cn:participationIn"),
            Column("role", "cn:role"),
            *(_DATE, _NOTE),
        ),
        order="agreement",
    ),
    Listing(
        "counts",
        "?row cn:countOf <{iri}>",
        (
            Column("qualifier", "cn:qualifier"),
            Column("figure", "cn:countValue"),
            Column("group", "cn:countedGroup"),
            Column("role", "cn:role"),
            *(_DATE, _NOTE),
        ),
        order="date",
    ),
    Listing(
        "actions",
        "?row cn:carriedOutBy <{iri}>",
        (
            Column("kind", "cn:actionKind"),
            _PROVISIONS,
            Column("claimed", "cn:hasClaim/cn:claimedAgreement"),
            Column("whole", "cn:partOfAction"),
            Column("partner", "cn:inCooperationWith"),
        ),
    ),
    Listing(
        "cooperations",
        "?row cn:inCooperationWith <{iri}>",
        (Column("actor", "cn:carriedOutBy"), Column("kind", "cn:actionKind"), _PROVISIONS),
        order="actor",
    ),
    Listing(
        "claims-of-others",
        "?row cn:claimant <{iri}>"
        " FILTER NOT EXISTS {{ ?row cn:claimedAction/cn:carriedOutBy <{iri}> }}",
        (
            Column("action", "cn:claimedAction"),
            Column("actor", "cn:claimedAction/cn:carriedOutBy"),
            Column("provision", "cn:claimedProvision", cites=True),
            Column("agreement", "cn:claimedAgreement"),
        ),
    ),
    Listing(
        "positions",
        "?row cn:holder <{iri}>",
        (
            Column("stance", "cn:stance"),
            Column("about", ABOUT, cites=True),
            Column("changes", "cn:hasAmendment/cn:deletedText|cn:insertedText"),
        ),
        order="stance",
    ),
    Listing(
        "addressed",
        "?row cn:addressedTo <{iri}> . ?row a cn:Position",
        (
            Column("holder", "cn:holder"),
            Column("stance", "cn:stance"),
            Column("about", ABOUT, cites=True),
        ),
        order="stance",
    ),
    Listing(
        "documents",
        "?row cn:attributedTo <{iri}> ; a cn:SourceDocument",
        (Column("addressee", "cn:addressedTo"),),
    ),
    Listing(
        "received",
        "?row cn:addressedTo <{iri}> ; a cn:SourceDocument",
        (Column("author", "cn:attributedTo"),),
    ),
    Listing(
        "consulted",
        "?row dcterms:contributor|cn:feedbackFrom <{iri}>",
        (Column("author", "cn:attributedTo"),),
    ),
    Listing(
        "works",
        "?row cn:attributedTo <{iri}> ; a cn:ReferenceWork",
        (_DATE, Column("address", "cn:officialAddress")),
    ),
    Listing(
        "classifications",
        "?row cn:attributedTo <{iri}> ; a cn:Classification",
        (
            Column("agreement", "cn:classifiedAgreement"),
            Column("kind", "cn:classifiedKind"),
            Column("character", "cn:classifiedCharacter"),
            Column("space", "cn:classifiedSpace"),
        ),
        order="agreement",
    ),
    Listing(
        "correspondences",
        "?row cn:attributedTo <{iri}> ; a cn:Correspondence",
        (
            Column("from", "cn:fromProvision", cites=True),
            Column("relation", "cn:relation"),
            Column("to", "cn:toProvision", cites=True),
            Column("conflicting", "cn:conflictingProvision", cites=True),
        ),
        group="relation",
    ),
    Listing(
        "events",
        "{{ ?row cn:involves <{iri}> }} UNION {{ ?row cn:about <{iri}> ; a cn:Event }}",
        (_DATE, Column("kind", "cn:eventKind"), Column("agreement", "cn:eventOf")),
        order="date",
    ),
    Listing(
        "findings",
        "?row cn:attributedTo <{iri}> ; a cn:Finding",
        (Column("kind", "cn:findingKind"), Column("concerns", "cn:concerns")),
        group="kind",
    ),
    Listing(
        "concerned",
        "?row cn:concerns <{iri}>",
        (Column("kind", "cn:findingKind"), Column("author", "cn:attributedTo")),
        group="kind",
    ),
    Listing(
        "members",
        "?row cn:memberOf <{iri}>",
        (Column("group", "cn:stakeholderGroup"),),
    ),
)
_ASSESSED: Final = """
SELECT ?agreement ?value (COUNT(?assessment) AS ?n) {{
  ?assessment cn:assessor <{iri}> ; cn:assessedAgreement ?agreement ; cn:assessmentValue ?value
}} GROUP BY ?agreement ?value ORDER BY ?agreement ?value
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many elements of an agreement were given which value."""

    agreement: Term
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stakeholder(Dossier):
    """A stakeholder, and what it assessed."""

    assessed: tuple[Tally, ...]

    @property
    def values(self) -> list[str]:
        """The values that were given."""
        return sorted({value for each in self.assessed for value in each.numbers})


def read(reader: Reader, iri: str) -> Stakeholder:
    """Read what the page shows."""
    dossier, _ = read_dossier(reader, iri, LISTINGS, first=_FIRST, told=_TOLD)
    return extend(dossier, Stakeholder, assessed=_tally(reader, iri))


def _tally(reader: Reader, iri: str) -> tuple[Tally, ...]:
    """Count the assessments of a stakeholder by agreement and value."""
    rows = reader.select(_ASSESSED.format(iri=iri))
    labels = reader.labels(iris_of(rows)) if rows else {}
    numbers: dict[Term, dict[str, int]] = {}
    for row in rows:
        values = numbers.setdefault(label(row["agreement"], labels), {})
        values[label(row["value"], labels).name] = int(row["n"].value)
    return tuple(
        Tally(agreement, numbers[agreement])
        for agreement in sorted(numbers, key=lambda term: term.name.lower())
    )
