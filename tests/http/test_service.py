"""A real server asks members on loopback, and tells in every form what came of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from rdflib import Graph, URIRef
from tests.loopback import Endpoints, Said, endpoints

from cybernorms.federation import Registry
from cybernorms.namespaces import BASE, DCAT, DQV, OA, PROV, RDF

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot

MEMBERS = ("good", "down", "broken")
JSON = "application/sparql-results+json"
HTML = "text/html"
DATA = "".join(f"<http://e/{n}> <http://e/q> {n * n} . " for n in range(0, 1500, 3))
FEW = "?s <http://e/p> ?n FILTER(?n < 10)"
GOOD = f"SELECT * {{ {FEW} SERVICE <good> {{ ?s <http://e/q> ?m }} }}"
PARTLY = f"SELECT * {{ {FEW} SERVICE <good> {{ ?s <http://e/q> ?m }} SERVICE SILENT <down> {{ }} }}"


class Federation:
    """A server with members; queries call them by their names."""

    def __init__(self, server: Server, members: Endpoints) -> None:
        self.server, self.members = server, members

    def ask(self, text: str, accept: str = JSON, **more: str) -> requests.Response:
        for name in MEMBERS:
            text = text.replace(f"<{name}>", f"<{self.members.url(name)}>")
        return self.server.query(text, accept, **more)


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    state: Path = tmp_path_factory.mktemp("federated")
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    registry = Registry(state)
    with endpoints() as members:
        members.hold("good", DATA)
        members.play("down", lambda _: Said(b"under repair", 404))
        members.play("broken", lambda _: Said(b"crashed", 500))
        for name in MEMBERS:
            registry.add(name, members.url(name))
            registry.set_status(name, "active")
        server = start(
            state,
            processes=1,
            outbound_networks="127.0.0.0/8",
            timeout=60,
            service_timeout=60,
        )
        try:
            yield Federation(server, members)
        finally:
            stop(server)


def statement_of(response: requests.Response) -> str:
    """Give the path of the statement that an answer's header names."""
    address = response.links["describedby"]["url"]
    assert address.startswith("/federation/answers/")
    return address


def test_an_answer_says_what_it_is_made_of(federation: Federation) -> None:
    response = federation.ask(GOOD)
    assert response.headers["X-Cybernorms-Complete"] == "yes"
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    answer = response.json()
    assert {row["m"]["value"] for row in answer["results"]["bindings"]} == {"0", "9", "36", "81"}
    assert answer["head"]["vars"] == ["s", "n", "m"]
    assert answer["head"]["link"] == [federation.server.url + statement_of(response)]
    told = answer["head"]["completeness"]
    (share,) = told["members"]
    assert (told["complete"], told["snapshot"], share["rows"]) == (True, SNAPSHOT, 4)
    assert federation.server.get(statement_of(response), "application/json").json() == told


def test_what_is_missing_is_told_in_every_format(federation: Federation) -> None:
    for accept in (JSON, "text/csv", "application/sparql-results+xml", "text/tab-separated-values"):
        response = federation.ask(PARTLY, accept)
        assert response.status_code == 200
        assert response.headers["X-Cybernorms-Complete"] == "no"
        assert response.content.count(b"http://e/9") == 1
        if accept.endswith("xml"):
            assert (
                f'<link href="{federation.server.url}{statement_of(response)}"/>' in response.text
            )
    graph = federation.ask(f"CONSTRUCT {{ ?s <http://e/m> ?m }} {PARTLY[9:]}", "text/turtle")
    assert graph.headers["X-Cybernorms-Complete"] == "no"
    ask = federation.ask(f"ASK {PARTLY[9:]}").json()
    assert (ask["boolean"], ask["head"]["completeness"]["complete"]) == (True, False)


def test_the_statement_is_a_page_and_rdf(federation: Federation) -> None:
    path = statement_of(federation.ask(PARTLY))
    page = federation.server.get(path, HTML).text
    assert "Not complete" in page
    assert "under repair" in page
    assert "down,http" in federation.server.get(f"{path}.csv").text
    graph = Graph().parse(data=federation.server.get(path, "text/turtle").text)
    answer = URIRef(BASE + path[1:])
    parts = {
        graph.value(graph.value(part, PROV.hadPrimarySource), DCAT.endpointURL): part
        for part in graph.objects(answer, PROV.wasDerivedFrom)
    }
    assert {str(url) for url in parts} == {
        federation.members.url(name) for name in ("good", "down")
    }

    def measured(node: object, metric: str) -> object:
        (value,) = (
            graph.value(each, DQV.value)
            for each in graph.objects(node, DQV.hasQualityMeasurement)  # type: ignore[arg-type]
            if graph.value(each, DQV.isMeasurementOf) == URIRef(f"{BASE}federation#{metric}")
        )
        return value.toPython()  # type: ignore[union-attr]

    down, good = (parts[URIRef(federation.members.url(name))] for name in ("down", "good"))
    assert [measured(node, "complete") for node in (answer, down, good)] == [False, False, True]
    assert measured(good, "rows") == 4
    note = graph.value(down, DQV.hasQualityAnnotation)
    assert "under repair" in str(graph.value(graph.value(note, OA.hasBody), RDF.value))
    for metric in graph.subjects(RDF.type, DQV.Metric):
        assert graph.value(metric, DQV.expectedDataType)


def test_the_query_page_shows_it_beside_the_answer(federation: Federation) -> None:
    page = federation.ask(PARTLY, HTML)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Cybernorms-Complete"] == "no"
    assert "under repair" in page.text
    failed = federation.ask(PARTLY.replace("SILENT ", ""), HTML)
    assert failed.status_code == 502
    assert "SERVICE SILENT goes on without it" in failed.text


def test_a_failed_member_is_a_bad_gateway(federation: Federation) -> None:
    response = federation.ask(PARTLY.replace("SILENT ", ""))
    assert (response.status_code, response.json()["type"]) == (502, f"{BASE}problem/remote-failed")
    (down, good) = response.json()["completeness"]["members"]
    assert (down["complete"], good["member"]) == (False, "good")


def test_one_of_two_members_stops_in_the_middle(federation: Federation) -> None:
    """Its first block comes, then it is gone: what came is there, and what did not is told."""
    whole, text = federation.members.scripts["good"], f"SELECT * {{ {FEW} SERVICE SILENT <good> {{"
    text = text.replace("?n < 10", "?n < 300")
    answered: list[str] = []

    def stopping(query: str) -> Said:
        if "?last" in query:  # the clerk asks it, too
            answered.append(query)
        return whole(query) if len(answered) <= 1 else Said(b"stopped", 500)

    federation.members.scripts["good"] = stopping
    try:
        response = federation.ask(f"{text} ?s <http://e/q> ?last }} SERVICE SILENT <down> {{ }} }}")
    finally:
        federation.members.scripts["good"] = whole
    rows = response.json()["results"]["bindings"]
    assert sum("last" not in row for row in rows) == 200
    assert 20 <= sum("last" in row for row in rows) <= 45
    assert response.headers["X-Cybernorms-Complete"] == "no"
    (_, good) = response.json()["head"]["completeness"]["members"]
    assert good["requests"] > 1
    assert not good["complete"]


def test_what_members_say_is_not_kept_as_our_answer(federation: Federation) -> None:
    first = federation.ask(GOOD)
    again = federation.ask(GOOD)
    assert statement_of(first) != statement_of(again)
    (share,) = again.json()["head"]["completeness"]["members"]
    assert share["age"] is not None


def test_strangers_are_refused_and_members_named(federation: Federation) -> None:
    with_stranger = f"SELECT * {{ {FEW} SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    response = federation.ask(with_stranger)
    assert response.status_code == 403
    assert federation.members.url("good") in response.json()["detail"]
    assert "/federation" in response.json()["detail"]
    silent = federation.ask(with_stranger.replace("SERVICE", "SERVICE SILENT"))
    assert (silent.status_code, silent.headers["X-Cybernorms-Complete"]) == (200, "no")


def test_members_are_asked_without_service(federation: Federation) -> None:
    text = "SELECT * { ?s <http://e/p> ?n ; <http://e/q> ?m FILTER(?n < 10) }"
    response = federation.ask(text, members="good,down")
    assert len(response.json()["results"]["bindings"]) == 4
    assert response.headers["X-Cybernorms-Complete"] == "no"
    assert response.json()["head"]["link"] == [federation.server.url + statement_of(response)]
    assert "under repair" in federation.ask(text, HTML, members="good,down").text


def test_our_own_address_is_answered_here(federation: Federation) -> None:
    for own in (f"{federation.server.url}/sparql", f"{BASE}sparql"):
        ours, theirs = f"SERVICE <{own}> {{ {FEW} }}", "SERVICE <good> { ?s <http://e/q> ?m }"
        response = federation.ask(f"SELECT * {{ {ours} {theirs} }}")
        assert len(response.json()["results"]["bindings"]) == 4


def test_rows_of_members_may_be_longer_than_a_query(federation: Federation) -> None:
    text = "SELECT (COUNT(*) AS ?n) { SERVICE <good> { ?s <http://e/q> ?m } ?s <http://e/p> ?k }"
    assert json.loads(federation.ask(text).text)["results"]["bindings"][0]["n"]["value"] == "500"


@pytest.mark.parametrize("id_", ["none", "..%2F..", "%00", "x" * 10_000, "<script>", "%FF"])
def test_unknown_statements_are_not_found(federation: Federation, id_: str) -> None:
    response = federation.server.get(f"/federation/answers/{id_}", HTML)
    assert response.status_code in {400, 404}
    assert "<script>" not in response.text.replace('<script type="', "")


def test_the_description_says_that_members_are_asked(
    federation: Federation, server: Server
) -> None:
    feature = b"BasicFederatedQuery"
    assert feature in federation.server.get("/sparql", "text/turtle").content
    assert feature not in server.get("/sparql", "text/turtle").content


def test_metrics_tell_the_state_of_breakers(federation: Federation) -> None:
    for number in range(6):
        told = federation.ask(f"ASK {{ SERVICE SILENT <broken> {{ ?s ?p {number} }} }}").json()
    assert told["head"]["completeness"]["members"][0]["breaker"] == "open"
    text = federation.server.get("/metrics").text
    assert re.search(r'^cybernorms_member_breaker\{member="broken".*\} 2.0$', text, re.MULTILINE)
    assert re.search(r'^cybernorms_member_breaker\{member="good".*\} 0.0$', text, re.MULTILINE)
    asked = re.compile(r'^cybernorms_member_requests_total\{.*member="broken".*\} 5.0$', re.M)
    assert asked.search(text)


TOGETHER = f"SELECT * {{ {FEW} ?s <http://e/q> ?m }}"


def test_members_are_asked_together_with_us(federation: Federation) -> None:
    response = federation.ask(TOGETHER, members="good,down")
    assert response.headers["X-Cybernorms-Complete"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    answer = response.json()
    assert answer["head"]["link"] == [federation.server.url + statement_of(response)]
    assert {row["m"]["value"] for row in answer["results"]["bindings"]} == {"0", "9", "36", "81"}
    shares = {share["member"]: share for share in answer["head"]["completeness"]["members"]}
    assert shares["good"]["complete"]
    assert "404" in shares["down"]["error"]
    assert federation.ask(TOGETHER).json()["results"]["bindings"] == []


def test_how_a_question_was_understood_is_told(federation: Federation) -> None:
    response = federation.ask("SELECT * { <http://e/3> <http://e/q>+ ?n }", members="good")
    (note,) = response.json()["head"]["completeness"]["notes"]
    assert "inside of each source" in note
    url = statement_of(response)
    assert note in federation.server.get(url, "text/turtle").text
    assert note[1:] in federation.server.get(url, HTML).text.replace("&lt;", "<").replace(
        "&gt;", ">"
    )


def test_the_page_offers_members_and_keeps_the_choice(federation: Federation) -> None:
    box = re.compile(r'<input type="checkbox" name="members" value="(\w+)"( checked)?>')
    page = federation.server.get("/sparql", HTML)
    assert box.findall(page.text) == [(name, "") for name in sorted(MEMBERS)]
    page = federation.server.get(
        "/sparql", HTML, params={"query": TOGETHER, "members": ["good", "down"]}
    )
    assert dict(box.findall(page.text)) == {"broken": "", "down": " checked", "good": " checked"}
    assert "members=good%2Cdown" in page.text


@pytest.mark.parametrize("names", ["stranger", "<script>", "good,\x00", "x" * 9000])
def test_a_name_of_no_member_is_refused(federation: Federation, names: str) -> None:
    response = federation.ask(TOGETHER, members=names)
    assert response.status_code == 400
    assert "broken, down, good" in response.json()["detail"]
