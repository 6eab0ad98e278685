"""The page of a passage: where it stands, and what it is evidence of."""

from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import OA
from cybernorms.web.kinds.dossier import Dossier, extend, read_dossier
from cybernorms.web.kinds.listings import Column, Listing
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term

_FIRST: Final = ("cn:sourceDocument", "cn:section", "cn:note", "cn:passageDigest")
_TOLD: Final = ("oa:hasSelector", "cn:evidence")
SUPPORTED: Final = Listing(
    "supported",
    "?row cn:evidence <{iri}>",
    (Column("class", "rdf:type", stated=True),),
    group="class",
)
_SELECTORS: Final = "<{iri}> oa:hasSelector ?s . GRAPH ?g {{ ?s ?p ?o }}"
_BESIDE: Final = """
SELECT ?passage ?start {{
  <{iri}> cn:sourceDocument ?document ; oa:hasSelector/oa:start ?here .
  {{ SELECT ?document ?passage ?start {{
    ?passage cn:sourceDocument ?document ; oa:hasSelector/oa:start ?start }} }}
  FILTER (?start {order} ?here)
}} ORDER BY {direction}(?start) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Place(Dossier):
    """A passage: code points from 0, the end exclusive, and its neighbours in the text."""

    start: int | None
    end: int | None
    locator: str
    before: Term | None
    after: Term | None


def read(reader: Reader, iri: str) -> Place:
    """Read what the page shows."""
    dossier, frame = read_dossier(
        reader, iri, (SUPPORTED,), _SELECTORS.format(iri=iri), first=_FIRST, told=_TOLD
    )
    found = {str(fact.prop.value): fact.value.value for fact in frame}
    start, end = found.get(str(OA["start"])), found.get(str(OA["end"]))
    return extend(
        dossier,
        Place,
        start=int(start) if start else None,
        end=int(end) if end else None,
        locator=found.get(str(OA["exact"]), ""),
        before=_beside(reader, iri, "<", "DESC"),
        after=_beside(reader, iri, ">", "ASC"),
    )


def _beside(reader: Reader, iri: str, order: str, direction: str) -> Term | None:
    rows = reader.select(_BESIDE.format(iri=iri, order=order, direction=direction))
    return rows[0]["passage"] if rows else None
