"""Graphs that come one by one, put together into the files of a snapshot."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.journal import Quad
from cybernorms.journal.quads import read_quad
from cybernorms.namespaces import is_inferred
from cybernorms.sources import silenced_literal_complaints
from cybernorms.store import canonical_nquads

ID_DIGITS: Final = 16
_BLANK: Final = b"_:"
_SUBJECT: Final = re.compile(rb"^_:", re.MULTILINE)
_OBJECT: Final = re.compile(rb"^(\S+ \S+) _:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Quads:
    """The two files of quads of a snapshot, to the byte as a build writes them."""

    asserted: bytes
    inferred: bytes

    @property
    def id(self) -> str:
        """The id that a snapshot of these quads has."""
        return hashlib.sha256(self.asserted + self.inferred).hexdigest()[:ID_DIGITS]

    def graphs(self) -> dict[str, list[Quad]]:
        """Read the quads of each graph."""
        found: dict[str, list[Quad]] = {}
        with silenced_literal_complaints():
            for line in (self.asserted + self.inferred).decode().split("\n"):
                if line:
                    quad = read_quad(line)
                    found.setdefault(str(quad[3]), []).append(quad)
        return found


def assemble(graphs: Mapping[str, bytes]) -> Quads:
    """Put the canonical N-Quads of graphs together; each keeps its blank nodes to itself."""
    kept_apart = {
        name: _relabel(content, number) for number, (name, content) in enumerate(graphs.items())
    }
    return Quads(
        _join(content for name, content in kept_apart.items() if not is_inferred(name)),
        _join(content for name, content in kept_apart.items() if is_inferred(name)),
    )


def split(whole: bytes) -> Quads:
    """Take the quads of a whole release apart, as they are."""
    lines = whole.splitlines(keepends=True)
    inferred = b"".join(_inferred(lines))
    return Quads(whole[: len(whole) - len(inferred)], inferred)


def _inferred(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line in lines if is_inferred(line[line.rindex(b"<") + 1 : -4].decode()))


def _relabel(content: bytes, number: int) -> bytes:
    """Give the blank nodes of a graph labels that those of no other graph have."""
    if _BLANK not in content:
        return content
    label = b"_:g%d" % number
    return _OBJECT.sub(rb"\1 " + label, _SUBJECT.sub(label, content))


def _join(contents: Iterable[bytes]) -> bytes:
    """Merge graphs into the canonical form of all of them (RDFC-1.0)."""
    plain: list[bytes] = []
    labelled: list[bytes] = []
    for content in contents:
        for line in content.split(b"\n"):
            if line:
                (labelled if _BLANK in line else plain).append(line)
    lines = {line.encode() for line in canonical_nquads(b"\n".join(labelled))}
    return b"".join(line + b"\n" for line in sorted(lines.union(plain)))
