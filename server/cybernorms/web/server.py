"""The front: granian's processes around the application.

Started as ``python -m cybernorms.web.server RUN_DIR PARENT``, with the settings in the
environment: the run folder whose zygote to ask, and the process to end with.
"""

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from cybernorms.federation import FederatingEngine
from cybernorms.logs import set_up_logs
from cybernorms.processes import die_with_parent
from cybernorms.protocol.cache import Cache
from cybernorms.settings import Settings, load_settings
from cybernorms.web.access import AccessLog
from cybernorms.web.app import create_app
from cybernorms.web.asking import parse_proxies
from cybernorms.web.bodies import BodyGate
from cybernorms.web.measured import MeasuredEngine
from cybernorms.web.metrics import keep_flushing, watch_members, watch_pool
from cybernorms.workers import (
    JudgeClient,
    WorkerPool,
    WriterClient,
    listen,
    watch,
)

_KILL_AFTER: Final = 3
"""Seconds on top of the query timeout that a front process may take to end."""
_MEMBERS_SHARE: Final = 4
"""The part of the cache's size that replies of members may take on top of it."""
_GARBAGE: Final = 50_000
"""Objects between two looks for cycles: requests make hardly any, and answers kept are many."""


def main() -> None:
    """Serve until told to stop by SIGTERM or SIGINT."""
    run_dir, parent = sys.argv[1:]
    die_with_parent(int(parent))
    settings = load_settings()
    server = Granian(
        "cybernorms.web",
        settings.host,
        settings.port,
        interface=Interfaces.WSGI,
        workers=settings.processes,
        http=HTTPModes.http1,  # of a version 2 connection no single request could be hung up on
        blocking_threads=settings.threads + settings.bodies,
        websockets=False,
        # granian's own news are for its developers; it also warns of more threads than cores, but
        # ours wait for workers
        log_level=LogLevels.debug if settings.log_level == "debug" else LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=int(settings.timeout) + _KILL_AFTER,
    )
    loader = partial(make_application, settings, Path(run_dir), os.getpid())
    server.serve(target_loader=loader, wrap_loader=False)


def make_application(settings: Settings, run_dir: Path, parent: int) -> AccessLog:
    """Make the application of one front process, with a worker pool and a cache of its own."""
    die_with_parent(parent)
    set_up_logs(settings)
    keep_flushing()
    pool = WorkerPool(run_dir, settings)
    listen(run_dir, pool.running)
    watch_pool(pool.status)
    engine = FederatingEngine(
        MeasuredEngine(watch(pool, settings), log_queries=settings.log_queries == "yes"),
        settings,
        Cache(settings.cache_bytes // _MEMBERS_SHARE),
    )
    watch_members(engine.members.status)
    writer, judge = WriterClient(run_dir, settings), JudgeClient(run_dir, settings)
    app = create_app(settings, engine, writer, judge)
    gc.freeze()  # what is there now stays, and need not be looked through again and again
    gc.set_threshold(_GARBAGE)
    routes = {rule.rule.split("/")[1].partition("<")[0] for rule in app.url_map.iter_rules()}
    proxies = parse_proxies(settings.trusted_proxies)
    return AccessLog(BodyGate(app, settings), routes, proxies)


if __name__ == "__main__":
    main()
