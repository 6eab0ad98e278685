"""An engine elsewhere that stops in the middle: clients are told, and are answered again.

Without a restart of the server, over each engine of ``tests/engines.py`` that is installed here.
"""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from tests.engines import INSTALLED, Started

from cybernorms.workers import list_queries

from .conftest import SNAPSHOT, Server, point_current, start, stop, wait_until, write_snapshot

pytestmark = pytest.mark.embedded("it starts engines of its own")

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://e/p> ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
LATER = "00000000000000bb"
PATIENCE = 120.0


@pytest.fixture(params=["oxigraph", "virtuoso"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Started]:
    if request.param not in INSTALLED:
        pytest.skip(f"{request.param} is not installed")
    folder = tmp_path / "engine"
    folder.mkdir()
    running = INSTALLED[request.param](folder)
    yield running
    running.end()


@pytest.fixture
def served(engine: Started, tmp_path: Path) -> Iterator[Server]:
    state = tmp_path / "state"
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        running = start(state, engine=engine.setting, errors=log, cache_bytes=0, timeout=20)
        yield running
        stop(running)


def kind(response: requests.Response) -> str:
    return str(response.json()["type"]).rpartition("/")[2]


def _listed(server: Server) -> list[dict[str, object]]:
    return list_queries(server.state, text=False)


def ask(server: Server, text: str) -> requests.Response:
    """Ask over a connection of its own."""
    asked, accept = {"query": text}, {"Accept": "text/csv"}
    return requests.get(f"{server.url}/sparql", asked, headers=accept, timeout=PATIENCE)


def test_engine_that_is_killed_is_told_and_a_switch_waits_for_it(
    engine: Started, served: Server, tmp_path: Path
) -> None:
    whole = served.query(COUNT).text
    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(ask, served, f"{ENDLESS} # {n}") for n in range(3)]
        wait_until(lambda: [q["state"] for q in _listed(served)] == ["running"] * 3, PATIENCE)
        engine.kill()
        for each in running:
            response = each.result()
            assert (response.status_code, kind(response)) == (503, "engine-unavailable")
            assert int(response.headers["Retry-After"]) > 0

    write_snapshot(served.state / "snapshots" / LATER, "<http://e/later> { <http://e/x> a 1 }")
    point_current(served.state, LATER)
    log = tmp_path / "log"
    wait_until(lambda: '"level":"error"' in log.read_text("utf-8"), PATIENCE)
    assert served.get("/readyz").status_code == 503
    away = served.query(COUNT)
    assert (away.status_code, kind(away)) == (503, "engine-unavailable")

    engine.start()
    answers = []

    def is_switched() -> bool:
        answers.append(served.query(COUNT))
        return answers[-1].headers.get("X-Cybernorms-Snapshot") == LATER

    wait_until(is_switched, PATIENCE)
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert {answer.text for answer in answers if answer.ok} == {whole}
    assert served.process.poll() is None


def test_engine_that_hangs_is_told_and_awaited(engine: Started, served: Server) -> None:
    whole = served.query(COUNT).text
    engine.signal(signal.SIGSTOP)
    try:
        hung = ask(served, f"{COUNT} # hung")
        assert hung.status_code == 503
        assert kind(hung) in {"query-limit", "engine-unavailable"}
        assert served.get("/healthz").status_code == 200
    finally:
        engine.signal(signal.SIGCONT)
    wait_until(lambda: served.query(COUNT).text == whole, PATIENCE)
