"""One task in a forked process that may crash, hang or eat memory without harm to its parent."""

import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from cybernorms.errors import CyberNormsError, EngineError, QueryLimitError
from cybernorms.processes import die_with_parent
from cybernorms.workers import wire
from cybernorms.workers.confinement import limit_memory, refuse_system_calls

RECURSION: Final = 20_000
"""Frames that a child's parser may nest; its stack has room for them, and it may die trying."""

Message = tuple[dict[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may take, and how people know that: the task's name, those of the settings.

    ``seconds`` by the wall's clock, ``mebibytes`` on top of the parent's memory. ``advice`` is
    what to do about a task that takes more.
    """

    task: str
    seconds: float
    timeout: str
    mebibytes: int
    memory: str
    advice: str

    def too_late(self) -> QueryLimitError:
        """Say that the task was stopped at its deadline."""
        return QueryLimitError(
            f"the {self.task} was stopped after {self.seconds:g} s; {self.advice}",
            self.timeout,
            self.seconds,
        )

    def explain(self, code: int) -> CyberNormsError:
        """Say how a task ended that gave no message, by its exit code or minus its signal."""
        if code == -signal.SIGABRT:
            return QueryLimitError(
                f"the {self.task} needed more than {self.mebibytes} MiB of memory; {self.advice}",
                self.memory,
                self.mebibytes,
            )
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return EngineError(
            f"the engine crashed on this {self.task} ({how}); deep nesting is the usual cause, so "
            "write it flatter"
        )


def run_in_child(
    task: Callable[[], Message], limits: Limits, *, confined: bool, deadline: float | None = None
) -> Message:
    """Run a task in a child of this process, which has to be single-threaded, and give its message.

    A ``confined`` task opens no file, socket or process. ``deadline``, a moment of
    time.monotonic(), is for one of several tasks that share a limit. Raises the errors of the
    task, QueryLimitError when it met a limit, EngineError when it crashed.
    """
    deadline = deadline or time.monotonic() + limits.seconds
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            die_with_parent(parent)
            perform(task, theirs, limits, confined=confined)
        finally:
            os._exit(1)
    theirs.close()
    try:
        with ours:
            head, body = wire.receive(ours, deadline)
    except TimeoutError:
        raise limits.too_late() from None
    except EOFError:
        raise limits.explain(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])) from None
    finally:
        _bury(child)
    if "error" in head:
        raise wire.read_error(head)
    return head, body


def perform(
    task: Callable[[], Message], connection: socket.socket, limits: Limits, *, confined: bool
) -> NoReturn:
    """Do a task in this process, send its message or its error, and end.

    A ``confined`` task opens no file, socket or process from here on; threads it may start.
    """
    with open("/proc/self/statm", "rb") as usage:  # noqa: PTH123
        limit_memory(limits.mebibytes, int(usage.read().split()[0]))
    if confined:
        refuse_system_calls(threads=True)
    try:
        message = task()
    except CyberNormsError as error:
        message = wire.error_head(error), b""
    except MemoryError:
        os.abort()  # as the engines do when they find no memory
    except RecursionError:
        too_deep = EngineError(f"the {limits.task} nests too deeply; make it flatter")
        message = wire.error_head(too_deep), b""
    except BaseException as error:  # noqa: BLE001  # a panic of an engine is no Exception
        message = wire.error_head(EngineError(f"the engine failed: {error!r}")), b""
    wire.send(connection, *message)
    os._exit(0)


def _bury(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ChildProcessError, ProcessLookupError):
        pass  # it was waited for already
