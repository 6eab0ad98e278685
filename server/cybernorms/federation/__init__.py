"""Other institutions' endpoints: who is a member, and what is asked of them."""

from cybernorms.federation.engine import FederatingEngine, may_call
from cybernorms.federation.members import MemberStatus
from cybernorms.federation.registry import STATUSES, Change, Member, Registry, Status
from cybernorms.federation.statements import Statements

__all__ = [
    "STATUSES",
    "Change",
    "FederatingEngine",
    "Member",
    "MemberStatus",
    "Registry",
    "Statements",
    "Status",
    "may_call",
]
