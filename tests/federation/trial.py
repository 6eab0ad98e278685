"""One cell of the table: an engine, a direction and a question."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.http.conftest import Server, point_current, start, stop

from .engines import Engine, Running
from .engines.base import Endpoint, free_port
from .engines.cybernorms import admit
from .questions import DATA, THEY_ASK, WE_ASK, Question, Rows

THEY, WE = "they→us", "we→them"
QUESTIONS: Final[Mapping[str, Mapping[str, Question]]] = {THEY: THEY_ASK, WE: WE_ASK}
DIRECTIONS: Final = (THEY, WE)


@dataclass(frozen=True, slots=True)
class Ours:
    """Our server, and an address that is a member too, but where nobody answers."""

    server: Server
    dead: str

    @property
    def endpoint(self) -> str:
        return f"{self.server.url}/sparql"

    def admit(self, name: str, endpoint: str) -> None:
        """Make an endpoint a member that queries may ask."""
        admit(self.server.state, name, endpoint)


@contextmanager
def serving(snapshot: Path, state: Path, service_cache_seconds: float = 60) -> Iterator[Ours]:
    """Serve a snapshot from a state folder of its own, allowed to ask this machine."""
    (state / "snapshots").mkdir(parents=True)
    (state / "snapshots" / snapshot.name).symlink_to(snapshot)
    point_current(state, snapshot.name)
    with (state / "log").open("w", encoding="utf-8") as log:
        server = start(
            state,
            errors=log,
            processes=1,
            timeout=60,
            queue_timeout=60,
            service_timeout=30,
            memory_limit=1024,
            max_result_bytes=10_000_000,
            outbound_networks="127.0.0.0/8",
            service_cache_seconds=service_cache_seconds,
        )
        ours = Ours(server, f"http://127.0.0.1:{free_port()}/sparql")
        ours.admit("nobody", ours.dead)
        try:
            yield ours
        finally:
            stop(server)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the right answer came, or None where the question can not be put; and why."""

    passed: bool | None
    reason: str = ""


@contextmanager
def meeting(engine: Engine, ours: Ours, folder: Path) -> Iterator[Running]:
    """Run an engine over the data of the other institution, each a member of the other."""
    with engine.run(DATA, folder) as running:
        for endpoint in (ours.endpoint, ours.dead):
            running.admit(endpoint)
        if running.endpoint:
            ours.admit(engine.name.lower(), running.endpoint)
        yield running


def put(engine: Engine, running: Running, ours: Ours, direction: str, name: str) -> Outcome:
    """Put a question in a direction, and compare the answer."""
    question = QUESTIONS[direction][name]
    reason = ""
    if direction == THEY:
        asked, remote = running, ours.endpoint
        reason = engine.own.get(name, "")
        if reason and name not in engine.wording:
            return Outcome(None, reason)
        question = Question(engine.wording.get(name, question.text), question.answer)
    elif not running.endpoint:
        return Outcome(None, "is no server")
    else:
        asked, remote = Endpoint(ours.endpoint), running.endpoint
    try:
        found: Rows | str = asked.ask(question.fill(remote, ours.dead))
    except RuntimeError as error:
        found = str(error)
    return Outcome(True, reason) if found == question.answer else Outcome(False, f"{found}")
