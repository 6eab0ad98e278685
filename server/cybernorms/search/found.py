"""What is asked of an index, and what it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cybernorms.search.snippets import Piece


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    ``chosen`` has by facet the values of which a result has to have one; ``literal`` looks for no
    other words than those of the text. Results ``offset`` to ``offset + limit`` are given.
    """

    text: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    offset: int = 0
    limit: int = 20
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: its kind and classes, where it belongs, and what of it fits.

    ``names`` are its labels and other names by line, ``excerpt`` is the best stretch of its other
    texts; ``owner`` may be empty.
    """

    iri: str
    kind: str
    types: tuple[str, ...]
    owner: str
    names: tuple[tuple[Piece, ...], ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many results have a value under what is chosen of the other facets."""

    value: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: see Wanted and parsing.Reading.

    ``complete`` is whether results have all words; if none has, these have some.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Count, ...]]
    instead: str
    complete: bool
