"""Where each subject and each value is written: file, line and column."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rdflib.term import Node

Triple = tuple[Node, Node, Node]
# For each triple of a text, in order: the offsets in characters of its subject and of its object.
Spots = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1, the column in characters.

    Column 0 stands for the whole line.
    """

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        """Write it as editors and terminals link it."""
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


class Located(Protocol):
    """A document as far as places need it."""

    @property
    def file(self) -> str:
        """The name that places give."""

    @property
    def triples(self) -> Iterable[Triple]:
        """What the document states, in its order."""

    @property
    def whereabouts(self) -> "Whereabouts":
        """Where it states that."""


class Whereabouts(Protocol):
    """Tells where a document states what, each place by line and column."""

    def subject(self, node: Node) -> tuple[int, int] | None:
        """Give the place where a subject is first written; None for no subject of it."""

    def value(self, triple: Triple) -> tuple[int, int] | None:
        """Give the place where the object of a triple is first written."""


class TextWhereabouts:
    """The places in a text, found out when the first is asked for.

    Reading a document natively tells no places; most documents have no faults, so only those that
    a report names are read a second time.
    """

    def __init__(
        self,
        text: str,
        triples: Collection[Triple],
        find: Callable[[str, Collection[Triple]], Spots],
    ) -> None:
        """Keep what is needed to find the spots of ``triples``, which are in the text's order."""
        self.text, self._triples, self._find = text, triples, find

    def subject(self, node: Node) -> tuple[int, int] | None:
        """Give line and column where a subject is first written; None for no subject of it."""
        return self._position(self._offsets[0].get(node))

    def value(self, triple: Triple) -> tuple[int, int] | None:
        """Give line and column where the object of a triple is first written."""
        return self._position(self._offsets[1].get(triple))

    def _position(self, offset: int | None) -> tuple[int, int] | None:
        if offset is None:
            return None
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> "array[int]":
        """List the offsets at which lines begin."""
        lines = array("Q", [0])
        at = self.text.find("\n")
        while at >= 0:
            lines.append(at + 1)
            at = self.text.find("\n", at + 1)
        return lines

    @cached_property
    def _offsets(self) -> tuple[Mapping[Node, int], Mapping[Triple, int]]:
        subjects: dict[Node, int] = {}
        values: dict[Triple, int] = {}
        spots = list(self._find(self.text, self._triples))
        if len(spots) == len(self._triples):  # no place rather than a wrong one
            for triple, (subject, value) in zip(self._triples, spots, strict=True):
                subjects.setdefault(triple[0], subject)
                values.setdefault(triple, value)
        return subjects, values


class Places:
    """The places in several documents, one a document for each question."""

    def __init__(self, documents: Iterable[Located] = ()) -> None:
        """Keep the documents, in the order in which their places are given."""
        self._documents = tuple(documents)

    def of_subject(self, node: Node) -> tuple[Place, ...]:
        """Tell where a subject is stated, one place for each file that states it."""
        found = ((d, d.whereabouts.subject(node)) for d in self._stating.get(node, ()))
        return tuple(Place(d.file, *position) for d, position in found if position)

    def of_value(self, triple: Triple) -> tuple[Place, ...]:
        """Tell where the value of a statement is written, one place for each file."""
        found = ((d, d.whereabouts.value(triple)) for d in self._stating.get(triple[0], ()))
        return tuple(Place(d.file, *position) for d, position in found if position)

    @cached_property
    def _stating(self) -> Mapping[Node, list[Located]]:
        """Tell which documents state a subject, so that only they are searched."""
        stating: dict[Node, list[Located]] = {}
        for document in self._documents:
            for subject in {triple[0] for triple in document.triples}:
                stating.setdefault(subject, []).append(document)
        return stating
