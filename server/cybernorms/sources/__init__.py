"""Turtle files to named graphs, with the file and line that state each subject."""

from cybernorms.sources.documents import (
    DEFINITIONS,
    Place,
    Sources,
    graph_of,
    load_files,
    load_sources,
    merge,
)
from cybernorms.sources.turtle import Document, parse_turtle, silenced_literal_complaints

__all__ = [
    "DEFINITIONS",
    "Document",
    "Place",
    "Sources",
    "graph_of",
    "load_files",
    "load_sources",
    "merge",
    "parse_turtle",
    "silenced_literal_complaints",
]
