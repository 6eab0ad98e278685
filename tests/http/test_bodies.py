"""Bodies that are slow, cut, compressed or too large, over bare sockets where need be."""

import gzip
import select
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
import requests

from .conftest import Server, wait_until

HEAD = (
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: %d\r\n%s\r\n"
)
QUERY = b"ASK {}"


def connect(server: Server, source: str = "127.0.0.1") -> socket.socket:
    port = int(server.url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), 10, (source, 0))


def send_half(server: Server, source: str = "127.0.0.1") -> socket.socket:
    connection = connect(server, source)
    connection.sendall(HEAD % (len(QUERY), b"") + QUERY[:3])
    return connection


def receive(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def receive_status(connection: socket.socket) -> bytes:
    return connection.recv(65536).split(b" ", 2)[1]


def waiting(connections: list[socket.socket]) -> list[socket.socket]:
    """Choose the connections that were not answered yet."""
    answered = select.select(connections, [], [], 0)[0]
    return [connection for connection in connections if connection not in answered]


def test_slow_bodies_hold_up_nobody(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1, threads=4, workers=2, bodies=8, body_timeout=120)
    with ExitStack() as stack:
        slow = [stack.enter_context(send_half(server)) for _ in range(30)]
        assert server.query("ASK {}", "*/*").json()["boolean"] is True
        assert server.get("/readyz").status_code == 200
        with connect(server, "127.0.0.2") as other:
            other.sendall(HEAD % (len(QUERY), b"Connection: close\r\n") + QUERY)
            assert receive(other).startswith(b"HTTP/1.1 200 ")
        wait_until(lambda: len(waiting(slow)) == 4, 60)  # the others were told that it is too many
        for connection in waiting(slow):
            connection.sendall(QUERY[3:])
        statuses = sorted(receive_status(connection) for connection in slow)
    assert statuses == [b"200"] * 4 + [b"503"] * 26


def test_slow_body_is_told_and_spares_other_connections(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1, body_timeout=0.5, timeout=5)
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with send_half(server) as slow, requests.Session() as other:
        problem = server.query(endless, timeout="2").json()
        assert problem["limit"] == "timeout"
        assert other.get(f"{server.url}/healthz", timeout=5).status_code == 200
        answer = receive(slow)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"only 3 bytes of the body came" in answer


def test_trickled_body_may_take_its_time_while_it_is_due(server: Server) -> None:
    with connect(server) as slow:
        slow.sendall(HEAD % (len(QUERY), b"Connection: close\r\n"))
        for place in range(len(QUERY)):
            time.sleep(0.05)
            slow.sendall(QUERY[place : place + 1])
        assert receive(slow).startswith(b"HTTP/1.1 200 ")


def test_client_that_hangs_up_leaves_no_body_behind(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1, bodies=4)
    for _ in range(10):
        send_half(server).close()
    wait_until(lambda: server.request("POST", "/sparql", data={"query": "ASK {}"}).ok)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(b"query=ASK+%7B%7D"), gzip.compress(b"query=ASK") + gzip.compress(b"+%7B%7D")],
    ids=["one member", "two members"],
)
def test_gzip_is_decoded(server: Server, body: bytes) -> None:
    assert post(server, body, "gzip").json()["boolean"] is True


def post(server: Server, body: bytes, coding: str, **headers: str) -> requests.Response:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": coding}
    return server.request("POST", "/sparql", data=body, headers={**form, **headers})


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [
        (gzip.compress(b"query=" + b"a" * 50_000_000), "gzip", 413),
        (b"query=ASK+%7B%7D", "gzip", 400),
        (gzip.compress(b"query=ASK+%7B%7D")[:-9], "gzip", 400),
        (b"query=ASK+%7B%7D", "compress", 415),
    ],
    ids=["bomb", "not gzip", "cut gzip", "unknown coding"],
)
def test_other_codings_are_refused(server: Server, body: bytes, coding: str, status: int) -> None:
    response = post(server, body, coding)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.headers.get("Accept-Encoding") == "gzip") is (status == 415)


def test_20_megabytes_are_refused_without_a_broken_pipe(server: Server) -> None:
    response = post(server, b"query=" + b"a" * 20_000_000, "identity")
    assert response.json()["limit"] == "max_query_bytes"
    assert post(server, b"query=ASK+%7B%7D", "identity").ok


def test_client_that_asks_first_is_told_before_it_sends(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(HEAD % (10**9, b"Expect: 100-continue\r\n"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_slow_reader_of_a_large_answer_holds_no_thread(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1, threads=3, workers=2, bodies=1, max_result_bytes=9_000_000)
    text = f"SELECT ?s ('{'a' * 2000}' AS ?long) {{ ?s <http://e/p> ?n }}"
    assert len(server.query(text, "text/csv").content) > 1_000_000
    with ExitStack() as stack:
        for _ in range(10):
            slow = stack.enter_context(connect(server))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            encoded = requests.models.PreparedRequest()
            encoded.prepare_url(f"{server.url}/sparql", {"query": text, "format": "csv"})
            target = encoded.path_url.encode()
            slow.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % target)
        for _ in range(5):
            assert server.query("ASK {}", "*/*").json()["boolean"] is True
