"""The clerk: a process for what nobody waits for, such as tests of members on their schedule."""

import logging
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from cybernorms.errors import CyberNormsError
from cybernorms.logs import set_up_logs
from cybernorms.processes import die_with_parent
from cybernorms.settings import Settings, load_settings
from cybernorms.workers.inspector import inspect_due_members
from cybernorms.workers.reception import Reception

Duty = Callable[[], float]
"""Does what is due, and gives the seconds until it wants to be called again."""

_AFTER_A_FAULT: Final = 30.0
_log: Final = logging.getLogger(__name__)


def duties(root: Path, run_dir: Path, settings: Settings) -> Mapping[str, Duty]:
    """Give what a server's clerk has to do, by name; each runs in a thread of its own.

    ``root`` is the folder of ontology, data and shapes; ``run_dir`` has the server's sockets.
    """
    reception = Reception(run_dir, settings)
    return {
        "tests of members": partial(inspect_due_members, run_dir, settings),
        "judging submissions": reception.judge_received,
        "carrying out decisions": reception.carry_out,
        "judging submissions again": reception.judge_again,
    }


def keep(name: str, duty: Duty, ending: threading.Event) -> None:
    """Do a duty again and again; a fault is logged, and costs no more than a pause."""
    while True:
        try:
            pause = duty()
        except CyberNormsError as error:
            _log.error("%s: %s", name, error)
            pause = _AFTER_A_FAULT
        except Exception:  # noqa: BLE001  # one duty's fault must not end the others
            _log.exception("%s failed", name)
            pause = _AFTER_A_FAULT
        if ending.wait(pause):
            return


def main() -> None:
    """Do all duties until killed."""
    root, run_dir, parent = sys.argv[1:]
    die_with_parent(int(parent))
    settings = load_settings()
    set_up_logs(settings)
    ending = threading.Event()
    threads = [
        threading.Thread(target=keep, args=(name, duty, ending), name=name)
        for name, duty in duties(Path(root), Path(run_dir), settings).items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
