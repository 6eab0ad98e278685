"""The page of an action: who did what, for which provisions it is claimed, and what came of it."""

from typing import Final

from cybernorms.web.kinds.dossier import Dossier, read_dossier
from cybernorms.web.kinds.listings import Column, Listing
from cybernorms.web.reader import Reader

_FIRST: Final = (
    *("cn:carriedOutBy", "cn:inCooperationWith", "cn:actionKind", "cn:date", "cn:partOfAction"),
    *("cn:implementsAgreement", "cn:note"),
)
_TOLD: Final = ("cn:hasResult", "cn:isImplementedBy")
LISTINGS: Final = (
    Listing(
        "claims",
        "?row cn:claimedAction <{iri}>",
        (
            Column("reference", "cn:claimedReference/cn:referenceText"),
            Column("provision", "cn:claimedProvision", cites=True),
            Column("candidates", "cn:claimedReference/cn:candidateProvision", cites=True),
            Column("claimed", "cn:claimedAgreement"),
            Column("claimant", "cn:claimant"),
        ),
    ),
    Listing(
        "results",
        "<{iri}> cn:hasResult ?row",
        (
            Column("qualifier", "cn:qualifier"),
            Column("figure", "cn:resultValue"),
            Column("unit", "cn:resultUnit"),
            Column("date", "cn:date"),
        ),
    ),
    Listing(
        "contributions",
        "<{iri}> cn:contributesTo ?row FILTER NOT EXISTS {{ <{iri}> cn:implements ?row }}",
        (Column("agreement", "cn:isProvisionOf", stated=True), Column("number", "cn:number")),
        order="agreement",
        link="cn:contributesTo",
    ),
    Listing(
        "bridges",
        "<{iri}> cn:implements ?own . ?row cn:fromProvision|cn:toProvision ?own",
        (
            Column("from", "cn:fromProvision", cites=True),
            Column("relation", "cn:relation"),
            Column("to", "cn:toProvision", cites=True),
            Column("basis", "cn:basis"),
            Column("author", "cn:attributedTo"),
            Column("justification", "cn:justification"),
        ),
        order="from",
    ),
    Listing(
        "parts",
        "?row cn:partOfAction <{iri}>",
        (
            Column("kind", "cn:actionKind"),
            Column("actor", "cn:carriedOutBy"),
            Column("provision", "cn:implements", cites=True),
        ),
    ),
)


def read(reader: Reader, iri: str) -> Dossier:
    """Read what the page shows."""
    return read_dossier(reader, iri, LISTINGS, first=_FIRST, told=_TOLD)[0]
