"""Where an engine is: the setting ``engine`` read.

``sparql+http://host:port/query?update=/update&gsp=/store``: the endpoint for queries and, relative
to it, those for SPARQL 1.1 Update (the same if it is not named) and for the Graph Store HTTP
Protocol (graphs are inserted by updates without it). ``space`` keeps several deployments on one
engine apart. ``deadline=timeout:ms`` names the parameter by which a query tells the engine when to
stop, and its unit (``ms`` or ``s``), for the protocol has none. A name and a password before the
host are sent as RFC 7617 says.
"""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from math import ceil
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit, urlunsplit

from cybernorms.errors import InputError

EMBEDDED: Final = "embedded"
_SCHEME: Final = "sparql+"
_PARAMETERS: Final = frozenset({"update", "gsp", "space", "deadline"})
_SPACE: Final = re.compile(r"[a-z0-9-]{0,32}")
_LISTED: Final = "update=, gsp=, space=, deadline="
_DEADLINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):(ms|s)")
_UNITS: Final = {"s": 1, "ms": 1000}


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an engine's address; ``store`` is empty where there is none."""

    query: SplitResult
    update: SplitResult
    store: SplitResult | None
    space: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    deadline: str = ""
    unit: str = "s"

    def limit(self, seconds: float) -> dict[str, str]:
        """Give the parameter that has the engine stop after some seconds; none if it has none."""
        if not self.deadline:
            return {}
        # Virtuoso takes less than a second for no limit at all, and other units are whole too.
        return {self.deadline: str(_UNITS[self.unit] * ceil(max(seconds, 1)))}

    def __str__(self) -> str:
        """Name it without what is secret."""
        return urlunsplit(self.query)


def read_address(engine: str) -> Address | None:
    """Read the setting; None stands for the embedded engine. Raises InputError."""
    if engine == EMBEDDED:
        return None
    parts = urlsplit(engine.removeprefix(_SCHEME))
    if not engine.startswith(_SCHEME) or parts.scheme not in {"http", "https"}:
        raise _wrong("it is embedded, or begins with sparql+http:// or sparql+https://")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _wrong("its port is no number up to 65535") from None
    if not host:
        raise _wrong("it names no host")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(given.keys() - _PARAMETERS):
        raise _wrong(f"{unknown[0]}= is none of {_LISTED}")
    if not _SPACE.fullmatch(given.get("space", "")):
        raise _wrong("space= has up to 32 small letters, digits and dashes")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    deadline = _DEADLINE.fullmatch(given.get("deadline", ":"))
    if "deadline" in given and not deadline:
        raise _wrong(
            "deadline= is the name of a parameter with its unit, as timeout:ms or timeout:s"
        )
    query = urlunsplit((parts.scheme, netloc, parts.path or "/", "", ""))
    update, store = (
        urlsplit(urljoin(query, given[name])) if given.get(name) else None
        for name in ("update", "gsp")
    )
    for other in (update, store):
        if other and (other.scheme, other.netloc) != (parts.scheme, netloc):
            raise _wrong("update= and gsp= are on the same host and port as the endpoint")
    headers = {}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    own = urlsplit(query)
    name, unit = deadline.groups() if deadline else ("", "s")
    return Address(own, update or own, store, given.get("space", ""), headers, name, unit)


def _wrong(reason: str) -> InputError:
    """Say what is wrong; not the setting itself, which may have a password in it."""
    return InputError(f"CYBERNORMS_ENGINE can not be used: {reason}")
