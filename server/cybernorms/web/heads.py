"""What is to be known of a resource before it is shown: what it is, and whether it still holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS
from cybernorms.web.languages import rank_language
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term

NAMES: Final = (str(SKOS["prefLabel"]), str(RDFS["label"]), str(DCTERMS["title"]))
_READ: Final = " ".join(
    f"<{prop}>"
    for prop in (
        *NAMES,
        RDF["type"],
        OWL["deprecated"],
        OWL["sameAs"],
        RDFS["comment"],
        SKOS["altLabel"],
        SKOS["definition"],
        SKOS["exactMatch"],
        SKOS["inScheme"],
        DCTERMS["description"],
        DCTERMS["isReplacedBy"],
        DCTERMS["issued"],
        DCTERMS["modified"],
        FOAF["page"],
        CN["attributedTo"],
        CN["carriedOutBy"],
        CN["date"],
        CN["isProvisionOf"],
        CN["issuedBy"],
        CN["legalCharacter"],
        CN["note"],
        CN["number"],
        CN["officialIdentifier"],
        CN["section"],
        CN["sourceDocument"],
        CN["wording"],
    )
)
_HEAD: Final = f"""
SELECT DISTINCT ?p ?o ?name {{{{
  VALUES ?p {{{{ {_READ} }}}} <{{iri}}> ?p ?o
  OPTIONAL {{{{ ?o skos:prefLabel|rdfs:label ?name FILTER (?p != rdf:type) }}}}
}}}}
"""
_KNOWN: Final = "SELECT * {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }} LIMIT 1"


@dataclass(frozen=True, slots=True)
class Head:
    """A resource with some of its properties, their values labelled."""

    iri: str
    properties: Mapping[str, tuple[Term, ...]]

    @property
    def types(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(term.value for term in self.all(RDF["type"]))

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is kept only to tell what it was."""
        return any(term.value in {"true", "1"} for term in self.all(OWL["deprecated"]))

    @property
    def replacements(self) -> tuple[Term, ...]:
        """What holds in its place, if it is withdrawn."""
        return self.all(DCTERMS["isReplacedBy"]) if self.is_withdrawn else ()

    @property
    def name(self) -> str:
        """Its label in the best language, else a short form of its IRI."""
        names = self.texts(*NAMES)
        return names[0] if names else Term("uri", self.iri).name

    def all(self, *props: object) -> tuple[Term, ...]:
        """Give the values of properties."""
        return tuple(term for prop in props for term in self.properties.get(str(prop), ()))

    def texts(self, *props: object) -> list[str]:
        """Give the values that are text, those in the language that fits best."""
        terms = [term for term in self.all(*props) if not term.is_iri]
        best = min((rank_language(term.language) for term in terms), default=0)
        return [term.value for term in terms if rank_language(term.language) == best]


def read_head(reader: Reader, iri: str) -> Head | None:
    """Read what is said of a resource itself; None if there is none."""
    names: dict[str, list[Term]] = defaultdict(list)
    found: dict[str, dict[Term, None]] = defaultdict(dict)
    for row in reader.select(_HEAD.format(iri=iri)):
        found[row["p"].value][row["o"]] = None
        if "name" in row:
            names[row["o"].value].append(row["name"])
    if not found and not reader.select(_KNOWN.format(iri=iri)):
        return None
    return Head(iri, {prop: _labelled(terms, names) for prop, terms in found.items()})


def _labelled(terms: Iterable[Term], names: Mapping[str, list[Term]]) -> tuple[Term, ...]:
    return tuple(
        Term("uri", term.value, label=min(known, key=_rank).value)
        if term.is_iri and (known := names.get(term.value))
        else term
        for term in terms
    )


def _rank(name: Term) -> int:
    return rank_language(name.language)
