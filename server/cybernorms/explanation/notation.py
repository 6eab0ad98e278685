"""Terms as people write them in a command or an address, read and written."""

import re
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import PREFIXES, RDF
from cybernorms.sources import typed_literal
from cybernorms.terms import shorten

_LONGEST_FIRST: Final = tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))
_PATH: Final = re.compile(r"[A-Za-z0-9_][\w./-]*", re.ASCII)
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+')
# N-Triples 1.1, section 7.
_LITERAL: Final = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?P<datatype>\S+))?',
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def read_term(text: str) -> Node:
    """Read an IRI with or without <>, a name with one of our prefixes, or a literal.

    A local name may have slashes, with or without a backslash before them. ``a`` is rdf:type.
    Raises MalformedRequestError.
    """
    text = text.strip()
    if text == "a":
        return RDF.type
    if text.startswith('"'):
        return _read_literal(text)
    if text.startswith("<") and text.endswith(">"):
        return _iri(text[1:-1])
    if text.startswith("_:"):
        raise MalformedRequestError(f"{text}: blank nodes have no name to ask for")
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return _iri(PREFIXES[prefix] + re.sub(r"\\(.)", r"\1", local))
    if colon and (local.startswith("//") or prefix == "urn"):
        return _iri(text)
    raise MalformedRequestError(
        f"{text!r} is no term; write <IRI>, prefix:name with one of {', '.join(PREFIXES)}, "
        'or a literal such as "text"@en'
    )


def write_term(node: Node) -> str:
    """Write a term so that ``read_term`` reads it, and briefly."""
    if isinstance(node, URIRef):
        for prefix, namespace in _LONGEST_FIRST:
            if node.startswith(namespace) and _PATH.fullmatch(node, len(namespace)):
                return f"{prefix}:{node[len(namespace) :]}"
    return shorten(node)


def ntriples(node: Node) -> str:
    """Write a term in N-Triples."""
    if isinstance(node, BNode):
        return f"_:{node}"
    if isinstance(node, Literal) and node.datatype:
        return f"{shorten(Literal(str(node)))}^^<{node.datatype}>"
    return f"<{node}>" if isinstance(node, URIRef) else shorten(node)


def _read_literal(text: str) -> Literal:
    parts = _LITERAL.fullmatch(text)
    if not parts:
        raise MalformedRequestError(
            f'{text} is no literal; write "text", "text"@en or "1"^^xsd:integer'
        )
    value = _ESCAPE.sub(_unescape, parts["text"])
    if parts["datatype"]:
        datatype = read_term(parts["datatype"])
        if not isinstance(datatype, URIRef):
            raise MalformedRequestError(f"{parts['datatype']} is no datatype")
        return typed_literal(value, datatype)
    return Literal(value, lang=parts["tag"])


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    try:
        return chr(int(code, 16)) if code else _ESCAPED.get(escape[3], escape[3])
    except (ValueError, OverflowError):
        raise MalformedRequestError(f"{escape[0]} is no character") from None


def _iri(text: str) -> URIRef:
    if not _IRI.fullmatch(text):
        raise MalformedRequestError(f"<{text}> is no absolute IRI")
    return URIRef(text)
