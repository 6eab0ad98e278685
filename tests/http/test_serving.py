"""``cybernorms serve`` as the keeper of its processes: deaths of the front, reloads."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from rdflib import URIRef

from cybernorms.build import build
from cybernorms.journal import Change, Draft, Journal
from cybernorms.settings import load_settings

from .conftest import Server, start, stop, wait_until
from .test_lifecycle import descendants, matching


def snapshot_of(server: Server) -> str:
    """Name the snapshot that answers now; empty while nothing does."""
    try:
        response = requests.get(f"{server.url}/readyz", timeout=5)
    except requests.ConnectionError:
        return ""
    return response.text.split()[1] if response.ok else ""


def test_killed_front_is_started_again(make_server: Callable[..., Server]) -> None:
    server = make_server()
    fronts = matching(server, "web.server")
    (main,) = {process for process in fronts if fronts & descendants(process).keys()}
    os.kill(main, signal.SIGKILL)
    wait_until(lambda: main not in descendants(server.process.pid), 60)
    wait_until(lambda: snapshot_of(server), 60)
    assert server.process.poll() is None


def test_sighup_builds_again_without_a_dropped_request(
    make_root: Callable[..., Path], tmp_path: Path
) -> None:
    root = make_root()
    server = start(tmp_path / "state", "--root", str(root), build=True)
    statuses: list[int] = []
    done = threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            statuses.append(server.query("ASK {}").status_code)

    try:
        former = snapshot_of(server)
        treaty = root / "data" / "catalogue" / "treaty.ttl"
        treaty.write_text(treaty.read_text("utf-8").replace('"Article 1"', '"Article One"'))
        with ThreadPoolExecutor(1) as threads:
            asking = threads.submit(keep_asking)
            server.process.send_signal(signal.SIGHUP)
            try:
                wait_until(lambda: snapshot_of(server) != former, 60)
            finally:
                done.set()
            asking.result()
        assert set(statuses) == {200}
        assert server.query('ASK { ?provision ?p "Article One"@en }', "*/*").json()["boolean"]

        treaty.write_text("no turtle")
        latest = snapshot_of(server)
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: matching(server, "cybernorms\0build"), 60)
        wait_until(lambda: not matching(server, "cybernorms\0build"), 60)
        assert snapshot_of(server) == latest
    finally:
        assert stop(server) == 0
        assert server.process.stderr is not None
        told = server.process.stderr.read()
        server.process.stderr.close()
    assert "treaty.ttl:1:1" in told


def test_what_a_crash_left_in_the_journal_is_served(
    make_root: Callable[..., Path], tmp_path: Path
) -> None:
    root, state = make_root(), tmp_path / "state"
    former = build(root, load_settings({}, state_dir=state))
    journal, iri = Journal(state), URIRef("http://e/a")
    draft = Draft(journal.written, former.id)
    draft.add("me", Change(frozenset({(iri, iri, iri, URIRef("http://e/g"))})))
    journal.append(draft.transactions)
    server = start(state, "--root", str(root))  # with --no-build
    try:
        assert server.query("ASK { GRAPH <http://e/g> { ?s ?p ?o } }", "*/*").json()["boolean"]
    finally:
        stop(server)
