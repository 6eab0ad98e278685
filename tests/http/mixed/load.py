"""The clients, and what is done to the server meanwhile."""

import hashlib
import http.client
import json
import os
import random
import signal
import threading
import time
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import brotli

from ..conftest import Server, point_current, wait_until
from .oracle import Case, Facts, facts

_PATIENCE: Final = 60.0
_ZYGOTE: Final = "workers.zygote"
_FORM: Final = "application/x-www-form-urlencoded"
_LIMITED: Final = frozenset({429, 503})
_LIMITS: Final = frozenset({"busy", "query-limit", "too-many-requests"})


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    statuses: Counter[str] = field(default_factory=Counter)
    snapshots: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    """The snapshot of each ETag."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, decoded."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(slots=True)
class Clients:
    """Ask cases at random until enough was asked; any number of threads may ``work``."""

    url: str
    expected: Mapping[tuple[str, Case], Facts]
    cases: Sequence[Case]
    seen: Seen = field(default_factory=Seen)
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self, seed: int) -> None:
        """Ask over one connection, as long as it holds."""
        choice = random.Random(seed)  # noqa: S311
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            str(address.hostname), address.port, timeout=_PATIENCE
        )
        known: dict[Case, str] = {}
        with closing(connection):
            while not self.stop.is_set():
                case = choice.choice(self.cases)
                try:
                    self._check(case, self._ask(connection, case, choice, known), known)
                except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on
                    self.seen.wrong.append(f"{case.question}: {error!r}")
                    connection.close()

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        case: Case,
        choice: random.Random,
        known: Mapping[Case, str],
    ) -> Reply:
        repeated = choice.random() < 0.5
        text = quote(case.text if repeated else f"{case.text}\n# {choice.random()}", safe="")
        headers = {
            "Accept": case.media_type,
            "Accept-Encoding": choice.choice(("identity", "gzip", "br")),
        }
        if repeated and case in known and choice.random() < 0.3:
            headers["If-None-Match"] = known[case]
        if choice.random() < 0.5:
            connection.request("GET", f"/sparql?query={text}", headers=headers)
        else:
            connection.request(
                "POST", "/sparql", f"query={text}", {**headers, "Content-Type": _FORM}
            )
        response = connection.getresponse()
        body = response.read()
        coding = response.headers.get("Content-Encoding")
        if coding == "gzip":
            body = zlib.decompress(body, wbits=31)
        elif coding == "br":
            body = brotli.decompress(body)
        return Reply(response.status, response.headers, body)

    def _check(self, case: Case, reply: Reply, known: dict[Case, str]) -> None:
        """Hold an answer against the snapshot that it names."""
        snapshot, tag = reply.headers["X-Cybernorms-Snapshot"], reply.headers["ETag"]
        what = str(reply.status)
        if reply.status == http.HTTPStatus.OK:
            if facts(case.media_type, reply.body) != self.expected.get((str(snapshot), case)):
                self._blame(case, reply, "a wrong answer")
            if tag:
                known[case] = tag
        elif reply.status in _LIMITED:
            problem = json.loads(reply.body)
            what += f" {problem['title']}"
            if (
                problem["type"].rpartition("/")[2] not in _LIMITS
                or not reply.headers["Retry-After"]
            ):
                self._blame(case, reply, "no limit")
        elif reply.status != http.HTTPStatus.NOT_MODIFIED:
            self._blame(case, reply, "an unexpected status")
        if tag and snapshot != self.seen.tags.setdefault(tag, snapshot):
            self._blame(case, reply, "a tag of another snapshot")
        self.seen.statuses[what] += 1
        self.seen.snapshots[str(snapshot)] += 1

    def _blame(self, case: Case, reply: Reply, why: str) -> None:
        digest = hashlib.sha256(reply.body).hexdigest()[:8]
        self.seen.wrong.append(
            f"{why}: {case.question} as {case.media_type}: {reply.status}, "
            f"{len(reply.body)} bytes {digest}, {reply.body[:200]!r}"
        )


def kill_workers(server: Server, stop: threading.Event, pause: float, zygote_after: int) -> int:
    """Kill one worker after each pause, and once a zygote; tell how many processes it were."""
    killed = 0
    while not stop.wait(pause):
        serving = {zygote: children(zygote) for zygote in children(server.process.pid, _ZYGOTE)}
        workers = [worker for family in serving.values() for worker in family]
        zygotes = [zygote for zygote, family in serving.items() if family]
        victims = zygotes if killed == zygote_after else workers
        if victims:
            with suppress(ProcessLookupError):
                os.kill(random.choice(victims), signal.SIGKILL)  # noqa: S311
            killed += 1
    return killed


def switch(server: Server, names: Sequence[str], times: int, pause: float) -> None:
    """Make one snapshot after the other the current one, and wait until each is served."""
    for number in range(times):
        name = names[(number + 1) % len(names)]
        point_current(server.state, name)
        wait_until(lambda name=name: server.get("/readyz").text == f"ready {name}\n", 300)  # type: ignore[misc]
        time.sleep(pause)


def children(process: int, word: str = "") -> list[int]:
    """List the children of a process, or those of them with a word in their command line."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            of_task = [int(child) for child in task.read_text("ascii").split()]
            found += [
                child
                for child in of_task
                if word in Path(f"/proc/{child}/cmdline").read_text("utf-8")
            ]
        except OSError:
            continue  # it has just ended
    return found
