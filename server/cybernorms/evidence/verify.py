"""Finding every passage again in the documents' texts."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rdflib.term import Node

from cybernorms.errors import InputError
from cybernorms.evidence.passages import (
    Passage,
    SourceDocument,
    passages,
    source_documents,
)
from cybernorms.evidence.text import (
    Span,
    digest,
    folded,
    line_of,
    locator,
    occurrences,
    read_document,
    require_folder,
)
from cybernorms.sources import Place, Sources
from cybernorms.terms import shorten

_DIGITS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Drift:
    """Something that the evidence says and the documents do not bear out.

    ``file`` is the document's file name, ``offset`` where in its text, ``places`` the files of
    ours that state the subject; ``moved_to`` is where the passage, or at least its first words,
    stands now.
    """

    subject: Node
    file: str
    problem: str
    offset: int | None = None
    expected: str | None = None
    found: str | None = None
    moved_to: str | None = None
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        """Write it as a short paragraph."""
        place = f" ({', '.join(map(str, self.places))})" if self.places else ""
        at = "" if self.offset is None else f" at character {self.offset}"
        lines = [f"{self.file}{at}: {self.problem}", f"  subject:  {shorten(self.subject)}{place}"]
        for name in ("expected", "found", "moved_to"):
            if value := getattr(self, name):
                lines.append(f"  {name.replace('_', ' ') + ':':9} {value}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Verification:
    """How many passages were found, in how many documents, and every drift."""

    found: int
    total: int
    documents: int
    drifts: tuple[Drift, ...]


def verify(sources: Sources, folder: Path) -> Verification:
    """Find every passage of the data again in the documents of a folder.

    Raises InputError when the folder is missing or no passage is stated: a check of nothing must
    not look like success.
    """
    require_folder(folder)
    data, places = sources.data(), sources.places()
    stated = list(passages(data))
    if not stated:
        raise InputError("the data states no cn:Passage, so there is nothing to verify")
    documents = source_documents(data)
    texts: dict[Node, str] = {}
    drifts: list[Drift] = []
    for document in documents.values():
        drifts += _check_document(document, folder, texts)
    sound = 0
    for passage in stated:
        if problems := _check_passage(passage, documents, texts):
            drifts += problems
        else:
            sound += passage.document in texts
    placed = tuple(replace(drift, places=places.of_subject(drift.subject)) for drift in drifts)
    return Verification(sound, len(stated), len(texts), placed)


def _check_document(document: SourceDocument, folder: Path, texts: dict[Node, str]) -> list[Drift]:
    """Read a document's text into ``texts`` and compare it with what is stated of it."""
    name = document.file_name
    if not name or Path(name).name != name:
        return [Drift(document.iri, name or "?", "cn:fileName is missing or no plain file name")]
    try:
        text = texts[document.iri] = read_document(folder / name)
    except InputError as error:
        return [Drift(document.iri, name, f"its passages cannot be found: {error}")]
    if document.sha256 == digest(text) and document.length == len(text):
        return []
    return [
        Drift(
            document.iri,
            name,
            "the document is not the one that was read",
            expected=f"{document.length} characters, sha256 {_short(document.sha256)}",
            found=f"{len(text)} characters, sha256 {_short(digest(text))}",
        )
    ]


def _check_passage(
    passage: Passage, documents: dict[Node, SourceDocument], texts: dict[Node, str]
) -> list[Drift]:
    document = documents.get(passage.document) if passage.document else None
    if document is None:
        return [Drift(passage.iri, "?", "cn:sourceDocument is missing or leads nowhere")]
    file = document.file_name or "?"
    if passage.span is None or passage.sha256 is None or passage.quote is None:
        return [Drift(passage.iri, file, "a selector or cn:passageDigest is missing or malformed")]
    if document.iri not in texts:
        return []  # said once, of the document
    text, span = texts[document.iri], passage.span
    found = text[span.start : span.end]
    same_text = digest(found) == passage.sha256
    if same_text and folded(found).startswith(folded(passage.quote)):
        return []
    return [
        Drift(
            passage.iri,
            file,
            "the passage begins with other words than its oa:exact"
            if same_text
            else "the passage is not there as it was read",
            offset=span.start,
            expected=f"“{folded(passage.quote)} …”, sha256 {_short(passage.sha256)}",
            found=f"“{locator(found)} …”, sha256 {_short(digest(found))}"
            if found
            else "the text ends before",
            moved_to=None if same_text else _moved(text, passage.quote, passage.sha256, span),
        )
    ]


def _moved(text: str, quote: str, sha256: str, span: Span) -> str | None:
    """Say where the passage stands now: all of it, else its first words."""
    starts = [found.start for found in occurrences(text, quote)]
    length = span.end - span.start
    for start in starts:
        if digest(text[start : start + length]) == sha256:
            return f"unchanged at {start} to {start + length} (line {line_of(text, start)})"
    if starts and starts != [span.start]:
        where = ", ".join(f"{start} (line {line_of(text, start)})" for start in starts[:3])
        return f"its first words stand at {where}"
    return None


def _short(sha256: str | None) -> str:
    return f"{sha256[:_DIGITS_SHOWN]}…" if sha256 else "not stated"
