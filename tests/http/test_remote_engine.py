"""The server over an engine elsewhere: Oxigraph's own server, here as any SPARQL endpoint."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests
from tests.engines import INSTALLED, Oxigraph

from cybernorms.engine import Entailment, Query
from cybernorms.namespaces import BASE
from cybernorms.store import Snapshot, open_snapshot

from .conftest import (
    SNAPSHOT,
    Server,
    free_port,
    point_current,
    start,
    stop,
    wait_until,
    write_snapshot,
)

pytestmark = [
    pytest.mark.embedded("it starts an engine of its own"),
    pytest.mark.skipif("oxigraph" not in INSTALLED, reason="pip install oxigraph"),
]

GRAPHS = """
@prefix : <http://e/> .
:one { :a :p :o , 7 . _:n :p :a . :a :q _:n . }
:two { :b :p :o . :c :p :o . :a :p 7 . :c :q ( 1 "x"@en ) }
"""
Rows = list[str]


def graphs(engine: Oxigraph) -> set[str]:
    """Name the graphs that an engine has."""
    text = "SELECT ?g { GRAPH ?g {} }"
    reply = requests.get(f"{engine.url}/query", params={"query": text}, timeout=30)
    return {row["g"]["value"] for row in reply.json()["results"]["bindings"]}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    running = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def remote(engine: Oxigraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    state = tmp_path_factory.mktemp("remote")
    write_snapshot(state / "snapshots" / SNAPSHOT, GRAPHS)
    point_current(state, SNAPSHOT)
    running = start(state, engine=f"{engine.setting}&space=same", max_rows=5000)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def embedded(remote: Server) -> Snapshot:
    return open_snapshot(remote.state / "snapshots" / SNAPSHOT, 10_000_000)


SELECTS = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT * { GRAPH ?g { ?s :p ?o } ?o ?p ?s }",
    "SELECT * { GRAPH ?g { ?s :p ?o FILTER(STRENDS(STR(?g), 'e')) } }",
    "SELECT ?g { GRAPH ?g {} }",
    "SELECT * { GRAPH :one { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isBlank(?s)) }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isIRI(?s)) }",
    "SELECT ?t { GRAPH :one { ?n :p :a } ?a :q ?n . ?a ?r ?t FILTER(isLITERAL(?t)) }",
    "SELECT ?s { ?s :p ?o FILTER NOT EXISTS { GRAPH ?g { ?s :q ?x } } }",
    "SELECT (EXISTS { GRAPH :two { ?s :p 7 } } AS ?e) ?s { ?s :p ?o }",
    "SELECT ?s { { SELECT DISTINCT ?s { ?s :p ?o } } OPTIONAL { ?s :q ?q } } ORDER BY ?s",
    "SELECT ?g ?c { GRAPH ?g { SELECT (COUNT(*) AS ?c) { ?s :p 7 } } }",
    "SELECT ?s ?o { ?s :p ?o } VALUES ?o { :o }",
    "SELECT ?o (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?o HAVING (COUNT(*) > 1) VALUES ?o { :o }",
    "SELECT ?s { ?s :p <o> } ORDER BY ?s LIMIT 1 OFFSET 1",
    "SELECT * FROM :one { ?s :p 7 }",
    "SELECT * FROM :one FROM :two { ?s :p 7 }",
    "SELECT * FROM NAMED :two { GRAPH ?g { ?s :p 7 } }",
    "SELECT * FROM :one FROM NAMED :two { ?s :q ?b GRAPH ?g { ?s :p ?o } FILTER(isBlank(?b)) }",
    "SELECT * FROM :none { :z :p* ?x }",
    "SELECT ?x { :c :q/rdf:rest*/rdf:first ?x }",
    "SELECT (COUNT(*) AS ?n) { :c :q/rdf:rest* ?x }",
    "SELECT ?s { ?s :p 7 VALUES () { () () } }",
    "SELECT ?s { ?s :p 7 VALUES () {} }",
    "ASK { FILTER NOT EXISTS { ?s :p ?o FILTER NOT EXISTS { ?s :q ?x } } }",
    "ASK { :c :q/rdf:rest+ ?x } VALUES ?x { rdf:nil }",
    "SELECT (GROUP_CONCAT(?x) AS ?all) { VALUES ?x { 'x'@en } } HAVING (true)",
    "ASK { GRAPH <https://w3id.org/cybernorms/graph/inferred/owlrl> { ?s ?p ?o } }",
    "ASK { GRAPH <urn:cybernorms:same:00000000000000aa:-owlrl> { ?s ?p ?o } }",
]
GRAPH_QUERIES = [
    "CONSTRUCT { ?s :new ?o } { GRAPH ?g { ?s :p ?o } FILTER(isIRI(?s)) }",
    "CONSTRUCT WHERE { ?s :q ?o . ?s :p 7 }",
    "DESCRIBE :c",
    "DESCRIBE ?s { GRAPH :one { ?s :p :o } }",
    "DESCRIBE * FROM :two { ?s :p :o }",
]


def ask(remote: Server, text: str, accept: str, entailment: str) -> str:
    response = remote.query(text, accept, entailment=entailment)
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("entailment", ["owlrl", "none"])
@pytest.mark.parametrize("pattern", SELECTS)
def test_a_table_is_that_of_the_embedded_engine(
    remote: Server, embedded: Snapshot, pattern: str, entailment: Entailment
) -> None:
    accept = "application/sparql-results+json" if pattern.startswith("ASK") else "text/csv"
    text = f"BASE <http://e/> PREFIX : <http://e/> {RDF} {pattern}"
    query = Query(text, accept, None, 10, entailment, base=BASE)
    expected = embedded.query(query).body.decode().splitlines()
    answer = ask(remote, text, accept, entailment).splitlines()
    assert (answer[0], nameless(answer)) == (expected[0], nameless(expected))


def nameless(lines: Rows) -> Rows:
    """Forget the labels of blank nodes."""
    return sorted(re.sub(r"_:\w+", "_:", line) for line in lines)


RDF = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"


@pytest.mark.parametrize("pattern", GRAPH_QUERIES)
def test_a_graph_is_that_of_the_embedded_engine(
    remote: Server, embedded: Snapshot, pattern: str
) -> None:
    text, accept = f"PREFIX : <http://e/> {pattern}", "application/n-triples"
    expected = embedded.query(Query(text, None, accept, 10, base=BASE)).body.decode()
    answer = ask(remote, text, accept, "owlrl")
    assert canonical(answer) == canonical(expected)


def canonical(triples: str) -> set[str]:
    graph = ox.Dataset(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in graph}


def test_a_fault_in_a_text_has_its_place(remote: Server) -> None:
    problem = remote.query("SELECT * {\n ?s ?p }").json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 8)


def test_a_pragma_for_the_engine_is_refused(remote: Server) -> None:
    assert remote.query('DEFINE input:same-as "yes" ASK {}').status_code == 400


def test_a_glued_keyword_is_refused_with_its_place(remote: Server) -> None:
    problem = remote.query("PREFIX e: <http://e/> SELECT * { GRAPHe:one{ ?s ?p ?o } }").json()
    assert problem["status"] == 400
    assert "write a blank" in problem["detail"]


def test_rows_are_cut_as_ever(remote: Server) -> None:
    numbers = "SELECT ?s ?n { VALUES ?n { 1 2 3 4 } ?s <http://e/p> ?o }"
    for text in (numbers, f"{numbers} LIMIT 6000"):
        response = remote.query(text)
        assert response.headers["X-Cybernorms-Truncated"] == "max_rows=5000"
        assert len(response.text.splitlines()) == 5001
    few = remote.query(f"{numbers} LIMIT 7")
    assert len(few.text.splitlines()) == 8
    assert "X-Cybernorms-Truncated" not in few.headers


def test_a_text_that_would_end_the_engine_does_not_get_there(remote: Server) -> None:
    problem = remote.request(
        "POST", "/sparql", data={"query": f"ASK {{ FILTER({'1-' * 10_000}1) }}"}
    )
    assert problem.status_code == 500
    assert "flatter" in problem.json()["detail"]
    assert remote.query("ASK {}").ok


def test_the_engine_is_asked_whether_a_triple_is_asserted(remote: Server) -> None:
    path = f"{BASE}id/provision/call/1"
    triple = {"s": path, "p": f"{BASE}ontology#isProvisionOf", "o": f"{BASE}id/agreement/call"}
    response = remote.get("/explain", "application/json", params=triple)
    assert response.status_code == 200, response.text
    assert (response.json()["holds"], response.json()["asserted"]) == (True, False)


def test_queries_go_to_a_snapshot_when_it_is_whole(engine: Oxigraph, tmp_path: Path) -> None:
    """Each answer is that of the snapshot it names, and the last but one set is taken away."""
    counts = {}
    for place in range(3):
        name = f"{place:016x}"
        extra = "".join(f"<http://e/x{n}> <http://e/x> {n} . " for n in range(100 * (place + 1)))
        write_snapshot(tmp_path / "snapshots" / name, f"<http://e/xs> {{ {extra} }}")
        counts[name] = str(100 * (place + 1))
    first, *later = counts
    point_current(tmp_path, first)
    server = start(tmp_path, engine=f"{engine.setting}&space=switched", cache_bytes=0)
    served = ""

    def is_answered_by(name: str) -> bool:
        nonlocal served
        response = server.query("SELECT (COUNT(*) AS ?n) { ?s <http://e/x> ?o }")
        served = response.headers["X-Cybernorms-Snapshot"]
        assert response.text.split() == ["n", counts[served]]
        return served == name

    try:
        for name in later:
            point_current(tmp_path, name)
            wait_until(partial(is_answered_by, name), 120)
    finally:
        stop(server)
    sets = {graph.split(":")[3] for graph in graphs(engine) if ":switched:" in graph}
    assert sets >= {served}
    assert first not in sets or len(sets - {"-sets"}) <= 3


def test_an_engine_that_is_away_is_told_and_awaited(tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    folder.mkdir()
    engine = Oxigraph(folder)
    write_snapshot(tmp_path / "state" / "snapshots" / SNAPSHOT)
    point_current(tmp_path / "state", SNAPSHOT)
    server = start(tmp_path / "state", engine=engine.setting, cache_bytes=0)
    count = "SELECT (COUNT(*) AS ?n) { ?s <http://e/p> ?o }"
    try:
        whole = server.query(count).text
        engine.kill()
        away = server.query(count)
        assert away.status_code == 503
        assert int(away.headers["Retry-After"]) > 0
        assert away.json()["type"].endswith("problem/engine-unavailable")
        assert f":{engine.port}" in away.json()["detail"]
        ready = server.get("/readyz")
        assert (ready.status_code, ready.json()["type"]) == (503, away.json()["type"])
        assert server.get("/healthz").status_code == 200
        assert server.get("/agreements", "text/html").status_code == 503

        engine.start()
        wait_until(lambda: server.query(count).status_code == 200, 60)
        assert server.query(count).text == whole
        assert server.get("/readyz").status_code == 200

        engine.kill()  # and comes back with nothing in it
        shutil.rmtree(folder / "data")
        engine.start()
        answers = []

        def answered() -> bool:
            answers.append(server.query(count))
            return answers[-1].status_code == 200

        wait_until(answered, 60)
        assert answers[-1].text == whole
        assert {answer.status_code for answer in answers} <= {200, 503}
    finally:
        stop(server)
        engine.kill()


def test_a_load_that_was_stopped_is_not_taken_for_whole(engine: Oxigraph, tmp_path: Path) -> None:
    """It has some of the triples, and no word that all are there."""
    write_snapshot(tmp_path / "snapshots" / SNAPSHOT)
    point_current(tmp_path, SNAPSHOT)
    names = f"urn:cybernorms:stopped:{SNAPSHOT}:-names"
    half = f"urn:cybernorms:stopped:{SNAPSHOT}:http://e/left"
    leads = f"<{half}> <urn:cybernorms:is> <http://e/left>"
    text = f"INSERT DATA {{ GRAPH <{names}> {{ {leads} }} GRAPH <{half}> {{ <a:> <a:> <a:> }} }}"
    requests.post(f"{engine.url}/update", {"update": text}, timeout=30).raise_for_status()
    server = start(tmp_path, engine=f"{engine.setting}&space=stopped")
    try:
        assert half not in graphs(engine)
        assert "true" in server.query("ASK { ?s ?p ?o }", "application/sparql-results+json").text
    finally:
        stop(server)


def test_a_probe_finds_what_is_there_and_leaves_nothing(engine: Oxigraph) -> None:
    before = graphs(engine)
    command = [sys.executable, "-m", "cybernorms", "engine", "probe", engine.setting]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "has variables for graphs" in found
    assert "lacks" not in found
    assert graphs(engine) == before


def test_an_engine_that_is_not_there_is_said_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_snapshot(tmp_path / "snapshots" / SNAPSHOT)
    point_current(tmp_path, SNAPSHOT)
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("CYBERNORMS_ENGINE", f"sparql+http://me:secret@{address}/query")
    monkeypatch.setenv("CYBERNORMS_STATE_DIR", str(tmp_path))
    command = [sys.executable, "-m", "cybernorms", "serve", "--no-build"]
    ended = subprocess.run(
        [*command, "--port", str(free_port())], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3
    assert f"the engine at http://{address}/query does not answer" in ended.stderr
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr
