"""Statements by subject and, for some properties, by object, read from sorted N-Quads.

Only what has to be known of all resources at once is held in memory, at some 500 bytes for each;
statements are read again when they are asked for.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import lru_cache
from heapq import merge
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from rdflib import URIRef

from cybernorms.namespaces import RDF

Quads = bytes | Path
"""Canonical N-Quads: lines that are sorted by their bytes, or a file of such lines."""

_TYPE: Final = str(RDF.type)
_KEPT: Final = 50_000
"""Resources whose statements are kept, for those who are referred to most."""
_STATEMENT: Final = re.compile(
    r"(?m)^[^ ]+ <([^>]*)> "
    r'(?:<([^>]*)>|(_:[^ ]+)|"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([^ ]+)|\^\^<([^>]*)>)?) <[^>]*> \.$'
)
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARACTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Text(NamedTuple):
    """A literal; ``language`` and ``datatype`` are empty where it has none."""

    value: str
    language: str
    datatype: str


class _Stated(NamedTuple):
    """What is stated of a resource, by property; each once, in order."""

    links: Mapping[str, list[str]]
    texts: Mapping[str, list[Text]]


class _Group(NamedTuple):
    """The lines of a file about one subject: where they are, and their properties and values."""

    subject: bytes
    file: int
    start: int
    end: int
    pairs: list[tuple[bytes, bytes]]


class Facts:
    """The statements of some N-Quads, whatever their graphs, each once; lists are sorted.

    Resources are called by their IRIs, blank nodes by their labels with ``_:`` before them. Files
    stay open until it is closed.
    """

    def __init__(
        self, quads: Iterable[Quads], names: Collection[str], inverse: Collection[str]
    ) -> None:
        """Read through all; ``names`` are properties to know who has one by.

        ``inverse`` are properties that ``subjects_of`` is asked for.
        """
        self._files = ExitStack()
        self._contents = [self._open(each) for each in quads]
        self._ends = [array("Q") for _ in self._contents], [array("Q") for _ in self._contents]
        self._places: dict[str, int] = {}
        self._sets: dict[tuple[str, ...], int] = {(): 0}
        self._types = array("I")
        self._named = bytearray()
        self._mentions: Counter[str] = Counter()
        self._back: dict[str, defaultdict[str, list[str]]] = {
            name: defaultdict(list) for name in inverse
        }
        self._names = frozenset(names)
        self._read = lru_cache(_KEPT)(self._parse)
        groups = merge(*map(_groups, range(len(self._contents)), self._contents))
        for _, found in groupby(groups, key=itemgetter(0)):
            self._note(list(found))
        self._classes = list(self._sets)

    def close(self) -> None:
        """Close the files."""
        self._files.close()

    def named(self) -> list[str]:
        """List what has a literal by one of the properties that name things."""
        return sorted(name for name, place in self._places.items() if self._named[place])

    def is_named(self, subject: str) -> bool:
        """Tell whether a resource is one of those."""
        place = self._places.get(subject)
        return place is not None and bool(self._named[place])

    def types(self, subject: str) -> tuple[str, ...]:
        """List the classes of a subject."""
        place = self._places.get(subject)
        return () if place is None else self._classes[self._types[place]]

    def objects(self, subject: str, *props: str) -> list[str]:
        """List the resources that a subject points at by some properties."""
        found = self._read(subject).links
        if len(props) == 1:
            return found.get(props[0], [])
        return sorted({target for prop in props for target in found.get(prop, ())})

    def first(self, subject: str, props: Iterable[str]) -> str:
        """Give a resource that a subject points at by the first of some properties that it has."""
        found = self._read(subject).links
        return next((found[prop][0] for prop in props if prop in found), "")

    def subjects_of(self, target: str, *props: str) -> list[str]:
        """List the resources that point at another by some of the properties that were named."""
        return sorted({name for prop in props for name in self._back[prop].get(target, ())})

    def is_a(self, subject: str, name: str) -> bool:
        """Tell whether a subject is of a class."""
        return name in self.types(subject)

    def mentions(self, target: str) -> int:
        """Count the resources that point at another."""
        return self._mentions[target]

    def links(self, subject: str) -> Iterator[tuple[str, str]]:
        """Give the properties of a subject with the resources that they lead to."""
        found = self._read(subject).links
        return ((prop, target) for prop, targets in found.items() for target in targets)

    def texts(self, subject: str, *props: str) -> list[Text]:
        """List the literals that a subject has by some properties, in the properties' order."""
        found = self._read(subject).texts
        return [text for prop in props for text in found.get(prop, ())]

    def literals(self, subject: str) -> Iterator[Text]:
        """List all literals of a subject."""
        return (text for texts in self._read(subject).texts.values() for text in texts)

    def _open(self, quads: Quads) -> BinaryIO:
        file: BinaryIO = BytesIO(quads) if isinstance(quads, bytes) else quads.open("rb")
        return self._files.enter_context(file)

    def _note(self, groups: list[_Group]) -> None:
        """Take down where the lines about a subject are, and what has to be known of all."""
        subject = _name(groups[0].subject)
        self._places[subject] = len(self._places)
        spans = {group.file: (group.start, group.end) for group in groups}
        for file in range(len(self._contents)):
            for ends, at in zip(self._ends, spans.get(file, (0, 0)), strict=True):
                ends[file].append(at)
        types, targets, named = set(), set(), 0
        for prop, value in {pair for group in groups for pair in group.pairs}:
            name = prop[1:-1].decode()
            if not value:
                named |= name in self._names
                continue
            target = _name(value)
            targets.add(target)
            if name == _TYPE:
                types.add(target)
            elif name in self._back:
                self._back[name][target].append(subject)
        self._mentions.update(targets)
        self._named.append(named)
        self._types.append(self._sets.setdefault(tuple(sorted(types)), len(self._sets)))

    def _parse(self, subject: str) -> _Stated:
        """Read what is stated of a subject."""
        links: dict[str, list[str]] = {}
        texts: dict[str, list[Text]] = {}
        lines = self._lines(subject).decode()
        # Each once, by property and resource.
        for prop, iri, blank, value, language, datatype in sorted({*_STATEMENT.findall(lines)}):
            if target := iri or blank:
                links.setdefault(prop, []).append(target)
            else:
                text = Text(_unescaped(value), language, datatype)
                texts.setdefault(prop, []).append(text)
        for found in texts.values():
            if len(found) > 1:
                found.sort(key=lambda text: (text.language, text))
        return _Stated(links, texts)

    def _lines(self, subject: str) -> bytes:
        place = self._places.get(subject)
        if place is None:
            return b""
        lines = bytearray()
        for file, starts, ends in zip(self._contents, *self._ends, strict=True):
            if starts[place] < ends[place]:
                file.seek(starts[place])
                lines += file.read(ends[place] - starts[place])
        return bytes(lines)


def iris(*terms: URIRef) -> tuple[str, ...]:
    """Give terms as Facts knows them, which is ten times as quick to compare."""
    return tuple(map(str, terms))


def _groups(file: int, content: BinaryIO) -> Iterator[_Group]:
    """Give lines by their subjects; of literals only the property is told."""
    subject, start, position = b"", 0, 0
    pairs: list[tuple[bytes, bytes]] = []
    for line in content:
        name, prop, rest = line.split(b" ", 2)
        if name != subject:
            if subject:
                yield _Group(subject, file, start, position, pairs)
            subject, start, pairs = name, position, []
        pairs.append((prop, b"" if rest.startswith(b'"') else rest[: rest.index(b" ")]))
        position += len(line)
    if subject:
        yield _Group(subject, file, start, position, pairs)


def _name(term: bytes) -> str:
    """Give an IRI, or the label of a blank node."""
    return (term[1:-1] if term.startswith(b"<") else term).decode()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _CHARACTERS.get(found[3], found[3])
