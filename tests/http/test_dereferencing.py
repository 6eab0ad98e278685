"""What answers under the IRIs of resources: five right answers, who says it, what is gone."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF

from cybernorms.namespaces import BASE, ID, LICENSE

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot

PAGE = "text/html"
KINDS = {
    "doc/agreement/budapest-convention": "Legislation",
    "doc/agreement/paris-call": "CreativeWork",
    "doc/provision/paris-call/2": "CreativeWork",
    "doc/stakeholder/microsoft": "Corporation",
    "doc/stakeholder/france": "Country",
    "doc/source/igf-bpf-2019": "Report",
    "doc/passage/igf-bpf-2019/agreement-african-charter": "Quotation",
    "scheme/key-element": "DefinedTermSet",
    "scheme/key-element/human-rights": "DefinedTerm",
    "ontology/action": "Thing",
}
STRUCTURED = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


_ODD = """
@prefix cn: <https://w3id.org/cybernorms/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/cybernorms/id/> .
<https://w3id.org/cybernorms/graph/more> {
  <agreement/old> a cn:Agreement ; rdfs:label "The old call"@en ; owl:deprecated true ;
    dcterms:isReplacedBy <agreement/call> .
  <x/y> rdfs:label "</script><script>alert(1)"@en .
}
"""


@pytest.fixture(scope="module")
def odd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a withdrawn resource, and one with a hostile name."""
    state = tmp_path_factory.mktemp("odd")
    write_snapshot(state / "snapshots" / SNAPSHOT, _ODD)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


def structured(page: str) -> dict[str, object]:
    (text,) = STRUCTURED.findall(page)
    found: dict[str, object] = json.loads(text)
    return found


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/html;q=0.2", "application/rdf+xml"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
    ],
)
def test_identifier_leads_to_the_form_that_is_asked_for(
    own_server: Server, accept: str, given: str
) -> None:
    away = own_server.request("HEAD", "/id/agreement/paris-call", accept)
    assert (away.status_code, away.headers["Location"]) == (303, "/doc/agreement/paris-call")
    found = own_server.request("HEAD", away.headers["Location"], accept)
    assert (found.status_code, found.headers["Content-Type"]) == (200, given)
    assert found.content == b""
    assert int(found.headers["Content-Length"]) > 1000


@pytest.mark.parametrize("path", KINDS)
def test_turtle_loads_and_names_licence_and_source(own_server: Server, path: str) -> None:
    graph = Graph().parse(data=own_server.get(f"/{path}.ttl").text, format="turtle")
    topic = URIRef(BASE + path.replace("doc/", "id/", 1))
    (document,) = graph.subjects(FOAF.primaryTopic, topic)
    assert document != topic
    assert (document, RDF.type, FOAF.Document) in graph
    assert list(graph.objects(document, DCTERMS.license)) == [LICENSE]
    assert set(graph.objects(document, DCTERMS.source))


def test_source_is_the_document_whose_graph_states_it(own_server: Server) -> None:
    data = own_server.get("/doc/assessment/paris-call/human-rights.nq").text
    about = f"<{BASE}doc/assessment/paris-call/human-rights> <{DCTERMS.source}>"
    assert f"{about} <{ID['source/igf-bpf-2019']}> .\n" in data  # in no graph: it is ours to say


def test_links_lead_to_all_that_belongs_to_a_resource(own_server: Server) -> None:
    links = own_server.request("HEAD", "/doc/agreement/paris-call", PAGE).headers["Link"]
    assert f'<{ID["agreement/paris-call"]}>; rel="canonical"' in links
    assert f'<{LICENSE}>; rel="license"' in links
    targets = re.findall(r"<(/[^>]*)>", links)
    assert len(targets) > 8
    for target in targets:
        assert own_server.request("HEAD", target).status_code == 200


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_pages_say_what_they_are_about_in_schema_org(
    own_server: Server, path: str, kind: str
) -> None:
    found = structured(own_server.get(f"/{path}", PAGE).text)
    assert (found["@context"], found["@type"]) == ("https://schema.org", kind)
    assert found["@id"] == BASE + path.replace("doc/", "id/", 1)
    assert isinstance(found["name"], str)
    assert not found["name"].startswith("http")


@pytest.mark.parametrize("path", ["/", "/questions", "/sparql", "/validate", "/graph/catalogue"])
def test_every_page_says_what_it_is(own_server: Server, path: str) -> None:
    assert structured(own_server.get(path, PAGE).text)["name"]


def test_structured_data_cannot_end_its_element(odd_server: Server) -> None:
    name = structured(odd_server.get("/doc/x/y", PAGE).text)["name"]
    assert name == "</script><script>alert(1)"


def test_sitemap_lists_pages_that_there_are(own_server: Server) -> None:
    robots = own_server.get("/robots.txt").text
    (index,) = re.findall(r"Sitemap: http://[^/]*(/\S*)", robots)
    parts = _locations(own_server, index)
    pages = [page for part in parts for page in _locations(own_server, part)]
    assert len(pages) == len(set(pages)) > 3000
    assert {
        "/",
        "/doc/agreement/paris-call",
        "/scheme/space",
        "/questions/cq-07-element-matrix",
    } <= (set(pages))
    for page in pages[::200]:
        assert own_server.request("HEAD", page, PAGE).status_code == 200
    assert own_server.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert own_server.get("/sitemap-0.xml").status_code == 404


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/doc/agreement/paris-cal", "agreement/paris-call"),
        ("/doc/agrement/paris-call", "agreement/paris-call"),
        ("/doc/agreement/budapset-convention", "agreement/budapest-convention"),
        ("/doc/provision/paris-call/public-core", "provision/paris-call/2"),
        ("/scheme/key-elements", "scheme/key-element"),
    ],
)
def test_what_is_not_there_suggests_what_is(own_server: Server, path: str, meant: str) -> None:
    problem = own_server.get(path)
    assert problem.status_code == 404
    near = [item["iri"].removeprefix(BASE).removeprefix("id/") for item in problem.json()["near"]]
    assert meant in near
    page = own_server.get(path, PAGE)
    assert page.status_code == 404
    assert problem.json()["near"][0]["label"] in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/doc/agreement/<script>alert(1)</script>",
        "/doc/agreement/%00",
        "/doc/agreement/%FF%FE",
        "/doc/agreement/" + "a" * 10_000,
        "/doc/agreement/%2e%2e/%2e%2e/ontology",
        "/doc/agreement//paris-call",
        "/doc/agreement/x%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "/doc/agreement/x%3E%20?p%20?o%20%7D%20%23",
        "/scheme/%7Bx%7D",
        "/questions/<script>",
        "/graph/<script>",
    ],
)
def test_hostile_slugs_are_told_that_there_is_nothing(server: Server, path: str) -> None:
    for accept in (PAGE, "application/json", "text/turtle"):
        response = server.get(path, accept)
        assert response.status_code in {400, 404}
        assert "<script>alert" not in response.text
        assert "<img" not in response.text
        assert len(response.content) < 12_000


def test_withdrawn_resource_is_gone_and_tells_what_replaced_it(odd_server: Server) -> None:
    page = odd_server.get("/doc/agreement/old", PAGE)
    assert page.status_code == 410
    assert "The old call" in page.text
    assert '<a href="/doc/agreement/call">' in page.text
    known = {"If-None-Match": page.headers["ETag"]}
    assert odd_server.get("/doc/agreement/old", PAGE, headers=known).status_code == 410
    assert 'id/agreement/call>; rel="successor-version"' in page.headers["Link"]
    data = odd_server.get("/doc/agreement/old", "text/turtle")
    assert data.status_code == 410
    assert (ID["agreement/old"], None, None) in Graph().parse(data=data.text, format="turtle")


@pytest.mark.parametrize(
    "path",
    ["/", "/doc/agreement/call", "/questions", "/ontology", "/validate", "/graph", "/releases"],
)
def test_pages_vary_by_language(server: Server, path: str) -> None:
    response = server.get(path, PAGE, headers={"Accept-Language": "de"})
    vary = {name.strip() for name in response.headers["Vary"].split(",")}
    assert {"Accept", "Accept-Language"} <= vary
    assert response.headers["Content-Language"] == "en"


def test_tags_of_pages_differ_by_language(server: Server) -> None:
    def tag(language: str) -> str:
        headers = {"Accept-Language": language}
        return server.get("/doc/agreement/call", PAGE, headers=headers).headers["ETag"]

    assert tag("fr") != tag("en")
    french = server.get("/doc/agreement/call", PAGE, headers={"Accept-Language": "fr"}).text
    assert "L&#39;appel" in french


def _locations(server: Server, path: str) -> list[str]:
    response = server.get(path)
    assert response.headers["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - it is our own
    found = root.findall(".//s:loc", NAMESPACE)
    return [(each.text or "").removeprefix(server.url) for each in found]
