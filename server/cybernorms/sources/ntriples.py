"""Terms and statements as N-Triples, with every lexical form as it is (RDF 1.1 N-Triples)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import BNode, Literal
from rdflib.term import Node

from cybernorms.namespaces import XSD
from cybernorms.sources.places import Triple

_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_TO_ESCAPE: Final = re.compile(r'[\\"\x00-\x1f\x7f]')
# Attributes of a namespace are made anew each time, which counts where it is asked so often.
_PLAIN: Final = (None, XSD.string)


def write_term(term: Node) -> str:
    """Write a term; "x" and "x"^^xsd:string are written alike."""
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        return f"<{term}>"
    text = f'"{_TO_ESCAPE.sub(_escape, str(term))}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype in _PLAIN else f"{text}^^<{term.datatype}>"


def write_statements(triples: Iterable[Triple]) -> Iterator[str]:
    """Write the three terms of each triple, so that a graph's name or a full stop may follow."""
    written = _Written()
    for s, p, o in triples:
        value = write_term(o) if isinstance(o, Literal) else written[o]
        yield f"{written[s]} {written[p]} {value}"


class _Written(dict[Node, str]):
    """What IRIs and blank nodes are written as, each worked out once."""

    def __missing__(self, term: Node) -> str:
        self[term] = text = write_term(term)
        return text


def _escape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}"
