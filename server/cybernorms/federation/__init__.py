"""Other institutions' endpoints: who is a member, and what is asked of them."""

from cybernorms.federation.registry import Member, Registry, Status

__all__ = ["Member", "Registry", "Status"]
