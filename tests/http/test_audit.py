"""/audit, which curators read."""

import pyoxigraph as ox
import pytest
import requests

from cybernorms.accounts import ROLES, create_account
from cybernorms.audit import read_events

from .conftest import Server

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module")
def tokens(server: Server) -> dict[str, str]:
    """A token of each role; the accounts stay, as nobody else looks at them."""
    return {role: create_account(server.state, f"audit-{role}", role=role)[1] for role in ROLES}


def read(
    server: Server, token: str | None, path: str = "/audit", **headers: str
) -> requests.Response:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return server.get(path, headers.pop("Accept", "*/*"), headers=headers)


def test_only_a_curator_reads_it(server: Server, tokens: dict[str, str]) -> None:
    assert read(server, None).status_code == 401
    assert read(server, "wrong").status_code == 401
    refused = read(server, tokens["member"], X_Request_Id="no")
    assert (refused.status_code, refused.json()["type"][-14:]) == (403, "forbidden-role")
    answer = read(server, tokens["curator"])
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = [each for each in answer.json()["events"] if each["account"] == "audit-member"]
    assert (event["action"], event["object"]) == ("request.forbidden", "GET /audit")
    assert event["outcome"] == "refused"
    assert event["digest"] in {each.digest for each in read_events(server.state)}


@pytest.mark.parametrize("format_", FORMATS)
def test_it_is_provenance_too(server: Server, tokens: dict[str, str], format_: str) -> None:
    read(server, tokens["reader"])
    answer = read(server, tokens["curator"], Accept=format_)
    assert answer.headers["Content-Type"].startswith(format_)
    said = (quad.object for quad in ox.parse(answer.content, format=FORMATS[format_]))
    assert ox.Literal("request.forbidden") in said


@pytest.mark.parametrize("after", ["x", "-1", "9" * 20, "%00", "<script>"])
def test_a_wrong_number_is_told(server: Server, tokens: dict[str, str], after: str) -> None:
    assert read(server, tokens["curator"], f"/audit?after={after}").status_code == 400


def test_it_is_read_in_parts(server: Server, tokens: dict[str, str]) -> None:
    read(server, tokens["reader"])
    last = read(server, tokens["curator"]).json()["events"][-1]["number"]
    assert (
        read(server, tokens["curator"], f"/audit?after={last - 1}").json()["events"][0]["number"]
        == last
    )
    assert not read(server, tokens["curator"], "/audit.json?after=999999999").json()["events"]
