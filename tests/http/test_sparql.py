"""The endpoint by every way the protocol knows, in every format, with clients that people use."""

import csv
import io
from collections.abc import Callable

import pytest
import requests
from rdflib import Graph, Literal, URIRef
from rdflib.query import Result

from .conftest import SNAPSHOT, Server

LABELS = """
SELECT ?label { <https://w3id.org/cybernorms/id/agreement/call>
  <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label
"""
DESCRIBE = "DESCRIBE <https://w3id.org/cybernorms/id/provision/call/1>"
FORM = "application/x-www-form-urlencoded"


def direct(server: Server, text: str, method: str = "POST") -> requests.Response:
    return server.request(
        method,
        "/sparql",
        data=text.encode(),
        headers={"Content-Type": "application/sparql-query"},
    )


@pytest.mark.parametrize(
    "send",
    [
        lambda server, text: server.get("/sparql", params={"query": text}),
        lambda server, text: server.request("POST", "/sparql", data={"query": text}),
        direct,
        lambda server, text: server.request("QUERY", "/sparql", data={"query": text}),
        lambda server, text: direct(server, text, "QUERY"),
    ],
    ids=["GET", "form POST", "direct POST", "form QUERY", "direct QUERY"],
)
def test_query_by_every_way(
    server: Server, send: Callable[[Server, str], requests.Response]
) -> None:
    response = send(server, "SELECT ('é+%2F&' AS ?x) {}")
    assert response.status_code == 200
    assert response.json()["results"]["bindings"][0]["x"]["value"] == "é+%2F&"


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    got = server.query(LABELS)
    head = server.request("HEAD", "/sparql", "text/csv", params={"query": LABELS})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == got.headers["ETag"]


def test_chunked_body_is_read(server: Server) -> None:
    response = server.request(
        "POST",
        "/sparql",
        data=iter([b"ASK ", b"{}"]),
        headers={"Content-Type": "application/sparql-query"},
    )
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_tables_are_readable_in_every_format(
    server: Server, accept: str, content_type: str
) -> None:
    response = server.query(LABELS, accept)
    assert response.headers["Content-Type"] == content_type
    if "tab-separated" in accept:
        assert response.text.splitlines()[0] == "?label"
        return
    name = "csv" if "csv" in accept else "xml" if "xml" in accept else "json"
    result = Result.parse(io.BytesIO(response.content), format=name)
    assert {str(row[0]) for row in result} == {"L'appel", "The Call <b>&amp;"}  # type: ignore[index]


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_ask_is_answered(server: Server, accept: str) -> None:
    assert "true" in server.query("ASK {}", accept).text


@pytest.mark.filterwarnings(
    "ignore:.*is deprecated, use Dataset:DeprecationWarning"
)  # rdflib's own
@pytest.mark.parametrize(
    ("accept", "rdflib_name"),
    [
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
@pytest.mark.parametrize("text", [DESCRIBE, "CONSTRUCT WHERE { <http://e/7> ?p ?o }"])
def test_graphs_are_readable_in_every_format(
    server: Server, accept: str, rdflib_name: str, text: str
) -> None:
    response = server.query(text, accept)
    assert response.status_code == 200
    if accept != "*/*":
        assert response.headers["Content-Type"].startswith(accept)
    graph = Graph().parse(data=response.content, format=rdflib_name)
    if text == DESCRIBE:
        assert (None, None, Literal("Protect", lang="en")) in graph
    else:
        assert (URIRef("http://e/7"), URIRef("http://e/p"), Literal(7)) in graph


def test_form_decides_which_kind_of_type_is_used(server: Server) -> None:
    both = "text/csv, text/turtle"
    assert server.query(LABELS, both).headers["Content-Type"].startswith("text/csv")
    assert server.query(DESCRIBE, both).headers["Content-Type"].startswith("text/turtle")


def test_format_parameter_beats_accept(server: Server) -> None:
    response = server.query(LABELS, "text/html", format="csv")
    assert next(csv.reader(io.StringIO(response.text))) == ["label"]


# The data set


def test_entailment_is_a_parameter_and_a_header(server: Server) -> None:
    text = "ASK { ?s <https://w3id.org/cybernorms/ontology#isProvisionOf> ?o }"
    with_, without = server.query(text, "*/*"), server.query(text, "*/*", entailment="none")
    assert (with_.json()["boolean"], without.json()["boolean"]) == (True, False)
    assert with_.headers["X-Cybernorms-Entailment"] == "owlrl"
    assert without.headers["X-Cybernorms-Entailment"] == "none"
    assert with_.headers["X-Cybernorms-Snapshot"] == SNAPSHOT


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(("graph", "regime"), [("catalogue", "none"), ("inferred/owlrl", "owlrl")])
def test_dataset_without_inferred_graphs_has_no_entailment(
    clause: str, graph: str, regime: str, server: Server
) -> None:
    iri = f"https://w3id.org/cybernorms/graph/{graph}"
    if clause.startswith("FROM"):
        response = server.query(f"ASK {clause} <{iri}> {{}}", "*/*")
    else:
        response = server.query("ASK {}", "*/*", **{clause: iri})
    assert response.headers["X-Cybernorms-Entailment"] == regime


def test_a_statement_of_two_graphs_counts_once(server: Server) -> None:
    text = LABELS.replace("?label {", "(COUNT(*) AS ?n) {").replace("ORDER BY ?label", "")
    assert server.query(text).text.split() == ["n", "2"]


def test_protocol_dataset_is_used(server: Server) -> None:
    graph = "https://w3id.org/cybernorms/graph/source/report"
    response = server.get(
        "/sparql", "text/csv", params={"query": LABELS, "default-graph-uri": graph}
    )
    assert response.text.splitlines()[1:] == ["The Call <b>&amp;"]


def test_several_default_graphs_are_merged(server: Server) -> None:
    base = "https://w3id.org/cybernorms/graph/"
    response = server.get(
        "/sparql",
        "text/csv",
        params={"query": LABELS, "default-graph-uri": [f"{base}catalogue", f"{base}source/report"]},
    )
    assert len(response.text.splitlines()) == 3


# Service description


def test_no_parameter_gives_the_service_description(server: Server) -> None:
    response = server.get("/sparql")
    assert response.headers["Content-Type"].startswith("text/turtle")
    graph = Graph().parse(data=response.text)
    endpoint = URIRef(f"{server.url}/sparql")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (endpoint, URIRef(sd + "endpoint"), endpoint) in graph
    names = {str(name) for name in graph.objects(None, URIRef(sd + "name"))}
    assert "https://w3id.org/cybernorms/graph/inferred/owlrl" in names


@pytest.mark.filterwarnings(
    "ignore:.*is deprecated, use Dataset:DeprecationWarning"
)  # rdflib's own
@pytest.mark.parametrize(
    ("accept", "rdflib_name"),
    [
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/trig", "turtle"),
        ("application/n-quads", "nt"),
    ],
)
def test_service_description_has_every_format(
    server: Server, accept: str, rdflib_name: str
) -> None:
    data = server.get("/sparql", accept).text
    if accept == "application/n-quads":
        data = "\n".join(line for line in data.splitlines() if line)
    assert len(Graph().parse(data=data, format=rdflib_name)) > 20


def test_service_description_is_of_the_host_that_was_asked(server: Server) -> None:
    response = server.get("/sparql", headers={"Host": "graph.example"})
    assert "<http://graph.example/sparql>" in response.text


# Caching and cross-origin use


def test_etag_revalidates(server: Server) -> None:
    first = server.query(LABELS)
    again = server.get(
        "/sparql",
        "text/csv",
        params={"query": LABELS},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_values_that_change_are_not_revalidated(server: Server) -> None:
    text = "SELECT (RAND() AS ?x) (NOW() AS ?y) {}"
    first = server.query(text)
    known = {"If-None-Match": "*"}
    again = server.get("/sparql", "text/csv", params={"query": text}, headers=known)
    assert again.status_code == 200
    assert again.text != first.text
    assert "ETag" not in {**first.headers, **again.headers}


def test_etag_depends_on_query_format_and_entailment(server: Server) -> None:
    tags = [
        server.query(LABELS).headers["ETag"],
        server.query(LABELS + " ").headers["ETag"],
        server.query(LABELS, "*/*").headers["ETag"],
        server.query(LABELS, entailment="none").headers["ETag"],
    ]
    assert len(set(tags)) == 4


def test_answers_vary_by_accept_and_are_open_to_every_origin(server: Server) -> None:
    response = server.query(LABELS)
    assert "Accept" in response.headers["Vary"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Cybernorms-Snapshot" in response.headers["Access-Control-Expose-Headers"]


def test_query_method_revalidates_like_get(server: Server) -> None:
    ask = {"data": {"query": LABELS}}
    first = server.request("QUERY", "/sparql", "text/csv", **ask)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = server.request("QUERY", "/sparql", "text/csv", headers=tag, **ask)
    assert (first.status_code, again.status_code) == (200, 304)
    posted = server.request("POST", "/sparql", "text/csv", headers=tag, **ask)
    assert (posted.status_code, posted.content) == (200, first.content)
