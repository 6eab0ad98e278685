"""What the terms of the ontology say of each other, as a page can show it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import DCTERMS, GRAPH_ONTOLOGY, OWL, RDFS
from cybernorms.web.entries import Properties
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution, Term

_FACTS: Final = (
    ("broader", str(RDFS["subClassOf"])),
    ("broader", str(RDFS["subPropertyOf"])),
    ("domain", str(RDFS["domain"])),
    ("range", str(RDFS["range"])),
    ("inverse", str(OWL["inverseOf"])),
    ("replacement", str(DCTERMS["isReplacedBy"])),
    ("source", str(DCTERMS["source"])),
    ("module", str(RDFS["isDefinedBy"])),
)
_BACK: Final = {"broader": "narrower", "inverse": "inverse"}
"""What a fact says of the term at its other end."""
_LISTS: Final = f"""
SELECT ?of ?p ?list ?node ?first ?rest {{
  GRAPH <{GRAPH_ONTOLOGY}> {{
    VALUES ?p {{ owl:propertyChainAxiom owl:members }}
    ?of ?p ?list . ?list rdf:rest* ?node . ?node rdf:first ?first ; rdf:rest ?rest
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Axioms:
    """What is written as lists: chains by the property that follows, and disjoint classes."""

    chains: Mapping[str, Sequence[Sequence[Term]]]
    disjoint: Sequence[Sequence[Term]]


def read_axioms(reader: Reader) -> Axioms:
    """Read what is written as lists, in one query."""
    return _read_lists(reader.select(_LISTS, "none"))


def connect(
    found: Mapping[str, Properties], axioms: Axioms
) -> defaultdict[str, dict[str, list[Term]]]:
    """Collect the facts of each term, and what those of others say of it."""
    facts: defaultdict[str, dict[str, list[Term]]] = defaultdict(dict)

    def add(iri: str, name: str, term: Term) -> None:
        terms = facts[iri].setdefault(name, [])
        if term not in terms and term.kind != "bnode":
            terms.append(term)

    for iri, properties in found.items():
        for name, prop in _FACTS:
            for term in properties.get(prop, ()):
                add(iri, name, term)
                if name in _BACK and term.value in found:
                    add(term.value, _BACK[name], Term("uri", iri))
    for iri, chains in axioms.chains.items():
        for step in dict.fromkeys(step for chain in chains for step in chain):
            add(step.value, "derives", Term("uri", iri))
    for members in axioms.disjoint:
        for member in members:
            for other in members:
                if other != member:
                    add(member.value, "disjoint", other)
    return facts


def _read_lists(rows: Iterable[Solution]) -> Axioms:
    """Put the members of lists in their order (RDF Schema 5.2)."""
    lists: dict[tuple[str, str, str], dict[str, Solution]] = defaultdict(dict)
    for row in rows:
        lists[row["of"].value, row["p"].value, row["list"].value][row["node"].value] = row
    chains: dict[str, list[list[Term]]] = defaultdict(list)
    disjoint = []
    for (of, prop, head), nodes in sorted(lists.items()):
        members, node = [], head
        while node in nodes:
            members.append(nodes[node]["first"])
            node = nodes[node]["rest"].value
        if prop == str(OWL["members"]):
            disjoint.append(members)
        else:
            chains[of].append(members)
    return Axioms(chains, disjoint)
