"""Writing over HTTP: who may, what is judged, how two writers meet, what limits do."""

import gzip
import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
import requests
from rdflib import Graph, Literal, URIRef

from cybernorms.accounts import create_account, revoke_account
from cybernorms.audit import read_events
from cybernorms.namespaces import RDF, SH

from .conftest import Author, start_writing, stop, wait_until
from .submitting import processes

CN: Final = "https://w3id.org/cybernorms/ontology#"
BAD: Final = f"INSERT DATA {{ <http://e/treaty> a <{CN}Treaty> }}"
CONTRADICTION: Final = f"""INSERT DATA {{
    <http://e/x> a <{CN}Passage> , <{CN}Provision> , <{CN}Treaty> ; <{CN}evidence> <http://e/x> .
    <http://e/t> <{CN}hasProvision> <http://e/x> }}"""
MINE: Final = "/graph/member/me/"
UPDATE: Final = "application/sparql-update"


def test_a_write_is_read_at_once_and_told_as_json(author: Author) -> None:
    text = "INSERT DATA { <http://e/a> <http://e/told> 1 , 2 }"
    response = author.update(text, Accept="application/json")
    assert response.status_code == 200
    told = response.json()
    assert (told["added"], told["removed"], told["served"]) == (2, 0, True)
    assert response.headers["X-Cybernorms-Snapshot"] == told["snapshot"]
    assert response.headers["X-Cybernorms-Transaction"] == str(told["transaction"])
    read = author.server.query("SELECT ?o { <http://e/a> <http://e/told> ?o }")
    assert read.headers["X-Cybernorms-Snapshot"] == told["snapshot"]
    assert sorted(read.text.split()) == ["1", "2", "o"]
    again = author.update(text)
    assert (again.status_code, again.headers.get("X-Cybernorms-Transaction")) == (204, None)


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Bearer", "Bearer wrong", "Bearer é"])
def test_without_a_token_nothing_is_written(author: Author, header: str) -> None:
    for path in ("/update", "/data?default"):
        headers = {"Authorization": header.encode()} if header else {}
        response = requests.post(
            author.server.url + path,
            data=BAD,
            headers={"Content-Type": UPDATE, **headers},
            timeout=30,
        )
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/update", "INSERT DATA { GRAPH <http://other/> { <a:a> <a:b> 1 } }"),
        ("POST", "/update", "CLEAR GRAPH <https://w3id.org/cybernorms/graph/catalogue>"),
        ("PUT", "/graph/catalogue", "<a:a> <a:b> 1 ."),
        ("POST", "/graph/inferred/owlrl", "<a:a> <a:b> 1 ."),
        ("DELETE", "/graph/ontology", ""),
        ("PATCH", "/data?graph=http://other/", "CLEAR DEFAULT"),
    ],
)
def test_graphs_of_others_are_refused_by_name(
    author: Author, method: str, path: str, body: str
) -> None:
    content_type = "text/turtle" if method in {"PUT", "POST"} and path != "/update" else UPDATE
    response = author.write(method, path, body, content_type)
    assert response.status_code == 403, response.text
    assert response.json()["type"].endswith("/problem/forbidden-graph")
    assert "may not write <http" in response.json()["detail"]


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib's
def test_what_does_not_conform_comes_back_with_the_report(author: Author) -> None:
    response = author.update(BAD)
    assert (response.status_code, response.headers["Content-Type"]) == (
        422,
        "application/problem+json",
    )
    (result,) = response.json()["report"]["results"]
    assert result["focusNode"] == "http://e/treaty"
    assert "Add cn:evidence" in result["message"]
    assert not author.ask("<http://e/treaty> ?p ?o")
    for accept, name in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        response = author.update(BAD, Accept=accept)
        assert (response.status_code, response.headers["Content-Type"]) == (422, accept)
        report = Graph().parse(data=response.text, format=name)
        (node,) = report.subjects(RDF.type, SH.ValidationResult)
        assert report.value(node, SH.focusNode) == URIRef("http://e/treaty")
        assert Literal(False) in set(report.objects(None, SH.conforms))


def test_a_contradiction_is_refused(author: Author) -> None:
    response = author.update(CONTRADICTION)
    assert response.status_code == 422, response.text
    detail = response.json()["detail"]
    assert "cnsh:Contradiction" in detail
    assert "cax-" in detail  # the rule, by its name in OWL 2 RL


def test_an_update_is_done_whole_or_not_at_all(author: Author) -> None:
    text = "INSERT DATA { <http://e/half> <http://e/p> 1 } ; CREATE GRAPH <http://example.org/h> ;"
    text += "INSERT DATA { GRAPH <http://example.org/h> { <http://e/half> <http://e/p> 1 } } ;"
    response = author.update(text + "CREATE GRAPH <http://example.org/h>")
    assert response.status_code == 409, response.text
    assert not author.ask("<http://e/half> ?p ?o")


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status", "slug"),
    [
        ("/update", "INSERT DATA { <a:a> <a:b> }", UPDATE, 400, "query-syntax"),
        ("/update", "LOAD <http://127.0.0.1:1/>", UPDATE, 403, "forbidden-query"),
        ("/update", "query=ASK{}", "application/x-www-form-urlencoded", 400, "malformed-request"),
        ("/update", "x=y", "application/x-www-form-urlencoded", 400, "malformed-request"),
        (MINE + "bad", "<a:a> <a:b>", "text/turtle", 400, "rdf-syntax"),
        (MINE + "bad", "<a:a> <a:b> 1 .", "text/csv", 415, "unsupported-media-type"),
        (MINE + "bad", "<a:a> <a:b> 1 .", "", 415, "unsupported-media-type"),
        (MINE + "bad", "x", "multipart/form-data; boundary=y", 400, "malformed-request"),
        (MINE + "bad", "x", "multipart/form-data", 400, "malformed-request"),
        ("/data?default", "[" * 10**6, "application/ld+json", 400, "rdf-syntax"),
    ],
)
def test_bad_bodies_are_refused_with_the_reason(
    author: Author, path: str, body: str, content_type: str, status: int, slug: str
) -> None:
    response = author.write("POST", path, body, content_type)
    assert response.status_code == status, response.text
    assert response.json()["type"].endswith(f"/problem/{slug}")


@pytest.mark.parametrize(
    "body",
    [
        "INSERT { <a:a> <a:b> ?x } WHERE { " + "{ " * 50000 + "BIND(1 AS ?x)" + " }" * 50001,
        "INSERT { <a:a> <a:b> ?x } WHERE { BIND(" + "(" * 50000 + "1" + ")" * 50000 + " AS ?x) }",
    ],
    ids=["groups", "parentheses"],
)
def test_deep_nesting_harms_nobody(author: Author, body: str) -> None:
    response = author.update(body)
    assert response.status_code == 400, response.text
    assert response.json()["type"].endswith("/problem/query-nesting")
    assert author.update("INSERT DATA {}").status_code == 204


def test_only_the_writer_who_saw_the_latest_state_replaces_it(author: Author) -> None:
    path = f"{MINE}shared"
    first = author.write("PUT", path, "<a:a> <a:b> 1 .", "text/turtle", If_None_Match="*")
    assert first.status_code == 201
    assert author.write("PUT", path, "", "text/turtle", If_None_Match="*").status_code == 412
    assert author.write("DELETE", f"{MINE}no", If_Match="*").status_code == 412
    seen = [
        author.server.get(path, accept).headers["ETag"]
        for accept in ("text/turtle", "application/n-triples")
    ]
    other = author.write("PUT", f"{MINE}other", "<a:a> <a:b> 1 .", "text/turtle")
    assert other.status_code == 201  # another graph, and so another snapshot
    bodies = [f"<a:a> <a:b> {number} ." for number in (2, 3)]
    with ThreadPoolExecutor(2) as both:
        done = both.map(
            lambda tag, body: author.write("PUT", path, body, "text/turtle", If_Match=tag),
            seen,
            bodies,
        )
        assert sorted(response.status_code for response in done) == [204, 412]
    stale = author.write("DELETE", path, If_Match='"never-given"')
    assert stale.status_code == 412


def test_every_syntax_multipart_and_gzip_are_taken(author: Author) -> None:
    triple = b"<http://e/s> <http://e/p> <http://e/o> ."
    documents = {
        "application/n-triples": triple,
        "application/ld+json": b'{"@id": "http://e/s", "http://e/p": {"@id": "http://e/o"}}',
        "application/rdf+xml": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns:e="http://e/"><rdf:Description rdf:about="http://e/s">'
        b'<e:p rdf:resource="http://e/o"/></rdf:Description></rdf:RDF>',
    }
    path = f"{MINE}syntaxes"
    for media_type, body in documents.items():
        response = author.write(
            "PUT", path, gzip.compress(body), media_type, Content_Encoding="gzip"
        )
        assert response.status_code in {201, 204}, response.text
        served = author.server.get(path, "application/n-triples")
        assert served.content.strip() == triple
    assert author.write("PUT", path, "x", "text/turtle", Content_Encoding="x").status_code == 415


def test_a_graph_is_patched_by_an_update_of_it_alone(author: Author) -> None:
    path = f"{MINE}patched"
    insert = "INSERT DATA { <http://e/patched> <http://e/p> 1 }"
    assert author.write("PATCH", path, insert, UPDATE).status_code == 201
    move = "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }"
    assert author.write("PATCH", path, move, UPDATE).status_code == 204
    base = f"https://w3id.org/cybernorms{MINE}patched"
    assert author.ask(f"GRAPH <{base}> {{ <http://e/patched> <http://e/p> 2 }}")
    assert author.write("PATCH", path, insert, "text/turtle").status_code == 415


def test_browsers_may_write_too(author: Author) -> None:
    for path, methods in (("/update", {"POST"}), (f"{MINE}x", {"PUT", "POST", "DELETE", "PATCH"})):
        response = author.server.request("OPTIONS", path)
        assert methods <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_limits_strike_and_the_writer_comes_back(small_root: Path, tmp_path: Path) -> None:
    author = start_writing(small_root, tmp_path, update_timeout=2, update_memory=300)
    try:
        rows = " ".join(str(number) for number in range(300))
        cross = " ".join(f"VALUES ?{name} {{ {rows} }}" for name in "abcd")
        endless = f"INSERT {{ <a:a> <a:b> ?sum }} WHERE {{ {cross} BIND(?a+?b+?c+?d AS ?sum) }}"
        limits = {(503, "update_timeout"), (503, "update_memory")}  # a busy machine is late first
        response = author.update(endless)
        assert (response.status_code, response.json()["limit"]) in limits, response.text
        doubled = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
        text = f'INSERT {{ <a:a> <a:b> ?x40 }} WHERE {{ BIND("x" AS ?x0) {doubled} }}'
        response = author.update(text)
        assert (response.status_code, response.json()["limit"]) in limits, response.text
        assert author.server.query("ASK {}", "text/csv; q=0, */*").status_code == 200

        with ThreadPoolExecutor(20) as crowd:  # readers find threads all the same
            waiting = [crowd.submit(author.update, endless) for _ in range(20)]
            assert author.server.query("ASK {}", "text/csv; q=0, */*").status_code == 200
            problems = [future.result().json()["type"] for future in waiting]
        assert {problem.rpartition("/")[2] for problem in problems} == {"busy", "query-limit"}

        (writer,) = [
            process
            for process in processes(author.server.process.pid)
            if b"workers.writer" in Path(f"/proc/{process}/cmdline").read_bytes()
        ]
        os.kill(writer, signal.SIGKILL)
        wait_until(lambda: author.update("INSERT DATA { <a:a> <a:b> 1 }").status_code == 204)

        _, token = create_account(tmp_path, "other")
        other = Author(author.server, author.account, token)
        assert other.update("INSERT DATA {}").status_code == 204
        revoke_account(tmp_path, "other")
        assert other.update("INSERT DATA {}").status_code == 401
    finally:
        stop(author.server)


def test_a_client_that_sends_half_a_write_does_not_stop_the_others(author: Author) -> None:
    host, port = author.server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as half:
        half.sendall(
            f"POST /update HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {author.token}\r\n"
            f"Content-Type: {UPDATE}\r\nContent-Length: 1000\r\n\r\nINSERT".encode()
        )
        assert author.update("INSERT DATA {}").status_code == 204


def test_each_write_leaves_an_event_with_its_request_and_transaction(author: Author) -> None:
    named = author.account.home + "/audited"
    done = author.write(
        "PUT", f"/data?graph={named}", "<a:a> <a:b> 1 .", "text/turtle", X_Request_Id="audit-1"
    )
    refused = author.update(BAD, X_Request_Id="audit-2")
    assert (done.status_code, refused.status_code) == (201, 422)
    by_request = {event.request: event for event in read_events(author.server.state)}
    event = by_request["audit-1"]
    assert (event.account, event.action, event.outcome) == ("me", "write.put", "done")
    assert (event.object, event.address) == (named, "127.0.0.1")
    assert str(event.transaction) == done.headers["X-Cybernorms-Transaction"]
    event = by_request["audit-2"]
    assert (event.action, event.outcome, event.transaction) == ("write.update", "refused", None)
    assert event.detail
