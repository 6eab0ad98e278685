"""Writes outlive SIGKILL of every process, once they are acknowledged, and are never half done.

``KILLS=200`` makes this as many rounds as a release should stand.
"""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import requests

from cybernorms.accounts import create_account
from cybernorms.build import build
from cybernorms.settings import load_settings

from .conftest import Author, start, stop
from .submitting import processes

ROUNDS: Final = int(os.environ.get("KILLS", "3"))
OWN: Final = "http://example.org/"
LONGEST: Final = 3.0
"""Seconds of writing before the kill; a write of the small checkout takes about one."""


@dataclass
class Client:
    """Writes one number after the other, each into two graphs and as the content of a third."""

    author: Author
    first: int
    sent: list[int] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    stopped: bool = False

    def run(self) -> None:
        number = self.first
        with suppress(requests.RequestException):
            while not self.stopped:
                self.sent.append(number)
                response = self._write(number)
                assert response.status_code in {200, 201, 202, 204}, response.text
                self.acknowledged.append(number)
                number += 1

    def _write(self, number: int) -> requests.Response:
        if number % 3:
            statement = f"<http://e/n> <http://e/p> {number}"
            return self.author.update(
                f"INSERT DATA {{ GRAPH <{OWN}a> {{ {statement} }} GRAPH <{OWN}b> "
                f"{{ {statement} , [] }} }} ; DELETE WHERE {{ GRAPH <{OWN}last> {{ ?s ?p ?o }} }} ;"
                f"INSERT DATA {{ GRAPH <{OWN}last> {{ <http://e/n> <http://e/is> {number} }} }}"
            )
        turtle = f"<http://e/n> <http://e/p> {number} ."
        return self.author.write("PUT", f"/graph/member/me/n{number}", turtle, "text/turtle")


def numbers(author: Author, pattern: str) -> set[int]:
    response = author.server.query(f"SELECT ?n {{ {pattern} FILTER(isNumeric(?n)) }}")
    assert response.status_code == 200, response.text
    return {int(line) for line in response.text.split()[1:]}


def test_what_is_acknowledged_survives_and_nothing_is_half_done(
    small_root: Path, tmp_path: Path
) -> None:
    account, token = create_account(tmp_path, "me", (OWN,))
    build(small_root, load_settings({}, state_dir=tmp_path))
    seed = random.randrange(10**6)  # noqa: S311
    moment = random.Random(seed)  # noqa: S311 (no secret)
    acknowledged: set[int] = set()
    sent: set[int] = set()
    done = cut = 0
    for round_ in range(ROUNDS + 1):
        server = start(tmp_path, "--root", str(small_root), timeout=10)
        author = Author(server, account, token)
        found = numbers(author, "?g_ <http://e/p> ?n")
        where = f"seed {seed}, round {round_}"
        assert acknowledged <= found, f"{where}: lost {sorted(acknowledged - found)}"
        assert found <= sent, f"{where}: never sent {sorted(found - sent)}"
        halves = [
            numbers(author, f"GRAPH <{OWN}{name}> {{ ?s <http://e/p> ?n }}") for name in ("a", "b")
        ]
        assert halves[0] == halves[1], f"{where}: half done {halves[0] ^ halves[1]}"
        last = numbers(author, f"GRAPH <{OWN}last> {{ ?s <http://e/is> ?n }}")
        assert last == ({max(halves[0])} if halves[0] else set()), f"{where}: {last}"
        sent, acknowledged = set(found), set(found)  # what is there now has to stay
        if round_ == ROUNDS:
            break
        client = Client(author, max(found, default=0) + 1)
        thread = threading.Thread(target=client.run)
        thread.start()
        time.sleep(moment.uniform(0, LONGEST))
        for process in processes(server.process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        client.stopped = True
        thread.join(30)
        stop(server)
        sent.update(client.sent)
        acknowledged.update(client.acknowledged)
        done += len(client.acknowledged)
        cut += len(client.sent) > len(client.acknowledged)
    stop(server)
    print(f"{ROUNDS} kills, {cut} of them during a write; {done} acknowledged writes, none lost")
