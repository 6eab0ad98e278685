"""What was published is taken down for the feed; a snapshot itself knows nothing of the others."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cybernorms.build.snapshots import current_snapshot, kept_snapshots
from cybernorms.dumps import State, graph_states
from cybernorms.errors import EngineError
from cybernorms.feed import Ledger

_log: Final = logging.getLogger(__name__)


def record(state_dir: Path, states: Mapping[str, State] | None = None) -> None:
    """Take down the current snapshot, and kept ones that were published since the last time.

    Call it ``locked``; ``states`` are those of the graphs of the current one, if they are known.
    What cannot be taken down now is caught up with after the next build: the snapshot is published,
    and stays so.
    """
    ledger = Ledger(state_dir)
    try:
        last, current = ledger.last(), current_snapshot(state_dir)
        if last and last.snapshot == current.id:
            return
        missed = [
            snapshot
            for snapshot in reversed(kept_snapshots(state_dir))
            if snapshot.id != current.id and (last is None or snapshot.created > last.time)
        ]
        for snapshot in (*missed, current):
            writes = snapshot.manifest.get("written", {})
            known = states if snapshot.id == current.id else None
            found = known or graph_states(snapshot.path)
            ledger.record(snapshot.id, snapshot.created, found, writes)
    except (EngineError, OSError) as error:
        _log.error("the feed lacks the last publication: %s", error)
