"""The RDF formats that can be read: how each is recognised, checked and located."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from cybernorms.errors import InputError
from cybernorms.mappings import admit_table, table_spots
from cybernorms.sources.guard import admit_turtle
from cybernorms.sources.json_faults import misplaced_value
from cybernorms.sources.json_guard import RELATIVE, admit_json
from cybernorms.sources.json_spots import json_spots
from cybernorms.sources.line_spots import line_spots
from cybernorms.sources.places import Spots, Triple
from cybernorms.sources.turtle_spots import turtle_spots
from cybernorms.sources.xml_guard import admit_xml, stopping_tag
from cybernorms.sources.xml_spots import xml_spots


@dataclass(frozen=True, slots=True)
class Format:
    """One RDF format: its names for the command line and for people, suffixes and media types.

    ``admit`` takes a text and its file's name and gives the text that the engine may read, or
    refuses it; ``spots`` finds the places of a text's triples; ``tag`` is how a language tag is
    written; ``stop`` finds the offset of a syntax error that the engine tells without a place.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    engine: ox.RdfFormat
    admit: Callable[[str, str], str]
    spots: Callable[[str, Collection[Triple]], Spots]
    tag: re.Pattern[str]
    stop: Callable[[str], int | None] = lambda _: None
    base: str | None = None


_TURTLE_TAG: Final = re.compile(r"""["']@([A-Za-z]+(?:-[A-Za-z0-9]+)*)""")

_NO_TAG: Final = re.compile(r"(?!)()")

_ALL: Final = (
    Format(
        "turtle",
        "Turtle",
        (".ttl",),
        ("text/turtle", "application/x-turtle"),
        ox.RdfFormat.TURTLE,
        admit_turtle,
        turtle_spots,
        _TURTLE_TAG,
    ),
    Format(
        "trig",
        "TriG",
        (".trig",),
        ("application/trig",),
        ox.RdfFormat.TRIG,
        admit_turtle,
        turtle_spots,
        _TURTLE_TAG,
    ),
    Format(
        "ntriples",
        "N-Triples",
        (".nt",),
        ("application/n-triples",),
        ox.RdfFormat.N_TRIPLES,
        admit_turtle,
        line_spots,
        _TURTLE_TAG,
    ),
    Format(
        "nquads",
        "N-Quads",
        (".nq",),
        ("application/n-quads",),
        ox.RdfFormat.N_QUADS,
        admit_turtle,
        line_spots,
        _TURTLE_TAG,
    ),
    Format(
        "rdfxml",
        "RDF/XML",
        (".rdf", ".owl", ".xml"),
        ("application/rdf+xml",),
        ox.RdfFormat.RDF_XML,
        admit_xml,
        xml_spots,
        re.compile(r"""xml:lang\s*=\s*["']([A-Za-z]+(?:-[A-Za-z0-9]+)*)"""),
        stopping_tag,
    ),
    Format(
        "jsonld",
        "JSON-LD",
        (".jsonld", ".json"),
        ("application/ld+json", "application/json"),
        ox.RdfFormat.JSON_LD,
        admit_json,
        json_spots,
        re.compile(r'"([A-Za-z]{2,8}(?:-[A-Za-z0-9]+)*)"'),
        misplaced_value,
        RELATIVE,
    ),
    Format(
        "sssom",
        "SSSOM/TSV",
        (".tsv",),
        ("text/tab-separated-values",),
        ox.RdfFormat.N_TRIPLES,
        admit_table,
        table_spots,
        _NO_TAG,
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


def format_of_text(text: str) -> Format:
    """Guess the format of a text without a name by how it begins; Turtle is read as TriG."""
    return next((row for begin, row in _BEGINNINGS if begin.match(text)), RDF_FORMATS["trig"])


_BEGINNINGS: Final = (
    (re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|\w+:\w+\s)"), RDF_FORMATS["rdfxml"]),
    (re.compile(r'\s*(?:\{\s*["}]|\[\s*[{\]])'), RDF_FORMATS["jsonld"]),
)
