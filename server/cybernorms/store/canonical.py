"""Canonical N-Quads, so that equal data have equal bytes."""

import pyoxigraph as ox

from cybernorms.errors import InputError


def canonical_nquads(nquads: bytes) -> list[str]:
    """Relabel blank nodes by RDFC-1.0 and give the distinct statements as sorted N-Quads lines.

    Lines have no line break. Lexical forms survive because nothing passes through a Store;
    language tags come out in lower case (RDF 1.1 Concepts 3.3 lets them compare so).
    """
    dataset = ox.Dataset(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    # splitlines would also split at U+2028 and its like, which N-Quads leaves unescaped.
    return sorted(line for line in lines.decode("utf-8").split("\n") if line)


def check_nquads(nquads: str) -> None:
    """Raise InputError unless the engine can read these N-Quads, their IRIs and language tags."""
    try:
        for _ in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
            pass
    except SyntaxError as error:
        raise InputError(f"not valid RDF: {error.msg}") from None
