"""The pages of stakeholders, actions, documents, passages and concepts of the project's data."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from rdflib import Graph

from .conftest import Server
from .test_pages import BROWSER, outline

Json = dict[str, Any]
PAGES = [
    "/doc/stakeholder/microsoft",
    "/doc/stakeholder/tech-accord-signatories",
    "/doc/stakeholder/igf-bpf-cybersecurity",
    "/doc/stakeholder/france",
    "/doc/action/microsoft/deliberative-bodies",
    "/doc/action/tech-accord/first-year-and-a-half",
    "/doc/source/igf-bpf-2019",
    "/doc/passage/igf-bpf-2019/paris-call-space",
    "/doc/event/paris-call/launch",
    "/doc/reference/gcsc-norm-5",
    "/scheme/key-element/human-rights",
    "/scheme/stakeholder-group/states",
    "/scheme/key-element",
]


def model(server: Server, path: str) -> Json:
    response = server.get(path + ".json")
    assert response.status_code == 200
    found: Json = response.json()
    return found


def rows(page: Json, name: str) -> dict[str, dict[str, list[str]]]:
    """Give the values in each column of a table by the label of the row."""
    table = next(each for each in page["tables"] if each["name"] == name)
    return {
        row["term"]["label"]: {
            column: [shown(cell) for cell in cells]
            for column, cells in zip(table["columns"], row["cells"], strict=True)
        }
        for group in table["groups"]
        for row in group["rows"]
    }


def shown(cell: Json) -> str:
    value = cell["fact"]["value"]
    name = value["label"] or value["value"]
    if not cell["agreement"]:
        return str(name)
    return f"{cell['agreement']['label']} {cell['number']}".strip() + f": {name}"


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed_and_name_everything(own_server: Server, path: str) -> None:
    response = own_server.get(path, BROWSER)
    assert response.status_code == 200
    page = outline(response.text)
    assert len(page.all("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    names = {attributes["href"] for attributes in page.all("a")}
    assert {f"{path}.{suffix}" for suffix in ("json", "csv", "ttl", "jsonld")} <= names
    for shortened in (">cn:", ">skos:", ">dcterms:", ">id/", ">scheme/", ">graph/"):
        assert shortened not in response.text


@pytest.mark.parametrize("path", PAGES)
def test_data_have_the_facts_of_the_page(own_server: Server, path: str) -> None:
    facts = json.dumps(model(own_server, path))
    lines = list(csv.DictReader(StringIO(own_server.get(path + ".csv").text)))
    assert lines
    assert not [line for line in lines if line["subject"] not in facts]
    graph = own_server.get(path, "text/turtle").text
    assert len(Graph().parse(data=graph, format="turtle")) > 3


def test_stakeholder_tells_what_it_does_and_for_what(own_server: Server) -> None:
    page = model(own_server, "/doc/stakeholder/microsoft")
    actions = rows(page, "actions")
    assert len(actions) == 16
    assert actions["Coordinated vulnerability disclosure policy"]["provision"] == [
        "Cybersecurity Tech Accord 1: Protect all users and customers everywhere",
        "Paris Call for Trust and Security in Cyberspace 1: Protect individuals and infrastructure",
    ]
    part = rows(page, "participations")["Microsoft supports the Paris Call, by the official list"]
    assert part["role"] == ["endorser"]


def test_positions_tell_the_stance_and_the_wording_that_is_asked_for(own_server: Server) -> None:
    positions = rows(model(own_server, "/doc/stakeholder/tech-accord-signatories"), "positions")
    assert len(positions) == 34
    position = positions[
        "Strong support for the norm to avoid tampering, with changes of its wording"
    ]
    assert position["stance"] == ["strong support with changes"]
    assert position["about"] == [
        "Norm Package Singapore of the Global Commission: "
        "Avoid tampering with products and services"
    ]
    assert "substantially " in position["changes"]
    page = outline(own_server.get("/doc/stakeholder/tech-accord-signatories", BROWSER).text)
    changes = [text for row in positions.values() for text in row["changes"]]
    assert len(page.all("del")) + len(page.all("ins")) == len(changes) == 4
    assert len(page.all("del")) == 2


def test_claims_of_others_are_told_from_those_of_its_own(own_server: Server) -> None:
    page = model(own_server, "/doc/stakeholder/igf-bpf-cybersecurity")
    actors = {name for row in rows(page, "claims-of-others").values() for name in row["actor"]}
    assert "Australia" in actors
    assert "Best Practice Forum on Cybersecurity" not in actors
    assert not [table for table in page["tables"] if table["name"] == "actions"]


def test_assessments_are_counted_by_agreement(own_server: Server) -> None:
    page = model(own_server, "/doc/stakeholder/igf-bpf-cybersecurity")
    assert len(page["assessed"]) == 20
    assert {sum(each["numbers"].values()) for each in page["assessed"]} == {10}


def test_action_has_its_claims_with_doubtful_references_and_passages(own_server: Server) -> None:
    page = model(own_server, "/doc/action/microsoft/deliberative-bodies")
    claims = rows(page, "claims")
    doubtful = [row for row in claims.values() if row["candidates"]]
    assert [len(row["candidates"]) for row in doubtful] == [4]
    assert doubtful[0]["provision"] == []
    table = next(each for each in page["tables"] if each["name"] == "claims")
    assert all(row["passages"] for group in table["groups"] for row in group["rows"])


def test_contributions_are_derived_and_explained(own_server: Server) -> None:
    path = "/doc/action/microsoft/cloud-scale-protection"
    page = model(own_server, path)
    table = next(each for each in page["tables"] if each["name"] == "contributions")
    facts = [row["fact"] for group in table["groups"] for row in group["rows"]]
    assert facts
    assert all("inferred" in graph["value"] for fact in facts for graph in fact["graphs"])
    assert rows(page, "bridges")
    explained = [
        str(attributes["href"])
        for attributes in outline(own_server.get(path, BROWSER).text).all("a")
        if "contributesTo" in str(attributes["href"]) and attributes.get("class") == "mark"
    ]
    assert len(explained) == len(facts)
    assert own_server.get(explained[0], BROWSER).status_code == 200


def test_results_are_figures_with_their_units(own_server: Server) -> None:
    path = "/doc/action/microsoft/cloud-scale-protection"
    result = rows(model(own_server, path), "results")
    mails = result["Malicious and suspicious phishing mails blocked in 2018"]
    assert (mails["figure"], mails["unit"]) == (["5000000000"], ["mails blocked in a year"])
    assert "5,000,000,000" in own_server.get(path, BROWSER).text


def test_document_has_its_passages_in_the_order_of_the_text(own_server: Server) -> None:
    page = model(own_server, "/doc/source/tech-accord-un-hlp")
    starts = [section["passages"][0]["start"] for section in page["sections"]]
    assert starts == sorted(starts)
    passages = [each for section in page["sections"] for each in section["passages"]]
    assert all(each["reason"] or each["supports"] for each in passages)
    assert any(each["reason"] for each in passages)
    assert rows(page, "graphs")


def test_passage_tells_its_place_and_leads_to_its_neighbours(own_server: Server) -> None:
    path = "/doc/passage/igf-bpf-2019/paris-call-space"
    page = model(own_server, path)
    assert page["end"] - page["start"] == 219
    after = page["after"]["value"].replace("https://w3id.org/cybernorms/id", "/doc")
    assert model(own_server, after)["before"]["value"] == page["iri"]
    assert "France launched the Paris Call" in " ".join(rows(page, "supported"))


def test_key_element_has_each_agreement_with_its_value(own_server: Server) -> None:
    page = model(own_server, "/scheme/key-element/human-rights")
    groups = {group["title"]: len(group["rows"]) for group in page["tables"][0]["groups"]}
    assert page["tables"][0]["name"] == "elements"
    assert groups == {"no": 10, "yes": 10}


def test_terms_of_others_have_names_of_ours(own_server: Server) -> None:
    page = model(own_server, "/doc/stakeholder/gcsc")
    assert "other name" in [item["prop"]["label"] for item in page["facts"]]
    assert "concept scheme" in [
        each["label"] for each in model(own_server, "/scheme/role")["types"]
    ]


def test_scheme_counts_the_uses_of_its_concepts(own_server: Server) -> None:
    page = model(own_server, "/scheme/key-element")
    assert len(rows(page, "concepts")) == 10
    assert page["uses"]["https://w3id.org/cybernorms/scheme/key-element/human-rights"] >= 20


def term(server: Server, name: str) -> Json:
    sections = model(server, "/ontology")["sections"]
    entries = [entry for section in sections for entry in section["entries"]]
    return next(entry for entry in entries if entry["iri"].endswith(f"#{name}"))


def names(entry: Json, fact: str) -> list[str]:
    return [each["label"] for each in dict(entry["facts"]).get(fact, [])]


def test_terms_tell_what_follows_for_them(own_server: Server) -> None:
    entry = term(own_server, "implements")
    assert [[step["label"] for step in chain] for chain in entry["chains"]] == [
        ["has claim", "claimed provision"]
    ]
    assert names(entry, "inverse") == ["is implemented by"]
    assert names(entry, "derives") == ["contributes to", "implements agreement"]
    assert names(term(own_server, "isImplementedBy"), "inverse") == ["implements"]
    assert "agreement" in names(term(own_server, "Event"), "disjoint")
    assert "norm" in names(term(own_server, "Provision"), "narrower")
    assert term(own_server, "correspondsTo")["characters"] == ["SymmetricProperty"]


def test_terms_tell_where_they_are_used(own_server: Server) -> None:
    counted = own_server.query(
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#>"
        "SELECT (COUNT(*) AS ?n) { { ?s cn:implements ?o } }"
    ).text.split()[-1]
    usage = term(own_server, "implements")["usage"]
    assert [usage["number"], usage["derived"]] == [int(counted)] * 2
    assert term(own_server, "carriedOutBy")["usage"]["derived"] == 0
    agreement = term(own_server, "Agreement")["usage"]
    assert agreement["number"] == 59
    assert "Agreement" in [shape["label"] for shape in agreement["shapes"]]
    asked = [question["value"] for question in usage["questions"]]
    assert "https://w3id.org/cybernorms/question/cq-15-actions-per-provision" in asked


def test_ontology_comes_as_a_table_of_terms(own_server: Server) -> None:
    lines = list(csv.DictReader(StringIO(own_server.get("/ontology.csv").text)))
    found = {line["label"]: line for line in lines}
    assert len(found) == len({line["term"] for line in lines})
    assert found["implements"]["chains"].split() == [
        "https://w3id.org/cybernorms/ontology#hasClaim",
        "https://w3id.org/cybernorms/ontology#claimedProvision",
    ]
    page = outline(own_server.get("/ontology", BROWSER).text)
    anchors = {attributes.get("id") for attributes in page.all("article")}
    assert anchors == {line["term"].rpartition("#")[2] for line in lines}
