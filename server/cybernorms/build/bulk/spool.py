"""The data of many files as two: N-Triples for the engines, sorted N-Quads for the snapshot."""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rdflib import URIRef

from cybernorms.errors import EngineError, InputError, UnfitError, UnreadableSourcesError
from cybernorms.files import FOLDERS, turtle_files
from cybernorms.namespaces import ID, OWL, RDF, RDFS
from cybernorms.sources import graph_of, read_file, read_lines

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


class Spool:
    """Reads data files one by one into ``data.nt`` and ``asserted.part``.

    ``subjects`` are the IRIs that are described, ``terms`` those that are referred to, and ``uses``
    those that have to be of a vocabulary: properties, classes and datatypes. ``documents`` are the
    statements about source documents.
    """

    def __init__(self, folder: Path) -> None:
        """Begin empty files in a folder."""
        self.data, self.quads = folder / "data.nt", folder / "asserted.part"
        self.subjects: set[bytes] = set()
        self.terms: set[bytes] = set()
        self.uses: set[bytes] = set()
        self.documents = bytearray()

    def read(self, root: Path) -> Iterator[Path]:
        """Read all data files below a root, and give each that was read.

        Raises UnreadableSourcesError with all files that can not be used, and UnfitError for blank
        nodes and axioms in data.
        """
        errors: list[InputError] = []
        with self.data.open("wb") as data, self.quads.open("wb") as quads:
            for path in turtle_files(root / "data"):
                file = path.relative_to(root).as_posix()
                try:
                    name = graph_of(file).encode()
                    lines = read_lines(read_file(path, file), file)
                except InputError as error:
                    errors.append(error)
                    continue
                if _BLANK.search(lines) or _AXIOM.search(lines):
                    raise UnfitError(f"{file}: blank nodes or axioms in data")
                data.write(lines)
                # Only the end of a line is followed by a line break.
                quads.write(lines.replace(b" .\n", b" <" + name + b"> .\n"))
                self._note(lines)
                yield path
        if errors:
            raise UnreadableSourcesError(errors)

    def _note(self, lines: bytes) -> None:
        self.documents += b"".join(_DOCUMENT.findall(lines))
        for subject, property_, value, datatype in _TERMS.findall(lines):
            self.subjects.add(subject)
            self.uses.add(property_)
            if datatype:
                self.uses.add(datatype)
            elif value:
                (self.uses if property_ == _TYPE else self.terms).add(value)


def sort_lines(target: Path, *files: Path) -> None:
    """Sort the lines of files by their bytes into another, each once, on disk as far as needed.

    Raises EngineError when that fails, on a full disk say.
    """
    command = ["sort", "-u", "-S", "1G", "-T", str(target.parent), "-o", str(target)]
    done = subprocess.run(
        [*command, *map(str, files)],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise EngineError(f"{target}: can not be sorted: {done.stderr.decode(errors='replace')}")


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


def size_of_data(root: Path) -> int:
    """Add up the bytes of the data files."""
    return sum(path.stat().st_size for path in turtle_files(root / FOLDERS[1]))
