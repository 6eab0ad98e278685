"""How much of each document its cited passages cover, and what they leave out."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from rdflib import Graph
from rdflib.term import Node

from cybernorms.evidence.passages import Passage, SourceDocument, passages, source_documents
from cybernorms.evidence.text import Span, read_document, require_folder
from cybernorms.namespaces import CN, RDF
from cybernorms.sources import Sources

GAP_CHARACTERS: Final = 200
"""An uncited stretch longer than this is listed."""
_CITED: Final = 1
_BOILERPLATE: Final = 2


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many characters how many are cited; white space and boilerplate do not count."""

    name: str
    cited: int
    total: int

    @property
    def percent(self) -> float:
        """The share in percent; a stretch with nothing to cite is covered."""
        return 100 * self.cited / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Gap:
    """An uncited stretch: where it starts, how long it is, how it begins."""

    start: int
    length: int
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One document: its share, its sections' shares, its passages' lengths, its gaps.

    ``boilerplate`` is the share in percent of the characters that are named as boilerplate;
    lengths are those of the cited passages, in characters.
    """

    document: Share
    boilerplate: float
    sections: tuple[Share, ...]
    lengths: tuple[int, ...]
    gaps: tuple[Gap, ...]

    @property
    def median(self) -> float:
        """The median length of a cited passage."""
        return statistics.median(self.lengths) if self.lengths else 0.0


def coverage(sources: Sources, folder: Path) -> list[Coverage]:
    """Measure every source document whose text is in a folder.

    A passage counts as cited when something has it as cn:evidence; a cn:Boilerplate is left out of
    the reckoning. An uncited character belongs to the section of the passage before it.
    Raises InputError when the folder or a document's text is missing.
    """
    require_folder(folder)
    data = sources.data()
    cited = set(data.objects(None, CN.evidence))
    stated = list(passages(data))
    return [
        _measure(data, document, [p for p in stated if p.document == iri and p.span], cited, folder)
        for iri, document in source_documents(data).items()
        if document.file_name
    ]


def _measure(
    data: Graph, document: SourceDocument, found: list[Passage], cited: set[Node], folder: Path
) -> Coverage:
    text = read_document(folder / str(document.file_name))
    marks = bytearray(len(text))
    boiler = [p for p in found if (p.iri, RDF.type, CN.Boilerplate) in data]
    cites = [p for p in found if p.iri in cited]
    for mark, marked in ((_BOILERPLATE, boiler), (_CITED, cites)):  # cited is the last word
        for _, span in _spans(marked):
            # A passage that a changed text has become too short for ends with the text.
            marks[span.start : span.end] = bytes([mark]) * len(marks[span.start : span.end])
    lengths = [span.end - span.start for p, span in _spans(cites) if p not in boiler]
    printed = sum(not character.isspace() for character in text)
    boilerplate = sum(
        mark == _BOILERPLATE and not character.isspace()
        for mark, character in zip(marks, text, strict=True)
    )
    return Coverage(
        _share(str(document.iri).rpartition("/")[2], text, marks, Span(0, len(text))),
        100 * boilerplate / printed if printed else 0.0,
        tuple(_sections(data, found, text, marks)),
        tuple(lengths),
        tuple(_gaps(text, marks)),
    )


def _spans(found: list[Passage]) -> Iterator[tuple[Passage, Span]]:
    return ((passage, passage.span) for passage in found if passage.span)


def _share(name: str, text: str, marks: bytearray, span: Span) -> Share:
    counted = [
        marks[place]
        for place in range(span.start, span.end)
        if not text[place].isspace() and marks[place] != _BOILERPLATE
    ]
    return Share(name, counted.count(_CITED), len(counted))


def _sections(data: Graph, found: list[Passage], text: str, marks: bytearray) -> Iterator[Share]:
    """Cut the text where a passage of another section begins; a section's pieces add up."""
    cuts = [(0, "")]
    for passage, span in _spans(found):
        section = str(data.value(passage.iri, CN.section) or "")
        if section != cuts[-1][1]:
            cuts.append((span.start, section))
    shares: dict[str, Share] = {}
    for (start, section), (end, _) in pairwise([*cuts, (len(text), "")]):
        piece = _share(section, text, marks, Span(start, end))
        before = shares.get(section, Share(section, 0, 0))
        shares[section] = Share(section, before.cited + piece.cited, before.total + piece.total)
    return (share for share in shares.values() if share.total)


def _gaps(text: str, marks: bytearray) -> Iterator[Gap]:
    start = 0
    while (start := marks.find(0, start)) >= 0:
        end = next((place for place in range(start, len(marks)) if marks[place]), len(marks))
        stretch = text[start:end].strip()
        if len(stretch) > GAP_CHARACTERS:
            first = start + text[start:end].index(stretch)
            yield Gap(first, len(stretch), " ".join(stretch.split()[:8]))
        start = end
