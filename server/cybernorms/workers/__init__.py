"""Query workers that can be killed: every query runs in a process of its own.

A *zygote* process holds one snapshot in memory and forks *workers*, which share its pages. A
*pool* in each front process gives queries their turns, borrows workers for them, and kills those
that pass their deadline. A *supervisor* keeps one zygote ready for the current snapshot, and some
for older ones that are asked for. Writes go to the one *writer*, which has each of them worked out
and judged in children that may die; validations go to workers of a *judge*, a zygote that holds
sources.

What judges (``judgement``, ``impact``, ``settling``, ``inspection``) is imported from its module:
fronts and zygotes start sooner without the engines.
"""

from cybernorms.workers.child import Message, run_in_child
from cybernorms.workers.control import list_queries, listen, stop_query
from cybernorms.workers.elsewhere import watch
from cybernorms.workers.job import SPREADSHEET, Submission, Text, limits
from cybernorms.workers.judging import JudgeClient
from cybernorms.workers.pool import PoolStatus, WorkerPool
from cybernorms.workers.releases import kept_releases, require_release
from cybernorms.workers.supervisor import Supervisor, open_engine
from cybernorms.workers.writing import WriterClient

__all__ = [
    "SPREADSHEET",
    "JudgeClient",
    "Message",
    "PoolStatus",
    "Submission",
    "Supervisor",
    "Text",
    "WorkerPool",
    "WriterClient",
    "kept_releases",
    "limits",
    "list_queries",
    "listen",
    "open_engine",
    "require_release",
    "run_in_child",
    "stop_query",
    "watch",
]
