"""How many queries a page was made from, told to its reader (Server Timing, section 4.1)."""

from contextvars import ContextVar
from typing import Final

from flask import Response

from cybernorms.engine import Answer, Query, QueryEngine
from cybernorms.protocol.negotiation import HTML

_ASKED: Final[ContextVar[int]] = ContextVar("asked", default=0)


class CountingEngine:
    """A QueryEngine that counts what this thread asks of another one."""

    def __init__(self, engine: QueryEngine) -> None:
        """Count what is asked of ``engine``."""
        self._engine = engine
        self.snapshot_id, self.check = engine.snapshot_id, engine.check

    def query(self, query: Query) -> Answer:
        """Ask. Raises what engine.QueryEngine raises."""
        _ASKED.set(_ASKED.get() + 1)
        return self._engine.query(query)


def start_counting() -> None:
    """Count from nothing, for a new request."""
    _ASKED.set(0)


def tell_count(response: Response) -> Response:
    """Tell how many queries a page took; one that was kept takes hardly any."""
    if response.mimetype == HTML:
        response.headers["Server-Timing"] = f'queries;desc="{_ASKED.get()}"'
    return response
