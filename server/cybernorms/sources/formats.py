"""The RDF formats that can be read: how each is recognised, checked and located."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from cybernorms.errors import InputError
from cybernorms.sources.guard import check_turtle_nesting
from cybernorms.sources.line_spots import line_spots
from cybernorms.sources.places import Spots
from cybernorms.sources.turtle_spots import turtle_spots


@dataclass(frozen=True, slots=True)
class Format:
    """One RDF format: its name on the command line, file suffixes and media types.

    ``check`` refuses a text (given with its file's name) that a parser must not see, ``spots``
    finds the places in a text that was read, ``tag`` is how a language tag is written.
    """

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    engine: ox.RdfFormat
    check: Callable[[str, str], None]
    spots: Callable[[str], Spots]
    tag: re.Pattern[str]


_TURTLE_TAG: Final = re.compile(r"""["']@([A-Za-z]+(?:-[A-Za-z0-9]+)*)""")

_ALL: Final = (
    Format(
        "turtle",
        (".ttl",),
        ("text/turtle", "application/x-turtle"),
        ox.RdfFormat.TURTLE,
        check_turtle_nesting,
        turtle_spots,
        _TURTLE_TAG,
    ),
    Format(
        "trig",
        (".trig",),
        ("application/trig",),
        ox.RdfFormat.TRIG,
        check_turtle_nesting,
        turtle_spots,
        _TURTLE_TAG,
    ),
    Format(
        "ntriples",
        (".nt",),
        ("application/n-triples",),
        ox.RdfFormat.N_TRIPLES,
        check_turtle_nesting,
        line_spots,
        _TURTLE_TAG,
    ),
    Format(
        "nquads",
        (".nq",),
        ("application/n-quads",),
        ox.RdfFormat.N_QUADS,
        check_turtle_nesting,
        line_spots,
        _TURTLE_TAG,
    ),
)
# Name on the command line -> format.
RDF_FORMATS: Final[Mapping[str, Format]] = MappingProxyType({row.name: row for row in _ALL})
TURTLE: Final = RDF_FORMATS["turtle"]
_SUFFIXES: Final = {suffix: row for row in _ALL for suffix in row.suffixes}
_MEDIA_TYPES: Final = {media_type: row for row in _ALL for media_type in row.media_types}


def format_of(file: str) -> Format:
    """Choose the format by a file name's suffix.

    Raises InputError for a suffix that stands for none.
    """
    suffix = "." + file.rpartition(".")[2].lower() if "." in file else ""
    if suffix not in _SUFFIXES:
        raise InputError(
            f"{file}: no RDF format has the suffix {suffix or '(none)'}; known are "
            f"{', '.join(_SUFFIXES)}, or name it by --input-format"
        )
    return _SUFFIXES[suffix]


def format_of_media_type(media_type: str) -> Format | None:
    """Choose the format by a media type, parameters aside; None for one that is not RDF."""
    return _MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
