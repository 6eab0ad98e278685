"""/reconcile speaks the Reconciliation Service API 0.2."""

import json
from typing import Any

import pytest

from .conftest import Server

CALL = "id/agreement/paris-call"


def ask(server: Server, **batch: object) -> dict[str, Any]:
    response = server.request("POST", "/reconcile", data={"queries": json.dumps(batch)})
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["result"]]


def test_the_manifest_says_how_to_ask_and_where_to_look(own_server: Server) -> None:
    manifest = own_server.get("/reconcile", "application/json").json()
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"] == "https://w3id.org/cybernorms/"
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        found = own_server.get(service["service_path"] + "?prefix=paris&type=Agreement")
        assert found.status_code == 200
    view = manifest["view"]["url"].replace("{{id}}", CALL)
    assert own_server.get(view.removeprefix(own_server.url)).status_code in {200, 303}


def test_a_batch_is_answered_query_by_query(own_server: Server) -> None:
    found = ask(
        own_server,
        q0={"query": "Budapset Convention"},
        q1={"query": "Microsfot", "type": "Company", "limit": 1},
        q2={"query": "no such thing at all"},
    )
    assert set(found) == {"q0", "q1", "q2"}
    best = found["q0"]["result"][0]
    assert best["id"] == "id/agreement/budapest-convention"
    assert best["match"] is True
    assert {"id": "Treaty", "name": "treaty"} in best["type"] or best["type"]
    assert ids(found["q1"]) == ["id/stakeholder/microsoft"]
    assert not any(item["match"] for item in found["q2"]["result"])


def test_a_class_limits_the_candidates(own_server: Server) -> None:
    assert ids(ask(own_server, q={"query": "France", "type": "State"})["q"])[0].endswith("/france")
    assert "id/stakeholder/france" not in ids(
        ask(own_server, q={"query": "France", "type": ["Agreement"]})["q"]
    )


def test_what_else_is_known_decides_between_equal_names(own_server: Server) -> None:
    name = "Protect the public core of the Internet"
    for agreement in ("Paris Call for Trust and Security in Cyberspace", CALL):
        known = [{"pid": "isProvisionOf", "v": agreement}]
        found = ask(own_server, q={"query": name, "properties": known, "limit": 1})
        assert ids(found["q"]) == ["id/provision/paris-call/2"]


def test_rows_are_extended_by_values(own_server: Server) -> None:
    asked = {
        "ids": [CALL, "id/agreement/no-such"],
        "properties": [{"id": "issuedBy"}, {"id": "hasProvision", "settings": {"limit": 2}}],
    }
    found = own_server.request("POST", "/reconcile", data={"extend": json.dumps(asked)}).json()
    assert [item["id"] for item in found["meta"]] == ["issuedBy", "hasProvision"]
    row = found["rows"][CALL]
    assert row["issuedBy"] == [{"id": "id/stakeholder/france", "name": "France"}]
    assert len(row["hasProvision"]) == 2
    assert found["rows"]["id/agreement/no-such"] == {"issuedBy": [], "hasProvision": []}


def test_previews_can_stand_in_pages_of_others(own_server: Server) -> None:
    response = own_server.get(f"/reconcile/preview?id={CALL}")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "Paris Call" in response.text
    hostile = own_server.get("/reconcile/preview?id=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>" not in hostile.text


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("queries", "nope"),
        ("queries", "[]"),
        ("queries", '{"q": 3}'),
        ("queries", '{"q": {"query": 3}}'),
        ("queries", json.dumps({"q": {"query": "a" * 301}})),
        ("queries", json.dumps({f"q{n}": {"query": "a"} for n in range(51)})),
        ("queries", '{"q": {"query": "a", "type": "> } DROP"}}'),
        ("queries", '{"q": {"query": "a", "limit": "x"}}'),
        ("queries", '{"q": {"query": "a", "limit": "' + "9" * 5000 + '"}}'),
        ("queries", '{"q": {"query": "a", "properties": [3]}}'),
        ("queries", "[" * 5000),
        ("extend", "{}"),
        ("extend", '{"ids": ["a"], "properties": [{"id": "a b"}]}'),
    ],
)
def test_what_is_wrong_is_told(own_server: Server, parameter: str, value: str) -> None:
    response = own_server.request("POST", "/reconcile", data={parameter: value})
    assert response.status_code == 400
    assert response.json()["detail"].strip()
