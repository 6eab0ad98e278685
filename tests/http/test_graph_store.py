"""The Graph Store Protocol for reading."""

from urllib.parse import quote

import pytest
from rdflib import Graph, Literal, URIRef

from .conftest import NUMBERS, Server

BASE = "https://w3id.org/cybernorms/graph/"
NUMBERS_GRAPH = f"/data?graph={BASE}numbers"


@pytest.mark.parametrize("path", [NUMBERS_GRAPH, "/graph/numbers"], ids=["indirect", "direct"])
def test_head_of_a_graph(server: Server, path: str) -> None:
    head = server.request("HEAD", path, "text/turtle; charset=utf-8")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert int(head.headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/data?graph=http://e/none", "/graph/none"])
def test_head_of_no_graph(server: Server, path: str) -> None:
    head = server.request("HEAD", path, "text/turtle")
    assert (head.status_code, head.content) == (404, b"")


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
    ],
)
def test_a_graph_comes_in_every_syntax(server: Server, accept: str, name: str) -> None:
    response = server.get(NUMBERS_GRAPH, accept)
    assert response.status_code == 200
    graph = Graph().parse(data=response.content, format=name)
    assert len(graph) == NUMBERS
    assert (URIRef("http://e/7"), URIRef("http://e/p"), Literal(7)) in graph
    assert "Accept" in response.headers["Vary"]


def test_format_parameter_names_the_syntax(server: Server) -> None:
    response = server.get(f"{NUMBERS_GRAPH}&format=nt", "text/turtle")
    assert response.headers["Content-Type"] == "application/n-triples"


def test_direct_and_indirect_names_give_the_same_graph(server: Server) -> None:
    escaped = server.get(f"/data?graph={quote(BASE + 'catalogue', safe='')}", "application/n-quads")
    direct = server.get("/graph/catalogue", "application/n-quads")
    assert sorted(escaped.text.splitlines()) == sorted(direct.text.splitlines())


def test_default_graph_is_the_one_that_queries_read(server: Server) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for entailment, inferred in (("owlrl", True), ("none", False)):
        response = server.get(f"/data?default&entailment={entailment}", "application/n-triples")
        count = server.query(text, entailment=entailment).text.split()[1]
        assert len(response.text.splitlines()) == int(count)
        assert ("isProvisionOf" in response.text) is inferred
        assert response.headers["X-Cybernorms-Entailment"] == entailment


def test_a_graph_without_an_acceptable_syntax_is_406(server: Server) -> None:
    assert server.get(NUMBERS_GRAPH, "text/html").status_code == 406


def test_a_graph_revalidates(server: Server) -> None:
    first = server.get(NUMBERS_GRAPH, "text/turtle")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert server.get(NUMBERS_GRAPH, "text/turtle", headers=tag).status_code == 304
    assert server.get(NUMBERS_GRAPH, "application/n-triples", headers=tag).status_code == 200
    assert server.get("/data?default", "text/turtle", headers=tag).status_code == 200
