"""An engine whose queries are counted by how they end, and logged if that is wanted."""

import logging
from hashlib import sha256
from typing import Final

from cybernorms.engine import Answer, Query, QueryEngine
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    NotAcceptableError,
    QueryError,
    QueryLimitError,
    StoppedError,
)
from cybernorms.logs import log_fields
from cybernorms.web.metrics import count_query

_log: Final = logging.getLogger(__name__)
_OUTCOMES: Final[dict[type[CyberNormsError], str]] = {
    StoppedError: "stopped",
    BusyError: "busy",
    NotAcceptableError: "not_acceptable",
    QueryError: "refused",
}


class MeasuredEngine:
    """A QueryEngine that counts how the queries to another one end."""

    def __init__(self, engine: QueryEngine, *, log_queries: bool) -> None:
        """Measure ``engine``, and log what it is asked if that is wanted."""
        self._engine, self._log_queries = engine, log_queries
        self.snapshot_id, self.check = engine.snapshot_id, engine.check

    def query(self, query: Query) -> Answer:
        """Answer a query. Raises what engine.QueryEngine raises."""
        outcome = "failed"
        try:
            answer = self._engine.query(query)
            outcome = "answered"
        except CyberNormsError as error:
            outcome = outcome_of(error)
            raise
        finally:
            count_query(outcome)
            if self._log_queries:
                digest = sha256(query.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
                fields = {"digest": digest, "outcome": outcome, "query": query.text}
                log_fields(_log, logging.INFO, "query", fields)
        return answer


def outcome_of(error: CyberNormsError) -> str:
    """Name the way in which a query failed; a limit by its setting."""
    if isinstance(error, QueryLimitError):
        return error.limit
    for kind, name in _OUTCOMES.items():
        if isinstance(error, kind):
            return name
    return "failed"
