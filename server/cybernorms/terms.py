"""How RDF terms are written for people, and which one a person meant."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import PREFIXES

# Local names that need no escape in Turtle 1.1 (section 6.5) and SPARQL.
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)
_LONGEST_FIRST: Final = tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def shorten(node: Node) -> str:
    """Write a term so that it can be pasted into Turtle or SPARQL.

    An IRI is written as ``prefix:rest`` where that is a name without escapes, else in full.
    """
    if isinstance(node, URIRef):
        for prefix, namespace in _LONGEST_FIRST:
            if node.startswith(namespace) and _LOCAL.fullmatch(node, len(namespace)):
                return f"{prefix}:{node[len(namespace) :]}"
        return f"<{node}>"
    if isinstance(node, Literal):
        text = '"' + node.translate(_ESCAPES) + '"'
        if node.language:
            return f"{text}@{node.language}"
        return f"{text}^^{shorten(node.datatype)}" if node.datatype else text
    return f"_:{node}" if isinstance(node, BNode) else str(node)


class Near(NamedTuple):
    """The known name that is spelt most alike; certain when one slip explains it and no other."""

    name: str
    certain: bool


def nearest(name: str, known: Iterable[str]) -> Near | None:
    """Find the name that was meant; None when nothing is near enough.

    Distance is counted in single slips: a letter too many, missing, wrong, or two exchanged. A name
    may have two slips in five letters.
    """
    rows = process.extract(
        name, list(known), scorer=OSA.distance, limit=2, score_cutoff=max(2, len(name) * 2 // 5)
    )
    if not rows:
        return None
    best, slips, _ = rows[0]
    alone = len(rows) == 1 or rows[1][1] > slips
    return Near(best, alone and len(name) > 3 and slips <= (1 if len(name) < 8 else 2))


def alike(name: str, known: Iterable[str], limit: int) -> list[str]:
    """List known names that are spelt like one, or have it as a part, the most alike first."""
    found = process.extract(name, list(known), scorer=fuzz.WRatio, limit=limit, score_cutoff=70)
    return [each for each, _, _ in found]
