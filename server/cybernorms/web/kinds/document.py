"""The page of a source document: its passages in the order of the text, and what each supports."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cybernorms.namespaces import CN, GRAPH
from cybernorms.web.kinds.dossier import Dossier, extend, name_term, read_dossier
from cybernorms.web.kinds.dossier import sheet as stated_sheet
from cybernorms.web.kinds.listings import Column, Listing
from cybernorms.web.page import Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_FIRST: Final = (
    *("dcterms:title", "skos:altLabel", "cn:attributedTo", "cn:addressedTo", "dcterms:contributor"),
    *("cn:feedbackFrom", "cn:date", "cn:fileName", "cn:textLength", "cn:textDigest"),
)
_TOLD: Final = ("cn:sourceDocument", "dcterms:source", "cn:pointsTo")
LISTINGS: Final = (
    Listing(
        "graphs",
        "?row dcterms:source <{iri}> ; void:triples ?statements",
        (
            Column("statements", "void:triples"),
            Column("licence", "dcterms:license"),
            Column("version", "dcat:version"),
        ),
    ),
    Listing(
        "reviewed",
        "?row cn:reviewedIn <{iri}>",
        (Column("number", "cn:reviewNumber"), Column("issuer", "cn:issuedBy")),
    ),
    Listing("mentioned", "?row cn:mentionedIn <{iri}>", (Column("issuer", "cn:issuedBy"),)),
    Listing(
        "answers",
        "?row cn:onSubject <{iri}>",
        (Column("holder", "cn:holder"), Column("stance", "cn:stance")),
    ),
    Listing(
        "concerned",
        "?row cn:concerns <{iri}>",
        (Column("kind", "cn:findingKind"), Column("author", "cn:attributedTo")),
        group="kind",
    ),
    Listing(
        "works",
        "<{iri}> cn:pointsTo ?row",
        (Column("author", "cn:attributedTo"), Column("address", "cn:officialAddress")),
    ),
)
_PASSAGES: Final = """
SELECT ?passage ?section ?start ?end ?locator ?reason {{
  ?passage cn:sourceDocument <{iri}> ; cn:section ?section ; oa:hasSelector ?place .
  ?place oa:start ?start ; oa:end ?end .
  OPTIONAL {{ ?passage oa:hasSelector/oa:exact ?locator }}
  OPTIONAL {{ ?passage a cn:Boilerplate ; cn:note ?reason }}
}}
"""
_SUPPORTED: Final = f"""
SELECT DISTINCT ?passage ?thing ?kind {{{{
  ?passage cn:sourceDocument <{{iri}}> . ?thing cn:evidence ?passage .
  GRAPH ?g {{{{ ?thing a ?kind }}}} FILTER (!STRSTARTS(STR(?g), "{GRAPH["inferred/"]}"))
}}}}
"""


@dataclass(frozen=True, slots=True)
class Supported:
    """What a passage is evidence of, and its kinds."""

    term: Term
    kinds: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage in its document: code points from 0, the end exclusive.

    ``reason`` says of boilerplate why it states nothing.
    """

    term: Term
    start: int
    end: int
    locator: str
    reason: str
    supports: tuple[Supported, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The passages under one heading of a document."""

    heading: str
    passages: tuple[Stretch, ...]

    @property
    def length(self) -> int:
        """How many passages it has."""
        return len(self.passages)

    @property
    def supported(self) -> int:
        """How many resources its passages are evidence of."""
        return len({each.term for passage in self.passages for each in passage.supports})


@dataclass(frozen=True, slots=True)
class Document(Dossier):
    """A source document, and its sections in the order of the text."""

    sections: tuple[Section, ...]


def read(reader: Reader, iri: str) -> Document:
    """Read what the page shows."""
    dossier, _ = read_dossier(reader, iri, LISTINGS, first=_FIRST, told=_TOLD)
    return extend(dossier, Document, sections=_sections(reader, iri))


def sheet(document: Document) -> Sheet:
    """Write what it supports as rows behind those of any dossier."""
    rows = (
        (
            *(section.heading, each.term.value, each.term.name, str(CN["evidence"]), ""),
            *(passage.term.value, passage.locator, "no", "", passage.term.value),
        )
        for section in document.sections
        for passage in section.passages
        for each in passage.supports
    )
    stated = stated_sheet(document)
    return Sheet(stated.header, chain(stated.rows, rows))


def _sections(reader: Reader, iri: str) -> tuple[Section, ...]:
    rows = reader.select(_PASSAGES.format(iri=iri))
    supported = reader.select(_SUPPORTED.format(iri=iri))
    labels = reader.labels(iris_of(supported))
    kinds: dict[str, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in supported:
        kinds[row["passage"].value][label(row["thing"], labels)].append(
            name_term(label(row["kind"], labels))
        )
    sections: dict[str, list[Stretch]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["start"].value)):
        things = kinds[row["passage"].value].items()
        sections[row["section"].value].append(
            Stretch(
                row["passage"],
                int(row["start"].value),
                int(row["end"].value),
                row["locator"].value if "locator" in row else "",
                row["reason"].value if "reason" in row else "",
                tuple(
                    sorted(
                        (Supported(thing, tuple(found)) for thing, found in things),
                        key=lambda each: (each.kinds[0].name, each.term.name),
                    )
                ),
            )
        )
    return tuple(Section(heading, tuple(found)) for heading, found in sections.items())
