"""/ontology: each term of the ontology, what it means, what follows from it, where it is used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, GRAPH_ONTOLOGY, OWL, RDF, RDFS, SKOS
from cybernorms.web.axioms import connect, read_axioms
from cybernorms.web.entries import Properties, collect, first_of, of_kind
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution, Term, iris_of, label
from cybernorms.web.usage import UNUSED, Usage, read_uses

_KINDS: Final = (
    ("classes", str(OWL["Class"])),
    ("object-properties", str(OWL["ObjectProperty"])),
    ("datatype-properties", str(OWL["DatatypeProperty"])),
    ("annotation-properties", str(OWL["AnnotationProperty"])),
)
_CHARACTERS: Final = ("FunctionalProperty", "SymmetricProperty", "TransitiveProperty")
_ORDER: Final = (
    *("broader", "narrower", "disjoint", "domain", "range", "inverse", "derives"),
    *("replacement", "source", "module"),
)
_HEADERS: Final = f"""
SELECT ?kind ?header ?text (COUNT(?part) AS ?n) {{
  GRAPH <{GRAPH_ONTOLOGY}> {{
    {{ VALUES ?kind {{ owl:Ontology }} ?header a ?kind ; dcterms:description ?text .
       ?part rdfs:isDefinedBy ?header }}
    UNION
    {{ VALUES ?kind {{ skos:ConceptScheme }} ?header a ?kind .
       OPTIONAL {{ ?header skos:definition ?text }} OPTIONAL {{ ?part skos:inScheme ?header }} }}
  }}
}} GROUP BY ?kind ?header ?text ORDER BY ?header
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: what the ontology says of it, and where it is used.

    Each of the ``chains`` is a path of properties from which it follows; ``facts`` have the names
    of their messages.
    """

    iri: str
    label: str
    definition: str
    examples: tuple[Term, ...]
    characters: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Term, ...]], ...]
    chains: tuple[tuple[Term, ...], ...]
    usage: Usage

    @property
    def fragment(self) -> str:
        """What stands behind the # of its IRI."""
        return self.iri.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of one kind."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A module or a scheme, and how many terms or concepts it has."""

    term: Term
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Ontology:
    """What the page shows: the terms by their kinds, the modules and the schemes."""

    sections: tuple[Section, ...]
    modules: tuple[Header, ...]
    schemes: tuple[Header, ...]


def read(reader: Reader) -> Ontology:
    """Read the ontology and where it is used, in eight queries."""
    found, labels = collect(reader, str(GRAPH_ONTOLOGY), [iri for _, iri in _KINDS], str(CN))
    headers = reader.select(_HEADERS, "none")
    labels |= reader.labels(iris_of(headers) - labels.keys())
    axioms, uses = read_axioms(reader), read_uses(reader)
    facts = connect(found, axioms)

    def name(terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(label(term, labels) for term in terms)

    entries = {
        iri: _entry(
            iri,
            properties,
            {kind: name(terms) for kind, terms in facts[iri].items()},
            tuple(name(chain) for chain in axioms.chains.get(iri, ())),
            uses.get(iri, UNUSED),
        )
        for iri, properties in found.items()
    }
    modules, schemes = (
        tuple(_header(row, labels) for row in headers if row["kind"].value == str(kind))
        for kind in (OWL["Ontology"], SKOS["ConceptScheme"])
    )
    sections = (
        Section(kind, tuple(entries[iri] for iri in of_kind(found, of))) for kind, of in _KINDS
    )
    return Ontology(tuple(each for each in sections if each.entries), modules, schemes)


def sheet(ontology: Ontology) -> Sheet:
    """Write each term as a row."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for section in ontology.sections:
            for entry in section.entries:
                facts = dict(entry.facts)
                yield (
                    *(entry.iri, section.name, entry.label, entry.definition),
                    " | ".join(example.value for example in entry.examples),
                    *(" ".join(term.value for term in facts.get(name, ())) for name in _ORDER),
                    " | ".join(" ".join(step.value for step in chain) for chain in entry.chains),
                    *(entry.usage.number, entry.usage.derived),
                    " ".join(term.value for term in entry.usage.shapes),
                    " ".join(term.value for term in entry.usage.questions),
                )

    return Sheet(
        (
            *("term", "kind", "label", "definition", "examples", *_ORDER, "chains"),
            *("uses", "derived_uses", "shapes", "questions"),
        ),
        rows(),
    )


def _entry(
    iri: str,
    properties: Properties,
    facts: Mapping[str, tuple[Term, ...]],
    chains: tuple[tuple[Term, ...], ...],
    usage: Usage,
) -> Entry:
    types = {term.value for term in properties[str(RDF["type"])]}
    return Entry(
        iri,
        first_of(properties, RDFS["label"]),
        first_of(properties, SKOS["definition"], RDFS["comment"]),
        tuple(properties.get(str(SKOS["example"]), ())),
        tuple(name for name in _CHARACTERS if str(OWL[name]) in types),
        tuple(
            (name, tuple(sorted(facts[name], key=lambda term: term.name)))
            for name in _ORDER
            if name in facts
        ),
        chains,
        usage,
    )


def _header(row: Solution, labels: Mapping[str, str]) -> Header:
    text = row["text"].value if "text" in row else ""
    return Header(label(row["header"], labels), text, int(row["n"].value))
