"""Answers kept in memory: a snapshot never changes, so the same query has the same answer."""

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Final

from cybernorms.engine import Answer, Query, QueryEngine

# Functions whose value differs from call to call. A word that contains one costs only a place in
# the cache, whereas the engine needs no blank before a keyword, so nothing finer would be safe.
_CHANGING: Final = ("NOW", "RAND", "UUID")
_LARGEST_SHARE: Final = 8
_OVERHEAD: Final = 1024
"""Bytes that an entry is taken to need besides its query and its body."""


class CachingEngine:
    """A QueryEngine that keeps the latest answers of another one, up to a number of bytes.

    Any number of threads may use it. What was answered from a former snapshot is dropped at the
    first query to a new one. An answer above an eighth of ``max_bytes`` is not kept.
    """

    def __init__(self, engine: QueryEngine, max_bytes: int) -> None:
        """Keep the answers of ``engine``; 0 bytes keep none."""
        self._engine, self._max_bytes = engine, max_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Query, Answer] = OrderedDict()
        self._snapshot = ""
        self._bytes = 0

    def snapshot_id(self) -> str:
        """Name the snapshot that the next query would be answered from."""
        return self._engine.snapshot_id()

    def query(self, query: Query) -> Answer:
        """Give the answer that is kept, or ask. Raises what engine.QueryEngine raises."""
        key = replace(query, timeout=0)
        kept = self._find(self.snapshot_id(), key)
        if kept is not None:
            return kept
        answer = self._engine.query(query)
        if not may_change(query.text):
            self._keep(key, answer)
        return answer

    def _find(self, snapshot: str, key: Query) -> Answer | None:
        with self._lock:
            if snapshot != self._snapshot:
                self._answers.clear()
                self._snapshot, self._bytes = snapshot, 0
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _keep(self, key: Query, answer: Answer) -> None:
        size = _size(key, answer)
        with self._lock:
            fits = size <= self._max_bytes // _LARGEST_SHARE
            if not fits or answer.snapshot != self._snapshot or key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._bytes -= _size(*self._answers.popitem(last=False))


def may_change(text: str) -> bool:
    """Tell whether a query may be answered differently by the same snapshot (NOW, RAND, UUID)."""
    return any(name in text.upper() for name in _CHANGING)


def _size(key: Query, answer: Answer) -> int:
    return len(key.text) + len(answer.body) + _OVERHEAD
