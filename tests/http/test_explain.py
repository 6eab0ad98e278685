"""/explain: proofs over HTTP, in every format, by workers that may die."""

from collections.abc import Iterator

import pytest
from rdflib import Graph, URIRef

from cybernorms.namespaces import CN, ID, PROV, RDF

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot

AXIOM = """
graph:ontology { cn:isProvisionOf owl:inverseOf cn:hasProvision ; dcterms:source <http://e/law> . }
<https://w3id.org/cybernorms/graph/inferred/owlrl> {
  <provision/call/2> cn:isProvisionOf <agreement/call> ; cn:odd <agreement/call> .
}
"""
PREFIXES = """
@prefix cn: <https://w3id.org/cybernorms/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix graph: <https://w3id.org/cybernorms/graph/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@base <https://w3id.org/cybernorms/id/> .
"""
DERIVED = {"s": "id:provision/call/1", "p": "cn:isProvisionOf", "o": "id:agreement/call"}
STATED = {"s": "id:agreement/call", "p": "cn:hasProvision", "o": "id:provision/call/1"}
FALSE = {"s": "id:agreement/call", "p": "cn:isProvisionOf", "o": "id:provision/call/1"}
JSON = "application/json"


@pytest.fixture(scope="module")
def explaining(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    state = tmp_path_factory.mktemp("explaining")
    write_snapshot(state / "snapshots" / SNAPSHOT, PREFIXES + AXIOM)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


def test_derived_triple_is_proved_down_to_the_passage(explaining: Server) -> None:
    response = explaining.get("/explain", JSON, params=DERIVED)
    assert response.headers["X-Cybernorms-Snapshot"] == SNAPSHOT
    account = response.json()
    assert (account["holds"], account["asserted"]) == (True, False)
    (proof,) = account["proofs"]
    assert proof["rules"] == ["prp-inv2"]
    axiom, fact = proof["tree"]["premises"]
    assert axiom["asserted"]["sources"] == ["http://e/law"]
    (passage,) = fact["asserted"]["passages"]
    assert passage["passage"] == str(ID["passage/report/call"])
    assert passage["start"] == 7
    assert fact["asserted"]["graphs"] == ["https://w3id.org/cybernorms/graph/catalogue"]


def test_stated_triple_says_where(explaining: Server) -> None:
    account = explaining.get("/explain", JSON, params=STATED).json()
    assert account["asserted"]
    assert "rule" not in account["proofs"][0]["tree"]


def test_what_does_not_hold_is_answered_with_what_does(explaining: Server) -> None:
    response = explaining.get("/explain", JSON, params=FALSE)
    assert response.status_code == 200
    account = response.json()
    assert not account["holds"]
    assert account["nearest"][0]["relation"] == "the other way round"
    assert [term["short"] for term in account["nearest"][0]["triple"]] == list(DERIVED.values())


def test_misspelt_term_is_named(explaining: Server) -> None:
    account = explaining.get("/explain", JSON, params={**DERIVED, "p": "cn:isProvisonOf"}).json()
    assert "did you mean cn:isProvisionOf?" in account["remarks"][0]


def test_closure_that_no_rule_explains_is_said_to_hold_without_proof(explaining: Server) -> None:
    asked = {"s": "id:provision/call/2", "p": "cn:odd", "o": "id:agreement/call"}
    assert explaining.get("/explain", JSON, params=asked).json()["proofs"] == []
    text = explaining.get("/explain", "text/plain", params=asked).text
    assert "given up" in text


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        ("text/plain", "[prp-inv2]"),
        ("*/*", "[prp-inv2]"),
        (JSON, '"rule": "prp-inv2"'),
        ("text/turtle", "prov:Activity"),
        ("application/ld+json", "prov#Activity"),
        ("application/n-triples", "prov#Activity"),
        ("application/rdf+xml", "prov#Activity"),
        ("text/html", 'href="/explain#prp-inv2"'),
    ],
)
@pytest.mark.parametrize("asked", [DERIVED, FALSE], ids=["holds", "does not"])
def test_every_format(accept: str, words: str, asked: dict[str, str], explaining: Server) -> None:
    response = explaining.get("/explain", accept, params=asked)
    assert response.status_code == 200, response.text
    assert (words in response.text) is (asked is DERIVED)


def test_rdf_links_the_conclusion_to_what_it_was_derived_from(explaining: Server) -> None:
    graph = Graph().parse(data=explaining.get("/explain", "text/turtle", params=DERIVED).text)
    (activity,) = graph.subjects(RDF.type, PROV.Activity)
    conclusion = graph.value(activity, PROV.generated)
    assert graph.value(conclusion, RDF.predicate) == CN.isProvisionOf
    assert set(graph.objects(activity, PROV.used)) == set(
        graph.objects(conclusion, PROV.wasDerivedFrom)
    )
    fact = graph.value(None, RDF.predicate, CN.hasProvision)
    assert graph.value(fact, PROV.hadPrimarySource) == ID["passage/report/call"]
    # Statements are named by where they are explained.
    path = str(conclusion).removeprefix("https://w3id.org/cybernorms")
    assert explaining.get(path, JSON).json()["holds"]
    assert all(isinstance(node, URIRef) for node in graph.subjects(RDF.type, RDF.Statement))


def test_format_by_name_and_etag(explaining: Server) -> None:
    response = explaining.get("/explain", "text/html", params={**DERIVED, "format": "ttl"})
    assert response.headers["Content-Type"].startswith("text/turtle")
    again = explaining.get(
        "/explain",
        "text/html",
        params={**DERIVED, "format": "ttl"},
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"o": ""}, "the parameter o is missing"),
        ({"s": "id"}, "'id' is no term"),
        ({"s": "nope:x"}, "'nope:x' is no term"),
        ({"s": "_:b"}, "blank nodes"),
        ({"o": '"x'}, "is no literal"),
        ({"o": "<no iri>"}, "is no absolute IRI"),
        ({"o": '"\\UFFFFFFFF"'}, "is no character"),
        ({"proofs": "0"}, "from 1 to 20"),
        ({"format": "pdf"}, "no such format"),
        ({"proof": "3"}, "did you mean proofs"),
    ],
)
def test_what_is_no_triple_is_a_problem(
    changed: dict[str, str], words: str, explaining: Server
) -> None:
    response = explaining.get("/explain", JSON, params={**DERIVED, **changed})
    assert response.status_code == 400
    assert words in response.json()["detail"]


def test_literal_and_foreign_iri_may_be_asked_for(explaining: Server) -> None:
    for value in ('"The Call <b>&amp;"@en', "http://127.0.0.1/x"):
        asked = {"s": "id:agreement/call", "p": "rdfs:label", "o": value}
        asked |= {"p": "rdfs:seeAlso"} if value.startswith("http") else {}
        assert explaining.get("/explain", JSON, params=asked).json()["asserted"]
    response = explaining.get("/explain", "text/html", params={**DERIVED, "o": '"<script>"'})
    assert "<script>" not in response.text


def test_page_without_a_triple_is_a_form_with_the_rules(explaining: Server) -> None:
    page = explaining.get("/explain", "text/html").text
    assert 'id="prp-spo2"' in page
    assert explaining.get("/explain", JSON).status_code == 400


def test_part_of_a_triple_leads_to_statements_to_choose_from(explaining: Server) -> None:
    asked = {"s": DERIVED["s"], "o": ""}
    page = explaining.get("/explain", "text/html", params=asked).text
    link = next(part for part in page.split('"') if part.startswith("/explain?"))
    assert "isProvisionOf" in link  # what is derived comes first
    assert explaining.get(link.replace("&amp;", "&"), JSON).json()["holds"]
    nothing = explaining.get("/explain", "text/html", params={"s": "id:no/such"})
    assert (nothing.status_code, "Nothing in the graph fits" in nothing.text) == (200, True)
    refused = explaining.get("/explain", JSON, params=asked)
    assert "the parameter p, o is missing" in refused.json()["detail"]


def test_resource_page_links_what_is_inferred_to_its_proof(explaining: Server) -> None:
    page = explaining.get("/doc/provision/call/1", "text/html").text
    link = next(part for part in page.split('"') if part.startswith("/explain?"))
    account = explaining.get(link.replace("&amp;", "&"), JSON).json()
    assert account["holds"]
    assert not account["asserted"]


def test_release_is_explained_from_its_own_snapshot(explaining: Server) -> None:
    response = explaining.get("/explain", JSON, params={**DERIVED, "release": SNAPSHOT})
    assert response.json()["holds"]
    missing = explaining.get("/explain", JSON, params={**DERIVED, "release": "0" * 16})
    assert missing.status_code == 404
