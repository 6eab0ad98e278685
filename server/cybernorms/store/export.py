"""A snapshot's N-Quads in other serialisations, with every lexical form as it was."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

import pyoxigraph as ox

from cybernorms.namespaces import PREFIXES

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "jsonld": ox.RdfFormat.JSON_LD,
        "nt": ox.RdfFormat.N_TRIPLES,
        "ttl": ox.RdfFormat.TURTLE,
        "rdf": ox.RdfFormat.RDF_XML,
    }
)

MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {name: format_.media_type for name, format_ in FORMATS.items()}
)
"""The media type of each format."""


def export_dataset(files: Iterable[Path], format_: str, output: BinaryIO) -> None:
    """Write N-Quads files in another format of ``FORMATS``.

    Where the format knows no named graphs, their merge is written, each triple once.
    """
    chosen = FORMATS[format_]
    quads = _quads(files)
    if chosen.supports_datasets:
        ox.serialize(quads, output, chosen, prefixes=dict(PREFIXES))
    else:
        triples = sorted({quad.triple for quad in quads}, key=str)
        ox.serialize(triples, output, chosen, prefixes=dict(PREFIXES))


def _quads(files: Iterable[Path]) -> Iterator[ox.Quad]:
    for file in files:
        yield from ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS)
