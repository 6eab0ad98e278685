"""The check of the data: a sample of them, judged by the shapes of members."""

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.errors import CyberNormsError
from cybernorms.federation.contract.endpoint import Endpoint, iris, is_writable
from cybernorms.federation.contract.found import FailedError, InapplicableError
from cybernorms.namespaces import BASE, CN, DCAT, RDF
from cybernorms.sources import empty_graph, write_statements

_RESOURCES: Final = 20
_ROUNDS: Final = 3
_MOST: Final = 300
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


def conforms(endpoint: Endpoint) -> str:
    """Have a sample of its resources of our classes judged, with how it describes itself."""
    chosen = iris(endpoint.rows(_SOME + str(_RESOURCES)), "s")
    if not chosen:
        raise InapplicableError("it has no resources of its own in our main classes")
    graph = _described(endpoint, [*chosen, *iris(endpoint.rows(_DATASETS), "s")])
    for class_ in (DCAT.Dataset, DCAT.DataService):
        for node in endpoint.description.subjects(RDF.type, class_):
            if not str(node).startswith(BASE):
                graph += endpoint.description.cbd(node)
    try:
        report = endpoint.judge("".join(write_statements(graph)).encode())
    except CyberNormsError as error:
        raise InapplicableError(f"the sample could not be judged: {error}") from None
    if report["conforms"]:
        return f"{len(chosen)} resources and what they refer to conform"
    results = [item for item in report["results"] if item["severity"] == "violation"]
    first = "; ".join(f"{item['message']} ({item['focusNode']})" for item in results[:3])
    raise FailedError(f"{len(results)} violations by {len(chosen)} resources: {first}"[:1500])


def _described(endpoint: Endpoint, wanted: Iterable[str]) -> Graph:
    """Fetch what is said of resources, and of those of its own that they refer to."""
    graph = empty_graph()
    known: set[str] = set()
    frontier = list(wanted)
    for _ in range(_ROUNDS):
        block = " ".join(f"<{iri}>" for iri in frontier)
        known.update(frontier)
        graph += endpoint.graph(f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {block} }} ?s ?p ?o }}")
        named = {str(value) for value in graph.objects() if isinstance(value, URIRef)}
        further = (iri for iri in sorted(named - known) if not iri.startswith(BASE))
        frontier = [iri for iri in further if is_writable(iri)][: _MOST - len(known)]
        if not frontier:
            break
    return graph
