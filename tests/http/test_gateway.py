"""What is sent from memory is what was sent first, to whom it belongs, and never a page."""

from itertools import count

import pytest

from .conftest import Server

_numbers = count()


def fresh(text: str = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100") -> str:
    """Give a query that was never asked before."""
    return f"{text} # {next(_numbers)} of test_gateway"


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_a_repeated_request_gets_the_same_bytes_and_headers(
    server: Server, method: str, encoding: str
) -> None:
    place = "params" if method == "GET" else "data"
    asked = {place: {"query": fresh()}, "headers": {"Accept-Encoding": encoding}}
    answers = [
        server.request(method, "/sparql", "text/csv", stream=True, **asked)
        for _ in range(4)  # two front processes, each with a memory of its own
    ]
    bodies = {answer.raw.read(decode_content=False) for answer in answers}
    headers = [
        {n: v for n, v in answer.headers.items() if n not in {"date", "x-request-id"}}
        for answer in answers
    ]
    assert len(bodies) == 1
    assert all(each == headers[0] for each in headers)
    assert headers[0].get("content-encoding", "identity") == encoding
    assert ("etag" in headers[0]) == (method != "POST")


def test_requests_that_differ_in_what_decides_the_answer_are_kept_apart(server: Server) -> None:
    text = fresh("SELECT ?o { <http://e/7> ?p ?o }")
    for _ in range(3):
        assert server.query(text, "text/csv").text == "o\r\n7\r\n"
        assert server.query(text, "application/json").json()["head"] == {"vars": ["o"]}
        assert "<html" in server.query(text, "text/html").text
        posted = server.request("POST", "/sparql", "text/csv", data={"query": text + "\nLIMIT 0"})
        assert posted.text == "o\r\n"


def test_head_and_revalidation_work_before_and_after_an_answer(server: Server) -> None:
    text = fresh()
    head = server.request("HEAD", "/sparql", "text/csv", params={"query": text})
    full = server.query(text)
    again = server.request("HEAD", "/sparql", "text/csv", params={"query": text})
    assert head.content == again.content == b""
    assert head.headers["Content-Length"] == again.headers["Content-Length"]
    assert int(head.headers["Content-Length"]) > 0
    assert head.headers["ETag"] == full.headers["ETag"]
    for known in (full.headers["ETag"], f'"other", {full.headers["ETag"]}', "*"):
        answer = server.get(
            "/sparql", "text/csv", params={"query": text}, headers={"If-None-Match": known}
        )
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["X-Cybernorms-Snapshot"] == full.headers["X-Cybernorms-Snapshot"]


def test_errors_are_not_kept(server: Server) -> None:
    text = fresh("SELECT ?s { ")
    answers = [server.query(text) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {400}
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
