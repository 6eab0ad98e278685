"""/search over HTTP: results in every form, completion, what is refused."""

import csv
import io
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS
from tests.http.conftest import Author, Server

from cybernorms.namespaces import BASE

PARIS = BASE + "id/agreement/paris-call"
SEARCH = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


def find(server: Server, **parameters: str | int | list[str]) -> dict[str, object]:
    response = server.get("/search.json", params=parameters)
    assert response.status_code == 200
    answer: dict[str, object] = response.json()
    return answer


def test_results_are_a_page_with_marks_and_links(own_server: Server) -> None:
    page = own_server.get("/search", "text/html", params={"q": "Budapset convention"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<a href="/doc/agreement/budapest-convention">' in page.text
    assert "<mark>Budapest</mark>" in page.text
    assert "Searched for <strong>budapest convention</strong> instead" in page.text
    assert "exact=1" in page.text


def test_results_are_json_csv_and_rdf(own_server: Server) -> None:
    found = find(own_server, q="paris call", limit=3)
    assert found["total"] > 100  # type: ignore[operator]
    iris = [result["iri"] for result in found["results"]]  # type: ignore[attr-defined]
    assert iris[0] == PARIS
    text = own_server.get("/search", "text/csv", params={"q": "paris call", "limit": 3}).text
    assert [row["iri"] for row in csv.DictReader(io.StringIO(text))] == iris
    turtle = own_server.get("/search.ttl", params={"q": "paris call", "limit": 3}).text
    graph = Graph().parse(data=turtle, format="turtle")
    assert {str(subject) for subject in graph.subjects()} == set(iris)
    topic = own_server.get("/search.ttl", params={"q": "public core", "kind": "concept"}).text
    label = Literal("public core of the Internet", lang="en")
    concepts = Graph().parse(data=topic, format="turtle")
    assert (URIRef(BASE + "scheme/topic/public-core"), SKOS.prefLabel, label) in concepts


def test_the_address_of_a_value_gives_as_many_results_as_it_says(own_server: Server) -> None:
    found = find(own_server, q="botnets", kind=["provision", "action"])
    for facet in found["facets"]:  # type: ignore[attr-defined]
        for value in facet["values"][:3]:
            parameters = parse_qsl(urlsplit(value["address"]).query)
            after = own_server.get("/search.json", params=parameters).json()
            if facet["name"] != "kind":
                assert after["total"] == value["count"]
            else:
                chosen = {v["value"] for v in after["facets"][0]["values"] if v["chosen"]}
                assert (value["value"] in chosen) != value["chosen"]


def test_pages_of_results_are_linked(own_server: Server) -> None:
    first = find(own_server, q="norm", limit=10)
    second = own_server.get(
        "/search.json", params=parse_qsl(urlsplit(str(first["next"])).query)
    ).json()
    assert (second["page"], second["results"][0]["place"]) == (2, 11)
    assert second["previous"] == "/search?q=norm&limit=10"
    assert find(own_server, q="norm", page=9999)["results"] == []


def test_an_answer_is_revalidated_and_depends_on_all_parameters(own_server: Server) -> None:
    tags = set()
    for query in ("q=norm", "q=norm&page=2", "q=norm&kind=agreement", "q=norm&exact=1", "q=norms"):
        response = own_server.get(f"/search.json?{query}")
        tags.add(response.headers["ETag"])
        again = own_server.get(
            f"/search.json?{query}", headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == 304
    assert len(tags) == 5


def test_suggestions_are_completions_with_their_kinds_and_pages(own_server: Server) -> None:
    response = own_server.get("/search/suggest", params={"q": "paris c"})
    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    typed, labels, kinds, paths = response.json()
    assert typed == "paris c"
    assert labels[0] == "Paris Call for Trust and Security in Cyberspace"
    assert (kinds[0], paths[0]) == ("Agreement", "/doc/agreement/paris-call")
    assert len(labels) == len(kinds) == len(paths) <= 8
    assert own_server.get("/search/suggest").json() == ["", [], [], []]


def test_browsers_are_told_how_to_search(own_server: Server) -> None:
    home = own_server.get("/", "text/html").text
    assert '<link rel="search" href="/opensearch.xml"' in home
    assert 'role="search" action="/search"' in home
    response = own_server.get("/opensearch.xml")
    assert response.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(response.text)  # noqa: S314 - it is ours
    addresses = {url.get("type"): url.get("template", "") for url in root.findall("os:Url", SEARCH)}
    for media_type, template in addresses.items():
        path = template.removeprefix(own_server.url).replace("{searchTerms}", "manrs")
        filled = path.replace("{startPage?}", "1").replace("{count?}", "5")
        answer = own_server.get(filled, media_type)
        assert answer.headers["Content-Type"].startswith(str(media_type))
        assert "MANRS" in answer.text or "Routing Security" in answer.text


def test_what_is_typed_is_escaped(own_server: Server) -> None:
    text = '<script>alert(1)</script>"\x00'
    page = own_server.get("/search", "text/html", params={"q": text, "group": text, "year": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "\x00" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 10_000,
        "q=" + "a+" * 100,
        "page=0",
        "page=-1",
        "page=x",
        "page=²",
        "limit=101",
        "limit=99999999999999999999",
        "kind=norm",
        "year=" + "&year=".join(map(str, range(60))),
        "agreement=" + "a" * 400,
        "format=nonsense",
    ],
)
def test_what_can_not_be_searched_for_is_refused(own_server: Server, query: str) -> None:
    for path in ("/search", "/search/suggest"):
        response = own_server.get(f"{path}?{query}", "application/json")
        if path == "/search" or "format" not in query:
            assert response.status_code == 400
            assert response.json()["type"].endswith("/malformed-request")


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=%C3%28", "q=%00", "q=%ED%A0%80", "q=&q=b", "x=y"])
def test_any_bytes_are_answered(own_server: Server, query: str) -> None:
    for path in ("/search", "/search.csv", "/search/suggest"):
        assert own_server.get(f"{path}?{query}").status_code == 200


def test_a_snapshot_without_an_index_is_told_so(server: Server) -> None:
    response = server.get("/search", "application/json", params={"q": "call"})
    assert response.status_code == 404
    assert response.json()["type"].endswith("/no-search-index")
    assert "cybernorms build" in response.json()["detail"]
    assert server.get("/search", "text/html", params={"q": "call"}).status_code == 404


def test_a_release_is_searched_by_its_id(own_server: Server) -> None:
    current = own_server.get("/search.json?q=manrs")
    release = current.headers["X-Cybernorms-Snapshot"]
    asked = own_server.get("/search.json", params={"q": "manrs", "release": release})
    assert asked.json()["results"] == current.json()["results"]
    wide = asked.json()["facets"][0]["values"][0]["address"]
    assert f"release={release}" in wide  # links stay within it
    suggested = own_server.get("/search/suggest", params={"q": "manrs", "release": release})
    assert suggested.json()[3][0] == "/doc/agreement/manrs"


def test_an_unknown_release_is_told_so(own_server: Server) -> None:
    response = own_server.get("/search.json", params={"q": "call", "release": "../../etc"})
    assert response.status_code == 404
    assert "/releases" in response.text


def test_what_was_written_is_found_at_once(author: Author) -> None:
    treaty = BASE + "id/agreement/treaty"
    assert find(author.server, q="Zwillingsabkommen")["total"] == 0
    name = f"<{treaty}> <{SKOS.altLabel}> 'Zwillingsabkommen'@de"
    assert author.update(f"INSERT DATA {{ {name} }}").ok
    for _ in range(4):  # as many as there are fronts, and more
        found = author.server.get("/search.json?q=zwillingsabkomen").json()
        assert found["results"][0]["iri"] == treaty
    assert author.update(f"DELETE DATA {{ {name} }}").ok
    assert find(author.server, q="Zwillingsabkommen")["total"] == 0
