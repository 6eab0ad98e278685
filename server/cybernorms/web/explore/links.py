"""Which statements count as links between resources, and the patterns that find them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from cybernorms.namespaces import BASE, CN, DCTERMS, OWL, PROV, RDF, RDFS, SKOS
from cybernorms.web.frame import Fact

MOST: Final = 400
"""Statements in one direction that are read of one resource."""

_UNTOLD: Final = ", ".join(
    f"<{prop}>"
    for prop in (
        RDF.type,
        RDFS.isDefinedBy,
        OWL.sameAs,
        SKOS.inScheme,
        SKOS.topConceptOf,
        SKOS.hasTopConcept,
        DCTERMS.source,
        CN.evidence,
        PROV.wasDerivedFrom,
    )
)
"""Properties that nearly everything has: they lead everywhere. Evidence stands with each fact."""


def is_link(*ends: str) -> str:
    """Write the condition that ?p is told and that variables are resources of ours."""
    ours = " && ".join(
        f'(STRSTARTS(STR({end}), "{BASE}id/") || STRSTARTS(STR({end}), "{BASE}scheme/"))'
        f' && !CONTAINS(STR({end}), "#")'  # a part of something has no page of its own
        for end in ends
    )
    return f"FILTER (?p NOT IN ({_UNTOLD}) && {ours})"


def around(iri: str) -> tuple[str, str]:
    """Write the patterns of the links from a resource and to it; see frame.read_frame."""
    return (
        f"{{ SELECT ?s ?p ?o {{ BIND (<{iri}> AS ?s) <{iri}> ?p ?o {is_link('?o')} }} "
        f"LIMIT {MOST} }} GRAPH ?g {{ ?s ?p ?o }}",
        f"{{ SELECT ?s ?p ?o {{ BIND (<{iri}> AS ?o) ?s ?p <{iri}> {is_link('?s')} }} "
        f"LIMIT {MOST} }} GRAPH ?g {{ ?s ?p ?o }}",
    )


def between(pairs: Iterable[tuple[str, str]]) -> str:
    """Write the pattern of the links between pairs of resources, in either direction."""
    ends = " ".join(f"(<{one}> <{other}>) (<{other}> <{one}>)" for one, other in pairs)
    return f"VALUES (?s ?o) {{ {ends} }} GRAPH ?g {{ ?s ?p ?o }} {is_link('?o')}"


def telling(facts: Iterable[Fact]) -> list[Fact]:
    """Leave out what only says again what another link between the same two resources says.

    Of derived links that is what has a stated one beside it, being its inverse or more general;
    where there are only derived ones, those of the direction that has fewer.
    """
    pairs: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        pairs[tuple(sorted((fact.subject.value, fact.value.value)))].append(fact)
    return [fact for found in pairs.values() for fact in _of_pair(found)]


def _of_pair(facts: list[Fact]) -> list[Fact]:
    if stated := [fact for fact in facts if not fact.is_derived]:
        return stated
    ways: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        ways[fact.subject.value].append(fact)
    way = max(ways.values(), key=lambda way: (len(way), -len(way[0].prop.name), way[0].prop.name))
    ours = [fact for fact in way if fact.prop.value.startswith(str(CN))]
    return ours or way[:1]
