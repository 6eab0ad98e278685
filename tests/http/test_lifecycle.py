"""The server as a set of processes: deaths, switches, endings."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from cybernorms.store import FOLDER, write_stores

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

MakeServer = Callable[..., Server]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def descendants(process: int) -> dict[int, str]:
    """Map every process below one to its command line."""
    found: dict[int, str] = {}
    waiting = [process]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            for child in map(int, task.read_text("ascii").split()):
                with suppress(OSError):  # it has ended meanwhile
                    found[child] = Path(f"/proc/{child}/cmdline").read_text("utf-8")
                    waiting.append(child)
    return found


def matching(server: Server, word: str) -> set[int]:
    return {process for process, line in descendants(server.process.pid).items() if word in line}


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def readiness(server: Server) -> str:
    return server.get("/readyz").text


def test_sigterm_ends_everything(make_server: MakeServer) -> None:
    server = make_server()
    server.query("ASK {}")
    processes = descendants(server.process.pid)
    assert len(processes) >= 4  # zygote, front, its two processes, a worker
    assert stop(server) == 0
    wait_until(lambda: not any(map(is_alive, processes)))
    assert not list((server.state / "run").iterdir())


def test_sigint_ends_everything(make_server: MakeServer) -> None:
    server = make_server()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(15) == 0


def test_sigkill_of_the_server_leaves_no_process(make_server: MakeServer) -> None:
    server = make_server()
    server.query("ASK {}")
    processes = descendants(server.process.pid)
    server.process.kill()
    server.process.wait()
    wait_until(lambda: not any(map(is_alive, processes)))
    make_server()
    assert len(list((server.state / "run").iterdir())) == 1  # the dead one's was cleared


def test_killed_worker_costs_no_answer(make_server: MakeServer) -> None:
    server = make_server(processes=1)
    server.query("ASK {}")
    (zygote,) = {child for child in matching(server, "workers.zygote") if descendants(child)}
    for worker in descendants(zygote):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    assert server.query("ASK {}").status_code == 200


def test_killed_zygote_is_replaced(make_server: MakeServer) -> None:
    server = make_server()
    wait_until(lambda: server.query("ASK {}").status_code == 200)
    (zygote,) = {child for child in matching(server, "workers.zygote") if descendants(child)}
    os.kill(zygote, signal.SIGKILL)
    wait_until(lambda: server.query("ASK {}").status_code == 200)
    assert zygote not in matching(server, "workers.zygote")


def test_killed_front_process_is_replaced(make_server: MakeServer) -> None:
    server = make_server()
    fronts = matching(server, "web.server")
    (main,) = {process for process in fronts if fronts & descendants(process).keys()}
    for front in fronts - {main}:
        with suppress(ProcessLookupError):
            os.kill(front, signal.SIGKILL)

    def answers() -> bool:
        try:
            return requests.get(f"{server.url}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    wait_until(answers)


def test_new_snapshot_is_served_without_a_dropped_request(make_server: MakeServer) -> None:
    server = make_server()
    stop_asking = threading.Event()
    seen: list[tuple[int, str]] = []

    def keep_asking() -> None:
        with requests.Session() as session:
            while not stop_asking.is_set():
                response = session.get(
                    f"{server.url}/sparql", params={"query": "ASK { <http://e/new> ?p ?o }"}
                )
                seen.append((response.status_code, response.headers["X-Cybernorms-Snapshot"]))
                assert response.json()["boolean"] is (seen[-1][1] != SNAPSHOT)

    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(keep_asking) for _ in range(4)]
        new = "00000000000000bb"
        extra = "graph:new { <http://e/new> <http://e/p> 1 }"
        write_snapshot(server.state / "snapshots" / new, extra)
        point_current(server.state, new)
        wait_until(lambda: readiness(server) == f"ready {new}\n")
        stop_asking.set()
        for each in asking:
            each.result()
    assert {status for status, _ in seen} == {200}


def test_etag_changes_with_the_snapshot(make_server: MakeServer) -> None:
    server = make_server()
    tag = server.query("ASK {}", "*/*").headers["ETag"]
    write_snapshot(server.state / "snapshots" / "00000000000000bb")
    point_current(server.state, "00000000000000bb")
    wait_until(lambda: readiness(server) == "ready 00000000000000bb\n")
    response = server.get("/sparql", params={"query": "ASK {}"}, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["ETag"] != tag


def test_broken_snapshot_leaves_the_former_one(make_server: MakeServer) -> None:
    server = make_server()
    broken = write_snapshot(server.state / "snapshots" / "00000000000000ee")
    (broken / "asserted.nq").write_text("broken", "utf-8")
    point_current(server.state, "00000000000000ee")
    for _ in range(20):
        assert readiness(server) == f"ready {SNAPSHOT}\n"


def test_snapshot_whose_zygote_is_killed_while_loading_is_served_all_the_same(
    make_server: MakeServer,
) -> None:
    server = make_server()
    new = "00000000000000bb"
    write_snapshot(server.state / "snapshots" / new)
    point_current(server.state, new)

    def loading() -> set[int]:
        lines = descendants(server.process.pid).items()
        return {process for process, line in lines if f"/snapshots/{new}" in line}

    wait_until(loading)
    for process in loading():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_until(lambda: readiness(server) == f"ready {new}\n")


def test_query_at_the_end_of_the_server_is_not_cut(make_server: MakeServer) -> None:
    server = make_server()
    with ThreadPoolExecutor(1) as threads:
        endless = threads.submit(
            requests.get, f"{server.url}/sparql", params={"query": ENDLESS}, timeout=20
        )
        time.sleep(0.5)  # the query has begun, and has a second to go
        server.process.send_signal(signal.SIGTERM)
        assert endless.result().status_code == 503
    assert server.process.wait(15) == 0


def run(state: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cybernorms", *arguments],
        env={**os.environ, "CYBERNORMS_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_serve_without_a_snapshot_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "serve", "--no-build", "--port", str(free_port()))
    assert result.returncode == 2
    assert "cybernorms build" in result.stderr


def test_serve_on_a_taken_port_says_so(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    result = run(tmp_path, "serve", "--no-build", "--port", port)
    assert result.returncode == 2
    assert f"port {port}" in result.stderr
    assert "Traceback" not in result.stderr


def test_failed_build_serves_the_former_snapshot(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "state" / "snapshots" / SNAPSHOT)
    point_current(tmp_path / "state", SNAPSHOT)
    root = tmp_path / "root"
    for folder in ("ontology", "data", "shapes"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "sources" / "x").mkdir(parents=True)
    (root / "data" / "sources" / "x" / "bad.ttl").write_text("no turtle", "utf-8")
    server = start(tmp_path / "state", "--root", str(root), build=True)
    try:
        assert readiness(server) == f"ready {SNAPSHOT}\n"
    finally:
        assert stop(server) == 0
    assert server.process.stderr is not None
    told = server.process.stderr.read()
    server.process.stderr.close()
    assert "bad.ttl:1" in told
    assert f"former snapshot {SNAPSHOT} is served" in told


@pytest.mark.parametrize("content", ["no turtle"])
def test_failed_build_without_a_former_snapshot_exits(tmp_path: Path, content: str) -> None:
    root = tmp_path / "root"
    for folder in ("ontology", "shapes", "data/catalogue"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "catalogue" / "bad.ttl").write_text(content, "utf-8")
    result = run(tmp_path / "state", "serve", "--root", str(root), "--port", str(free_port()))
    assert result.returncode == 2
    assert "bad.ttl:1" in result.stderr


@pytest.mark.embedded("the stores are those of the embedded engine")
def test_a_store_on_disk_answers_as_one_in_memory_also_after_its_zygote_was_killed(
    tmp_path: Path, server: Server
) -> None:
    folder = tmp_path / "snapshots" / SNAPSHOT
    write_snapshot(folder)
    write_stores(folder, folder / FOLDER)
    point_current(tmp_path, SNAPSHOT)

    def ask(asked: Server) -> list[bytes]:
        named = "?s ?p ?o FILTER(isIRI(?s) && !isBlank(?o))"  # a load gives labels of its own
        texts = (f"SELECT * {{ {named} }}", f"SELECT * {{ GRAPH ?g {{ {named} }} }}")
        return [asked.query(f"{text} ORDER BY ?s ?p ?o ?g").content for text in texts]

    on_disk = start(tmp_path, processes=1)
    try:
        assert ask(on_disk) == ask(server)
        zygotes = matching(on_disk, "workers.zygote")
        (zygote,) = (each for each in zygotes if os.getpgid(each) == each)
        os.kill(zygote, signal.SIGKILL)
        wait_until(lambda: on_disk.query("ASK {}").status_code == 200)
        assert zygote not in matching(on_disk, "workers.zygote")
        assert ask(on_disk) == ask(server)
    finally:
        stop(on_disk)
