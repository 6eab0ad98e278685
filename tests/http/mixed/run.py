"""One run: three snapshots, clients, switches, kills."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cybernorms.settings import load_settings
from cybernorms.workers import open_engine

from ..conftest import Server, point_current
from .load import Clients, Seen, kill_workers, switch
from .oracle import Case, Facts, cases, expect, vary

_VARIANTS: Final = ("00000000000000a1", "00000000000000a2", "00000000000000a3")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything; pauses in seconds."""

    snapshots: int
    every: int
    """Ask every case, or every second, third …"""
    requests: int
    concurrency: int
    switches: int
    switch_pause: float
    kill_pause: float
    zygote_after: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    seen: Seen
    killed: int
    different: int
    cases: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Variants of a snapshot, by name, and what is right of each."""

    names: tuple[str, ...]
    cases: list[Case]
    expected: dict[tuple[str, Case], Facts]

    @property
    def different(self) -> int:
        """Count the cases that the variants answer differently."""
        return sum(
            len({self.expected[name, case] for name in self.names}) > 1 for case in self.cases
        )


def prepare(snapshot: Path, state: Path, count: int, every: int) -> Prepared:
    """Write variants of a snapshot below ``state``, ask them all, and make the first current."""
    names = _VARIANTS[:count]
    settings = load_settings({}, state_dir=state)
    expected: dict[tuple[str, Case], Facts] = {}
    for number, name in enumerate(names):
        folder = vary(snapshot, state / "snapshots" / name, number)
        with open_engine(settings, folder) as engine:
            asked = cases(engine)[::every]
            expected |= {(name, case): expect(engine, case) for case in asked}
    point_current(state, names[0])
    return Prepared(names, asked, expected)


def run(snapshot: Path, state: Path, start: Callable[[], Server], plan: Plan) -> Report:
    """Ask while switching and killing, until both have come to their end.

    ``start`` starts a server over ``state``, below which variants of the snapshot are written.
    """
    prepared = prepare(snapshot, state, plan.snapshots, plan.every)
    server = start()
    clients, stop = Clients(server.url, prepared.expected, prepared.cases), threading.Event()
    with ThreadPoolExecutor(plan.concurrency + 1) as threads:
        working = [threads.submit(clients.work, seed) for seed in range(plan.concurrency)]
        killing = threads.submit(kill_workers, server, stop, plan.kill_pause, plan.zygote_after)
        try:
            switch(server, prepared.names, plan.switches, plan.switch_pause)
            while clients.seen.statuses.total() < plan.requests and not all(
                each.done() for each in working
            ):
                stop.wait(0.1)
        finally:
            stop.set()
            clients.stop.set()
        for each in working:
            each.result()
    return Report(clients.seen, killing.result(), prepared.different, len(prepared.cases))
