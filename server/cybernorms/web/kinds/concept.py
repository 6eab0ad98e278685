"""The pages of a concept, with what is classified by it, and of a scheme, with its concepts."""

from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import GRAPH, GRAPH_CATALOGUE
from cybernorms.web.kinds.dossier import Dossier, extend, read_dossier
from cybernorms.web.kinds.listings import Column, Listing
from cybernorms.web.reader import Reader

_FIRST: Final = (
    *("skos:altLabel", "skos:notation", "skos:inScheme", "cn:category", "skos:broader"),
    *("skos:narrower", "skos:related", "skos:exactMatch", "skos:closeMatch"),
)
_TOLD: Final = ("skos:topConceptOf", "skos:hasTopConcept")
_AGREEMENT: Final = Column("agreement", "cn:isProvisionOf", stated=True)
_HOLDER: Final = Column("holder", "cn:holder")
_DATE: Final = Column("date", "cn:date")
_NOTE: Final = Column("note", "cn:note")
CONCEPT: Final = (
    Listing(
        "concepts",
        "?row cn:category|skos:broader <{iri}>",
        (Column("definition", "skos:definition"),),
    ),
    Listing(
        "elements",
        "?row cn:assessedElement <{iri}>",
        (
            Column("value", "cn:assessmentValue"),
            Column("agreement", "cn:assessedAgreement"),
            _NOTE,
            Column("certainty", "cn:certainty"),
            Column("assessor", "cn:assessor"),
        ),
        order="agreement",
        group="value",
    ),
    Listing(
        "assessments",
        "?row cn:assessmentValue <{iri}>",
        (
            Column("element", "cn:assessedElement"),
            Column("agreement", "cn:assessedAgreement"),
            _NOTE,
        ),
        order="agreement",
        group="element",
    ),
    Listing(
        "classified",
        "?row cn:classifiedKind|cn:classifiedCharacter|cn:classifiedSpace <{iri}>",
        (
            Column("agreement", "cn:classifiedAgreement"),
            Column("author", "cn:attributedTo"),
            Column("certainty", "cn:certainty"),
            _NOTE,
        ),
        order="agreement",
    ),
    Listing(
        "agreements",
        "?row cn:status <{iri}>",
        (Column("issuer", "cn:issuedBy"),),
    ),
    Listing(
        "actions",
        "?row cn:actionKind <{iri}>",
        (
            Column("actor", "cn:carriedOutBy"),
            Column("provision", "cn:implements", cites=True),
        ),
    ),
    Listing(
        "provisions",
        "?row cn:topic|cn:addressee|cn:demand <{iri}>",
        (
            _AGREEMENT,
            Column("number", "cn:number"),
            Column("addressee", "cn:addressee"),
            Column("demand", "cn:demand"),
        ),
        order="number",
        group="agreement",
    ),
    Listing(
        "stakeholders",
        "?row cn:stakeholderGroup <{iri}>",
        (Column("class", "rdf:type", stated=True), Column("whole", "cn:memberOf")),
        group="class",
    ),
    Listing(
        "participations",
        "?row cn:role <{iri}> ; a cn:Participation",
        (
            Column("agreement", "cn:participationIn"),
            Column("stakeholder", "cn:participant"),
            _DATE,
        ),
        order="stakeholder",
        group="agreement",
    ),
    Listing(
        "counts",
        "?row cn:role|cn:countedGroup|cn:qualifier <{iri}> ; a cn:Count",
        (
            Column("counted", "cn:countOf"),
            Column("qualifier", "cn:qualifier"),
            Column("figure", "cn:countValue"),
            Column("group", "cn:countedGroup"),
            Column("role", "cn:role"),
            _DATE,
        ),
        order="date",
        group="counted",
    ),
    Listing(
        "positions",
        "?row cn:stance|cn:onSubject <{iri}>",
        (
            _HOLDER,
            Column("stance", "cn:stance"),
            Column(
                "about", "cn:onProvision|cn:onAgreement|cn:onAssessment|cn:onSubject", cites=True
            ),
        ),
        group="stance",
    ),
    Listing(
        "correspondences",
        "?row cn:relation|cn:basis <{iri}>",
        (
            Column("from", "cn:fromProvision", cites=True),
            Column("relation", "cn:relation"),
            Column("to", "cn:toProvision", cites=True),
            Column("conflicting", "cn:conflictingProvision", cites=True),
            Column("basis", "cn:basis"),
        ),
        group="relation",
    ),
    Listing(
        "events",
        "?row cn:eventKind <{iri}>",
        (_DATE, Column("agreement", "cn:eventOf")),
        order="date",
    ),
    Listing(
        "findings",
        "?row cn:findingKind|cn:concerns <{iri}>",
        (
            Column("kind", "cn:findingKind"),
            Column("concerns", "cn:concerns"),
            Column("author", "cn:attributedTo"),
        ),
        group="kind",
    ),
    Listing(
        "references",
        "?row cn:referenceStatus <{iri}>",
        (
            Column("agreement", "cn:referredAgreement"),
            Column("provision", "cn:resolvesTo", cites=True),
            Column("candidates", "cn:candidateProvision", cites=True),
        ),
        order="agreement",
    ),
)
SCHEME: Final = (
    Listing(
        "concepts",
        "?row skos:inScheme <{iri}>",
        (
            Column("notation", "skos:notation"),
            Column("definition", "skos:definition"),
            Column("category", "cn:category"),
        ),
        order="notation",
    ),
)
_USES: Final = f"""
SELECT ?concept (COUNT(DISTINCT ?thing) AS ?n) {{{{
  ?concept skos:inScheme <{{iri}}> . GRAPH ?g {{{{ ?thing ?p ?concept }}}}
  FILTER (?g = <{GRAPH_CATALOGUE}> || STRSTARTS(STR(?g), "{GRAPH["source/"]}")
    || STRSTARTS(STR(?g), "{GRAPH["member/"]}"))
}}}} GROUP BY ?concept
"""


@dataclass(frozen=True, slots=True)
class Scheme(Dossier):
    """A concept scheme, and how many resources of the data name each of its concepts."""

    uses: dict[str, int]


def read_concept(reader: Reader, iri: str) -> Dossier:
    """Read what the page of a concept shows."""
    return read_dossier(reader, iri, CONCEPT, first=_FIRST, told=_TOLD)[0]


def read_scheme(reader: Reader, iri: str) -> Scheme:
    """Read what the page of a scheme shows."""
    dossier, _ = read_dossier(reader, iri, SCHEME, told=("skos:inScheme", *_TOLD))
    uses = {
        row["concept"].value: int(row["n"].value) for row in reader.select(_USES.format(iri=iri))
    }
    return extend(dossier, Scheme, uses=uses)
