"""The parameters of /search: read, and written again to narrow, to widen and to turn the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from flask import request

from cybernorms import search
from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import ID, SCHEME

PAGE_SIZE: Final = 20
_MOST_RESULTS: Final = 100
_MOST_PAGES: Final = 10_000
_MOST_VALUES: Final = 50
_LONGEST_VALUE: Final = 300
_KINDS: Final = frozenset(kind.name for kind in (*search.KINDS, search.OTHER))
SPACES: Final[Mapping[str, str]] = {
    "agreement": f"{ID}agreement/",
    "group": f"{SCHEME}stakeholder-group/",
    "element": f"{SCHEME}key-element/",
}
"""The facets whose values are resources: parameters have what comes behind the name space."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request asks for; see search.Wanted. ``page`` counts from 1, ``limit`` is its size."""

    text: str
    chosen: Mapping[str, tuple[str, ...]]
    literal: bool
    page: int
    limit: int
    release: str | None

    def address(
        self,
        chosen: Mapping[str, Sequence[str]] = MappingProxyType({}),
        *,
        page: int = 1,
        literal: bool = False,
    ) -> str:
        """Give the address of the same search with other values of some facets, or else."""
        facets = {**self.chosen, **chosen}
        pairs = [
            ("q", self.text),
            *((name, value) for name in search.FACETS for value in facets.get(name, ())),
            ("exact", "1" if literal or self.literal else ""),
            ("limit", str(self.limit) if self.limit != PAGE_SIZE else ""),
            ("release", self.release or ""),
            ("page", str(page) if page > 1 else ""),
        ]
        query = urlencode([pair for pair in pairs if pair[1]])
        return f"/search?{query}" if query else "/search"


def read_parameters() -> Parameters:
    """Read the parameters of the request.

    Raises MalformedRequestError for a number or a kind that is none, and for values without end.
    """
    chosen = {
        facet: tuple(dict.fromkeys(filter(None, map(_clean, request.args.getlist(facet)))))
        for facet in search.FACETS
    }
    for facet, values in chosen.items():
        if len(values) > _MOST_VALUES or any(len(value) > _LONGEST_VALUE for value in values):
            raise MalformedRequestError(
                f"{facet}: give at most {_MOST_VALUES} values of {_LONGEST_VALUE} characters"
            )
    if unknown := set(chosen["kind"]) - _KINDS:
        raise MalformedRequestError(
            f"kind={min(unknown)}: there is no such kind; there are {', '.join(sorted(_KINDS))}"
        )
    return Parameters(
        _clean(request.args.get("q", "")),
        {facet: values for facet, values in chosen.items() if values},
        request.args.get("exact") == "1",
        _number("page", 1, _MOST_PAGES),
        _number("limit", PAGE_SIZE, _MOST_RESULTS),
        request.args.get("release") or None,
    )


def _clean(text: str) -> str:
    """Leave out what can not be seen, and space beyond one."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise MalformedRequestError(f"{name}: must be a number from 1 to {most}")
    return int(text)
