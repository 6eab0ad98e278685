"""Quads as N-Quads lines and back, with every lexical form as it was (RDF 1.1 N-Quads)."""

import re
from collections.abc import Iterable
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import InputError
from cybernorms.sources import typed_literal, write_term

Quad = tuple[Node, Node, Node, URIRef]
"""Subject, predicate, object and graph."""

_IRI: Final = r"<([A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]*)>"
_BLANK: Final = r"_:([A-Za-z0-9]+)"
_STRING: Final = r'"((?:[^"\\\x00-\x1f\ud800-\udfff]|\\.)*)"'
_LITERAL: Final = rf"{_STRING}(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^{_IRI})?"
_OBJECT: Final = f"(?:{_IRI}|{_BLANK}|{_LITERAL})"
_QUAD: Final = re.compile(rf"(?:{_IRI}|{_BLANK}) {_IRI} {_OBJECT} {_IRI} \.\Z")
_TEXT: Final = re.compile(rf"{_STRING}\Z")
_ESCAPE: Final = re.compile(r'\\(?:u([0-9A-F]{4})|([\\"nr]))')
_MEANING: Final = {"\\": "\\", '"': '"', "n": "\n", "r": "\r"}


def write_quad(quad: Quad) -> str:
    """Write a quad as one line without a break, which no other quad is written as.

    Raises InputError for a term that N-Quads cannot hold.
    """
    line = f"{' '.join(map(write_term, quad))} ."
    if not _QUAD.match(line):
        raise InputError(f"{line}: this cannot be written as RDF")
    return line


def read_quad(line: str) -> Quad:
    """Read a line that ``write_quad`` wrote. Raises ValueError for any other."""
    found = _QUAD.match(line)
    if not found:
        raise ValueError(f"{line[:200]!r} is no quad")
    subject, blank, predicate, iri, blank_object, text, tag, datatype, graph = found.groups()
    if text is not None:
        value: Node = _literal(text, tag, datatype)
    else:
        value = URIRef(iri) if iri is not None else BNode(blank_object)
    return (
        URIRef(subject) if subject is not None else BNode(blank),
        URIRef(predicate),
        value,
        URIRef(graph),
    )


def blank_nodes(quads: Iterable[Quad]) -> set[BNode]:
    """Collect the blank nodes of some quads."""
    return {term for quad in quads for term in quad if isinstance(term, BNode)}


def write_text(text: str) -> str:
    """Write a plain string as N-Triples does. Raises InputError for one that is not Unicode."""
    line = write_term(Literal(text))
    if not _TEXT.match(line):
        raise InputError(f"{line}: this cannot be written as UTF-8")
    return line


def read_text(line: str) -> str:
    """Read a plain string that ``write_text`` wrote. Raises ValueError for any other."""
    found = _TEXT.match(line)
    if not found:
        raise ValueError(f"{line[:200]!r} is no string")
    return _ESCAPE.sub(_unescape, found[1])


def _literal(text: str, tag: str | None, datatype: str | None) -> Literal:
    value = _ESCAPE.sub(_unescape, text)
    if datatype is not None:
        return typed_literal(value, URIRef(datatype))
    return Literal(value, lang=tag)


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _MEANING[found[2]]
