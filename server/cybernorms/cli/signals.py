"""Signals for a process that goes round in a loop."""

import signal
from queue import Empty, SimpleQueue


class Signals:
    """Keeps the signals that come until the loop asks for them.

    The handler runs in the main thread between any two of its steps, so it must take no lock that
    the thread may hold: setting a threading.Event that the same thread waits for blocks it for
    ever. A SimpleQueue may be put into from there (library reference, queue, SimpleQueue.put).
    """

    def __init__(self, *numbers: int) -> None:
        """Handle these signals from now on. Call it from the main thread."""
        self._come: SimpleQueue[int] = SimpleQueue()
        for number in numbers:
            signal.signal(number, lambda number, _: self._come.put(number))

    def wait(self, seconds: float) -> int | None:
        """Give the signal that came first, or None if none comes in ``seconds``."""
        try:
            return self._come.get(timeout=seconds)
        except Empty:
            return None
