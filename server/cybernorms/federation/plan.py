"""What of a query has to be asked of others: the plan that a worker makes and a front carries out.

Each SERVICE clause (SPARQL 1.1 Federated Query 2) evaluates to a multiset of solutions that is
joined with what stands beside it; so the answer is that of the text with ``VALUES`` in its place,
filled with what the member gave. Of these solutions only those are needed that agree with what is
beside the clause; a *seed* query gives the terms that they have to agree with.
"""

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Nested:
    """A SERVICE clause inside another one, by its place in the text of the outer one's group."""

    start: int
    end: int
    endpoint: str
    silent: bool
    place: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One SERVICE clause. ``place`` says where it stands: line and column.

    Either ``endpoint``, an absolute IRI, or ``variable``, whose values are the endpoints.
    ``columns`` are the variables that the clause binds, that one among them, and ``line`` is the
    line of the plan's text that its rows replace. ``group`` is its text with braces, which
    ``prologue`` makes absolute. ``seed`` is a query for the values that ``keys`` (and ``variable``)
    can have; empty if nothing is known of them. VALUES of the keys stand ``inside`` of the group,
    or have to be joined with the group as a whole. A ``lenient`` clause that fails has no solution.
    """

    place: str
    endpoint: str
    variable: str
    silent: bool
    columns: tuple[str, ...]
    line: str
    prologue: str
    group: str
    nested: tuple[Nested, ...]
    keys: tuple[str, ...]
    inside: bool
    seed: str
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A query with VALUES in the place of its clauses, and the rounds in which these are asked.

    The clauses of a round can be asked at the same time; those of later ones use their rows.
    ``notes`` say how the query was understood.
    """

    text: str
    rounds: tuple[tuple[Clause, ...], ...] = ()
    notes: tuple[str, ...] = ()


def write_plan(plan: Plan) -> bytes:
    """Write a plan as JSON."""
    return msgspec.json.encode(plan)


def read_plan(content: bytes) -> Plan:
    """Read a plan that ``write_plan`` wrote."""
    return msgspec.json.decode(content, type=Plan)
