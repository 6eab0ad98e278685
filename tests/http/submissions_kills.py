"""Kills every process of a server around submissions, again and again, and looks for damage.

Run as ``python -m tests.http.submissions_kills [ROUNDS]``. In each round a few institutions submit
and a curator accepts and retracts, all at once, until everything is killed at a random moment
behind a random number of answers. The next server has to know whatever was acknowledged, has to
have each data set whole or not at all, and archive, journal and graph have to say the same.
"""

import hashlib
import random
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import requests

from cybernorms.journal import Journal
from cybernorms.store import canonical_nquads
from cybernorms.submissions import Archive, held_graphs

from .submitting import CURATOR, Desk, Institution, agreement, make_desk

INSTITUTIONS: Final = ("a", "b", "c")
MOST_ANSWERS: Final = 12
"""Answers before the kill, at most."""
BEHIND: Final = 1.5
"""Seconds after the last of them, at most."""
_PENDING: Final = {"received", "approved", "retracting"}


@dataclass
class Acknowledged:
    """What the servers said they had: submissions, and what was decided on them."""

    received: dict[str, str] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    answered: int = 0


@dataclass
class Client:
    """An institution that submits one version after the other, and the curator beside it."""

    institution: Institution
    curator: Institution
    known: Acknowledged
    moment: random.Random
    number: int
    stopped: bool = False

    def run(self) -> None:
        with suppress(requests.RequestException):
            while not self.stopped:
                self._one_version()

    def _one_version(self) -> None:
        name, wait = self.institution.name, self.moment.random() < 0.5
        self.number += 1
        text = agreement(name, f"Version {self.number}", f"pledge-{self.number % 3}")
        response = self._count(lambda: self.institution.submit(text, wait=wait))
        assert response.status_code == 201, response.text
        id_ = response.json()["id"]
        self.known.received[id_] = hashlib.sha256(text.encode()).hexdigest()
        self.institution.until(id_, "conforms", "superseded")
        response = self._count(lambda: self.curator.decide(id_, "accept"))
        assert response.status_code in {200, 202, 409}, response.text
        if response.status_code != 409:
            self.known.done[id_] = "accepted"
        if self.moment.random() < 0.4:
            self.institution.until(id_, "accepted", "superseded")
            response = self._count(lambda: self.institution.retract(id_))
            assert response.status_code in {200, 202, 409}, response.text
            if response.status_code != 409:
                self.known.done[id_] = "retracted"

    def _count(self, send: Any) -> requests.Response:  # noqa: ANN401 (a call)
        self.known.sent += 1
        response: requests.Response = send()
        self.known.answered += 1
        return response


def check_and_kill(desk: Desk, known: Acknowledged, moment: random.Random, number: int) -> None:
    """Serve, look at what the last kill left, let all work, and kill everything at some moment."""
    with desk.open() as of:
        check(desk, of(CURATOR), known)
        clients = [Client(of(name), of(CURATOR), known, moment, number) for name in INSTITUTIONS]
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        target, until = known.answered + moment.randint(0, MOST_ANSWERS), time.monotonic() + 120
        while known.answered < target and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(moment.uniform(0, BEHIND))
    for client in clients:
        client.stopped = True
    for thread in threads:
        thread.join(60)


def check(desk: Desk, curator: Institution, known: Acknowledged) -> None:
    """Wait until nothing is pending, and hold archive, journal and graph to each other."""
    archive, until = Archive(desk.state), time.monotonic() + 300
    while any(record.state in _PENDING for record in archive.records()):
        assert time.monotonic() < until, "what is pending is not carried out"
        time.sleep(0.1)
    records = {record.id: record for record in archive.records()}
    for id_, digest in known.received.items():
        assert id_ in records, f"lost: {id_}"
        assert hashlib.sha256(archive.payload(id_)).hexdigest() == digest == records[id_].sha256
    for id_, outcome in known.done.items():
        expected = {"retracted"} if outcome == "retracted" else {"accepted", "superseded"}
        state = records[id_].state
        assert state in expected | {"retracted"}, f"{id_} is {state}, not {outcome}"
    accepted = {record.graph: record for record in records.values() if record.state == "accepted"}
    held = held_graphs(Journal(desk.state).written)
    assert held == {graph: record.iri for graph, record in accepted.items()}
    _wait_for_build(curator, desk)
    for name in INSTITUTIONS:
        response = curator.server.get(f"/graph/member/{name}/pledges.nt")
        record = next((r for r in accepted.values() if r.institution == name), None)
        if record is None:
            assert response.status_code in {404, 410}, f"{name} has a graph without acceptance"
            continue
        content = "".join(f"{line}\n" for line in canonical_nquads(response.content))
        digest = hashlib.sha256(content.encode()).hexdigest()
        assert digest == record.digest, f"{name}: the graph is not what {record.id} has"


def _wait_for_build(curator: Institution, desk: Desk) -> None:
    """Wait until the fronts answer from the snapshot that is current."""
    current, until = (desk.state / "current").resolve().name, time.monotonic() + 60
    while curator.server.query("ASK {}").headers["X-Cybernorms-Snapshot"] != current:
        assert time.monotonic() < until, "the current snapshot is not served"
        time.sleep(0.1)


def run(folder: Path, rounds: int, seed: int) -> Acknowledged:
    """Make some rounds in a folder; raises AssertionError for anything lost or half done."""
    desk, known = make_desk(folder, *INSTITUTIONS), Acknowledged()
    moment = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(1, rounds + 1):
        check_and_kill(desk, known, moment, number * 1000)
        print(f"{number}: {len(known.received)} received, {len(known.done)} decided", flush=True)
    with desk.open() as of:
        check(desk, of(CURATOR), known)
    return known


def main() -> None:
    """Make as many rounds as the command says."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = random.randrange(10**6)  # noqa: S311
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        known = run(Path(folder), rounds, seed)
    print(
        f"{rounds} kills: {len(known.received)} submissions acknowledged and "
        f"{len(known.done)} decisions, none lost and none half done; "
        f"{known.sent - known.answered} requests were cut"
    )


if __name__ == "__main__":
    main()
