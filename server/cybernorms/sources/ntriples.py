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
_STRING: Final = XSD.string


def write_term(term: Node) -> str:
    """Write a term; "x" and "x"^^xsd:string are written alike."""
    if isinstance(term, Literal):
        return _write_literal(term)
    return f"_:{term}" if isinstance(term, BNode) else f"<{term}>"


def write_statements(triples: Iterable[Triple]) -> Iterator[str]:
    """Write the three terms of each triple, so that a graph's name or a full stop may follow."""
    written = _Written()
    for s, p, o in triples:
        value = _write_literal(o) if type(o) is Literal else written[o]
        yield f"{written[s]} {written[p]} {value}"


class _Written(dict[Node, str]):
    """What IRIs and blank nodes are written as, each worked out once."""

    def __missing__(self, term: Node) -> str:
        self[term] = text = write_term(term)
        return text


def _write_literal(literal: Literal) -> str:
    text = f'"{_TO_ESCAPE.sub(_escape, literal)}"'
    if literal.language:
        return f"{text}@{literal.language}"
    datatype = literal.datatype
    return text if datatype is None or datatype == _STRING else f"{text}^^<{datatype}>"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}"
