"""How RDF terms are written for people: with the project's prefixes where they fit."""

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import PREFIXES

_LONGEST_FIRST = tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))


def shorten(node: Node) -> str:
    """Write an IRI as ``prefix:rest``, a literal as in Turtle, a blank node as ``_:label``.

    Meant for reading: slashes in ``rest`` are not escaped as Turtle would ask.
    """
    if isinstance(node, URIRef):
        for prefix, namespace in _LONGEST_FIRST:
            if node.startswith(namespace) and len(node) > len(namespace):
                return f"{prefix}:{node[len(namespace) :]}"
        return f"<{node}>"
    if isinstance(node, Literal):
        text = '"' + node.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        if node.language:
            return f"{text}@{node.language}"
        return f"{text}^^{shorten(node.datatype)}" if node.datatype else text
    return f"_:{node}" if isinstance(node, BNode) else str(node)
