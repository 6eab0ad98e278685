"""Budgets: how many requests a token or an address may send in a minute.

Each front process counts for itself, as it does with queries that wait. The headers are those of
draft-ietf-httpapi-ratelimit-headers.
"""

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from cybernorms.accounts import authenticate
from cybernorms.errors import InputError, TooManyRequestsError
from cybernorms.settings import Settings
from cybernorms.web.asking import client_address, parse_proxies

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSAL: Final = "cybernorms.refusal"
"""The key of the WSGI environment with the error to answer a request with."""
SPENT: Final = "cybernorms.spent"
"""The key of the WSGI environment with what is left of a budget."""
_MINUTE: Final = 60
_UNCOUNTED: Final = ("/static/", "/healthz", "/readyz", "/metrics")
"""What a page brings along, and what operators ask."""


class Spent(NamedTuple):
    """A budget after a request: its name and size, what is left, and seconds until it is whole."""

    name: str
    size: int
    left: int
    seconds: int

    def headers(self) -> list[tuple[str, str]]:
        """Tell a client."""
        return [
            ("RateLimit-Policy", f'"{self.name}";q={self.size};w={_MINUTE}'),
            ("RateLimit", f'"{self.name}";r={self.left};t={self.seconds}'),
        ]


class Budget:
    """So many requests in any minute, for each key."""

    def __init__(self, name: str, size: int) -> None:
        """Allow ``size`` requests in a minute; with 0 any number."""
        self._name, self._size = name, size
        self._item = RateLimitItemPerMinute(size)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def spend(self, key: str) -> Spent | None:
        """Count a request; None without a limit.

        Raises TooManyRequestsError when the budget is spent.
        """
        if not self._size:
            return None
        granted = self._limiter.hit(self._item, key)
        stats = self._limiter.get_window_stats(self._item, key)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        if not granted:
            raise TooManyRequestsError(
                f"the budget of {self._size} {self._name} a minute is spent; wait {seconds} s",
                seconds,
            )
        return Spent(self._name, self._size, stats.remaining, seconds)


def tell_budget(environ: "WSGIEnvironment", spent: Spent | None) -> None:
    """Have the answer to a request tell what is left of a budget."""
    if spent:
        environ[SPENT] = spent


class ReadBudgets:
    """WSGI middleware that counts requests against the budget of their token or address."""

    def __init__(
        self, application: "WSGIApplication", refusing: "WSGIApplication", settings: Settings
    ) -> None:
        """Stand before an application; ``refusing`` answers what has a REFUSAL."""
        self._application, self._refusing, self._settings = application, refusing, settings
        self._by_address = Budget("requests", settings.reads_per_minute)
        self._by_token = Budget("requests", settings.token_reads_per_minute)
        self._proxies = parse_proxies(settings.trusted_proxies)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass a request on, or have it refused."""
        if environ["PATH_INFO"].startswith(_UNCOUNTED):
            return self._application(environ, start_response)
        try:
            tell_budget(environ, self._spend(environ))
        except TooManyRequestsError as error:
            environ[REFUSAL] = error
            return self._refusing(environ, start_response)
        if SPENT not in environ:
            return self._application(environ, start_response)
        told = environ[SPENT].headers()

        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            known = {name for name, _ in headers}
            more = [each for each in told if each[0] not in known]
            return start_response(status, [*headers, *more], *rest)  # type: ignore[arg-type]

        return self._application(environ, start)  # type: ignore[arg-type]

    def _spend(self, environ: "WSGIEnvironment") -> Spent | None:
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() == "bearer":
            try:
                account = authenticate(self._settings.state_dir, token.strip())
            except InputError:  # a damaged list of accounts lets nobody in
                account = None
            if account:
                return self._by_token.spend(account.token)
        return self._by_address.spend(client_address(environ, self._proxies))


def has_read_budgets(settings: Settings) -> bool:
    """Tell whether requests have to be counted at all."""
    return bool(settings.reads_per_minute or settings.token_reads_per_minute)
