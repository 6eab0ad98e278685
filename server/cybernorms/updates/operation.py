"""What a client wants written, as it travels from a front to the writer, and what came of it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["update", "put", "post", "delete", "settle"]


@dataclass(frozen=True, slots=True)
class Part:
    """One RDF document of a body: its canonical media type and its size in bytes."""

    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One write. Its body travels beside it: an update's text, or documents one after the other.

    ``graph`` is the one graph that a Graph Store operation is about, None for the account's home;
    an update with a graph is a PATCH, which sees it as the default graph and writes no other.
    ``using`` and ``using_named`` are the dataset of the SPARQL 1.1 Protocol (2.2.3). ``version``
    and ``exists`` are what the client takes for granted of the graph (RFC 9110 13.1): the number
    of the transaction that touched it last, 0 if it should not exist; whether it exists.
    ``settle`` carries out what curators decided on submissions, with neither token nor body.
    """

    kind: Kind
    token: str
    graph: str | None = None
    parts: tuple[Part, ...] = ()
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] | None = None
    version: int | None = None
    exists: bool | None = None
    comment: str = ""

    def as_head(self) -> dict[str, Any]:
        """Write it as the head of a message."""
        return asdict(self)

    @classmethod
    def from_head(cls, head: dict[str, Any]) -> "Operation":
        """Read it from the head of a message."""
        head["parts"] = tuple(Part(**part) for part in head["parts"])
        for name in ("using", "using_named"):
            head[name] = None if head[name] is None else tuple(head[name])
        return cls(**head)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write came to.

    ``transaction`` is None when it changed nothing; ``snapshot`` holds its effect; ``added`` and
    ``removed`` count quads; ``graph`` is the one graph of a Graph Store operation, ``created``
    whether it is new.
    """

    transaction: int | None
    snapshot: str
    added: int
    removed: int
    graph: str | None = None
    created: bool = False
