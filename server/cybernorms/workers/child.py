"""One task in a forked process that may crash, hang or eat memory without harm to its parent."""

import os
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from cybernorms.errors import CyberNormsError, EngineError, QueryLimitError
from cybernorms.workers import wire
from cybernorms.workers.confinement import die_with_parent, limit_memory, refuse_system_calls

Message = tuple[dict[str, Any], bytes]


def run_in_child(
    task: Callable[[], Message], *, deadline: float, mebibytes: int, confined: bool
) -> Message:
    """Run a task in a child of this process, which has to be single-threaded, and give its message.

    ``deadline`` is a moment of time.monotonic(); ``mebibytes`` is the memory it may take on top of
    its parent's; a ``confined`` task opens no file, socket or process. Errors of the task come as
    wire heads. Raises QueryLimitError when it met a limit, EngineError when it crashed.
    """
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            _live(task, theirs, parent, mebibytes, confined=confined)
        finally:
            os._exit(1)
    theirs.close()
    try:
        with ours:
            return wire.receive(ours, deadline)
    except TimeoutError:
        seconds = round(deadline - started, 1)
        raise QueryLimitError(
            f"the write was stopped after {seconds:g} s; write less at once, or make its pattern "
            "cheaper",
            "update_timeout",
            seconds,
        ) from None
    except EOFError:
        raise _explain(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), mebibytes) from None
    finally:
        _bury(child)


def _live(
    task: Callable[[], Message],
    connection: socket.socket,
    parent: int,
    mebibytes: int,
    *,
    confined: bool,
) -> None:
    die_with_parent(parent)
    with open("/proc/self/statm", "rb") as usage:  # noqa: PTH123
        limit_memory(mebibytes, int(usage.read().split()[0]))
    if confined:
        refuse_system_calls()
    try:
        message = task()
    except CyberNormsError as error:
        message = wire.error_head(error), b""
    except MemoryError:
        os.abort()  # as the engines do when they find no memory
    except RecursionError:
        message = wire.error_head(EngineError("the write nests too deeply; make it flatter")), b""
    except BaseException as error:  # noqa: BLE001  # a panic of an engine is no Exception
        message = wire.error_head(EngineError(f"the engine failed: {error!r}")), b""
    wire.send(connection, *message)
    os._exit(0)


def _explain(code: int, mebibytes: int) -> CyberNormsError:
    if code == -signal.SIGABRT:
        return QueryLimitError(
            f"the write needed more than {mebibytes} MiB of memory; write less at once",
            "update_memory",
            mebibytes,
        )
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return EngineError(
        f"the engine crashed on this write ({how}); deep nesting is the usual cause, so write it "
        "flatter"
    )


def _bury(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ChildProcessError, ProcessLookupError):
        pass  # it was waited for already
