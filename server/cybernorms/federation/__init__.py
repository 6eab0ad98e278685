"""Other institutions' endpoints: who is a member, and what is asked of them."""

from cybernorms.federation.registry import Change, Member, Registry, Status

__all__ = ["Change", "Member", "Registry", "Status"]
