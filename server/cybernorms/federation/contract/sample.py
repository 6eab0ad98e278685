"""Checks of the data: how they are described, and a sample of them, judged by our shapes."""

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.errors import CyberNormsError
from cybernorms.federation.contract.endpoint import Endpoint, iris, is_writable, write_graph
from cybernorms.federation.contract.found import FailedError, InapplicableError
from cybernorms.namespaces import BASE, CN, DCAT, RDF
from cybernorms.sources import empty_graph

_RESOURCES: Final = 20
_ROUNDS: Final = 3
_MOST: Final = 300
_LONGEST: Final = 1500
_CLASSES: Final = " ".join(
    f"<{CN[name]}>"
    for name in (
        *("Agreement", "Provision", "Norm", "Participation", "Count", "ImplementingAction"),
        *("ImplementationClaim", "Position", "Finding", "ElementAssessment", "Correspondence"),
    )
)
_OWN: Final = f'FILTER(isIRI(?s) && !STRSTARTS(STR(?s), "{BASE}"))'
_SOME: Final = f"SELECT DISTINCT ?s {{ VALUES ?c {{ {_CLASSES} }} ?s a ?c {_OWN} }} LIMIT "
_DATASETS: Final = (
    f"SELECT DISTINCT ?s {{ VALUES ?c {{ <{DCAT.Dataset}> <{DCAT.DataService}> }} ?s a ?c {_OWN} }}"
    " LIMIT 20"
)


def describes_membership(endpoint: Endpoint) -> str:
    """Have judged how it describes its endpoint and data sets, wherever it does so (DCAT 3)."""
    graph = empty_graph()
    for class_ in (DCAT.Dataset, DCAT.DataService):
        for node in endpoint.description.subjects(RDF.type, class_):
            graph += endpoint.description.cbd(node)
    own = {str(node) for node in graph.subjects() if not str(node).startswith(BASE)}
    if len(graph) and not own:
        raise InapplicableError("it describes itself by IRIs of ours, as a copy of ours does")
    graph += _described(endpoint, iris(endpoint.rows(_DATASETS), "s"))
    if not len(graph):
        raise FailedError("neither a dcat:DataService nor a dcat:Dataset is described")
    return _judged(endpoint, graph, "federation-member", "the description")


def conforms(endpoint: Endpoint) -> str:
    """Have judged a sample of its resources of our classes, with the data sets that they are in."""
    chosen = iris(endpoint.rows(_SOME + str(_RESOURCES)), "s")
    if not chosen:
        raise InapplicableError("it has no resources of its own in our main classes")
    graph = _described(endpoint, [*chosen, *iris(endpoint.rows(_DATASETS), "s")])
    services = set(graph.subjects(RDF.type, DCAT.DataService))
    for triple in [triple for triple in graph if triple[0] in services]:
        graph.remove(triple)
    return _judged(endpoint, graph, "submission", f"a sample of {len(chosen)} resources")


def _judged(endpoint: Endpoint, graph: Graph, profile: str, what: str) -> str:
    try:
        report = endpoint.judge(write_graph(graph).encode(), profile)
    except CyberNormsError as error:
        raise InapplicableError(f"{what} could not be judged: {error}"[:_LONGEST]) from None
    if report["conforms"]:
        return f"{what} conforms to the profile {profile}"
    results = [item for item in report["results"] if item["severity"] == "violation"]
    first = "; ".join(f"{item['message']} ({item['focusNode']})" for item in results[:3])
    raise FailedError(f"{what} has {len(results)} violations, such as: {first}"[:_LONGEST])


def _described(endpoint: Endpoint, wanted: Iterable[str]) -> Graph:
    """Fetch what is said of resources, and of those of its own that they refer to."""
    graph = empty_graph()
    known: set[str] = set()
    frontier = list(wanted)
    for _ in range(_ROUNDS):
        if not frontier:
            break
        block = " ".join(f"<{iri}>" for iri in frontier)
        known.update(frontier)
        graph += endpoint.graph(f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {block} }} ?s ?p ?o }}")
        named = {str(value) for value in graph.objects() if isinstance(value, URIRef)}
        further = (iri for iri in sorted(named - known) if not iri.startswith(BASE))
        frontier = [iri for iri in further if is_writable(iri)][: _MOST - len(known)]
    return graph
