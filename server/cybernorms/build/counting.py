"""VoID statistics of N-Quads in a file, without a term of Python for each: see ``partitions``."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Final

from rdflib import URIRef

from cybernorms.build.partitions import Statistics
from cybernorms.namespaces import RDF, XSD

_TYPE: Final = f"<{RDF.type}>"

_TAGGED: Final = f"<{RDF.langString}>"
_STRING: Final = f"<{XSD.string}>"
_Classes = tuple[str, ...]


class LineCounter:
    """Counts sorted lines of N-Quads, each graph for itself and all together."""

    def __init__(self, *files: Path) -> None:
        """Take the files, the asserted one first: resources are of the classes that it states."""
        self._files = files
        sets: dict[tuple[str, ...], _Classes] = {}
        self._types: dict[str, _Classes] = {}
        self._every: dict[str, _Classes] = {}
        for number, file in enumerate(files):
            for subject, quads in groupby(_quads([file]), key=lambda quad: quad[0]):
                found = {o for _, p, o, _ in quads if p == _TYPE and o[0] == "<"}
                if not found:
                    continue
                for types in (self._every,) if number else (self._every, self._types):
                    classes = tuple(sorted(found.union(types.get(subject, ()))))
                    types[subject] = sets.setdefault(classes, classes)

    def count(self) -> tuple[dict[URIRef, Statistics], Statistics]:
        """Give the statistics of each graph, by name, and of everything."""
        parts: defaultdict[str, _Part] = defaultdict(_Part)
        whole = _Part()
        for subject, quads in groupby(_merged(self._files), key=lambda quad: quad[0]):
            own, every = self._types.get(subject, ()), self._every.get(subject, ())
            graphs = set()
            seen = set()
            for _, property_, value, graph in quads:
                part = parts[graph]
                if graph not in graphs:
                    graphs.add(graph)
                    part.begin(own)
                part.add(property_, value, own, self._types)
                if (property_, value) not in seen:
                    seen.add((property_, value))
                    whole.triples += 1
                    whole.values.add(value)
                    whole.properties[property_] += 1
            whole.begin(every)
        return {_iri(name): part.statistics() for name, part in parts.items()}, whole.statistics()


class _Part:
    def __init__(self) -> None:
        self.triples = self.subjects = 0
        self.values: set[str] = set()
        self.properties: Counter[str] = Counter()
        self.sets: Counter[_Classes] = Counter()
        self.used: Counter[tuple[_Classes, str]] = Counter()
        self.objects: Counter[tuple[_Classes, str, _Classes]] = Counter()
        self.datatypes: Counter[tuple[_Classes, str, str]] = Counter()

    def begin(self, classes: _Classes) -> None:
        self.subjects += 1
        self.sets[classes] += 1

    def add(
        self, property_: str, value: str, classes: _Classes, types: Mapping[str, _Classes]
    ) -> None:
        self.triples += 1
        self.values.add(value)
        self.properties[property_] += 1
        if not classes:
            return
        self.used[classes, property_] += 1
        if value[0] == '"':
            self.datatypes[classes, property_, _datatype(value)] += 1
        elif others := types.get(value):
            self.objects[classes, property_, others] += 1

    def statistics(self) -> Statistics:
        found = Statistics(self.triples, self.subjects, len(self.values))
        for property_, number in self.properties.items():
            found.properties[_iri(property_)] += number
        for classes, number in self.sets.items():
            for class_ in classes:
                found.entities[_iri(class_)] += number
        for (classes, property_), number in self.used.items():
            for class_ in classes:
                found.by_class[_iri(class_), _iri(property_)] += number
        for (classes, property_, others), number in self.objects.items():
            for class_ in classes:
                for other in others:
                    found.objects[_iri(class_), _iri(property_), _iri(other)] += number
        for (classes, property_, datatype), number in self.datatypes.items():
            for class_ in classes:
                found.datatypes[_iri(class_), _iri(property_), _iri(datatype)] += number
        return found


def _datatype(value: str) -> str:
    rest = value[value.rindex('"') + 1 :]
    return rest[2:] if rest.startswith("^^") else _TAGGED if rest else _STRING


def _iri(term: str) -> URIRef:
    return URIRef(term[1:-1])


def _quads(files: Iterable[Path]) -> Iterator[tuple[str, str, str, str]]:
    for file in files:
        with file.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                subject, property_, rest = line.split(" ", 2)
                value, graph, _ = rest.rsplit(" ", 2)
                yield subject, property_, value, graph


def _merged(files: tuple[Path, ...]) -> Iterator[tuple[str, str, str, str]]:
    """Give the quads of all files by subject."""
    return merge(*(_quads([file]) for file in files), key=lambda quad: quad[0])
