"""Rows under the names that others have for things of ours, and under ours.

What means the same is said by accepted mappings (skos:exactMatch). So a member is asked for all
names of a thing, and what it says is about the thing under our name.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product

from cybernorms.federation.tables import Row, iri_of
from cybernorms.mappings.equivalences import Equivalences


def name_theirs(rows: Sequence[Row], same: Equivalences) -> list[Row]:
    """Give each row once for each combination of names of what is in it."""
    if not same.groups:
        return [*rows]

    @cache
    def names(term: str | None) -> Sequence[str | None]:
        iri = iri_of(term) if term else None
        return [term] if iri is None else [f"<{name}>" for name in sorted(same.names(iri))]

    return [*dict.fromkeys(other for row in rows for other in product(*map(names, row)))]


def name_ours(rows: Sequence[Row], same: Equivalences) -> list[Row]:
    """Give the different rows under our names."""
    if not same.groups:
        return [*rows]

    @cache
    def name(term: str | None) -> str | None:
        iri = iri_of(term) if term else None
        return term if iri is None else f"<{same.ours(iri)}>"

    return [*dict.fromkeys(tuple(map(name, row)) for row in rows)]
