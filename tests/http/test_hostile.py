"""What is sent to knock the server over gets a clear answer, in time, and hurts nobody else.

``python -m tests.http.hostile`` does the same with the default limits and more of everything.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot
from .hostile import nesting, raw
from .hostile.costly import COSTLY
from .hostile.side import side_client
from .hostile.watch import CLEAR, Outcome, ask, watched_memory

SHORT = "0.4"
PATIENCE = 10.0
"""Seconds, many more than deadline and queue have together: a busy machine is no fault."""
MEMORY = 150
WORKERS = 4
LOOK_UP = "SELECT ?o { <http://e/7> <http://e/p> ?o }"


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give the attackers a server of their own."""
    state = tmp_path_factory.mktemp("attacked")
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    running = start(state, processes=1, workers=WORKERS, memory_limit=MEMORY)
    yield running
    assert running.process.poll() is None
    stop(running)


def attack(server: Server, texts: Sequence[str], method: str = "POST") -> list[Outcome]:
    def send(text: str) -> Outcome:
        return ask(server.url, text, method=method, source="127.0.0.2", timeout=SHORT)

    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(send, texts))


def unclear(names: Sequence[str], outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"{name}: {outcome.status} {outcome.body[:200]!r} after {outcome.seconds:.1f} s"
        for name, outcome in zip(names, outcomes, strict=True)
        if not outcome.is_clear or outcome.seconds > PATIENCE
    ]


@pytest.mark.parametrize("levels", [1_000, 10_000, 100_000])
def test_every_construct_nested_or_repeated_is_answered(
    hostile_server: Server, levels: int
) -> None:
    texts = [make(levels) for make in nesting.ALL.values()]
    assert unclear(list(nesting.ALL), attack(hostile_server, texts)) == []


def test_every_construct_without_its_end_is_answered(hostile_server: Server) -> None:
    texts = [nesting.unclosed(make(5_000)) for make in nesting.ALL.values()]
    assert unclear(list(nesting.ALL), attack(hostile_server, texts)) == []


@pytest.mark.parametrize("family", [nesting.GROUPS, nesting.EXPRESSIONS], ids=["groups", "terms"])
def test_deep_query_by_get_is_answered(
    hostile_server: Server, family: dict[str, nesting.Maker]
) -> None:
    texts = [make(400) for make in family.values()]
    assert unclear(list(family), attack(hostile_server, texts, "GET")) == []


@pytest.mark.parametrize("name", ["groups", "parentheses", "collections", "comments"])
def test_a_million_levels_are_too_large(hostile_server: Server, name: str) -> None:
    outcome = ask(hostile_server.url, nesting.ALL[name](1_000_000))
    assert (outcome.status, outcome.problem) == (413, "too-large")


@pytest.mark.embedded("a query that is stopped goes on in an engine until its own limit")
def test_costly_queries_stay_within_limits_and_hurt_nobody(hostile_server: Server) -> None:
    with (
        watched_memory(hostile_server.process.pid) as memory,
        side_client(hostile_server.url, LOOK_UP) as side,
    ):
        before = memory.whole
        outcomes = attack(hostile_server, list(COSTLY.values()))
    assert unclear(list(COSTLY), outcomes) == []
    assert {outcome.status for outcome in outcomes} == {200, 503}
    assert memory.single < before + MEMORY
    assert memory.whole < before + WORKERS * MEMORY
    assert side.errors == []
    assert side.seconds


@pytest.mark.parametrize("name", raw.REQUESTS)
def test_odd_request_is_answered(hostile_server: Server, name: str) -> None:
    port = int(hostile_server.url.rpartition(":")[2])
    head, _, body = raw.exchange(port, raw.REQUESTS[name], PATIENCE).partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    assert status in CLEAR | {303}
    if status >= 400:
        assert b"\r\ncontent-type: application/problem+json" in head.lower()
        assert len(body) < 8192


@pytest.mark.parametrize("name", raw.NOT_HTTP)
def test_what_is_no_request_harms_nobody(hostile_server: Server, name: str) -> None:
    port = int(hostile_server.url.rpartition(":")[2])
    answer = raw.exchange(port, raw.NOT_HTTP[name], PATIENCE, hang_up=True)
    assert not answer.startswith(b"HTTP/1.1 5")
    assert ask(hostile_server.url, "ASK {}").status == 200
