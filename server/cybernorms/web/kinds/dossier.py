"""What most pages of resources show: stated facts, tables of what belongs to it, and the rest."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from cybernorms.namespaces import CN, DCTERMS, GRAPH, RDF, RDFS, SKOS
from cybernorms.web.frame import Fact, Frame, read_frame
from cybernorms.web.kinds.listings import Listing, Table, expand, fill, find_rows, patterns_for
from cybernorms.web.messages import translate
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.records import HEADER, fact_row, record_of
from cybernorms.web.terms import Term, shorten

_OWN: Final = "VALUES ?s {{ <{iri}> }} GRAPH ?g {{ ?s ?p ?o }}"
_OTHERS: Final = (
    "VALUES ?o {{ <{iri}> }} GRAPH ?g {{ ?s ?p ?o }}"
    f' FILTER (!STRSTARTS(STR(?g), "{GRAPH["inferred/"]}") && ?p NOT IN ({{told}}))'
)
_TEXTS: Final = (SKOS["definition"], DCTERMS["description"])
_ELSEWHERE: Final = frozenset(
    str(prop) for prop in (RDF["type"], RDFS["label"], SKOS["prefLabel"], CN["evidence"], *_TEXTS)
)
"""Properties that the head of a page shows."""
FOREIGN: Final = frozenset(
    {
        *("dcterms:contributor", "dcterms:isReplacedBy", "dcterms:license", "dcterms:source"),
        *("dcterms:subject", "dcterms:title", "owl:deprecated", "owl:sameAs", "rdfs:comment"),
        *("rdfs:isDefinedBy", "rdfs:seeAlso", "skos:Concept", "skos:ConceptScheme"),
        *("skos:altLabel", "skos:broadMatch", "skos:broader", "skos:closeMatch"),
        *("skos:editorialNote", "skos:exactMatch", "skos:example", "skos:hasTopConcept"),
        *("skos:hiddenLabel", "skos:historyNote", "skos:inScheme", "skos:narrowMatch"),
        *("skos:narrower", "skos:notation", "skos:related", "skos:relatedMatch"),
        *("skos:scopeNote", "skos:topConceptOf"),
    }
)
"""Terms of others that the catalogue of messages has names for."""


@dataclass(frozen=True, slots=True)
class Property:
    """The facts with one property."""

    prop: Term
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a page shows: what is stated of a resource, tables, and what else refers to it.

    ``text`` describes or defines it; ``graphs`` are those that state something of it.
    """

    iri: str
    title: str
    types: tuple[Term, ...]
    text: Fact | None
    facts: tuple[Property, ...]
    tables: tuple[Table, ...]
    others: tuple[Property, ...]
    graphs: tuple[Term, ...]

    def has(self, name: str) -> bool:
        """Tell whether it has the table with a name."""
        return any(table.name == name for table in self.tables)


Kind = TypeVar("Kind", bound=Dossier)


def read(reader: Reader, iri: str) -> Dossier:
    """Read a dossier without tables."""
    return read_dossier(reader, iri)[0]


def read_dossier(
    reader: Reader,
    iri: str,
    listings: Sequence[Listing] = (),
    *patterns: str,
    first: Sequence[str] = (),
    told: Sequence[str] = (),
) -> tuple[Dossier, Frame]:
    """Read a dossier, in four queries; ``patterns`` read more into the frame, as in read_frame.

    The properties ``first`` are shown before all others, and also if they are derived; what has the
    properties ``told`` the page says otherwise.
    """
    rows = find_rows(reader, iri, listings)
    needed = (
        pattern for listing in listings for pattern in patterns_for(listing, rows[listing.name])
    )
    others = _OTHERS.format(iri=iri, told=", ".join(told))
    frame = read_frame(reader, _OWN.format(iri=iri), others, *needed, *patterns)
    listed = {row for found in rows.values() for row in found}
    dossier = Dossier(
        iri,
        frame.term(iri).name,
        tuple(name_term(fact.value) for fact in frame.of(iri, RDF["type"]) if not fact.is_derived),
        frame.one(iri, *_TEXTS),
        tuple(
            _facts(frame, iri, [expand(name) for name in first], {expand(name) for name in told})
        ),
        tuple(
            fill(frame, iri, listing, rows[listing.name])
            for listing in listings
            if rows[listing.name]
        ),
        tuple(_others(frame, iri, listed)),
        record_of(frame, iri).graphs,
    )
    return dossier, frame


def name_term(term: Term) -> Term:
    """Give a term of others the name that our pages have for it, if it is more than its words."""
    name = shorten(term.value)
    if name not in FOREIGN:
        return term
    return Term(term.kind, term.value, label=translate(f"term-{name.replace(':', '-')}"))


def extend(dossier: Dossier, kind: type[Kind], **more: object) -> Kind:
    """Make a dossier of a kind that has further fields."""
    stated: dict[str, Any] = {each.name: getattr(dossier, each.name) for each in fields(dossier)}
    return kind(**(stated | more))


def sheet(dossier: Dossier) -> Sheet:
    """Write each fact as a row, with the part of the page that shows it."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        yield from (("facts", *fact_row(fact)) for item in dossier.facts for fact in item.facts)
        for table in dossier.tables:
            for row in table.rows:
                facts = (each.fact for cell in row.cells for each in cell)
                yield from ((table.name, *fact_row(fact)) for fact in facts)
        yield from (("others", *fact_row(fact)) for item in dossier.others for fact in item.facts)

    return Sheet(HEADER, rows())


def _facts(
    frame: Frame, iri: str, first: Sequence[str], told: Collection[str]
) -> Iterator[Property]:
    found = {fact.prop: frame.of(iri, fact.prop.value) for fact in frame.about(iri)}
    for prop in sorted(found, key=lambda prop: _rank(prop, first)):
        facts = tuple(fact for fact in found[prop] if prop.value in first or not fact.is_derived)
        if facts and prop.value not in _ELSEWHERE and prop.value not in told:
            yield Property(name_term(prop), facts)


def _others(frame: Frame, iri: str, listed: Iterable[str]) -> Iterator[Property]:
    known = {iri, *listed}
    found: dict[Term, list[Fact]] = {}
    for fact in frame:
        if fact.value.value == iri and fact.value.is_iri and fact.subject.value not in known:
            found.setdefault(fact.prop, []).append(fact)
    for prop in sorted(found, key=lambda prop: prop.name):
        yield Property(
            name_term(prop), tuple(sorted(found[prop], key=lambda fact: fact.subject.name))
        )


def _rank(prop: Term, first: Sequence[str]) -> tuple[int, str]:
    place = first.index(prop.value) if prop.value in first else len(first)
    return place, prop.name.lower()
