"""Canonical N-Quads, so that equal data have equal bytes."""

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from cybernorms.errors import InputError


def canonical_nquads(nquads: bytes) -> list[str]:
    """Relabel blank nodes by RDFC-1.0 and give the distinct statements as sorted N-Quads lines.

    Lines have no line break. Lexical forms survive because nothing passes through a Store;
    language tags come out in lower case (RDF 1.1 Concepts 3.3 lets them compare so). What a label
    becomes depends only on the statements that have one (RDFC-1.0 4.4.3), so the others need not
    be held for it.
    """
    # splitlines would also split at U+2028 and its like, which N-Quads leaves unescaped.
    given = nquads.split(b"\n")
    labelled = ox.Dataset(_quads(line for line in given if b"_:" in line))
    labelled.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    plain = _quads(line for line in given if b"_:" not in line)
    lines = ox.serialize(chain(labelled, plain), format=ox.RdfFormat.N_QUADS) or b""
    return sorted({line for line in lines.decode("utf-8").split("\n") if line})


def _quads(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    return ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)


def check_nquads(nquads: str) -> None:
    """Raise InputError unless the engine can read these N-Quads, their IRIs and language tags."""
    try:
        for _ in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
            pass
    except SyntaxError as error:
        raise InputError(f"not valid RDF: {error.msg}") from None
