"""What engines elsewhere do otherwise than SPARQL 1.1 says, by the tests that show it."""

from collections.abc import Mapping
from typing import Final

DEPARTURES: Final[Mapping[str, Mapping[str, str]]] = {
    "oxigraph": {},
    "virtuoso": {
        "test_bnode01": "BNODE with a label is not implemented",
        "test_observatory_is_asked_by_service_and_as_one_graph": (
            "a question that is asked of a member and us together is an internal error (SQ156)"
        ),
    },
}
"""Of each engine the tests, by their names or the beginnings of these, with what it does."""


def departure(engine: str, test: str) -> str:
    """Say what an engine does otherwise in a test; nothing if it should pass."""
    known = DEPARTURES.get(engine, {})
    return next((why for name, why in known.items() if test.startswith(name)), "")
