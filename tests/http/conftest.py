"""A real server process over a small snapshot, with limits so low that they are cheap to hit."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox
import pytest
import requests

from cybernorms.accounts import Account, create_account
from cybernorms.build import build
from cybernorms.remote import Link, drop_set, list_sets, read_address
from cybernorms.settings import load_settings

from .departures import departure

ELSEWHERE = os.environ.get("CYBERNORMS_ENGINE", "embedded") != "embedded"
TIMEOUT = 5.0 if ELSEWHERE else 1.5  # the engine runs beside the server and shares the processors
PATIENCE = 120.0
"""Seconds until something is said never to come; a busy machine takes its time."""
W3C_GRAPHS = ("http://kasei.us/", "http://example.org/", "http://www.example/", "http://example/")
SNAPSHOT = "00000000000000aa"
NUMBERS = 1500

_ASSERTED = """
@prefix cn: <https://w3id.org/cybernorms/ontology#> .
@prefix cnsh: <https://w3id.org/cybernorms/shapes#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix graph: <https://w3id.org/cybernorms/graph/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prof: <http://www.w3.org/ns/dx/prof/> .
@prefix question: <https://w3id.org/cybernorms/question/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix scheme: <https://w3id.org/cybernorms/scheme/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/cybernorms/id/> .

graph:ontology {
  cn:Agreement a owl:Class ; rdfs:label "agreement"@en ;
    skos:definition "What parties agreed on."@en .
  cn:hasProvision a owl:ObjectProperty ; rdfs:label "has provision"@en ; rdfs:domain cn:Agreement ;
    rdfs:isDefinedBy <https://w3id.org/cybernorms/ontology/core> ;
    owl:propertyChainAxiom ( cn:hasPart cn:isAbout ) .
  scheme:space a skos:ConceptScheme ; rdfs:label "spaces"@en .
  <https://w3id.org/cybernorms/scheme/space/between> a skos:Concept ;
    skos:prefLabel "between groups"@en ; skos:inScheme scheme:space .
}
graph:shapes {
  cnsh:Agreement a sh:NodeShape ; sh:targetClass cn:Agreement ; sh:property cnsh:Agreement-label ;
    dcterms:isPartOf <https://w3id.org/cybernorms/shapes/authoring/agreement> .
  cnsh:Core a sh:NodeShape ; rdfs:comment "Only for us."@en ;
    dcterms:isPartOf <https://w3id.org/cybernorms/shapes/core/core> .
  <https://w3id.org/cybernorms/shapes/authoring> a prof:ResourceDescriptor ;
    rdfs:label "authoring"@en ; rdfs:comment "Whoever wrote it."@en ; cnsh:reads cnsh:Written .
  cnsh:Written rdfs:label "as written"@en .
  <https://w3id.org/cybernorms/shapes/profiles/submission/1> a prof:Profile ;
    prof:hasToken "submission" ; owl:versionInfo "1" ; rdfs:comment "From others."@en ;
    prof:hasResource <https://w3id.org/cybernorms/shapes/authoring> .
  cnsh:Agreement-label a sh:PropertyShape ; sh:path rdfs:label ; sh:severity sh:Violation ;
    rdfs:comment "Pages show it."@en ;
    sh:message "Give the agreement a label."@en .
}
graph:questions {
  question:cq-01-agreements a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
    rdfs:label "Which agreements are there?"@en ; rdfs:comment "All that were reviewed."@en ;
    dcterms:identifier "cq-01-agreements" ; schema:keywords "agreement" , "first" ;
    sh:select '''PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?agreement ?agreementLabel { ?agreement a cn:Agreement ; rdfs:label ?agreementLabel }''' .
  question:cq-02-broken a sh:SPARQLExecutable , sh:SPARQLAskExecutable ;
    rdfs:label "Is it broken?"@en ; rdfs:comment "It is."@en ;
    dcterms:identifier "cq-02-broken" ; sh:ask "ASK { oops" .
}
graph:catalogue {
  <agreement/call> a cn:Agreement ; rdfs:label "The Call <b>&amp;"@en , "L'appel"@fr ;
    cn:hasProvision <provision/call/1> , <provision/call/2> ; cn:evidence <passage/report/call> .
  <provision/call/1> rdfs:label "Protect"@en .
  <passage/report/call> a cn:Passage ; oa:hasSelector <passage/report/call#position> .
  <passage/report/call#position> a oa:TextPositionSelector ; oa:start 7 .
  <agreement/call> rdfs:seeAlso <http://127.0.0.1/x> , "javascript:x" , <javascript:x> .
}
<https://w3id.org/cybernorms/graph/source/report> {
  <agreement/call> rdfs:label "The Call <b>&amp;"@en .
}
graph:numbers { %s }
"""
_INFERRED = """
<https://w3id.org/cybernorms/graph/inferred/owlrl> {
  <https://w3id.org/cybernorms/id/provision/call/1>
    <https://w3id.org/cybernorms/ontology#isProvisionOf>
    <https://w3id.org/cybernorms/id/agreement/call> .
}
"""


def write_snapshot(folder: Path, extra: str = "") -> Path:
    """Write a snapshot folder; ``extra`` is more TriG."""
    numbers = "".join(f"<http://e/{n}> <http://e/p> {n} . " for n in range(NUMBERS))
    folder.mkdir(parents=True)
    for name, trig in (("asserted", _ASSERTED % numbers + extra), ("inferred", _INFERRED)):
        quads = ox.parse(trig, format=ox.RdfFormat.TRIG)
        (folder / f"{name}.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    (folder / "manifest.json").write_text('{"graphs": {}}', "utf-8")
    return folder


def point_current(state: Path, name: str) -> None:
    """Make a snapshot the current one, as a build does."""
    link = state / "current.new"
    link.symlink_to(f"snapshots/{name}")
    link.replace(state / "current")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, over an engine elsewhere, what is about the embedded one."""
    if not ELSEWHERE:
        return
    for item in items:
        if marker := item.get_closest_marker("embedded"):
            item.add_marker(pytest.mark.skip(reason=f"embedded: {marker.args[0]}"))
        elif why := departure(os.environ.get("TEST_ENGINE", ""), item.name):
            item.add_marker(pytest.mark.xfail(reason=why))


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and a client for it."""

    url: str
    state: Path
    process: "subprocess.Popen[str]"
    session: requests.Session
    engine: str
    """What its CYBERNORMS_ENGINE is, where no test chose another."""

    def get(self, path: str, accept: str | None = "*/*", **options: object) -> requests.Response:
        return self.request("GET", path, accept, **options)

    def request(
        self, method: str, path: str, accept: str | None = "*/*", **options: object
    ) -> requests.Response:
        headers = {"Accept": accept, **options.pop("headers", {})}  # type: ignore[dict-item]
        return self.session.request(
            method,
            self.url + path,
            headers=headers,
            allow_redirects=False,
            timeout=PATIENCE,
            **options,  # type: ignore[arg-type]
        )

    def query(self, text: str, accept: str | None = "text/csv", **more: str) -> requests.Response:
        return self.get("/sparql", accept, params={"query": text, **more})


def _engine() -> str:
    """Name the engine that the tests run on; in one elsewhere each server has its own graphs."""
    engine = os.environ.get("CYBERNORMS_ENGINE", "embedded")
    return engine if engine == "embedded" else f"{engine}&space={uuid.uuid4().hex}"


def start(
    state: Path,
    *arguments: str,
    build: bool = False,
    errors: TextIO | None = None,
    **limits: float | str,
) -> Server:
    """Start ``cybernorms serve`` and wait until it says that it is ready.

    With ``build`` it builds first, and its errors are kept for the test to read; else they go to
    ``errors``, if that is given.
    """
    port = free_port()
    engine = _engine()
    environment = {
        **os.environ,
        "CYBERNORMS_STATE_DIR": str(state),
        "CYBERNORMS_LOG_LEVEL": "warning",  # not a line a request, into pipes that nobody reads
        "CYBERNORMS_TIMEOUT": str(TIMEOUT),
        "CYBERNORMS_QUEUE_TIMEOUT": "1",
        "CYBERNORMS_MEMORY_LIMIT": "150",
        "CYBERNORMS_MAX_RESULT_BYTES": "300000",
        "CYBERNORMS_ENGINE": engine,
        **{f"CYBERNORMS_{name.upper()}": str(value) for name, value in limits.items()},
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "cybernorms", "serve", "--port", str(port)),
            *([] if build else ["--no-build"]),
            *arguments,
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if build else errors,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    url = f"http://127.0.0.1:{port}"
    assert line == f"cybernorms is ready at {url}/\n", line
    return Server(url, state, process, requests.Session(), engine)


def stop(server: Server) -> int:
    """Stop a server as a person does, and give its exit code."""
    server.session.close()
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(PATIENCE)
    assert server.process.stdout is not None
    server.process.stdout.close()
    _clear(server.engine)
    return code


def _clear(engine: str) -> None:
    """Take what a server left in an engine elsewhere out of it: the next ones share that engine."""
    address = read_address(engine)
    if address is not None:
        with closing(Link(address, PATIENCE)) as link:
            for left in list_sets(link, address.space):
                drop_set(link, left)


@contextmanager
def judging_by(root: Path, state: Path, deadline: float) -> Iterator[Server]:
    """A server that judges by a checkout, and by shapes that are sent."""
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    running = start(
        state,
        *("--root", str(root)),
        processes=1,
        user_shapes="yes",
        validation_timeout=deadline,
        validation_memory=700,
    )
    yield running
    stop(running)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most tests share; they leave it as it is."""
    state = tmp_path_factory.mktemp("served")
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


@dataclass(frozen=True, slots=True)
class Author:
    """A server with an account on it: requests are sent with its token."""

    server: Server
    account: Account
    token: str

    def write(
        self, method: str, path: str, body: str | bytes = b"", content_type: str = "", **more: str
    ) -> requests.Response:
        """Send a request of the account; further headers have _ for -."""
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if content_type:
            headers["Content-Type"] = content_type
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        data = body.encode() if isinstance(body, str) else body
        return self.server.request(method, path, headers=headers, data=data)

    def update(self, text: str, **more: str) -> requests.Response:
        return self.write("POST", "/update", text, "application/sparql-update", **more)

    def ask(self, pattern: str) -> bool:
        """Ask whether the served graph has a pattern."""
        response = self.server.query(f"ASK {{ {pattern} }}", "application/sparql-results+json")
        answer: bool = response.json()["boolean"]
        return answer


def start_writing(
    root: Path, state: Path, *graphs: str, update_timeout: float = 60, update_memory: int = 4096
) -> Author:
    """Build and serve a checkout, with an account that owns some graphs beside its own space."""
    account, token = create_account(state, "me", graphs)
    build(root, load_settings({}, state_dir=state))
    running = start(
        state,
        *("--root", str(root)),
        timeout=10,
        update_timeout=update_timeout,
        update_memory=update_memory,
    )
    return Author(running, account, token)


@pytest.fixture(scope="session")
def author(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Author]:
    """A server that tests write to, each of them to graphs of its own."""
    state = tmp_path_factory.mktemp("written")
    writing = start_writing(small_root, state, *W3C_GRAPHS)
    yield writing
    stop(writing.server)


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers of a test's own over the snapshot in its state folder; they end with it."""
    servers: list[Server] = []

    def make(**limits: float) -> Server:
        if not (tmp_path / "current").is_symlink():
            write_snapshot(tmp_path / "snapshots" / SNAPSHOT)
            point_current(tmp_path, SNAPSHOT)
        values: dict[str, Any] = dict(limits)
        servers.append(start(tmp_path, **values))
        return servers[-1]

    yield make
    for each in servers:
        stop(each)


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
