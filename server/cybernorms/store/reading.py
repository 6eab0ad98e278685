"""What the engine says of a query's text without any data: is it one, and what does it name?"""

from collections.abc import Sequence

import pyoxigraph as ox

from cybernorms.store.diagnosis import diagnose
from cybernorms.store.rewriting.booleans import lower_booleans


def require_syntax(text: str, base: str | None) -> None:
    """Raise QuerySyntaxError, with its place, for a text that is no query."""
    _read(text, base)


def columns_of(text: str, base: str | None) -> tuple[str, ...]:
    """Name the columns of a SELECT query. Raises QuerySyntaxError."""
    solutions = _read(text, base)
    return tuple(variable.value for variable in solutions.variables)  # type: ignore[union-attr]


def resolve_iris(prologue: str, names: Sequence[str], base: str | None) -> tuple[str, ...]:
    """Give the IRIs that names stand for behind a prologue. Raises QuerySyntaxError."""
    if not names:
        return ()
    columns = "".join(f" ({name} AS ?t{place})" for place, name in enumerate(names))
    solutions = _read(f"{prologue} SELECT{columns} {{}}", base)
    return tuple(term.value for term in next(iter(solutions)))  # type: ignore[arg-type]


def _read(text: str, base: str | None) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        return ox.Store().query(lower_booleans(text), base_iri=base)
    except SyntaxError as error:
        raise diagnose(text, base, error) from None
