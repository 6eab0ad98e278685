"""What those who run the server get: probes, metrics, one log line a request."""

import json
import os
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families as parse_metrics

from cybernorms.files import graph_root

from .conftest import SNAPSHOT, Server, start, stop, wait_until, write_snapshot
from .test_lifecycle import matching

TELLTALE = "ASK { ?s ?p 'a telltale text' }"
GENERATED = re.compile(r"[0-9a-f]{16}")


def measured(server: Server) -> dict[tuple[str, ...], float]:
    """Read every sample, by its name and its labels' values in the order of their names."""
    response = server.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in parse_metrics(response.text)
        for sample in family.samples
    }


def test_probes_are_cheap_and_plain(server: Server) -> None:
    assert server.get("/healthz").text == "ok\n"
    assert server.get("/readyz").text == f"ready {SNAPSHOT}\n"


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_readiness_waits_for_no_query(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1, workers=1, long_workers=1, timeout=2)
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with ThreadPoolExecutor(4) as threads:
        running = [
            threads.submit(requests.get, f"{server.url}/sparql", {"query": endless}, timeout=30)
            for _ in range(4)
        ]
        answered = 0
        while not all(each.done() for each in running):
            assert server.get("/readyz").text == f"ready {SNAPSHOT}\n"
            answered += 1
            time.sleep(0.1)
    assert answered > 2 * len(running)


def test_readiness_ends_with_the_zygote(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1)
    os.kill(server.process.pid, signal.SIGSTOP)  # so that nobody starts another one
    try:
        (zygote,) = matching(server, "cybernorms.workers.zygote")
        os.kill(zygote, signal.SIGKILL)
        wait_until(lambda: server.get("/readyz").status_code == 503)
        assert server.get("/readyz").json()["type"].endswith("/busy")
        assert server.get("/healthz").ok
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    wait_until(lambda: server.get("/readyz").ok)


def test_metrics_count_over_all_processes(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=2)
    for number in range(20):
        headers = {"Connection": "close"}  # so that both processes are met
        assert server.get("/sparql", params={"query": f"ASK {{}} #{number}"}, headers=headers).ok
    assert server.query("SELEC").status_code == 400
    assert server.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }").status_code == 503
    assert server.get("/no/such/page").status_code == 404
    counted = ("cybernorms_request_seconds_count", "/sparql")
    wait_until(lambda: measured(server).get(counted) == 22)  # each process counts once a second
    found = measured(server)
    assert found["cybernorms_requests_total", "GET", "/sparql", "200"] == 20
    assert found["cybernorms_requests_total", "GET", "/sparql", "400"] == 1
    assert found["cybernorms_requests_total", "GET", "/sparql", "503"] == 1
    assert found["cybernorms_requests_total", "GET", "other", "404"] == 1
    assert found["cybernorms_queries_total", "answered"] >= 20
    assert found["cybernorms_queries_total", "refused"] == 1
    limits = ("max_result_bytes", "timeout", "memory_limit")
    assert sum(found.get(("cybernorms_queries_total", limit), 0) for limit in limits) == 1
    assert found["cybernorms_queries_running",] == 0
    assert found["cybernorms_queries_waiting",] == 0
    assert found["cybernorms_workers_forked_total",] >= 1
    assert found["cybernorms_cache_bytes",] > 0
    assert found["cybernorms_snapshot_info", SNAPSHOT] == 1
    assert found["cybernorms_snapshot_created_timestamp_seconds",] > 1.7e9


def test_every_metric_is_documented(server: Server) -> None:
    assert server.query("SELECT * { ?every ?metric ?counted } LIMIT 1").ok
    names = {name for name, *_ in measured(server) if name.startswith("cybernorms_")}
    families = {re.sub("_(bucket|sum|count|created)$", "", name) for name in names}
    guide = (graph_root() / "docs" / "operations.md").read_text("utf-8")
    documented = set(re.findall("`(cybernorms_[a-z_]+)`", guide))
    assert families <= documented
    rest = documented - families  # those of members come with the first that is asked
    assert {name for name in rest if not name.startswith("cybernorms_member_")} == set()


def test_metrics_survive_the_death_of_a_front_process(make_server: Callable[..., Server]) -> None:
    server = make_server(processes=1)
    assert server.query("ASK {}", "*/*").ok
    before = measured(server)["cybernorms_requests_total", "GET", "/sparql", "200"]
    _, front = sorted(matching(server, "cybernorms.web.server"))  # granian's own process is first
    os.kill(front, signal.SIGKILL)
    wait_until(lambda: answers(server))
    after = measured(server)
    assert after["cybernorms_requests_total", "GET", "/sparql", "200"] == before
    assert after["cybernorms_queries_running",] == 0


def answers(server: Server) -> bool:
    try:
        return bool(server.get("/healthz").ok)
    except OSError:
        return False


def test_request_id_is_kept_if_well_formed(server: Server) -> None:
    given = server.get("/healthz", headers={"X-Request-Id": "job-7.a_B"})
    assert given.headers["X-Request-Id"] == "job-7.a_B"
    for bad in ("a b", "x" * 65, "<script>", ""):
        identifier = server.get("/healthz", headers={"X-Request-Id": bad}).headers["X-Request-Id"]
        assert GENERATED.fullmatch(identifier)
    first, second = (server.get("/healthz").headers["X-Request-Id"] for _ in range(2))
    assert first != second


def test_problem_names_its_request(server: Server) -> None:
    response = server.query("SELEC")
    assert response.json()["request_id"] == response.headers["X-Request-Id"]


@pytest.fixture
def read_log(tmp_path: Path) -> Callable[..., list[str]]:
    """Run a server, let a function use it, and give the lines that it logged."""

    def run(use: Callable[[Server], None], **limits: str) -> list[str]:
        values: dict[str, Any] = {"log_level": "info", **limits}
        write_snapshot(tmp_path / "snapshots" / SNAPSHOT)
        (tmp_path / "current").symlink_to(f"snapshots/{SNAPSHOT}")
        with (tmp_path / "log").open("w+") as log:
            server = start(tmp_path, errors=log, **values)
            try:
                use(server)
            finally:
                stop(server)
            log.seek(0)
            return log.read().splitlines()

    return run


def ask_telltale(server: Server) -> None:
    for _ in range(2):  # the second time out of memory
        assert server.query(TELLTALE, "*/*", entailment="none").ok
    headers = {"X-Request-Id": "wrong-1"}
    assert (
        server.get("/sparql", params={"query": TELLTALE + "}"}, headers=headers).status_code == 400
    )
    assert server.get("/doc/agreement/call.ttl").ok


def test_log_has_one_json_line_a_request_and_no_query(
    read_log: Callable[..., list[str]],
) -> None:
    lines = read_log(ask_telltale)
    assert "telltale" not in "\n".join(lines)
    events = [json.loads(line) for line in lines]
    requests = [event for event in events if event["message"] == "request"]
    asked = next(event for event in requests if event["route"] == "/sparql")
    wrong = next(event for event in requests if event["status"] == 400)
    document = next(event for event in requests if event["route"] == "/doc")
    assert GENERATED.fullmatch(asked["request_id"])
    assert asked["time"].endswith("Z")
    assert asked["level"] == "info"
    assert (asked["method"], asked["outcome"], asked["client"]) == ("GET", "answered", "127.0.0.1")
    assert asked["bytes"] > 0
    assert asked["ms"] > 0
    assert asked["snapshot"] == document["snapshot"] == SNAPSHOT
    assert document["path"] == "/doc/agreement/call.ttl"
    assert (wrong["request_id"], wrong["outcome"]) == ("wrong-1", "query-syntax")


def test_log_has_queries_when_asked_for_and_text_when_chosen(
    read_log: Callable[..., list[str]],
) -> None:
    lines = read_log(ask_telltale, log_queries="yes", log_format="text")
    assert any("a telltale text" in line and "digest=" in line for line in lines)
    assert any('route="/doc"' in line and "status=200" in line for line in lines)
