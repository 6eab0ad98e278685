"""Tests of members on their schedule, each in a process of its own: what it reads is hostile.

That process is started as ``python -m cybernorms.workers.inspector RUN_DIR NAME PARENT``.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from cybernorms.audit import SERVER
from cybernorms.federation import Member, Registry
from cybernorms.federation.contract import unfinished
from cybernorms.federation.history import Trial
from cybernorms.federation.schedule import due
from cybernorms.logs import set_up_logs
from cybernorms.processes import die_with_parent
from cybernorms.settings import Settings, as_environment, load_settings
from cybernorms.workers.confinement import limit_memory
from cybernorms.workers.inspection import inspect, keep_test, sample_submission
from cybernorms.workers.judging import JudgeClient

_AT_ONCE: Final = 3
_PAUSE: Final = 2.0
"""Seconds between two looks for members that are due."""
_LONGEST: Final = 300.0
"""Seconds a test may take as a whole."""
_MEMORY: Final = 1024
"""MiB that a test may use."""
_MODULE: Final = "cybernorms.workers.inspector"
_log: Final = logging.getLogger(__name__)


def inspect_due_members(run_dir: Path, settings: Settings) -> float:
    """Test the members that are due, some at once; give the seconds until the next look."""
    registry = Registry(settings.state_dir)
    if registry.database.path.exists():
        members = due(registry, datetime.now(UTC))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(partial(_test_apart, run_dir, settings), members))
    return _PAUSE


def _test_apart(run_dir: Path, settings: Settings, member: Member) -> None:
    """Test a member in a process that may crash or hang."""
    time = datetime.now(UTC)
    arguments = [str(run_dir), member.name, str(os.getpid())]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", _MODULE, *arguments],
            env={**os.environ, **as_environment(settings)},
            stdin=subprocess.DEVNULL,
            timeout=_LONGEST,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        ended = None
    if ended != 0:
        _log.warning("the test of %s came to nothing (%s)", member.name, ended)
        how = "took too long" if ended is None else "broke down"
        test = Trial(time, unfinished(f"the test {how} with what the endpoint sent"))
        keep_test(settings, member, test, "", SERVER)


def _judged(client: JudgeClient, triples: bytes, profile: str) -> Mapping[str, Any]:
    _, report = client.judge(sample_submission(triples, profile))
    found: Mapping[str, Any] = json.loads(report)
    return found


def main() -> None:
    """Test one member."""
    run_dir, name, parent = sys.argv[1:]
    die_with_parent(int(parent))
    settings = load_settings()
    set_up_logs(settings)
    limit_memory(_MEMORY, 0)
    member = Registry(settings.state_dir).find(name)
    judge = partial(_judged, JudgeClient(Path(run_dir), settings))
    inspect(settings, member, judge, SERVER, sparing=True)


if __name__ == "__main__":
    main()
