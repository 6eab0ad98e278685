"""What a hostile or unlucky query can and cannot do to the server and to others."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from .conftest import TIMEOUT, Server

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


def ask(server: Server, text: str) -> requests.Response:
    """Ask over a connection of its own, as different clients do."""
    return requests.get(
        f"{server.url}/sparql",
        params={"query": text},
        headers={"Accept": "text/csv", "Connection": "close"},
        timeout=30,
    )


@pytest.mark.parametrize("text", [ENDLESS, SORTED], ids=["cross product", "sort"])
def test_endless_query_ends_in_time_while_others_are_answered(server: Server, text: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        started = time.monotonic()
        endless = [threads.submit(ask, server, text) for _ in range(2)]
        answered = 0
        while not all(each.done() for each in endless):
            assert ask(server, "SELECT ?o { <http://e/7> ?p ?o }").text == "o\r\n7\r\n"
            answered += 1
        for each in endless:
            assert each.result().status_code == 503
        assert time.monotonic() - started < TIMEOUT + 10  # by itself it runs for hours
    assert answered > 0


def test_query_may_ask_for_less_time(server: Server) -> None:
    problem = server.query(ENDLESS, timeout="0.3").json()
    assert (problem["limit"], problem["value"]) == ("timeout", 0.3)


@pytest.mark.embedded("the memory is that of the worker")
def test_memory_limit_is_told(make_server: Callable[..., Server]) -> None:
    server = make_server(timeout=20)
    response = server.query(SORTED)
    assert response.status_code == 503
    assert response.json()["limit"] == "memory_limit"


def test_result_limit_is_told(server: Server) -> None:
    text = f"SELECT ?s ('{'a' * 400}' AS ?long) {{ ?s <http://e/p> ?n }}"
    response = server.query(text)
    assert response.status_code == 503
    assert response.json()["limit"] == "max_result_bytes"


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_too_many_queries_are_busy(make_server: Callable[..., Server]) -> None:
    server = make_server(workers=2, long_workers=2, processes=1, queue_timeout=0.3)
    with ThreadPoolExecutor(4) as threads:
        responses = list(threads.map(lambda _: ask(server, ENDLESS), range(4)))
    types = sorted(response.json()["type"].rpartition("/")[2] for response in responses)
    assert types == ["busy", "busy", "query-limit", "query-limit"]
    assert all(int(response.headers["Retry-After"]) >= 1 for response in responses)


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 20000 + "}" * 20000,
        "ASK { FILTER(" + "STR(" * 10000 + "1" + ")" * 10000 + ") }",
        "ASK { FILTER(" + "!" * 60000 + "true) }",
        "ASK { FILTER(1" + "+1" * 30000 + ") }",
        "ASK { ?s <a:>" + "/<a:>" * 10000 + " ?o }",
        "ASK { ?s ?p " + "[" * 30000 + " }",
        "ASK { ?s ?p " + "(" * 30000 + " }",
        "ASK { " + "<< " * 20000 + " }",
        "SELECT " + "(1 AS ?a) " * 6000 + "{}",
        "DESCRIBE " + "<a:>" * 15000,
        '"\\' * 30000,
        "a." * 32000,
    ],
)
def test_deep_or_long_query_leaves_the_server_alive(server: Server, text: str) -> None:
    response = server.request("POST", "/sparql", data={"query": text})
    assert response.status_code in {200, 400, 500, 503}
    assert response.headers["Content-Type"] != "text/plain"
    assert server.get("/readyz").status_code == 200


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_hostile_queries_at_once_leave_the_server_alive(server: Server) -> None:
    stop = threading.Event()
    statuses: list[int] = []

    def keep_asking() -> None:
        while not stop.is_set():
            statuses.append(ask(server, "ASK {}").status_code)

    texts = [ENDLESS, SORTED, "ASK { FILTER(1" + "+1" * 20000 + ") }", "SELEC"] * 2
    asking = threading.Thread(target=keep_asking)
    asking.start()
    with ThreadPoolExecutor(len(texts)) as threads:
        for text in texts:
            threads.submit(server.request, "POST", "/sparql", data={"query": text})
    stop.set()
    asking.join()
    assert statuses.count(200) > 0
    assert server.query("ASK {}", "*/*").json()["boolean"] is True
