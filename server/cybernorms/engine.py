"""What the protocol and the web need from whatever answers queries: a few small types."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Entailment = Literal["none", "owlrl"]
QueryForm = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf a query runs: that decides its turn, and never its answer.

    ``client`` is the address that shares are counted by, ``peer`` that of the connection if the
    query shall end with it, and ``request`` the id of the request in the log.
    """

    client: str = ""
    peer: str = ""
    request: str = ""


ASKER: Final[ContextVar[Asker]] = ContextVar("asker", default=Asker())  # noqa: B039 (it is frozen)
"""The asker of the queries of this thread."""


@dataclass(frozen=True, slots=True)
class Query:
    """One read-only SPARQL query with all that decides its answer.

    ``results_type`` and ``graph_type`` are the media types to use for SELECT/ASK and for
    CONSTRUCT/DESCRIBE: only the engine parses the text, so both are chosen beforehand; None means
    that the client accepts nothing of that kind. ``default_graphs`` and ``named_graphs`` are the
    protocol's dataset (SPARQL 1.1 Protocol 2.1.4); None leaves the published default.
    ``timeout`` is in seconds. ``release`` names a kept snapshot to ask instead of the current one.
    A table is cut behind ``max_rows`` rows and a graph behind as many triples, unless that is 0.
    A query of the kind "explanation" is none of SPARQL: its text is the subject, predicate and
    object of a triple, a line each in N-Triples, and the answer says in ``results_type`` why it
    holds, by up to ``max_rows`` proofs.
    """

    text: str
    results_type: str | None
    graph_type: str | None
    timeout: float
    entailment: Entailment = "owlrl"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    release: str | None = None
    max_rows: int = 0
    kind: Literal["query", "explanation"] = "query"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the query's form, the media type used, the bytes, the snapshot's id.

    It is whole unless ``truncated`` is not 0; then it has just so many rows or triples. Its
    ``entailment`` is "none" too when the query's dataset has no inferred graph.
    """

    form: QueryForm | Literal["EXPLANATION"]
    media_type: str
    body: bytes
    snapshot: str
    truncated: int = 0
    entailment: Entailment = "owlrl"


class QueryEngine(Protocol):
    """Answers queries over one published snapshot at a time.

    ``query`` raises QuerySyntaxError, ForbiddenQueryError, QueryLimitError, BusyError and its
    kinds, StoppedError, NoSnapshotError, NotFoundError (an unknown release), EngineError or
    NotAcceptableError, and leaves the engine usable after each.
    """

    def query(self, query: Query) -> Answer:
        """Answer one query within its timeout."""

    def snapshot_id(self, release: str | None = None, /) -> str:
        """Name the snapshot that the next query (for this release) would be answered from."""

    def check(self) -> str:
        """Name the current snapshot once it can be asked, without a query's turn.

        Raises NoSnapshotError when there is none, and BusyError when it does not answer.
        """
