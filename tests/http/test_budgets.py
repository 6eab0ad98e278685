"""Budgets of addresses and tokens, by a server whose budgets are small."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import requests

from cybernorms.accounts import create_account, create_token

from .conftest import SNAPSHOT, TIMEOUT, Server, point_current, start, stop, write_snapshot

READS, TOKEN_READS, WRITES, WRONG = 2, 3, 2, 2
MOST = 100
POLICY = re.compile(r'"([a-z ]+)";q=(\d+);w=60')
LEFT = re.compile(r'"([a-z ]+)";r=(\d+);t=(\d+)')


def serve(state: Path, **limits: float | str) -> Iterator[Server]:
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    values: dict[str, Any] = dict(limits)
    running = start(state, processes=1, **values)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from serve(
        tmp_path_factory.mktemp("limited"),
        trusted_proxies="127.0.0.1",
        reads_per_minute=READS,
        token_reads_per_minute=TOKEN_READS,
    )


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    state = tmp_path_factory.mktemp("writing")
    yield from serve(state, writes_per_minute=WRITES, wrong_tokens_per_minute=WRONG)


def ask(server: Server, path: str, address: str, token: str = "") -> requests.Response:
    headers = {"X-Forwarded-For": address}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return server.get(path, headers=headers)


def left(response: requests.Response) -> int:
    found = LEFT.fullmatch(response.headers["RateLimit"])
    assert found
    assert 0 < int(found[3]) <= 120
    return int(found[2])


def spend(send: Callable[[], requests.Response]) -> list[requests.Response]:
    """Send until a request is refused, however long that takes; give the answers before it."""
    answers: list[requests.Response] = []
    for _ in range(MOST):
        response = send()
        if response.status_code == 429:
            assert response.json()["type"].endswith("/problem/too-many-requests")
            assert 0 < int(response.headers["Retry-After"]) <= 120
            return answers
        answers.append(response)
    raise AssertionError(f"{MOST} requests, and none was refused")


def test_an_address_has_its_budget(limited: Server) -> None:
    paths = cycle(("/sparql?query=ASK+{}", "/void"))
    answers = spend(lambda: ask(limited, next(paths), "192.0.2.1"))
    assert len(answers) >= READS
    assert {answer.status_code for answer in answers} == {200}
    assert left(answers[0]) == READS - 1
    match = POLICY.fullmatch(answers[0].headers["RateLimit-Policy"])
    assert match
    assert match.groups() == ("requests", str(READS))
    for path in ("/static/style.css", "/healthz", "/readyz", "/metrics"):
        assert ask(limited, path, "192.0.2.1").status_code == 200
    assert left(ask(limited, "/void", "192.0.2.2")) == READS - 1


def test_a_body_that_is_refused_is_read(limited: Server) -> None:
    def send() -> requests.Response:
        headers = {"X-Forwarded-For": "192.0.2.3"}
        return limited.request("POST", "/sparql", data={"query": "ASK {}"}, headers=headers)

    assert {answer.status_code for answer in spend(send)} == {200}


def test_a_token_has_a_budget_of_its_own(limited: Server) -> None:
    _, secret = create_account(limited.state, "institute", role="reader")
    _, other = create_token(limited.state, "institute", role="reader")
    query = "/sparql?query=ASK+{}"
    answers = spend(lambda: ask(limited, query, "192.0.2.4", secret))
    assert len(answers) >= TOKEN_READS
    assert left(answers[0]) == TOKEN_READS - 1
    assert left(ask(limited, query, "192.0.2.4", other)) == TOKEN_READS - 1
    assert left(ask(limited, query, "192.0.2.4", "wrong")) == READS - 1


def write(server: Server, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
    return server.request("POST", "/update", data="x", headers=headers)


def test_writes_of_a_token_are_counted(writing: Server) -> None:
    _, secret = create_account(writing.state, "institute")
    _, reader = create_token(writing.state, "institute", role="reader")
    assert write(writing, reader).status_code == 403
    answers = spend(lambda: write(writing, secret))
    assert {answer.status_code for answer in answers} == {415}
    assert len(answers) >= WRITES
    assert left(answers[0]) == WRITES - 1


def test_wrong_tokens_are_counted_and_right_ones_let_in(writing: Server) -> None:
    _, secret = create_account(writing.state, "another")
    answers = spend(lambda: write(writing, "wrong"))
    assert {answer.status_code for answer in answers} == {401}
    assert len(answers) >= WRONG
    assert write(writing, secret).status_code == 415


def test_limits_are_published_and_none_is_told_where_there_is_none(server: Server) -> None:
    limits = server.get("/limits").json()
    assert limits["reads_per_minute"] == 0
    assert limits["timeout"] == TIMEOUT
    assert "RateLimit" not in server.get("/void").headers
