"""Answers stay right while snapshots are switched and processes are killed.

``python -m tests.http.mixed`` is the long form.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cybernorms.build import Snapshot

from .conftest import Server, start, stop
from .mixed.run import Plan, run

PLAN = Plan(
    snapshots=2,
    every=5,
    requests=600,
    concurrency=8,
    switches=3,
    switch_pause=0.3,
    kill_pause=0.3,
    zygote_after=4,
)


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    running: list[Server] = []
    yield running
    for each in running:
        stop(each)


def test_no_answer_is_wrong(own_snapshot: Snapshot, tmp_path: Path, servers: list[Server]) -> None:
    def make() -> Server:
        servers.append(
            start(
                tmp_path,
                timeout=10,
                queue_timeout=10,
                memory_limit=512,
                max_result_bytes=10_000_000,
            )
        )
        return servers[-1]

    report = run(own_snapshot.path, tmp_path, make, PLAN)
    assert report.seen.wrong == []
    assert report.seen.statuses["200"] >= PLAN.requests // 2
    assert len(report.seen.snapshots) >= PLAN.snapshots
    assert report.different > 10
    assert report.killed > 0
