"""Engines that are not ours: how each is started over some data, and asked."""

from typing import Final

from .base import Engine, Running
from .comunica import Comunica
from .cybernorms import CyberNorms
from .jena import Jena
from .oxigraph import Oxigraph
from .rdflib import RdfLib
from .sparqlwrapper import Wrapper
from .virtuoso import Virtuoso

ENGINES: Final[tuple[Engine, ...]] = (
    Oxigraph(),
    Virtuoso(),
    Comunica(),
    RdfLib(),
    Wrapper(),
    Jena(),
    CyberNorms(),
)

__all__ = ["ENGINES", "Engine", "Running"]
