"""What a judgement of a submission gives, and which ontology and shapes it was made by."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cybernorms import __version__
from cybernorms.namespaces import GRAPH_ONTOLOGY, GRAPH_SHAPES
from cybernorms.sources import Sources, Triple, write_statements
from cybernorms.store import canonical_nquads

_JUDGED_BY = {"ontology": GRAPH_ONTOLOGY, "shapes": GRAPH_SHAPES}


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with its report by media type, and the statements in canonical form."""

    profile: str
    conforms: bool
    counts: Mapping[str, int]
    versions: Mapping[str, Mapping[str, str]]
    report: Mapping[str, str]
    statements: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the statements, in hexadecimal digits."""
        return hashlib.sha256(self.statements).hexdigest()

    @property
    def triples(self) -> int:
        """The number of statements."""
        return self.statements.count(b"\n")


def canonical_statements(triples: Iterable[Triple]) -> bytes:
    """Write a graph in canonical N-Quads, as the default graph of a data set (RDFC-1.0).

    Language tags are in lower case, as RDF 1.1 allows (Concepts 3.3).
    """
    lines = "".join(f"{statement} .\n" for statement in write_statements(triples))
    return "".join(f"{line}\n" for line in canonical_nquads(lines.encode("utf-8"))).encode("utf-8")


def versions_of(own: Sources) -> dict[str, dict[str, str]]:
    """Name the ontology and the shapes by their version and the digest of their graph."""
    return {
        name: {
            "version": __version__,
            "sha256": hashlib.sha256(canonical_statements(own.graph(graph))).hexdigest(),
        }
        for name, graph in _JUDGED_BY.items()
    }
