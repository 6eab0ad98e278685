"""The headers of every answer: any page may read it (Fetch, CORS), none runs what is not ours."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EVERYWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": (
            "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, "
            "X-Cybernorms-Complete, X-Cybernorms-Entailment, X-Cybernorms-Snapshot, "
            "X-Cybernorms-Transaction, X-Cybernorms-Truncated, X-Request-Id"
        ),
        "Content-Security-Policy": (
            "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self'; "
            "script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
PREFLIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Headers": (
            "Accept, Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id"
        ),
        "Access-Control-Max-Age": "86400",
    }
)
REVALIDATE: Final = "no-cache"
"""Cache-Control of whatever may change with the next snapshot."""
