"""The mapping sets that are published: two made of our own data, and those that were accepted."""

import re
from typing import Final

from cybernorms.errors import InputError
from cybernorms.mappings.slots import PAV, SEMAPV, SSSOM
from cybernorms.namespaces import BASE, GRAPH_ONTOLOGY, LICENSE, PREFIXES, SCHEME, SKOS

_SETS: Final = f"{BASE}mappings/"
CORRESPONDENCES: Final = f"{_SETS}correspondences"
VOCABULARIES: Final = f"{_SETS}vocabularies"
OWN_SETS: Final = {"correspondences": CORRESPONDENCES, "vocabularies": VOCABULARIES}
"""The sets that are made of our own data, by their names in addresses."""

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_PROLOGUE: Final = "".join(
    f"PREFIX {name}: <{space}>\n"
    for name, space in {**PREFIXES, "sssom": SSSOM, "semapv": SEMAPV, "pav": PAV}.items()
)
_RELATIONS: Final = {
    "same-wording": SKOS.exactMatch,
    "close": SKOS.closeMatch,
    "broader": SKOS.broadMatch,
    "narrower": SKOS.narrowMatch,
    "related": SKOS.relatedMatch,
}
"""A conflict is no match, and not in the set."""
_PREDICATES: Final = " ".join(
    f"(<{SCHEME[f'correspondence-relation/{name}']}> <{predicate}>)"
    for name, predicate in _RELATIONS.items()
)
_MATCHES: Final = " ".join(f"<{predicate}>" for predicate in _RELATIONS.values())

_CORRESPONDENCES: Final = f"""{_PROLOGUE}
CONSTRUCT {{
  <{CORRESPONDENCES}> a sssom:MappingSet ; sssom:mappings ?mapping ; dcterms:license <{LICENSE}> ;
    dcterms:title "Correspondences between provisions" ;
    dcterms:description "Which provisions of different agreements say the same, or nearly." .
  ?mapping a owl:Axiom ; owl:annotatedSource ?from ; owl:annotatedProperty ?predicate ;
    owl:annotatedTarget ?to ; sssom:subject_label ?fromName ; sssom:object_label ?toName ;
    sssom:mapping_justification semapv:ManualMappingCuration ;
    pav:authoredBy ?author ; rdfs:comment ?reason ; sssom:other ?basis
}} {{
  VALUES (?relation ?predicate) {{ {_PREDICATES} }}
  ?mapping cn:relation ?relation ; cn:fromProvision ?from ; cn:toProvision ?to .
  OPTIONAL {{ ?from rdfs:label ?a FILTER (LANG(?a) = "en") BIND (STR(?a) AS ?fromName) }}
  OPTIONAL {{ ?to rdfs:label ?b FILTER (LANG(?b) = "en") BIND (STR(?b) AS ?toName) }}
  OPTIONAL {{ ?mapping cn:attributedTo ?author }}
  OPTIONAL {{ ?mapping cn:justification ?c FILTER (LANG(?c) = "en") BIND (STR(?c) AS ?reason) }}
  OPTIONAL {{ ?mapping cn:basis/skos:prefLabel ?d FILTER (LANG(?d) = "en")
    BIND (CONCAT("basis: ", STR(?d)) AS ?basis) }}
}}
"""
_VOCABULARIES: Final = f"""{_PROLOGUE}
CONSTRUCT {{
  <{VOCABULARIES}> a sssom:MappingSet ; sssom:mappings ?mapping ; dcterms:license <{LICENSE}> ;
    dcterms:title "Terms of the ontology and of other vocabularies" ;
    dcterms:description "Which terms of other vocabularies are near to ours." .
  ?mapping a owl:Axiom ; owl:annotatedSource ?term ; owl:annotatedProperty ?predicate ;
    owl:annotatedTarget ?other ; sssom:subject_label ?name ;
    sssom:mapping_justification semapv:ManualMappingCuration
}} {{
  VALUES ?predicate {{ {_MATCHES} }}
  GRAPH <{GRAPH_ONTOLOGY}> {{ ?term ?predicate ?other }}
  FILTER (isIRI(?other) && STRSTARTS(STR(?term), "{BASE}") && !STRSTARTS(STR(?other), "{BASE}"))
  BIND (IRI(CONCAT("{VOCABULARIES}#", SHA1(CONCAT(STR(?term), " ", STR(?other))))) AS ?mapping)
  OPTIONAL {{ ?term rdfs:label|skos:prefLabel ?a FILTER (LANG(?a) = "en") BIND (STR(?a) AS ?name) }}
}}
"""
_ACCEPTED: Final = f"""{_PROLOGUE}
CONSTRUCT {{ ?node ?property ?value }} {{
  {{ VALUES ?node {{ <{{iri}}> }} }} UNION {{ <{{iri}}> sssom:mappings ?node }}
  ?node ?property ?value
}}
"""
LIST_ACCEPTED: Final = f"""{_PROLOGUE}
SELECT ?set ?title ?license ?graph ?count {{
  {{ SELECT ?set ?graph (COUNT(DISTINCT ?mapping) AS ?count) {{
    GRAPH ?graph {{ ?set a sssom:MappingSet ; sssom:mappings ?mapping }}
  }} GROUP BY ?set ?graph }}
  OPTIONAL {{ GRAPH ?graph {{ ?set dcterms:title ?title }} }}
  OPTIONAL {{ GRAPH ?graph {{ ?set dcterms:license ?license }} }}
}} ORDER BY ?set
"""
"""Asks for the sets that others sent: name, title, licence, graph, number of mappings."""


def set_query(iri: str) -> str:
    """Give the query that makes a mapping set. Raises InputError for what is no IRI."""
    if not _IRI.match(iri):
        raise InputError(f"{iri[:80]}: no absolute IRI")
    own = {CORRESPONDENCES: _CORRESPONDENCES, VOCABULARIES: _VOCABULARIES}
    return own.get(iri) or _ACCEPTED.replace("{iri}", iri)
