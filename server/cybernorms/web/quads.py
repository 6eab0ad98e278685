"""Statements with the graph that each is in, as N-Quads and as TriG.

The engine makes triples of a CONSTRUCT query, whatever the format; the graphs come as solutions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from cybernorms.web.terms import Solution, Term

_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def write_n_quads(rows: Iterable[Solution]) -> bytes:
    """Write solutions for ?s, ?p, ?o and ?g as RDF 1.1 N-Quads, sorted."""
    lines = sorted(f"{_triple(row)} {_graph(row)}.\n" for row in rows)
    return "".join(lines).encode()


def write_trig(rows: Iterable[Solution]) -> bytes:
    """Write solutions for ?s, ?p, ?o and ?g as RDF 1.1 TriG, a block a graph, sorted."""
    graphs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        graphs[_graph(row)].append(f"  {_triple(row)} .\n")
    blocks = (f"{name}{{\n{''.join(sorted(lines))}}}\n" for name, lines in sorted(graphs.items()))
    return "".join(blocks).encode()


WRITERS: Final[Mapping[str, Callable[[Iterable[Solution]], bytes]]] = MappingProxyType(
    {"application/n-quads": write_n_quads, "application/trig": write_trig}
)


def _triple(row: Solution) -> str:
    return f"{_write(row['s'])} {_write(row['p'])} {_write(row['o'])}"


def _graph(row: Solution) -> str:
    """Write the name of a statement's graph, and nothing for the default graph."""
    return f"{_write(row['g'])} " if "g" in row else ""


def _write(term: Term) -> str:
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    text = f'"{term.value.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return f"{text}^^<{term.datatype}>" if term.datatype else text
