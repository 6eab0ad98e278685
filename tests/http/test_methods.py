"""HEAD and OPTIONS work on every route, and browsers may ask from anywhere."""

import pytest

from .conftest import Server

PATHS = {
    "/": "GET, HEAD, OPTIONS",
    "/sparql": "GET, HEAD, OPTIONS, POST, QUERY",
    "/ontology": "GET, HEAD, OPTIONS",
    "/shapes.ttl": "GET, HEAD, OPTIONS",
    "/graph": "GET, HEAD, OPTIONS",
    "/graph/catalogue": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
    "/data?default": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
    "/void": "GET, HEAD, OPTIONS",
    "/catalog": "GET, HEAD, OPTIONS",
    "/.well-known/void": "GET, HEAD, OPTIONS",
    "/id/agreement/call": "GET, HEAD, OPTIONS",
    "/doc/agreement/call": "GET, HEAD, OPTIONS",
    "/doc/agreement/call.ttl": "GET, HEAD, OPTIONS",
    "/questions": "GET, HEAD, OPTIONS",
    "/questions/cq-01-agreements": "GET, HEAD, OPTIONS",
    "/problem/busy": "GET, HEAD, OPTIONS",
    "/static/style.css": "GET, HEAD, OPTIONS",
    "/healthz": "GET, HEAD, OPTIONS",
    "/readyz": "GET, HEAD, OPTIONS",
    "/limits": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_head_is_get_without_the_body(server: Server, path: str, encoding: str) -> None:
    wanted = {"Accept-Encoding": encoding}
    got = server.get(path, headers=wanted)
    head = server.request("HEAD", path, headers=wanted)
    changing = {"date", "content-length", "x-request-id"}
    assert head.status_code == got.status_code
    assert head.content == b""
    assert {name: value for name, value in head.headers.items() if name not in changing} == {
        name: value for name, value in got.headers.items() if name not in changing
    }


def test_head_of_a_query_tells_the_length_of_its_answer(server: Server) -> None:
    path = "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+50&format=csv"
    for encoding in ("identity", "br", "gzip"):
        wanted = {"Accept-Encoding": encoding}
        head = server.request("HEAD", path, headers=wanted)
        got = server.get(path, headers=wanted)
        assert head.headers["Content-Length"] == got.headers["Content-Length"]
        assert head.headers.get("Content-Encoding", "identity") == encoding


def test_head_of_what_is_not_there_is_404(server: Server) -> None:
    head = server.request("HEAD", "/doc/agreement/none")
    assert (head.status_code, head.content) == (404, b"")


@pytest.mark.parametrize(("path", "allowed"), PATHS.items())
def test_options_tell_the_methods_to_clients_and_to_browsers(
    server: Server, path: str, allowed: str
) -> None:
    response = server.request(
        "OPTIONS",
        path,
        headers={"Origin": "http://elsewhere", "Access-Control-Request-Method": "GET"},
    )
    assert response.status_code in {200, 204}
    assert response.content == b""
    assert sorted(response.headers["Allow"].split(", ")) == allowed.split(", ")
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_options_of_the_endpoint_name_the_bodies_of_query(server: Server) -> None:
    accepted = server.request("OPTIONS", "/sparql").headers["Accept-Query"]
    assert accepted == "application/sparql-query, application/x-www-form-urlencoded"


def test_options_of_what_is_not_there_is_404(server: Server) -> None:
    assert server.request("OPTIONS", "/nowhere").status_code == 404
