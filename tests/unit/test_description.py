"""The service description says what is there, in terms that clients look for."""

from rdflib import Literal, URIRef

from cybernorms.namespaces import GRAPH_INFERRED, GRAPH_ONTOLOGY, RDF, SD, VOID
from cybernorms.protocol.description import describe_service
from cybernorms.protocol.negotiation import GRAPHS, RESULTS

ENDPOINT = URIRef("http://host.example/sparql")
UPDATE = URIRef("http://e/update")
DESCRIPTION = describe_service(
    str(ENDPOINT), str(UPDATE), 9, {str(GRAPH_ONTOLOGY): 3, str(GRAPH_INFERRED): 4}
)


def test_description_has_the_absolute_endpoint() -> None:
    assert (ENDPOINT, RDF.type, SD.Service) in DESCRIPTION
    assert (ENDPOINT, SD.endpoint, ENDPOINT) in DESCRIPTION
    assert (UPDATE, SD.supportedLanguage, SD.SPARQL11Update) in DESCRIPTION


def test_description_has_every_format() -> None:
    formats = set(DESCRIPTION.objects(ENDPOINT, SD.resultFormat))
    assert len(formats) == len(RESULTS) + len(GRAPHS)


def test_description_promises_no_federation() -> None:
    assert (ENDPOINT, SD.feature, SD.BasicFederatedQuery) not in DESCRIPTION
    assert (ENDPOINT, SD.feature, SD.UnionDefaultGraph) in DESCRIPTION


def test_description_counts_the_graphs() -> None:
    dataset = DESCRIPTION.value(ENDPOINT, SD.defaultDataset)
    default = DESCRIPTION.value(dataset, SD.defaultGraph)
    assert DESCRIPTION.value(default, VOID.triples) == Literal(9)
    counts = {
        DESCRIPTION.value(node, SD.name): DESCRIPTION.value(
            DESCRIPTION.value(node, SD.graph), VOID.triples
        )
        for node in DESCRIPTION.objects(dataset, SD.namedGraph)
    }
    assert counts == {GRAPH_ONTOLOGY: Literal(3), GRAPH_INFERRED: Literal(4)}


def test_description_names_the_regime_of_the_inferred_graph() -> None:
    (node,) = DESCRIPTION.subjects(SD.name, GRAPH_INFERRED)
    assert DESCRIPTION.value(node, SD.entailmentRegime) is not None
    (node,) = DESCRIPTION.subjects(SD.name, GRAPH_ONTOLOGY)
    assert DESCRIPTION.value(node, SD.entailmentRegime) is None
