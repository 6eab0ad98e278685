"""What was done, by whom and with what outcome: a file that is only ever appended to."""

from cybernorms.audit.event import ACTOR, COMMAND, SERVER, Actor, Event
from cybernorms.audit.log import audit, audit_file, read_events
from cybernorms.audit.provenance import describe_events

__all__ = [
    "ACTOR",
    "COMMAND",
    "SERVER",
    "Actor",
    "Event",
    "audit",
    "audit_file",
    "describe_events",
    "read_events",
]
