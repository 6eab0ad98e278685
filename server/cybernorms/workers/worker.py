"""A worker's life: confined, then one query after the other until its front hangs up."""

import json
import os
import socket
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final, NoReturn

from cybernorms.engine import Answer, Query
from cybernorms.errors import CyberNormsError, EngineError
from cybernorms.federation.plan import write_plan
from cybernorms.federation.planning import make_plan
from cybernorms.guard import check_query
from cybernorms.settings import Settings
from cybernorms.store import Snapshot
from cybernorms.workers import wire
from cybernorms.workers.confinement import limit_memory, refuse_system_calls
from cybernorms.workers.explaining import explain

_NICENESS: Final = 5
_ASKED: Final = "application/sparql-results+json"
_KEPT_SHARE: Final = 4
"""A worker that still holds this part of its memory limit after an answer makes way for another."""


def work(connection: socket.socket, snapshot: Snapshot, settings: Settings) -> NoReturn:
    """Answer the queries that come over the connection; end the process when it closes."""
    usage = os.open("/proc/self/statm", os.O_RDONLY)
    os.nice(_NICENESS)
    # A worker that is woken waits for its turn: work that is often interrupted takes longer.
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    pages = _pages(usage)
    limit_memory(settings.memory_limit, pages)
    refuse_system_calls()
    surplus = settings.memory_limit * 1024 * 1024 // os.sysconf("SC_PAGE_SIZE") // _KEPT_SHARE
    try:
        while _pages(usage) - pages <= surplus:
            head, _ = wire.receive(connection)
            wire.send(connection, *_answer(snapshot, settings, head))
    except (EOFError, ConnectionError):
        pass
    finally:
        os._exit(0)


def _answer(
    snapshot: Snapshot, settings: Settings, head: list[Any]
) -> tuple[dict[str, Any], bytes]:
    try:
        query = wire.read_query(head)
        if query.kind == "explanation":
            answer = explain(snapshot, query)
        elif query.kind == "plan":
            plan = make_plan(query, settings.max_query_nesting, partial(_holds, snapshot, query))
            answer = Answer("PLAN", "application/json", write_plan(plan), snapshot.name)
        else:
            check_query(query.text, settings.max_query_nesting)
            answer = snapshot.query(query)
    except CyberNormsError as error:
        return wire.error_head(error), b""
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


def _holds(snapshot: Snapshot, query: Query, text: str) -> bool:
    """Answer an ASK query with what else a query says."""
    asked = replace(query, text=text, kind="query", results_type=_ASKED, sources=(), members=())
    return json.loads(snapshot.query(asked).body)["boolean"] is True


def _pages(usage: int) -> int:
    """Read the size of the address space, in pages, from an open /proc/self/statm."""
    return int(os.pread(usage, 64, 0).split()[0])
