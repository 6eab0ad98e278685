"""Query workers that can be killed: every query runs in a process of its own.

A *zygote* process holds one snapshot in memory and forks *workers*, which share its pages. A
*pool* in each front process gives queries their turns, borrows workers for them, and kills those
that pass their deadline. A *supervisor* keeps one zygote ready for the current snapshot, and some
for older ones that are asked for. Writes go to the one *writer*, which has each of them worked out
and judged in children that may die; validations go to workers of a *judge*, a zygote that holds
sources.
"""

from cybernorms.workers.child import Message, run_in_child
from cybernorms.workers.control import list_queries, listen, stop_query
from cybernorms.workers.elsewhere import watch
from cybernorms.workers.impact import Break, shapes_impact
from cybernorms.workers.inspection import inspect, sample_submission
from cybernorms.workers.judgement import (
    SPREADSHEET,
    Submission,
    Text,
    judge_documents,
    limits,
    warm_up,
    write_report,
)
from cybernorms.workers.judgement import judge as judge_submission
from cybernorms.workers.judging import JudgeClient
from cybernorms.workers.pool import PoolStatus, WorkerPool
from cybernorms.workers.releases import kept_releases, require_release
from cybernorms.workers.settling import settle
from cybernorms.workers.supervisor import Supervisor, open_engine
from cybernorms.workers.writing import WriterClient

__all__ = [
    "SPREADSHEET",
    "Break",
    "JudgeClient",
    "Message",
    "PoolStatus",
    "Submission",
    "Supervisor",
    "Text",
    "WorkerPool",
    "WriterClient",
    "inspect",
    "judge_documents",
    "judge_submission",
    "kept_releases",
    "limits",
    "list_queries",
    "listen",
    "open_engine",
    "require_release",
    "run_in_child",
    "sample_submission",
    "settle",
    "shapes_impact",
    "stop_query",
    "warm_up",
    "watch",
    "write_report",
]
