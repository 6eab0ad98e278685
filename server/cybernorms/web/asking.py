"""Who asks: the address that a client's share of the workers is counted by."""

from typing import TYPE_CHECKING

from cybernorms.connections import plain_address
from cybernorms.engine import ASKER, Asker
from cybernorms.logs import request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def remember_asker(environ: "WSGIEnvironment", trusted_proxies: frozenset[str]) -> None:
    """Name the asker of the queries that this thread asks from now on."""
    client = client_address(environ, trusted_proxies)
    ASKER.set(Asker(client, environ.get("REMOTE_ADDR", ""), request_id.get()))


def client_address(environ: "WSGIEnvironment", trusted_proxies: frozenset[str]) -> str:
    """Give the peer's address; behind trusted proxies that of whoever asked the first of them.

    That is the last entry of X-Forwarded-For which is no trusted proxy itself: what stands before
    it is the client's own word.
    """
    client = plain_address(environ.get("REMOTE_ADDR", ""))
    if client not in trusted_proxies:
        return client
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while client in trusted_proxies and forwarded and (named := forwarded.pop().strip()):
        client = named
    return client


def parse_proxies(setting: str) -> frozenset[str]:
    """Read the setting trusted_proxies."""
    return frozenset(address.strip() for address in setting.split(",") if address.strip())
