"""The one way out: every call to another machine is made here, and only to allowed addresses."""

from cybernorms.outbound.addresses import Allowance, check_url
from cybernorms.outbound.client import Outbound, Reply

__all__ = ["Allowance", "Outbound", "Reply", "check_url"]
