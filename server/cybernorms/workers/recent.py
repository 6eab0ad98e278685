"""A set that remembers only what was put in lately."""

from collections import OrderedDict


class RecentTexts:
    """The hashes of the latest texts; any thread may use it."""

    def __init__(self, size: int) -> None:
        """Remember up to ``size`` texts."""
        self._size = size
        self._hashes: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, text: str) -> bool:
        """Tell whether this text is remembered."""
        return hash(text) in self._hashes

    def add(self, text: str) -> None:
        """Remember a text, and forget the oldest if there are too many."""
        self._hashes[hash(text)] = None
        while len(self._hashes) > self._size:
            self._hashes.popitem(last=False)
