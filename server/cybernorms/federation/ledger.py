"""What each member did for one answer, written down as it happens."""

import threading

from msgspec.structs import replace

from cybernorms.engine import Share
from cybernorms.federation.members import Told


class Ledger:
    """The shares of one answer; several threads may write into it."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock = threading.Lock()
        self._shares: dict[str, Share] = {}

    def open(self, name: str, endpoint: str) -> None:
        """Mention a member, whether or not it will be asked."""
        with self._lock:
            self._shares.setdefault(endpoint, Share(name, endpoint))

    def add(self, endpoint: str, told: Told) -> None:
        """Count a reply."""
        with self._lock:
            share = self._shares[endpoint]
            ages = [age for age in (share.age, told.age) if age is not None]
            self._shares[endpoint] = replace(
                share,
                requests=share.requests + 1,
                rows=share.rows + len(told.table.rows),
                milliseconds=share.milliseconds + told.milliseconds,
                age=max(ages, default=None),
            )

    def fail(self, endpoint: str, error: str, *, asked: bool = True) -> None:
        """Note that something is missing; the first reason is kept."""
        with self._lock:
            share = self._shares[endpoint]
            self._shares[endpoint] = replace(
                share, requests=share.requests + asked, error=share.error or error
            )

    def cut(self, endpoint: str) -> None:
        """Note that there were more rows than came, or than are taken."""
        with self._lock:
            self._shares[endpoint] = replace(self._shares[endpoint], truncated=True)

    def shares(self, states: dict[str, str]) -> tuple[Share, ...]:
        """Give the shares by name, with the state of each breaker."""
        with self._lock:
            found = sorted(self._shares.values(), key=lambda share: (share.member, share.endpoint))
        return tuple(
            replace(share, breaker=states.get(share.endpoint, share.breaker)) for share in found
        )
