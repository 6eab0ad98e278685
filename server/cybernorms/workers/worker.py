"""A worker's life: confined, then one query after the other until its front hangs up."""

import json
import os
import select
import socket
from contextlib import suppress
from functools import partial
from typing import Any, Final, NoReturn

from msgspec.structs import replace

from cybernorms.engine import Answer, Query
from cybernorms.errors import (
    CyberNormsError,
    EngineError,
    EngineUnavailableError,
    ForbiddenQueryError,
)
from cybernorms.federation.plan import write_plan
from cybernorms.federation.planning import make_plan
from cybernorms.guard import check_query
from cybernorms.remote import MissingSetError, RemoteSnapshot
from cybernorms.settings import Settings
from cybernorms.store import Snapshot
from cybernorms.workers import wire
from cybernorms.workers.confinement import limit_memory, narrow_stack, refuse_system_calls
from cybernorms.workers.explaining import explain

_NICENESS: Final = 5
_ASKED: Final = "application/sparql-results+json"
_KEPT_SHARE: Final = 4
"""A worker that still holds this part of its memory limit after an answer makes way for another."""
MISSING: Final = os.EX_TEMPFAIL
"""The exit code of a worker whose engine has not the snapshot's graphs."""

AnySnapshot = Snapshot | RemoteSnapshot


def work(connection: socket.socket, snapshot: AnySnapshot, settings: Settings) -> NoReturn:
    """Answer the queries that come over the connection; end the process when it closes.

    A worker of an engine elsewhere ends too when its link there is cut.
    """
    usage = os.open("/proc/self/statm", os.O_RDONLY)
    os.nice(_NICENESS)
    # A worker that is woken waits for its turn: work that is often interrupted takes longer.
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    pages = _pages(usage)
    limit_memory(settings.memory_limit, pages)
    fault = _open(snapshot) if isinstance(snapshot, RemoteSnapshot) else None
    refuse_system_calls(reading=None if isinstance(snapshot, RemoteSnapshot) else snapshot.files)
    surplus = settings.memory_limit * 1024 * 1024 // os.sysconf("SC_PAGE_SIZE") // _KEPT_SHARE
    try:
        while _pages(usage) - pages <= surplus:
            if isinstance(snapshot, RemoteSnapshot) and not fault:
                _await(connection, snapshot)
            query, _ = wire.receive(connection, decode=wire.decode_query)
            if fault:
                wire.send(connection, wire.error_head(fault))
                break
            wire.send(connection, *_answer(snapshot, settings, query))
    except (EOFError, ConnectionError):
        pass
    finally:
        os._exit(0)


def _open(snapshot: RemoteSnapshot) -> EngineUnavailableError | None:
    """Connect to the engine, or give what is to be told instead of an answer.

    From then on a text that would overflow the engine's stack ends this process instead.
    """
    narrow_stack()
    try:
        snapshot.open()
    except MissingSetError:
        os._exit(MISSING)
    except EngineUnavailableError as error:
        return error
    return None


def _await(connection: socket.socket, snapshot: RemoteSnapshot) -> None:
    """Wait for a query. Raises EOFError when the link to the engine is cut before one comes."""
    link = snapshot.link.descriptor
    if link is None:
        raise EOFError
    ready = select.poll()
    for descriptor in (connection.fileno(), link):
        ready.register(descriptor, select.POLLIN)
    if any(descriptor == link for descriptor, _ in ready.poll()):
        raise EOFError


def _answer(
    snapshot: AnySnapshot, settings: Settings, query: Query
) -> tuple[dict[str, Any], bytes]:
    try:
        if query.kind == "explanation":
            answer = explain(snapshot, query)
        elif query.kind == "plan":
            plan = make_plan(query, settings.max_query_nesting, partial(_holds, snapshot, query))
            answer = Answer("PLAN", "application/json", write_plan(plan), snapshot.name)
        else:
            check_query(query.text, settings.max_query_nesting)
            answer = snapshot.query(query)
    except EngineUnavailableError as error:
        if isinstance(snapshot, RemoteSnapshot) and snapshot.link.descriptor is None:
            raise EOFError from None  # the next worker finds out whether the engine is away
        return wire.error_head(error), b""
    except CyberNormsError as error:
        return wire.error_head(error), b""
    except RecursionError:
        too_deep = ForbiddenQueryError("the query nests too deeply to be planned; write it flatter")
        return wire.error_head(too_deep), b""
    except MemoryError:
        os.abort()  # as the engine does when it finds no memory, so that the front sees one case
    except BaseException as error:  # noqa: BLE001  # a panic of the engine is no Exception
        return wire.error_head(EngineError(f"the engine failed: {error}")), b""
    reply = {
        "form": answer.form,
        "media_type": answer.media_type,
        "snapshot": answer.snapshot,
        "truncated": answer.truncated,
        "entailment": answer.entailment,
    }
    return reply, answer.body


def _holds(snapshot: AnySnapshot, query: Query, text: str) -> bool:
    """Answer an ASK query with what else a query says."""
    asked = replace(query, text=text, kind="query", results_type=_ASKED, sources=(), members=())
    return json.loads(snapshot.query(asked).body)["boolean"] is True


def _pages(usage: int) -> int:
    """Read the size of the address space, in pages, from an open /proc/self/statm."""
    return int(os.pread(usage, 64, 0).split()[0])
