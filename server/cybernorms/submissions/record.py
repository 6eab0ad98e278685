"""What is known of a submission: who sent what, how it was judged, and what happened to it."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from rdflib import URIRef

from cybernorms.errors import InputError
from cybernorms.namespaces import BASE, GRAPH, GRAPH_SUBMISSIONS, SUBMISSIONS

State = Literal[
    "received",
    "unreadable",
    "conforms",
    "nonconforming",
    "approved",
    "accepted",
    "rejected",
    "changes-requested",
    "superseded",
    "retracting",
    "retracted",
]
"""Received, judged, decided; what is approved or retracting awaits the next build."""

Decision = Literal["accept", "reject", "changes"]

STATES: Final[tuple[State, ...]] = get_args(State)
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)
PUBLIC: Final[frozenset[State]] = frozenset({"accepted", "superseded", "retracting", "retracted"})
"""What was accepted once, everybody may know of; see ``Record.is_public``."""

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_BASE32: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class File:
    """One text of what was sent; ``format`` is the name of an RDF format, or "spreadsheet"."""

    name: str
    format: str
    size: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of one judgement; ``counts`` are results by severity.

    ``profile`` is the version that was applied, ``versions`` tells of which ontology and shapes;
    ``basis`` is a digest of the files that these were read from. ``time`` is UTC.
    """

    number: int
    time: datetime
    basis: str
    profile: str
    conforms: bool
    counts: Mapping[str, int]
    versions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a submission, in UTC; ``report`` is by media type."""

    number: int
    time: datetime
    actor: str
    kind: str
    reason: str
    report: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A submission as it is now.

    ``sha256`` is the digest of its bytes as they were sent; ``digest`` that of its statements in
    canonical form (RDFC-1.0, SHA-256), ``triples`` their number: None until they could be read.
    ``problem`` says why they could not, as ``workers.wire`` writes errors. ``transaction`` is that
    of the journal which accepted or retracted it, ``snapshot`` one that has the outcome;
    ``revises`` the submission whose place it took. ``was_accepted`` tells of any time.
    """

    id: str
    institution: str
    dataset: str
    profile: str
    base: str
    files: tuple[File, ...]
    sha256: str
    received: datetime
    state: State
    digest: str | None
    triples: int | None
    problem: Mapping[str, Any] | None
    transaction: int | None
    snapshot: str | None
    revises: str | None
    was_accepted: bool
    judgement: Judgement | None

    @property
    def iri(self) -> URIRef:
        """Its name, which is the address of its receipt."""
        return SUBMISSIONS[self.id]

    @property
    def graph(self) -> URIRef:
        """The named graph that its statements are for."""
        return URIRef(f"{GRAPH}member/{self.institution}/{self.dataset}")

    @property
    def quarantine(self) -> URIRef:
        """What its statements are named while nobody has accepted them; no query sees it."""
        return GRAPH[f"submission/{self.id}"]

    @property
    def provenance(self) -> URIRef:
        """The named graph that says where its institution's accepted submissions come from."""
        return URIRef(f"{GRAPH_SUBMISSIONS}{self.institution}")

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of it."""
        return self.was_accepted


def account_iri(name: str) -> URIRef:
    """Name an account, as the description of the data set does."""
    return URIRef(f"{BASE}account/{name}")


def require_dataset(name: str) -> str:
    """Give back the name of a data set. Raises InputError for what is none."""
    if not _NAME.match(name):
        raise InputError(
            f"dataset={name[:100]!r}: a name has 1 to 63 letters a-z, digits and inner hyphens"
        )
    return name


def new_id() -> str:
    """Make an identifier that sorts by time and cannot be guessed (a ULID)."""
    number = int(time.time() * 1000) << 80 | secrets.randbits(80)
    return "".join(_BASE32[number >> shift & 31] for shift in range(125, -1, -5))
