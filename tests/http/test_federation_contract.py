"""The contract test against our own endpoint, and against one that breaks one thing at a time."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from cybernorms.federation.contract import CHECKS, examine
from cybernorms.federation.contract.endpoint import Endpoint
from cybernorms.federation.contract.found import FailedError
from cybernorms.namespaces import CN
from cybernorms.outbound import Allowance, Outbound
from cybernorms.settings import load_settings

from .conftest import Server

LOOPBACK = load_settings({}, outbound_networks="127.0.0.0/8")
JSON = "application/sparql-results+json"
PATH = "/sparql"
PATIENCE = 3
"""Seconds for a costly query, which ends later there."""


@dataclass
class Exchange:
    """A request and the reply to it, which a distortion changes."""

    method: str
    path: str
    kind: str
    query: str
    accept: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Distortion = Callable[[Exchange], None]


def conforming(triples: bytes, profile: str) -> Mapping[str, Any]:
    return {"conforms": True, "results": []}


@contextmanager
def distorting(upstream: str, distort: Distortion) -> Iterator[str]:
    """Stand before a server and change its replies."""

    def forward(found: Exchange, path: str, body: bytes, host: str) -> None:
        headers = {"Host": host, "Accept": found.accept}
        if found.kind:
            headers["Content-Type"] = found.kind
        given = requests.request(
            found.method, upstream + path, headers=headers, data=body, timeout=30
        )
        kept = ("Content-Type", "Access-Control-Allow-Origin")
        found.headers = {name: given.headers[name] for name in kept if name in given.headers}
        found.status, found.body = given.status_code, given.content

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            path, _, query = self.path.partition("?")
            kind = self.headers.get("Content-Type", "")
            sent = parse_qs(body.decode() if "form" in kind else query).get("query", [""])[0]
            text = body.decode() if kind == "application/sparql-query" else sent
            accept = self.headers["Accept"]
            found = Exchange(self.command, path, kind, text, accept)
            distort(found)
            if not found.body:
                forward(found, self.path, body, self.headers["Host"])
                distort(found)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, when: Callable[[Exchange], bool]) -> Distortion:
    def distort(found: Exchange) -> None:
        if when(found):
            found.status = code

    return distort


def replaced(old: str, new: str) -> Distortion:
    def distort(found: Exchange) -> None:
        found.body = found.body.replace(old.encode(), new.encode())

    return distort


def typed(accept: str, name: str) -> Distortion:
    def distort(found: Exchange) -> None:
        if found.accept.startswith(accept):
            found.headers["Content-Type"] = name

    return distort


def without(header: str) -> Distortion:
    def distort(found: Exchange) -> None:
        found.headers.pop(header, None)

    return distort


def answering(part: str, body: str) -> Distortion:
    """Answer queries that have a part in them with a body of JSON."""

    def distort(found: Exchange) -> None:
        if part in found.query:
            found.status, found.body = 200, body.encode()
            found.headers["Content-Type"] = JSON

    return distort


def table(*rows: str) -> str:
    return f'{{"head": {{"vars": ["s"]}}, "results": {{"bindings": [{", ".join(rows)}]}}}}'


def is_form(found: Exchange) -> bool:
    return "form" in found.kind


SEVEN = '{"n": {"type": "literal", "value": "7"}}'
FAULTS: dict[str, tuple[Distortion, ...]] = {
    "get": (
        status(401, lambda found: found.method == "GET"),
        answering("LIMIT 1", '{"head": {}, "boolean": true}'),
        answering("LIMIT 1", table("{}", "{}")),
        answering("LIMIT 1", "<html>"),
        answering("LIMIT 1", '{"results":' + "[" * 100_000),
    ),
    "ask": (
        answering("ASK", '{"head": {}, "boolean": false}'),
        answering("ASK", table('{"__ASK_RETVAL": {"type": "literal", "value": "1"}}')),
    ),
    "post": (status(405, is_form), answering("VALUES ?x { 1 2 3 }", table())),
    "post-direct": (status(415, lambda found: found.kind == "application/sparql-query"),),
    "json": (typed(JSON, "text/plain"), replaced("b,c", "b")),
    "xml": (
        typed("application/sparql-results+xml", "text/html"),
        replaced("</sparql>", ""),
        replaced("<sparql", "<!DOCTYPE x [<!ENTITY e 'x'>]><sparql"),
    ),
    "csv": (typed("text/csv", "text/plain"), replaced('"b,c"', "b,c")),
    "tsv": (typed("text/tab", "text/plain"), replaced("?x\t?y", "x\ty")),
    "graphs": (typed("text/turtle", JSON), replaced("urn:b", "urn:b>")),
    "cors": (without("Access-Control-Allow-Origin"),),
    "errors": (status(200, lambda found: "no SPARQL" in found.query),),
    "description": (
        status(404, lambda found: not found.query),
        typed("text/turtle", "text/html"),
        replaced("sparql-service-description#", "x#"),
    ),
    "address": (replaced("127.0.0.1", "localhost"),),
    "void": (replaced("http://rdfs.org/ns/void#", "http://e/void#"),),
    "void-total": (answering("COUNT(*) AS ?n) { ?s ?p ?o }", table(SEVEN)),),
    "void-parts": (
        answering("COUNT(DISTINCT ?s)", table(SEVEN)),
        replaced("Partition", "Share"),
    ),
    "licence": (
        replaced("licenses/by/4.0", "licenses/by-nc/4.0"),
        replaced("dcterms:license", "dcterms:x"),
    ),
    "values": (
        answering("urn:cybernorms:nowhere", table()),
        answering(
            "urn:cybernorms:nowhere",
            table(
                '{"s": {"type": "uri", "value": "urn:a"}, "c": {"type": "uri", "value": "urn:b"}}'
            ),
        ),
    ),
    "blocks": (answering("urn:n:99", table()), answering("UNDEF", table())),
    "silent": (
        answering("SERVICE", table()),
        status(500, lambda found: "SERVICE" in found.query),
    ),
    "time-limit": (answering("?d7", '{"head": {"vars": ["n"]}, "results": {"bindi'),),
}


def prepared(url: str, check: str) -> Endpoint:
    """Make what comes before a check and what it rests on."""
    endpoint = Endpoint(url, Outbound(Allowance.of(LOOPBACK)), PATIENCE, conforming)
    for each in CHECKS:
        if each.name == check:
            break
        if each.name in {"description", "void"}:
            with suppress(FailedError):
                each.run(endpoint)
    return endpoint


CASES = [(name, number) for name, faults in FAULTS.items() for number in range(len(faults))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_each_check_finds_its_fault(own_server: Server, name: str, number: int) -> None:
    check = next(check for check in CHECKS if check.name == name)
    with distorting(own_server.url, FAULTS[name][number]) as origin:
        endpoint = prepared(origin + PATH, name)
        with pytest.raises(FailedError) as error:
            check.run(endpoint)
    assert str(error.value)


def test_every_check_but_those_of_the_judge_has_its_fault() -> None:
    assert {check.name for check in CHECKS} - set(FAULTS) == {"membership", "sample"}


def test_our_own_endpoint_keeps_the_contract(own_server: Server) -> None:
    found, description = examine(
        own_server.url + PATH, Outbound(Allowance.of(LOOPBACK)), conforming, PATIENCE
    )
    outcomes = {result.check: result.outcome for result in found.results}
    others = {"silent", "membership", "sample"}
    assert {name for name, outcome in outcomes.items() if outcome == "failed"} == {"time-limit"}
    assert {name for name, outcome in outcomes.items() if outcome == "inapplicable"} <= others
    assert found.is_usable
    assert found.holdings.classes[str(CN["Passage"])] > 100
    assert found.holdings.statements > 10_000
    assert "<http://rdfs.org/ns/void#classPartition>" in description
