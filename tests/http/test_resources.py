"""Dereferencing: every IRI of the graph leads somewhere, as data and as a page."""

import re
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDFS

from cybernorms import __version__

from .conftest import Server, point_current, write_snapshot

BASE = "https://w3id.org/cybernorms/"
CALL = URIRef(BASE + "id/agreement/call")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMATS = [
    ("ttl", "text/turtle", "turtle"),
    ("nt", "application/n-triples", "nt"),
    ("rdf", "application/rdf+xml", "xml"),
    ("jsonld", "application/ld+json", "json-ld"),
]


def test_identifiers_redirect_to_documents(server: Server) -> None:
    response = server.get("/id/agreement/call?format=nt")
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/agreement/call?format=nt"
    assert server.get("/question/cq-01-agreements").headers["Location"] == (
        "/questions/cq-01-agreements"
    )


@pytest.mark.filterwarnings(
    "ignore:.*is deprecated, use Dataset:DeprecationWarning"
)  # rdflib's own
@pytest.mark.parametrize(("suffix", "media_type", "name"), FORMATS)
def test_documents_come_by_accept_and_by_suffix(
    server: Server, suffix: str, media_type: str, name: str
) -> None:
    by_accept = server.get("/doc/agreement/call", media_type)
    by_suffix = server.get(f"/doc/agreement/call.{suffix}", BROWSER)
    for response in (by_accept, by_suffix):
        assert response.headers["Content-Type"].startswith(media_type)
        graph = Graph().parse(data=response.content, format=name)
        assert (CALL, RDFS.label, Literal("L'appel", lang="fr")) in graph
        assert (URIRef(BASE + "id/provision/call/1"), None, CALL) in graph  # incoming, inferred


def test_document_has_the_parts_of_its_resource(server: Server) -> None:
    graph = Graph().parse(data=server.get("/doc/passage/report/call").text)
    part = URIRef(BASE + "id/passage/report/call#position")
    assert (part, URIRef("http://www.w3.org/ns/oa#start"), Literal(7)) in graph


def test_module_has_the_terms_that_it_defines_with_their_lists(server: Server) -> None:
    graph = Graph().parse(data=server.get("/ontology/core", "text/turtle").text)
    term = URIRef("https://w3id.org/cybernorms/ontology#hasProvision")
    assert (term, RDFS.label, Literal("has provision", lang="en")) in graph
    (chain,) = graph.objects(term, OWL.propertyChainAxiom)
    names = [str(link).rpartition("#")[2] for link in graph.items(chain)]
    assert names == ["hasPart", "isAbout"]


def test_document_links_to_its_other_forms(server: Server) -> None:
    links = server.get("/doc/agreement/call.ttl").headers["Link"]
    assert f'<{CALL}>; rel="canonical"' in links
    assert '</doc/agreement/call.jsonld>; rel="alternate"; type="application/ld+json"' in links


def test_document_revalidates(server: Server) -> None:
    first = server.get("/doc/agreement/call", "text/turtle")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert server.get("/doc/agreement/call", "text/turtle", headers=headers).status_code == 304
    other = server.get("/doc/agreement/call", "application/ld+json", headers=headers)
    assert other.status_code == 200


def test_page_shows_statements_both_ways_with_their_graphs(server: Server) -> None:
    page = server.get("/doc/provision/call/1", BROWSER).text
    assert "Protect</h1>" in page
    assert '<a href="/doc/agreement/call"' in page
    assert "The Call &lt;b&gt;&amp;amp;</a>" in page
    assert ">derived</a>" in page
    assert '<a href="/graph/catalogue"' in page
    assert "What refers to it" in page


def test_page_links_only_to_the_web_and_to_us(server: Server) -> None:
    page = server.get("/doc/agreement/call", BROWSER).text
    for href in re.findall(r'href="([^"]*)"', page):
        assert href.startswith(("/", "#", "http://", "https://")), href


@pytest.mark.parametrize(
    "path",
    [
        "/doc/agreement/call%3E%7B%7D",
        "/doc/x%22%20%7D%20DROP",
        "/doc/%3Cscript%3E",
        "/scheme/%0A",
        "/graph/%3E",
        "/doc/a%00b",
    ],
)
def test_hostile_paths_are_just_unknown(server: Server, path: str) -> None:
    response = server.get(path, BROWSER)
    assert response.status_code == 404
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/ontology", "ontology#Agreement"),
        ("/ontology.ttl", "ontology#Agreement"),
        ("/shapes", "shapes#Agreement"),
        ("/shapes.ttl", "shapes#Agreement"),
        ("/scheme/space", "scheme/space"),
        ("/scheme/space", "scheme/space/between"),
        ("/scheme/space/between.ttl", "scheme/space/between"),
        ("/graph/catalogue", "id/agreement/call"),
        ("/graph/inferred/owlrl", "id/provision/call/1"),
        ("/questions", "question/cq-01-agreements"),
        ("/questions/cq-01-agreements.ttl", "question/cq-01-agreements"),
    ],
)
def test_documents_describe_what_they_are_about(server: Server, path: str, subject: str) -> None:
    response = server.get(path, "text/turtle")
    assert response.status_code == 200
    graph = Graph().parse(data=response.text)
    assert (URIRef(BASE + subject), None, None) in graph


def test_ontology_and_shapes_have_an_anchor_for_each_term(server: Server) -> None:
    assert '<article class="entry" id="hasProvision">' in server.get("/ontology", BROWSER).text
    page = server.get("/shapes", BROWSER).text
    assert 'id="Agreement"' in page
    assert 'id="Agreement-label"' in page
    assert "Give the agreement a label." in page
    assert "Why: Pages show it." in page
    assert "Only for us." in page


def test_shapes_of_a_profile_are_those_that_it_applies(server: Server) -> None:
    page = server.get("/shapes?profile=submission", BROWSER).text
    assert "From others." in page
    assert "Whoever wrote it." in page
    assert 'id="Agreement-label"' in page
    assert "Only for us." not in page
    response = server.get("/shapes?profile=nonsense", BROWSER)
    assert response.status_code == 404
    assert "submission@1" in response.text


@pytest.mark.parametrize("suffix", ["nq", "trig"])
def test_datasets_tell_the_graph_of_each_statement(server: Server, suffix: str) -> None:
    form = ox.RdfFormat.from_extension(suffix)
    assert form is not None
    found = list(ox.parse(server.get(f"/doc/agreement/call.{suffix}").content, format=form))
    graphs = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
    assert graphs == {
        f"https://w3id.org/cybernorms/graph/{name}"
        for name in ("catalogue", "source/report", "inferred/owlrl")
    }
    labels = [quad for quad in found if "label" in quad.predicate.value]
    assert sum(quad.object == ox.Literal("L'appel", language="fr") for quad in labels) == 1
    turtle = server.get("/doc/agreement/call.ttl").content
    triples = {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert {quad.triple for quad in found} == triples


def test_quads_escape_what_they_must(make_server: Callable[..., Server]) -> None:
    trig = """<https://w3id.org/cybernorms/graph/x> { <https://w3id.org/cybernorms/id/odd/one>
      <http://e/p> "a\\"b\\\\c\\nd\\re\\tf\\u0001"@en , 7 , "x" , _:b , true . }"""
    state = make_server().state
    write_snapshot(state / "snapshots" / "odd", trig)
    point_current(state, "odd")
    server = make_server()
    found = server.get("/doc/odd/one.nq").content
    objects = {
        str(quad.object)
        for quad in ox.parse(found, format=ox.RdfFormat.N_QUADS)
        if quad.subject.value.endswith("/id/odd/one") and not isinstance(quad.object, ox.BlankNode)
    }
    assert objects == {
        str(ox.Literal('a"b\\c\nd\re\tf\u0001', language="en")),
        str(ox.Literal(7)),
        str(ox.Literal("x")),
        str(ox.Literal(True)),
    }


def test_resources_point_at_the_description_of_the_data(server: Server) -> None:
    assert '</void>; rel="describedby"' in server.get("/doc/agreement/call.ttl").headers["Link"]


@pytest.mark.parametrize(
    ("versioned", "path"),
    [
        (f"/ontology/{__version__}", "/ontology"),
        (f"/ontology/{__version__}.ttl", "/ontology.ttl"),
        (f"/shapes/{__version__}", "/shapes"),
        (f"/ontology/{__version__}/core", "/ontology/core"),
    ],
)
def test_version_iris_answer_with_the_documents(server: Server, versioned: str, path: str) -> None:
    response = server.get(versioned, "text/turtle")
    assert response.status_code == 200
    assert response.text == server.get(path, "text/turtle").text
    assert server.get("/ontology/9.9.9", "text/turtle").status_code == 404
