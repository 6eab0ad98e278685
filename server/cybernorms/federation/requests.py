"""The query that a member gets for a clause."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from cybernorms.errors import ForbiddenQueryError
from cybernorms.federation.ledger import Ledger
from cybernorms.federation.plan import Clause, Nested
from cybernorms.federation.registry import Member
from cybernorms.federation.tables import Row, write_rows


def write_request(
    clause: Clause, group: str, keys: Sequence[str], rows: Sequence[Row], limit: int
) -> str:
    """Ask for solutions of a clause that agree with one of the rows, and for ``limit`` at most."""
    names = " ".join(f"?{name}" for name in clause.columns) or "(1 AS ?solution)"
    if keys:
        values = f"VALUES ({' '.join(f'?{key}' for key in keys)}) {{\n{write_rows(rows)}\n}}"
        group = f"{{ {values} {group[1:]}" if clause.inside else f"{{ {values} {group} }}"
    return f"{clause.prologue}SELECT {names} WHERE {group} LIMIT {limit}"


def check_nested(
    clause: Clause, members: Mapping[str, Member], here: Sequence[str], ledger: Ledger
) -> str:
    """Give the group of a clause, in which only those are asked that may be.

    Raises ForbiddenQueryError where another would be asked by a clause that is not SILENT.
    """
    group, end = clause.group, 0
    pieces = []
    for nested in _outermost(clause.nested, members, here):
        if not nested.silent:
            raise refuse_stranger(nested.place, nested.endpoint, members)
        note_stranger(nested.endpoint, ledger)
        pieces += [group[end : nested.start], "{ }"]  # one empty solution
        end = nested.end
    return "".join([*pieces, group[end:]])


def refuse_stranger(
    place: str, endpoint: str, members: Mapping[str, Member]
) -> ForbiddenQueryError:
    """Say that somebody is no member, and who is."""
    known = ", ".join(f"<{iri}>" for iri in sorted(members)) or "none yet"
    return ForbiddenQueryError(
        f"SERVICE {place}: <{endpoint[:200]}> is no member of this federation, and only members "
        f"are asked on a query's behalf: {known}. Its institution can register it at /federation"
    )


def note_stranger(endpoint: str, ledger: Ledger) -> None:
    """Note that a SILENT clause was not asked."""
    ledger.open("", endpoint)
    ledger.fail(endpoint, "not asked: it is no member of this federation", asked=False)


def _outermost(
    found: Sequence[Nested], members: Mapping[str, Member], here: Sequence[str]
) -> Iterator[Nested]:
    """Find the clauses that may not be asked, without those inside of one of them."""
    end = 0
    for nested in sorted(found, key=attrgetter("start")):
        if nested.endpoint not in members and nested.endpoint not in here and nested.start >= end:
            yield nested
            end = nested.end
