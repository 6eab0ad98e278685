"""VoID and DCAT of the project's own data: found, in every format, and true."""

import csv
import io
import json

import pytest
from rdflib import Graph, Literal, URIRef

from cybernorms.namespaces import BASE, CN, DCAT, DCTERMS, GRAPH_INFERRED, ID, RDF, VOID

from .conftest import Server

DATASET = URIRef(BASE + "void#dataset")
PREFIXES = """
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""
# What the query editor of the SIB asks for its completions.
BY_CLASS = (
    PREFIXES
    + """
SELECT ?c ?p ?n ?oc {
  ?graph sd:graph ?d . ?d void:classPartition [ void:class ?c ; void:propertyPartition [
    void:property ?p ; void:triples ?n ; void:classPartition [ void:class ?oc ] ] ]
}
"""
)
BY_DATATYPE = (
    PREFIXES
    + """
SELECT ?c ?p ?n ?dt {
  ?graph sd:graph ?d . ?d void:classPartition [ void:class ?c ; void:propertyPartition [
    void:property ?p ; void:triples ?n ; void-ext:datatypePartition [ void-ext:datatype ?dt ] ] ]
}
"""
)


def rows(server: Server, text: str) -> list[dict[str, str]]:
    response = server.query(PREFIXES + text if "PREFIX" not in text else text)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


@pytest.fixture(scope="module")
def void(own_server: Server) -> Graph:
    return Graph().parse(data=own_server.get("/void", "text/turtle").text, format="turtle")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib warns of itself
def test_context_makes_json_into_our_graph(own_server: Server) -> None:
    response = own_server.get("/context.jsonld")
    assert response.headers["Content-Type"] == "application/ld+json"
    data = {**response.json(), "@id": "id:agreement/x", "evidence": "id:passage/a"}
    graph = Graph().parse(data=json.dumps(data), format="json-ld")
    assert set(graph) == {(ID["agreement/x"], CN.evidence, ID["passage/a"])}


def test_well_known_void_leads_to_the_description(own_server: Server) -> None:
    response = own_server.get("/.well-known/void")
    assert (response.status_code, response.headers["Location"]) == (302, "/void")


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize("path", ["/void", "/catalog"])
@pytest.mark.parametrize(
    ("suffix", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")]
)
def test_descriptions_come_in_every_format(
    own_server: Server, path: str, suffix: str, name: str
) -> None:
    response = own_server.get(f"{path}.{suffix}")
    assert response.status_code == 200
    graph = Graph().parse(data=response.content, format=name)
    assert (DATASET, RDF.type, DCAT.Dataset) in graph
    assert own_server.get(path, response.headers["Content-Type"]).text == response.text


@pytest.mark.parametrize("path", ["/void", "/catalog"])
def test_descriptions_have_a_page(own_server: Server, path: str) -> None:
    page = own_server.get(path, "text/html").text
    assert "Facts beyond the source documents" in page
    assert 'href="/graph/catalogue.ttl"' in page
    assert 'href="/data?default&amp;format=ttl"' in page
    assert "implementing action" in page


def test_editor_finds_the_properties_of_a_class_and_the_classes_of_their_values(
    own_server: Server,
) -> None:
    found = {(row["c"], row["p"], row["oc"]) for row in rows(own_server, BY_CLASS)}
    cn = "https://w3id.org/cybernorms/ontology#"
    assert (f"{cn}ImplementationClaim", f"{cn}claimedAction", f"{cn}ImplementingAction") in found
    assert (f"{cn}ImplementingAction", f"{cn}implements", f"{cn}Norm") in found


def test_editor_finds_the_datatypes_of_values(own_server: Server) -> None:
    found = {(row["c"], row["p"], row["dt"]) for row in rows(own_server, BY_DATATYPE)}
    assert (
        "https://w3id.org/cybernorms/ontology#Passage",
        "https://w3id.org/cybernorms/ontology#passageDigest",
        "http://www.w3.org/2001/XMLSchema#string",
    ) in found


def test_every_property_that_the_data_uses_is_described(own_server: Server) -> None:
    used = rows(
        own_server,
        """SELECT DISTINCT ?c ?p {
          GRAPH <https://w3id.org/cybernorms/graph/catalogue> { ?s ?p ?o . ?s a ?c }
        }""",
    )
    described = rows(
        own_server,
        """SELECT ?c ?p {
          <https://w3id.org/cybernorms/graph/catalogue> void:classPartition
            [ void:class ?c ; void:propertyPartition/void:property ?p ]
        }""",
    )
    assert used
    assert {(row["c"], row["p"]) for row in used} <= {(row["c"], row["p"]) for row in described}


def test_counts_are_those_of_queries(own_server: Server, void: Graph) -> None:
    counted = rows(own_server, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    for row in counted:
        if not row["g"].endswith("/meta"):
            assert void.value(URIRef(row["g"]), VOID.triples) == Literal(int(row["n"]))
    (total,) = rows(
        own_server,
        f"""SELECT (COUNT(*) AS ?n) {{
          SELECT DISTINCT ?s ?p ?o {{
            GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{BASE}graph/meta>)
          }}
        }}""",
    )
    assert void.value(DATASET, VOID.triples) == Literal(int(total["n"]))


def test_entities_of_a_class_are_those_that_queries_find(own_server: Server, void: Graph) -> None:
    (row,) = rows(own_server, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a cn:Stakeholder }")
    (part,) = (
        part
        for part in void.objects(DATASET, VOID.classPartition)
        if (part, VOID["class"], URIRef("https://w3id.org/cybernorms/ontology#Stakeholder")) in void
    )
    assert void.value(part, VOID.entities) == Literal(int(row["n"]))


def test_every_download_of_the_catalogue_is_there(own_server: Server) -> None:
    catalogue = Graph().parse(data=own_server.get("/catalog", "text/turtle").text)
    files = set(catalogue.objects(None, DCAT.downloadURL))
    assert len(files) == 4 * len(set(catalogue.subjects(DCAT.distribution, None)))
    for node in catalogue.subjects(RDF.type, DCAT.Distribution):
        file, type_ = catalogue.value(node, DCAT.downloadURL), catalogue.value(node, DCAT.mediaType)
        head = own_server.request("HEAD", "/" + str(file).removeprefix(BASE))
        assert head.status_code == 200, file
        media_type = head.headers["Content-Type"].partition(";")[0]
        assert str(type_).endswith("/" + media_type)


def test_every_data_set_has_what_harvesters_need(own_server: Server) -> None:
    catalogue = Graph().parse(data=own_server.get("/catalog", "text/turtle").text)
    (catalog,) = catalogue.subjects(RDF.type, DCAT.Catalog)
    datasets = set(catalogue.objects(catalog, DCAT.dataset))
    assert {DATASET, GRAPH_INFERRED} <= datasets
    for node in (catalog, *datasets, *catalogue.objects(catalog, DCAT.service)):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.publisher):
            assert len(set(catalogue.objects(node, needed))) == 1, (node, needed)
