"""What is measured of ours alone: build, start, switch of snapshots, search."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

import requests

import servers

_WORDS = ("human rights", "tampering", "vulnerability", "public core", "supply chain", "hygeine")
_STARTS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of processors, and the peak memory in MiB."""

    wall: float
    cpu: float = 0.0
    memory: float = 0.0


def build(root: Path, state: Path) -> Cost:
    """Build a checkout with reasoning and validation, in a process of its own.

    The memory is that of its largest process. Raises CalledProcessError.
    """
    command = [sys.executable, "-m", "cybernorms", "build", "--root", str(root)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "CYBERNORMS_STATE_DIR": str(state)})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cold_start(state: Path, port: int) -> Cost:
    """Start the server over a snapshot that is there, until it has answered a query."""
    seconds = []
    for _ in range(_STARTS):
        started = time.perf_counter()
        with servers.cybernorms(state, port):
            seconds.append(time.perf_counter() - started)
    return Cost(median(seconds))


def switch(state: Path, port: int) -> Cost:
    """Publish a copy of the snapshot under another name, until it is what is served."""
    current = (state / "current").resolve()
    other = current.with_name("0" * 16)
    shutil.copytree(current, other, copy_function=os.link)
    link = state / "current.next"
    with servers.cybernorms(state, port) as server:
        for target in (other, current):
            link.symlink_to(Path("snapshots") / target.name)
            link.replace(state / "current")
            started = time.perf_counter()
            while (
                requests.get(f"{server.origin}/readyz", timeout=60).text.split()[-1] != target.name
            ):
                time.sleep(0.01)
            took = time.perf_counter() - started
    shutil.rmtree(other)
    return Cost(took)


def search(state: Path, port: int) -> Cost:
    """Search for some words, one of them misspelt, and a number that makes each search new."""
    seconds: list[float] = []
    with servers.cybernorms(state, port) as server, requests.Session() as session:
        for words in _WORDS:
            for _ in range(3):
                with suppress(requests.RequestException):
                    address = (
                        f"{server.origin}/search?q={quote(words)}&size={len(seconds) % 20 + 5}"
                    )
                    reply = session.get(address, headers={"Accept": "application/json"}, timeout=60)
                    seconds.append(reply.elapsed.total_seconds())
    return Cost(median(seconds))
