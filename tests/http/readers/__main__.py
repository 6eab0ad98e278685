"""``python -m tests.http.readers [REQUESTS]``, over the snapshot that ``make build`` made.

Ends with 1 if any answer was wrong for its ETag, or any error was none of a limit.
"""

import sys
import tempfile
from pathlib import Path

from cybernorms.build import current_snapshot
from cybernorms.settings import load_settings

from .run import run

_CONCURRENCY = 16


def main() -> None:
    """Run it, and tell what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        snapshot = current_snapshot(load_settings().state_dir).path
        report = run(snapshot, Path(folder), count, _CONCURRENCY, 1)
    seen = report.seen
    print(f"{seen.statuses.total()} answers through nginx, by two readers: {report.shares}")
    print(f"{len(seen.tags)} ETags; {report.different} questions change with the snapshot")
    print("snapshots:", dict(seen.snapshots))
    for what, number in seen.statuses.most_common():
        print(f"{number:6} {what}")
    print(f"wrong: {len(seen.wrong)}", *seen.wrong[:10], sep="\n")
    sys.exit(bool(seen.wrong))


if __name__ == "__main__":
    main()
