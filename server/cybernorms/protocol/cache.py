"""Answers kept in memory: a snapshot never changes, so the same query has the same answer."""

import re
import threading
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from operator import attrgetter
from typing import Any, Final

from msgspec.structs import fields

from cybernorms.engine import Answer, Query, QueryEngine

# Functions whose value differs from call to call. A word that contains one costs only a place in
# the cache, whereas the engine needs no blank before a keyword, so nothing finer would be safe.
_CHANGING: Final = ("NOW", "RAND", "UUID")
_ADDRESS: Final = re.compile(r"<https?://[\w./#~%:-]*>")
_LARGEST_SHARE: Final = 8
_OVERHEAD: Final = 1024
"""Bytes that an entry is taken to need besides what it is said to."""
_DECISIVE: Final = attrgetter(*(field.name for field in fields(Query) if field.name != "timeout"))
"""All of a query that decides its answer, as a tuple."""


class Cache:
    """The values used last, up to a number of bytes; any number of threads may use it.

    Keys are tuples of strings and the like, which name a snapshot: what belongs to a former one is
    asked for no more, and so goes first. A value above an eighth of ``max_bytes`` is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        """Keep up to ``max_bytes``; 0 keep nothing."""
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes kept now."""
        return self._bytes

    def get(self, key: Hashable) -> Any:  # noqa: ANN401  # whoever made the key knows the type
        """Give the value that is kept, or None; without a lock, for each step is atomic."""
        found = self._kept.get(key)
        if found is None:
            return None
        with suppress(KeyError):  # it was dropped meanwhile
            self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, value: object, size: int) -> None:
        """Keep a value of ``size`` bytes in place of those not used for the longest time."""
        size += _OVERHEAD
        with self._lock:
            if size > self._max_bytes // _LARGEST_SHARE or key in self._kept:
                return
            self._kept[key] = (value, size)
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]


class CachingEngine:
    """A QueryEngine that keeps the latest answers of another one."""

    def __init__(self, engine: QueryEngine, cache: Cache) -> None:
        """Keep answers of ``engine`` in a cache that may hold other things too."""
        self._engine, self._cache = engine, cache
        self.snapshot_id, self.check = engine.snapshot_id, engine.check

    def query(self, query: Query) -> Answer:
        """Give the answer that is kept, or ask. Raises what engine.QueryEngine raises."""
        if may_change(query.text):
            return self._engine.query(query)
        key = _DECISIVE(query)
        kept: Answer | None = self._cache.get((self.snapshot_id(query.release), key))
        if kept is not None:
            return kept
        answer = self._engine.query(query)
        if answer.completeness is None:
            size = len(query.text) + len(answer.body)
            self._cache.keep((answer.snapshot, key), answer, size)
        return answer


def may_change(text: str) -> bool:
    """Tell whether a query may be answered differently by the same snapshot (NOW, RAND, UUID).

    Web addresses are passed over, for many a slug has such letters; without brackets in them no
    reading of the text finds a call there.
    """
    return _changes(text) and _changes(_ADDRESS.sub("", text))


def _changes(text: str) -> bool:
    capitals = text.upper()
    return any(map(capitals.__contains__, _CHANGING))
