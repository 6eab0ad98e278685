"""Query workers that can be killed: every query runs in a process of its own.

A *zygote* process holds one snapshot in memory and forks *workers*, which share its pages. A
*pool* in each front process borrows workers, gives each one query at a time, and kills those that
pass their deadline. A *supervisor* keeps one zygote ready for the current snapshot.
"""

from cybernorms.workers.confinement import die_with_parent
from cybernorms.workers.pool import WorkerPool
from cybernorms.workers.supervisor import Supervisor, open_engine

__all__ = ["Supervisor", "WorkerPool", "die_with_parent", "open_engine"]
