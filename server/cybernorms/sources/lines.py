"""Files of any number of triples as N-Triples, without a term of Python for each."""

import re
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef

from cybernorms.namespaces import BASE
from cybernorms.sources.formats import TURTLE, Format
from cybernorms.sources.guard import require_text
from cybernorms.sources.ntriples import write_statements
from cybernorms.sources.reader import read_rdf

_NEWER: Final = re.compile(rb'<<\(|"@[A-Za-z0-9-]+--(?:ltr|rtl) \.\n')
"""How RDF 1.2 looks, or a literal that has it as its text."""


def read_lines(content: bytes, file: str, format_: Format = TURTLE) -> bytes:
    """Parse RDF 1.1 into lines of N-Triples, as ``read_rdf`` reads it; raises as that does."""
    text = require_text(content, file)
    try:
        quads = ox.parse(
            format_.admit(text, file),
            format=format_.engine,
            base_iri=format_.base,
            rename_blank_nodes=True,
        )
        lines = ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""
        if not _NEWER.search(lines):
            return lines
    except (SyntaxError, MemoryError):
        pass
    document = read_rdf(content, file, URIRef(BASE), format_)  # which says what is wrong
    return "".join(f"{line} .\n" for line in write_statements(document.triples)).encode()
