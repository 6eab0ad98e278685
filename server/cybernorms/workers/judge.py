"""The process that validations are forked from: it has our own graph read, for all of them.

Started as ``python -m cybernorms.workers.judge ROOT RUN_DIR PARENT`` soon after the server, or when
the first validation asks for it. It is a zygote, asked at the socket ``judge`` in the run folder;
each worker does one job, confined, at a low priority, and ends.
"""

import logging
import os
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from cybernorms.build import Files, Workspace
from cybernorms.errors import CyberNormsError
from cybernorms.logs import set_up_logs
from cybernorms.namespaces import GRAPH_ONTOLOGY
from cybernorms.processes import die_with_parent
from cybernorms.settings import Settings, load_settings
from cybernorms.sources import Sources
from cybernorms.validation import list_profiles
from cybernorms.workers import wire
from cybernorms.workers.child import perform
from cybernorms.workers.confinement import widen_stack
from cybernorms.workers.job import Submission, limits
from cybernorms.workers.judgement import judge, warm_up
from cybernorms.workers.zygote import Duty, Zygote, listen, share_memory

_log: Final = logging.getLogger(__name__)
_NICENESS: Final = 5
"""As that of queries: what is short and what is waited for goes first."""


class Judge:
    """Keeps our own graph as it is now, and gives each worker its duty."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Read the files and what was written. Raises what ``Workspace.sources`` raises."""
        self._settings = settings
        self._workspace = Workspace(root, settings)
        self._read: tuple[Files, int] | None = None
        self._own = Sources(())
        warm_up(settings)
        self._refresh()

    def find_duty(self) -> Duty:
        """Look at what changed, and give what a worker is to do."""
        try:
            self._refresh()
        except CyberNormsError as error:
            _log.error("judging by the graph as it was before: %s", error)
        return partial(_do_one, own=self._own, settings=self._settings)

    def _refresh(self) -> None:
        """Read what changed, if anything did, and merge once what each job would merge."""
        files = self._workspace.refresh()
        position = self._workspace.journal.written.position
        if self._read and self._read[0] is files and self._read[1] == position:
            return
        own = self._workspace.sources()
        own.data()
        own.asserted()
        own.graph(GRAPH_ONTOLOGY)
        for profile in list_profiles(own):
            profile.written_shapes(own)
            profile.closure_shapes(own)
        self._read, self._own = (files, position), own
        share_memory()


def _do_one(connection: socket.socket, own: Sources, settings: Settings) -> NoReturn:
    """Do the one job that comes over the connection, and end."""
    os.nice(_NICENESS)
    try:
        submission = Submission.from_message(*wire.receive(connection))
    except (EOFError, ConnectionError):
        os._exit(0)
    task = partial(judge, submission, own, settings)
    perform(task, connection, limits(settings), confined=True)


def main() -> None:
    """Read, listen, and serve until killed."""
    root, run_dir, parent = sys.argv[1:]
    die_with_parent(int(parent))
    widen_stack()
    settings = load_settings()
    set_up_logs(settings)
    judge_ = Judge(Path(root), settings)
    (Path(run_dir) / wire.JUDGE).unlink(missing_ok=True)
    Zygote(judge_.find_duty, listen(Path(run_dir), wire.JUDGE)).serve()


if __name__ == "__main__":
    main()
