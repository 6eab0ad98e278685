"""Fair turns between clients, long queries apart, hang-ups, and the operator's hand."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests

from cybernorms.workers import list_queries, stop_query

from .conftest import Server, wait_until

MakeServer = Callable[..., Server]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def ask(server: Server, text: str, client: str, **headers: str) -> requests.Response:
    """Ask as a client behind the trusted proxy that the test itself is."""
    return requests.get(
        f"{server.url}/sparql",
        params={"query": text},
        headers={"Connection": "close", "X-Forwarded-For": client, **headers},
        timeout=30,
    )


def command(server: Server, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cybernorms", "queries", *arguments],
        env={**os.environ, "CYBERNORMS_STATE_DIR": str(server.state)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def listed(server: Server) -> list[dict[str, object]]:
    return list_queries(server.state, text=False)


def kind(response: requests.Response) -> str:
    name: str = response.json()["type"].rpartition("/")[2]
    return name


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_greedy_client_is_told_and_others_are_answered(make_server: MakeServer) -> None:
    server = make_server(processes=1, workers=3, client_queue=4, trusted_proxies="127.0.0.1")
    with ThreadPoolExecutor(12) as threads:
        greedy = [
            threads.submit(ask, server, f"{ENDLESS}#{number}", "192.0.2.1") for number in range(12)
        ]
        while not all(each.done() for each in greedy):
            modest = ask(server, "ASK { <http://e/7> ?p ?o }", "192.0.2.2")
            assert modest.status_code == 200
    responses = [each.result() for each in greedy]
    assert {kind(each) for each in responses} <= {"query-limit", "busy", "too-many-requests"}
    refused = [each for each in responses if each.status_code == 429]
    assert refused
    assert all(int(each.headers["Retry-After"]) >= 1 for each in refused)


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_operator_sees_and_stops_a_query(make_server: MakeServer) -> None:
    server = make_server(timeout=90)
    with ThreadPoolExecutor(2) as threads:
        stopped, other = (
            threads.submit(ask, server, f"{ENDLESS} # {name}", "", **{"X-Request-Id": name})
            for name in ("one", "two")
        )
        wait_until(lambda: [run["state"] for run in listed(server)] == ["running"] * 2)
        assert "text" not in listed(server)[0]
        found = json.loads(command(server, "list", "--text", "--format", "json").stdout)
        runs = {run["request"]: run for run in found}
        assert runs["one"]["client"] == "127.0.0.1"
        assert runs["one"]["text"].endswith("# one")
        assert "client 127.0.0.1  request two" in command(server, "list").stdout
        assert command(server, "stop", "one").returncode == 0
        response = stopped.result(10)
        assert (response.status_code, kind(response)) == (503, "stopped")
        assert [run["request"] for run in listed(server)] == ["two"]
        assert stop_query(server.state, runs["two"]["id"])
        assert kind(other.result(10)) == "stopped"
    assert listed(server) == []
    missing = command(server, "stop", "one")
    assert missing.returncode == 2
    assert "queries list" in missing.stderr
    assert server.query("ASK {}").status_code == 200


@pytest.mark.embedded("looks at the processor time of the worker")
def test_query_ends_when_its_client_hangs_up(make_server: MakeServer) -> None:
    server = make_server(timeout=60)
    server.session.close()  # an idle connection of the same address does not matter
    requests.get(f"{server.url}/sparql", params={"query": "ASK {}"}, timeout=30)
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        target = f"/sparql?{urlencode({'query': ENDLESS})}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_until(lambda: [run["state"] for run in listed(server)] == ["running"])
    wait_until(lambda: not listed(server), 30)


def test_cut_answer_says_so(make_server: MakeServer) -> None:
    server = make_server(max_rows=3)
    table = server.query("SELECT * { ?s <http://e/p> ?o }", "application/json")
    assert table.headers["X-Cybernorms-Truncated"] == "max_rows=3"
    assert table.json()["head"]["truncated"] == {"limit": "max_rows", "value": 3}
    assert len(table.json()["results"]["bindings"]) == 3
    again = server.query("SELECT * { ?s <http://e/p> ?o }", "application/json")
    assert again.headers["X-Cybernorms-Truncated"] == "max_rows=3"
    whole = server.query("SELECT * { ?s <http://e/p> ?o } LIMIT 3", "application/json")
    assert "X-Cybernorms-Truncated" not in whole.headers
    assert "truncated" not in whole.json()["head"]
    graph = server.query("CONSTRUCT WHERE { ?s <http://e/p> ?o }", "application/n-triples")
    assert len(graph.text.splitlines()) == 3
    assert graph.headers["X-Cybernorms-Truncated"] == "max_rows=3"
    page = server.query("SELECT * { ?s <http://e/p> ?o }", "text/html")
    assert "cut</a> behind 3 rows" in page.text
    stored = server.get("/data?default", "application/n-triples")
    assert len(stored.text.splitlines()) > 1000
    assert "X-Cybernorms-Truncated" not in stored.headers
    assert server.get("/problem/truncated").status_code == 200
