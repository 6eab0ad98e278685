"""The data of many files as two: N-Triples for the engines, sorted N-Quads for the snapshot."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import Final

from rdflib import URIRef

from cybernorms.errors import InputError, UnfitError
from cybernorms.files import FOLDERS, sort_lines, turtle_files
from cybernorms.namespaces import GRAPH_QUESTIONS, GRAPH_SHAPES, ID, OWL, RDF, RDFS
from cybernorms.sources import graph_of, read_file, read_lines
from cybernorms.validation.references import OURS, find_missing

_BLANK: Final = re.compile(rb"(?m)^_:|^\S+ \S+ _:")
_AXIOMS: Final = (
    str(OWL).encode(),
    str(RDFS.subClassOf).encode(),
    str(RDFS.subPropertyOf).encode(),
)
_AXIOM: Final = re.compile(
    rb"(?m)^\S+ <(?:"
    + b"|".join(map(re.escape, _AXIOMS))
    + rb"|%s|%s)" % (re.escape(str(RDFS.domain).encode()), re.escape(str(RDFS.range).encode()))
)
_TERMS: Final = re.compile(
    rb'(?m)^<([^<> ]*)> <([^<> ]*)> (?:<([^<> ]*)>|"[^\n]*"(?:\^\^<([^<> ]*)>)?\S*) \.$'
)
_DOCUMENT: Final = re.compile(rb"(?m)^<%ssource/[^\n]*\n" % str(ID).encode())
_TYPE: Final = str(RDF.type).encode()
_OURS: Final = tuple(space.encode() for space in OURS)
IDLE: Final = (GRAPH_SHAPES, GRAPH_QUESTIONS)
"""Graphs that nothing follows from, and whose resources data does not refer to."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the data files, as it was read.

    ``data`` are N-Triples, ``quads`` N-Quads, and ``terms`` is a line for each IRI, now and then
    repeated, that has to be stated or of a vocabulary. ``documents`` are the statements about
    source documents, ``stated`` those of the IRIs in question that are described. ``errors`` tell
    which files can not be used.
    """

    data: Path
    quads: Path
    terms: Path
    documents: bytes
    stated: frozenset[bytes]
    errors: tuple[InputError, ...]


def share_out(root: Path, number: int) -> list[list[Path]]:
    """Divide the data files, in their order, into shares of about the same size."""
    files = turtle_files(root / FOLDERS[1])
    sizes = list(accumulate(path.stat().st_size for path in files))
    shares: list[list[Path]] = [[] for _ in range(number)]
    for path, size in zip(files, sizes, strict=True):
        shares[min(size * number // (sizes[-1] + 1), number - 1)].append(path)
    return shares


def read_share(root: Path, files: Iterable[Path], stem: Path, asked: Container[bytes]) -> Share:
    """Read data files below a root into files beside ``stem``; tell which IRIs they state.

    Raises UnfitError for blank nodes and axioms in data.
    """
    errors: list[InputError] = []
    documents = bytearray()
    stated: set[bytes] = set()
    data, quads, terms = (stem.with_suffix(end) for end in (".nt", ".nq", ".terms"))
    with data.open("wb") as triples_, quads.open("wb") as quads_, terms.open("wb") as terms_:
        for path in files:
            file = path.relative_to(root).as_posix()
            try:
                name = graph_of(file).encode()
                lines = read_lines(read_file(path, file), file)
            except InputError as error:
                errors.append(error)
                continue
            if _BLANK.search(lines) or _AXIOM.search(lines):
                raise UnfitError(f"{file}: blank nodes or axioms in data")
            triples_.write(lines)
            # Only the end of a line is followed by a line break.
            quads_.write(lines.replace(b" .\n", b" <" + name + b"> .\n"))
            documents += b"".join(_DOCUMENT.findall(lines))
            subjects, used = _terms(lines)
            stated.update(subject for subject in subjects if subject in asked)
            terms_.writelines(b"<%s>\n" % iri for iri in used)
    return Share(data, quads, terms, bytes(documents), frozenset(stated), tuple(errors))


def _terms(lines: bytes) -> tuple[set[bytes], set[bytes]]:
    """Give the subjects, and what is used as a term or is a value in our name spaces."""
    subjects, used = set(), set()
    for subject, property_, value, datatype in _TERMS.findall(lines):
        subjects.add(subject)
        used.add(property_)
        if datatype:
            used.add(datatype)
        elif value and (property_ == _TYPE or value.startswith(_OURS)):
            used.add(value)
    return subjects, used


def find_lost(asserted: Path, *terms: Path) -> list[str]:
    """Tell which IRIs in files lead nowhere, by the sorted N-Quads of all that is said."""
    sorted_ = asserted.with_suffix(".terms")
    sort_lines(sorted_, *terms)
    with sorted_.open("rb") as lines:
        lost = without((line[:-1] for line in lines), subjects_of(asserted))
        return find_missing(iri[1:-1].decode() for iri in lost)


def subjects_of(asserted: Path) -> Iterator[bytes]:
    """Give what ontology and data describe, each once, as sorted N-Quads have it."""
    found = (triple[: triple.index(b" ")] for triple in triples(asserted, IDLE))
    return (subject for subject, _ in groupby(found))


def triples(file: Path, left_out: Iterable[URIRef] = ()) -> Iterator[bytes]:
    """Give the distinct triples of sorted N-Quads, without a full stop, of all graphs but some."""
    ends = tuple(f" <{name}> .\n".encode() for name in left_out)
    last = b""
    with file.open("rb") as lines:
        for line in lines:
            triple = line[: line.rindex(b" <", 0, -3)]
            if triple != last and not line.endswith(ends):
                last = triple
                yield triple


def without(lines: Iterable[bytes], given: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out of sorted lines what is among others that are sorted too."""
    others = iter(given)
    other: bytes | None = next(others, None)
    for line in lines:
        while other is not None and other < line:
            other = next(others, None)
        if line != other:
            yield line


def count_properties(found: Iterable[bytes]) -> Counter[str]:
    """Count the triples of each property."""
    counts = Counter(triple.split(b" ", 2)[1] for triple in found)
    return Counter({name[1:-1].decode(): number for name, number in counts.items()})
