"""Snapshots that another engine holds: brought there by a zygote, watched by a front."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cybernorms.engine import Answer, Query
from cybernorms.errors import EngineUnavailableError
from cybernorms.remote import (
    Address,
    GraphSet,
    Link,
    MissingSetError,
    RemoteSnapshot,
    drop_set,
    graph_sizes,
    is_whole,
    list_sets,
    load_set,
    read_address,
)
from cybernorms.settings import Settings
from cybernorms.workers.pool import WorkerPool

_log: Final = logging.getLogger(__name__)
_LOADING: Final = 600.0
"""Seconds an engine may take over one piece of a snapshot."""
_CHECKING: Final = 2.0
_PAUSE: Final = 0.5
"""Seconds for which an engine that did not answer is not asked again."""
_TOLD: Final = 10.0
"""Seconds between two lines in the log on how far a load is."""


def open_elsewhere(address: Address, folder: Path, settings: Settings) -> RemoteSnapshot:
    """Bring a snapshot's folder into the engine, and remove there what no zygote holds.

    Raises EngineUnavailableError and EngineError.
    """
    set_ = GraphSet(folder.name, address.space)
    with _linked(address, _LOADING) as link:
        held = {path.name.partition(".")[0] for path in (settings.state_dir / "run").glob("*/*.*")}
        for other in list_sets(link, address.space):
            if other.snapshot not in held | {folder.name}:
                drop_set(link, other)
        since = last = time.monotonic()

        def tell(count: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > _TOLD:
                last, rate = now, count / (now - since)
                _log.info("%s: %d statements, %d a second", folder.name, count, rate)

        load_set(link, set_, folder, tell)
    seconds = settings.timeout + 1
    return RemoteSnapshot(set_, address, graph_sizes(folder), settings.max_result_bytes, seconds)


class WatchedPool:
    """A QueryEngine over a pool whose workers ask an engine that may be away."""

    def __init__(self, pool: WorkerPool, address: Address) -> None:
        """Watch the engine at an address."""
        self._pool, self._address = pool, address
        self._until = 0.0
        self.snapshot_id = pool.snapshot_id

    def query(self, query: Query) -> Answer:
        """Answer a query; at once with EngineUnavailableError while the engine is known to be away.

        Raises what the pool raises.
        """
        if time.monotonic() < self._until:
            raise EngineUnavailableError(f"the engine at {self._address} does not answer", 2)
        try:
            return self._pool.query(query)
        except EngineUnavailableError:
            self._until = time.monotonic() + _PAUSE
            raise

    def check(self) -> str:
        """Name the current snapshot once its graphs are in the engine.

        Raises EngineUnavailableError when they are not, and what the pool's check raises.
        """
        snapshot = self._pool.check()
        with _linked(self._address, _CHECKING) as link:
            if not is_whole(link, GraphSet(snapshot, self._address.space)):
                raise MissingSetError(f"the engine has not the graphs of snapshot {snapshot}")
        return snapshot


def watch(pool: WorkerPool, settings: Settings) -> WorkerPool | WatchedPool:
    """Watch a pool's engine if it is elsewhere. Raises InputError."""
    address = read_address(settings.engine)
    return WatchedPool(pool, address) if address else pool


@contextmanager
def _linked(address: Address, seconds: float) -> Iterator[Link]:
    with closing(Link(address, seconds)) as link:
        link.open()
        yield link
