"""The whole run: ``python -m tests.http.mixed``, over the snapshot that ``make build`` made.

Ends with 1 if any answer was wrong, or any error was none of a limit.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from cybernorms.build import current_snapshot
from cybernorms.settings import load_settings

from ..conftest import Server, start, stop
from .run import Plan, run

_SHOWN = 300
PLAN = Plan(
    snapshots=3,
    every=1,
    requests=10_000,
    concurrency=32,
    switches=10,
    switch_pause=2.0,
    kill_pause=1.0,
    zygote_after=8,
)


def main() -> None:
    """Run it with the default limits, and tell what came of it."""
    settings = load_settings()
    servers: list[Server] = []

    def make() -> Server:
        limits = ("timeout", "queue_timeout", "memory_limit", "max_result_bytes")
        servers.append(start(state, **{name: getattr(settings, name) for name in limits}))
        return servers[-1]

    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        started = time.monotonic()
        try:
            report = run(current_snapshot(settings.state_dir).path, state, make, PLAN)
        finally:
            for server in servers:
                stop(server)
        seconds = time.monotonic() - started
    seen = report.seen
    print(f"{report.cases} cases, {report.different} with answers that differ between snapshots")
    print(f"{seen.statuses.total()} answers in {seconds:.0f} s at concurrency {PLAN.concurrency}")
    print(f"{PLAN.switches} switches, {report.killed} processes killed")
    print("snapshots:", dict(seen.snapshots))
    for what, count in seen.statuses.most_common():
        print(f"{count:6} {what}")
    print(f"wrong: {len(seen.wrong)}")
    for what, count in Counter(line[:_SHOWN] for line in seen.wrong).most_common(20):
        print(f"{count:6} {what}")
    sys.exit(bool(seen.wrong))


if __name__ == "__main__":
    main()
