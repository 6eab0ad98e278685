"""What is seen of a server while it is attacked: its answers, and its memory."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from tests.http.conftest import ELSEWHERE

CLEAR: Final = frozenset({200, 304, 400, 403, 404, 405, 406, 408, 413, 414, 415, 429, 431, 503})
"""Statuses that tell a client what it did, or which limit of ours it met."""

_FORM: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one request came to; a status of 0 is a connection that closed without an answer."""

    status: int
    media_type: str
    body: bytes
    seconds: float

    @property
    def problem(self) -> str:
        """The kind of problem, or nothing if this is none."""
        if not self.media_type.startswith("application/problem+json"):
            return ""
        return str(json.loads(self.body)["type"]).rpartition("/")[2]

    @property
    def is_clear(self) -> bool:
        """Tell whether the answer says what happened; engines elsewhere may refuse some."""
        if ELSEWHERE and self.problem == "engine-failed":
            return True
        return self.status in CLEAR and (self.status < 400 or bool(self.problem))


def ask(
    url: str, text: str, *, method: str = "POST", source: str = "127.0.0.1", timeout: str = ""
) -> Outcome:
    """Send a query on a connection of its own, from one of the addresses of this machine.

    ``timeout`` is the protocol's parameter; an empty one leaves the server's.
    """
    address = urlsplit(url)
    assert address.hostname
    connection = http.client.HTTPConnection(
        address.hostname, address.port, timeout=_PATIENCE, source_address=(source, 0)
    )
    headers = {"Accept": "text/csv, text/turtle", "Connection": "close"}
    encoded = f"timeout={timeout}&query={quote(text, safe='')}"
    started = time.monotonic()
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before
            if method == "GET":
                connection.request("GET", f"/sparql?{encoded}", headers=headers)
            else:
                connection.request(
                    method, "/sparql", encoded, headers={**headers, "Content-Type": _FORM}
                )
        response = connection.getresponse()
        body = response.read()
        kind = response.headers.get("Content-Type", "")
        return Outcome(response.status, kind, body, time.monotonic() - started)
    except (OSError, http.client.HTTPException) as error:
        return Outcome(0, type(error).__name__, str(error).encode(), time.monotonic() - started)
    finally:
        connection.close()


@dataclass(slots=True)
class Memory:
    """The most memory that was seen, in MiB: of the whole server, and of one of its processes."""

    whole: float = 0.0
    single: float = 0.0

    def look(self, process: int) -> None:
        """Add up the proportional set sizes of a process and all below it."""
        sizes = [_size(each) for each in family(process)]
        self.whole = max(self.whole, sum(sizes))
        self.single = max(self.single, *sizes)


@contextmanager
def watched_memory(process: int, interval: float = 0.2) -> Iterator[Memory]:
    """Watch a server's memory beside the block."""
    memory, stop = Memory(), threading.Event()

    def watch() -> None:
        while not stop.wait(interval):
            memory.look(process)

    memory.look(process)
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        stop.set()
        thread.join()


def family(process: int) -> list[int]:
    """List a process and all below it."""
    found, waiting = [process], [process]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = [int(child) for child in task.read_text("ascii").split()]
            except OSError:
                continue  # it has just ended
            found += children
            waiting += children
    return found


def _size(process: int) -> float:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    lines = (line.split() for line in rollup.splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == "Pss:"), 0.0)
