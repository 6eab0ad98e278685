"""What the protocol and the web need from whatever answers queries: three small types."""

from dataclasses import dataclass
from typing import Literal, Protocol

Entailment = Literal["none", "owlrl"]
QueryForm = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Query:
    """One read-only SPARQL query with all that decides its answer.

    ``results_type`` and ``graph_type`` are the media types to use for SELECT/ASK and for
    CONSTRUCT/DESCRIBE: only the engine parses the text, so both are chosen beforehand; None means
    that the client accepts nothing of that kind. ``default_graphs`` and ``named_graphs`` are the
    protocol's dataset (SPARQL 1.1 Protocol 2.1.4); None leaves the published default.
    ``timeout`` is in seconds.
    """

    text: str
    results_type: str | None
    graph_type: str | None
    timeout: float
    entailment: Entailment = "owlrl"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: the query's form, the media type used, the bytes, the snapshot's id."""

    form: QueryForm
    media_type: str
    body: bytes
    snapshot: str


class QueryEngine(Protocol):
    """Answers queries over one published snapshot at a time.

    ``query`` raises QuerySyntaxError, ForbiddenQueryError, QueryLimitError, BusyError,
    NoSnapshotError, EngineError or NotAcceptableError, and leaves the engine usable after each.
    """

    def query(self, query: Query) -> Answer:
        """Answer one query within its timeout."""

    def snapshot_id(self) -> str:
        """Name the snapshot that the next query would be answered from."""
