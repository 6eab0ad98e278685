"""A client on the side, that asks one small question after the other, never the same twice.

A process of its own, so that what the attackers compute does not count as the server's delay:
``python -m tests.http.hostile.side URL QUERY PAUSE`` asks until its input ends, and prints what it
saw as JSON.
"""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

_ROOT: Final = Path(__file__).parents[3]
_PATIENCE: Final = 60.0


@dataclass(slots=True)
class Side:
    """Seconds that each answer took, and what was wrong with answers."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the waiting times, in seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        """Tell the times in milliseconds."""
        ordered = sorted(self.seconds)
        late = ordered[int(len(ordered) * 0.95)]
        return (
            f"{len(ordered)} answers, median {self.median * 1000:.2f} ms, "
            f"95 % below {late * 1000:.2f} ms, slowest {ordered[-1] * 1000:.1f} ms, "
            f"{len(self.errors)} errors"
        )


@contextmanager
def side_client(url: str, query: str, pause: float = 0.02) -> Iterator[Side]:
    """Have a client ask beside the block; what it saw is there when the block has ended.

    Each answer has to be what the first one was, and that has to be a success.
    """
    side = Side()
    client = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.side", url, query, str(pause)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with client:
        assert client.stdout is not None
        client.stdout.readline()  # it has its first answer
        try:
            yield side
        finally:
            seen = json.loads(client.communicate("")[0])
            side.seconds, side.errors = seen["seconds"], seen["errors"]


def _work(url: str, query: str, pause: float, stop: threading.Event) -> Side:
    side = Side()
    address = urlsplit(url)
    assert address.hostname
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=_PATIENCE)
    expected = None
    while not stop.wait(pause):
        text = quote(f"{query} # {time.monotonic_ns()}", safe="")
        started = time.monotonic()
        try:
            connection.request("GET", f"/sparql?query={text}", headers={"Accept": "text/csv"})
            response = connection.getresponse()
            seen = response.status, response.read()
            side.seconds.append(time.monotonic() - started)
            if expected is None:
                expected = (200, seen[1])
                print("begun", flush=True)
            if seen != expected:
                side.errors.append(f"{seen[0]} {seen[1][:200]!r}")
        except (OSError, http.client.HTTPException) as error:
            side.errors.append(repr(error))
            connection.close()
    return side


def main() -> None:
    """Ask until standard input ends."""
    url, query, pause = sys.argv[1:]
    stop = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    print(json.dumps(asdict(_work(url, query, float(pause), stop))))


if __name__ == "__main__":
    main()
