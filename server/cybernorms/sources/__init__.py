"""RDF files to named graphs, with the file, line and column of each subject and value."""

from cybernorms.sources.context import CONTEXT, own_context
from cybernorms.sources.documents import (
    DEFINITIONS,
    Sources,
    graph_of,
    load_files,
    load_sources,
    merge,
    read_file,
    require_size,
)
from cybernorms.sources.formats import (
    RDF_FORMATS,
    Format,
    format_of,
    format_of_media_type,
    format_of_text,
)
from cybernorms.sources.guard import require_text
from cybernorms.sources.lines import read_lines
from cybernorms.sources.literals import (
    LEXICAL,
    certain_literal,
    silenced_literal_complaints,
    typed_literal,
)
from cybernorms.sources.ntriples import write_statements, write_term
from cybernorms.sources.places import Cell, Place, Places, Triple
from cybernorms.sources.reader import Document, Unreadable, empty_graph, read_rdf
from cybernorms.sources.turtle_spots import end_of_term

__all__ = [
    "CONTEXT",
    "DEFINITIONS",
    "LEXICAL",
    "RDF_FORMATS",
    "Cell",
    "Document",
    "Format",
    "Place",
    "Places",
    "Sources",
    "Triple",
    "Unreadable",
    "certain_literal",
    "empty_graph",
    "end_of_term",
    "format_of",
    "format_of_media_type",
    "format_of_text",
    "graph_of",
    "load_files",
    "load_sources",
    "merge",
    "own_context",
    "read_file",
    "read_lines",
    "read_rdf",
    "require_size",
    "require_text",
    "silenced_literal_complaints",
    "typed_literal",
    "write_statements",
    "write_term",
]
