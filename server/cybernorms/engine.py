"""What the protocol and the web need from whatever answers queries: a few small types."""

import re
from contextvars import ContextVar
from datetime import datetime
from typing import Final, Literal, NamedTuple, Protocol

from msgspec import Struct

Entailment = Literal["none", "owlrl"]
QueryForm = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


class Asker(Struct, frozen=True):
    """On whose behalf a query runs: that decides its turn, and never its answer.

    ``client`` is the address that shares are counted by, ``peer`` that of the connection if the
    query shall end with it, and ``request`` the id of the request in the log.
    """

    client: str = ""
    peer: str = ""
    request: str = ""


ASKER: Final[ContextVar[Asker]] = ContextVar("asker", default=Asker())  # noqa: B039 (it is frozen)
"""The asker of the queries of this thread."""


class Source(NamedTuple):
    """A member of the federation as a source of matches.

    It has triples of these predicates and instances of these classes only; None: that is not known.
    """

    name: str
    endpoint: str
    predicates: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None


class Query(Struct, frozen=True, array_like=True):
    """One read-only SPARQL query with all that decides its answer.

    ``results_type`` and ``graph_type`` are the media types to use for SELECT/ASK and for
    CONSTRUCT/DESCRIBE: only the engine parses the text, so both are chosen beforehand; None means
    that the client accepts nothing of that kind. ``default_graphs`` and ``named_graphs`` are the
    protocol's dataset (SPARQL 1.1 Protocol 2.1.4); None leaves the published default.
    ``timeout`` is in seconds. ``release`` names a kept snapshot to ask instead of the current one.
    A table is cut behind ``max_rows`` rows and a graph behind as many triples, unless that is 0.
    A query of the kind "explanation" is none of SPARQL: its text is the subject, predicate and
    object of a triple, a line each in N-Triples, and the answer says in ``results_type`` why it
    holds, by up to ``max_rows`` proofs. One of the kind "plan" is not answered: its answer says
    which of it has to be asked of others (``federation.plan``).

    ``here`` are the IRIs by which SERVICE may call this endpoint itself. ``inserts`` are lines of
    the text (comments by themselves) and what stands in their place when the engine reads it:
    rows that others gave. ``members`` are the names of those whose default graphs are asked
    together with ours, and ``sources`` what is known of them.
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
    kind: Literal["query", "explanation", "plan"] = "query"
    here: tuple[str, ...] = ()
    inserts: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def insert_into(self, text: str) -> str:
        """Put the inserts into the text, or what was made of it, for the engine to read."""
        rows = dict(self.inserts)
        if not rows:
            return text
        return re.sub("|".join(map(re.escape, rows)), lambda line: rows[line[0]], text)


class Share(Struct, frozen=True):
    """What a member of the federation has to do with an answer.

    ``requests`` were sent, or spared by the cache, whose oldest part is ``age`` seconds old (None:
    no part of it). ``rows`` came back, and the replies took ``milliseconds`` in sum. ``error`` says
    what is missing and why, if anything is; ``truncated`` that there were more rows than were
    taken or given. ``breaker`` is the state of its circuit breaker: closed, open or half-open.
    """

    member: str
    endpoint: str
    requests: int = 0
    rows: int = 0
    milliseconds: int = 0
    age: float | None = None
    error: str = ""
    truncated: bool = False
    breaker: str = "closed"

    @property
    def is_complete(self) -> bool:
        """Whether all that was wanted of it came."""
        return not self.error and not self.truncated


class Completeness(Struct, frozen=True):
    """Says of a federated answer what it is made of, and what is missing.

    ``id`` ends the address of this statement. ``truncated`` are the rows or triples behind which
    the whole was cut here, or 0. ``notes`` say how the question was understood.
    """

    id: str
    made: datetime
    snapshot: str
    shares: tuple[Share, ...] = ()
    truncated: int = 0
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.truncated and all(share.is_complete for share in self.shares)


class Answer(Struct, frozen=True):
    """An answer: the query's form, the media type used, the bytes, the snapshot's id.

    It is whole unless ``truncated`` is not 0; then it has just so many rows or triples. Its
    ``entailment`` is "none" too when the query's dataset has no inferred graph. ``completeness`` is
    None unless others were to be asked; such an answer is kept by nobody.
    """

    form: QueryForm | Literal["EXPLANATION", "PLAN"]
    media_type: str
    body: bytes
    snapshot: str
    truncated: int = 0
    entailment: Entailment = "owlrl"
    completeness: Completeness | None = None


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
