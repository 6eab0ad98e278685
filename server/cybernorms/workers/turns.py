"""Who may run now and who has to wait: a bounded queue that serves its clients by turns."""

import threading
from collections import Counter, OrderedDict, deque
from typing import Final

from cybernorms.errors import BusyError, TooManyRequestsError

_QUARTER: Final = 4
_TOO_FEW_TO_SHARE: Final = 3


class _Waiter:
    """A caller in the queue; exactly one of ``granted`` and ``dropped`` comes true, or neither."""

    __slots__ = ("dropped", "granted", "told")

    def __init__(self) -> None:
        self.told = threading.Event()
        self.granted = self.dropped = False


class Turns:
    """A number of places, and a queue for each client that wants one; any thread may use it.

    A place that becomes free goes to the clients in turn, however many each has waiting. One
    client holds at most three quarters of three places or more. When the queue is full, the
    client with the most waiting loses its latest one to a client with fewer.
    """

    def __init__(self, name: str, places: int, length: int, share: int, patience: float) -> None:
        """Let ``length`` callers wait in all and ``share`` of one client, ``patience`` seconds.

        ``name`` is what the places are called in messages, such as ``query workers``.
        """
        self._places, self._length, self._share = places, length, share
        self._patience, self._name = patience, name
        reserved = max(1, places // _QUARTER) if places >= _TOO_FEW_TO_SHARE else 0
        self._most = places - reserved
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self._busy = 0
        self._waiting: OrderedDict[str, deque[_Waiter]] = OrderedDict()

    @property
    def busy(self) -> int:
        """Count the places that are taken."""
        return self._busy

    @property
    def waiting(self) -> int:
        """Count the callers in the queue."""
        with self._lock:
            return self._count_waiting()

    def others_wait(self, client: str) -> bool:
        """Tell whether any other client than this is in the queue."""
        with self._lock:
            return any(name != client for name in self._waiting)

    def try_take(self, client: str) -> bool:
        """Take a place if one is free for this client, without waiting."""
        with self._lock:
            if not self._may_take(client):
                return False
            self._seat(client)
            return True

    def take(self, client: str) -> None:
        """Take a place, waiting for it if need be.

        Raises TooManyRequestsError when the client has too many waiting, and BusyError when the
        queue is full or no place became free in time.
        """
        if self.try_take(client):
            return
        waiter = self._queue_up(client)
        waiter.told.wait(self._patience)
        with self._lock:
            if waiter.granted:
                return
            if not waiter.dropped:
                self._remove(client, waiter)
        raise BusyError(
            f"the queue is full: all {self._places} {self._name} are busy, and others wait longer"
            if waiter.dropped
            else f"all {self._places} {self._name} of this process are busy, and none became free "
            f"within {self._patience:g} s"
        )

    def give(self, client: str) -> None:
        """Give a place back."""
        with self._lock:
            self._busy -= 1
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
            if self._waiting:
                self._serve()

    def _may_take(self, client: str) -> bool:
        return self._busy < self._places and self._held[client] < self._most

    def _seat(self, client: str) -> None:
        self._busy += 1
        self._held[client] += 1

    def _queue_up(self, client: str) -> _Waiter:
        waiter = _Waiter()
        with self._lock:
            own = len(self._waiting.get(client, ()))
            if own >= self._share:
                raise TooManyRequestsError(
                    f"{own} queries of yours are waiting here already; wait for their answers"
                )
            if self._count_waiting() >= self._length and not self._drop_for(own):
                raise BusyError(f"the queue is full: {self._length} queries are waiting")
            self._waiting.setdefault(client, deque()).append(waiter)
            self._serve()  # a place may have been given back since it was tried for
        return waiter

    def _drop_for(self, own: int) -> bool:
        """Make room at the cost of the client with the most waiting, if that is more than own."""
        client = max(self._waiting, key=lambda name: len(self._waiting[name]), default=None)
        if client is None or len(self._waiting[client]) <= own + 1:
            return False
        dropped = self._waiting[client].pop()
        dropped.dropped = True
        dropped.told.set()
        return True

    def _serve(self) -> None:
        """Hand free places to the clients in turn."""
        while (client := self._next()) is not None:
            queue = self._waiting.pop(client)
            waiter = queue.popleft()
            if queue:
                self._waiting[client] = queue  # behind all others
            self._seat(client)
            waiter.granted = True
            waiter.told.set()

    def _next(self) -> str | None:
        """Find the client whose turn it is; one at its share is passed over."""
        return next((client for client in self._waiting if self._may_take(client)), None)

    def _remove(self, client: str, waiter: _Waiter) -> None:
        queue = self._waiting[client]
        queue.remove(waiter)
        if not queue:
            del self._waiting[client]

    def _count_waiting(self) -> int:
        return sum(map(len, self._waiting.values()))


class Lane:
    """What one caller holds: at most one place, of any Turns."""

    def __init__(self, client: str) -> None:
        """Begin with none."""
        self._client = client
        self.turns: Turns | None = None

    def enter(self, turns: Turns) -> None:
        """Leave, and take a place here as ``Turns.take`` does."""
        self.leave()
        turns.take(self._client)
        self.turns = turns

    def try_enter(self, turns: Turns) -> bool:
        """Change to a place here if one is free, and tell whether."""
        if not turns.try_take(self._client):
            return False
        self.leave()
        self.turns = turns
        return True

    def leave(self) -> None:
        """Give the place back, if any is held."""
        if self.turns:
            self.turns.give(self._client)
        self.turns = None
