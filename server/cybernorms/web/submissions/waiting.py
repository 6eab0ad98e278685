"""Clients that wait for what becomes of a submission: a few of them, and not for ever."""

import threading
import time
from collections.abc import Collection
from typing import Final

from cybernorms.submissions import Archive, Record, State
from cybernorms.workers import WriterClient

_LOOK: Final = 0.05
_IN_WORK: Final[frozenset[State]] = frozenset({"approved", "retracting"})
_NEW: Final[frozenset[State]] = frozenset({"received"})


class Waiters:
    """Holds requests until the clerk or the writer has done their part.

    Who finds no place, or waits too long, gets the submission as it is: nothing depends on it.
    """

    def __init__(self, archive: Archive, writer: WriterClient, places: int) -> None:
        """Let that many requests of this front wait at once, so that others have threads too."""
        self._archive, self._writer = archive, writer
        self._places = threading.BoundedSemaphore(max(places, 1))

    def until_judged(self, record: Record, seconds: float) -> Record:
        """Wait until a submission is judged."""
        return self._until_past(record, _NEW, seconds)

    def until_settled(self, record: Record, seconds: float) -> Record:
        """Wait until what was decided is carried out, and served."""
        until = time.monotonic() + seconds
        record = self._until_past(record, _IN_WORK, seconds)
        if record.state not in _IN_WORK and record.snapshot:
            left = until - time.monotonic()
            self._writer.is_served(record.transaction, record.snapshot, left)
        return record

    def _until_past(self, record: Record, states: Collection[State], seconds: float) -> Record:
        if record.state not in states or not self._places.acquire(blocking=False):
            return record
        try:
            until = time.monotonic() + seconds
            while record.state in states and time.monotonic() < until:
                time.sleep(_LOOK)
                record = self._archive.find(record.id)
            return record
        finally:
            self._places.release()
