"""One event of the audit log, and how it is written.

    {"number":7,"time":"2026-11-22T09:30:00.120000Z","request":"5f…","account":"institute",
     "token":"0b9d24a1","address":"192.0.2.7","action":"submission.accepted","object":"https://…",
     "outcome":"done","detail":"…","transaction":12,"digest":"…"}

An event is one line of JSON. Its digest is the SHA-256 of the digest of the line before it and of
the line up to its own digest, closed by ``}``. So no line can be changed, left out or moved unseen.
"""

import hashlib
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

import msgspec

Outcome = Literal["done", "refused"]

OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
START: Final = "0" * 64
"""What stands for the digest of the event before the first."""

_MEMBER: Final = b',"digest":"'
_TAIL: Final = len(_MEMBER) + len(START) + len('"}')


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account and the id of the token that it came with.

    A name that begins with @ is no account's: ``@command`` is whoever runs commands on the machine,
    ``@server`` the server of itself, ``@anonymous`` a client without a token.
    """

    account: str
    token: str = ""


COMMAND: Final = Actor("@command")
SERVER: Final = Actor("@server")
ANONYMOUS: Final = Actor("@anonymous")

ACTOR: Final[ContextVar[Actor | None]] = ContextVar("actor", default=None)
"""On whose behalf the present request acts; None for a client without a token."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done or refused.

    ``number`` counts from 1, ``time`` is UTC. ``request`` is the id that the log of requests has,
    empty for a command. ``object`` is an IRI or the name of what was acted upon. ``transaction`` is
    that of the journal which the event led to.
    """

    number: int
    time: datetime
    request: str
    account: str
    token: str
    address: str
    action: str
    object: str
    outcome: Outcome
    detail: str
    transaction: int | None
    digest: str = ""


def write_event(event: Event, before: str) -> bytes:
    """Write an event as a line, behind the one with the digest ``before``."""
    members: dict[str, Any] = asdict(event)
    del members["digest"]
    body = msgspec.json.encode(members)
    return body[:-1] + _MEMBER + _digest(before, body).encode() + b'"}\n'


def read_event(line: bytes, before: str | None = None) -> Event:
    """Read a line, and hold its digest to that of the one before it if that is given.

    Raises ValueError with what is wrong.
    """
    line = line.removesuffix(b"\n")
    try:
        event = msgspec.json.decode(line, type=Event)
    except msgspec.MsgspecError as error:
        raise ValueError(f"it is no event: {error}") from None
    if before is not None and event.digest != _digest(before, line[:-_TAIL] + b"}"):
        raise ValueError("its digest does not fit")
    return event


def _digest(before: str, body: bytes) -> str:
    return hashlib.sha256(before.encode() + body).hexdigest()
