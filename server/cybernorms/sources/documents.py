"""The project's Turtle files as named graphs, and where each subject is stated."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.errors import InputError, TooLargeError, UnreadableSourcesError
from cybernorms.files import FOLDERS, turtle_files
from cybernorms.namespaces import (
    GRAPH,
    GRAPH_CATALOGUE,
    GRAPH_ONTOLOGY,
    GRAPH_QUESTIONS,
    GRAPH_SHAPES,
    PREFIXES,
)
from cybernorms.sources.formats import Format, format_of
from cybernorms.sources.places import Places, Triple
from cybernorms.sources.reader import Document, empty_graph, read_rdf

DEFINITIONS: Final = frozenset({GRAPH_ONTOLOGY, GRAPH_SHAPES, GRAPH_QUESTIONS})
"""The graphs that say what can be said and must hold; all others say something of the world."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Every document that was read, in the order of their file names.

    Graphs that it gives are made once and then shared: do not change them.
    """

    documents: tuple[Document, ...]
    _merged: dict[tuple[str, ...], Graph] = field(default_factory=dict, compare=False, repr=False)

    def names(self) -> list[URIRef]:
        """List the named graphs that have a document."""
        return sorted({document.name for document in self.documents})

    def graph(self, *names: URIRef) -> Graph:
        """Merge the documents of the given named graphs."""
        return self._merge(("graph", *names), lambda document: document.name in names)

    def folder(self, folder: str) -> Graph:
        """Merge the documents below a folder such as ``shapes/meta``."""
        return self._merge(("folder", folder), lambda d: d.file.startswith(folder + "/"))

    def data(self) -> Graph:
        """Merge all that is said about the world, in files or over HTTP."""
        return self._merge(("data",), lambda document: document.name not in DEFINITIONS)

    def asserted(self) -> Graph:
        """Merge the ontology with the data: all that something can follow from."""
        return self._merge(
            ("asserted",), lambda d: d.name == GRAPH_ONTOLOGY or d.name not in DEFINITIONS
        )

    def with_data(self, documents: tuple[Document, ...]) -> "Sources":
        """Add documents of further graphs, which are neither files nor definitions."""
        kept = {key: graph for key, graph in self._merged.items() if key[0] in {"graph", "folder"}}
        return Sources((*self.documents, *documents), kept)

    def without(self, names: Collection[URIRef]) -> "Sources":
        """Leave the documents of some graphs out, which are no definitions."""
        kept = tuple(document for document in self.documents if document.name not in names)
        if len(kept) == len(self.documents):
            return self
        merged = {
            key: graph
            for key, graph in self._merged.items()
            if key[0] == "folder" or (key[0] == "graph" and set(names).isdisjoint(key))
        }
        return Sources(kept, merged)

    def _merge(self, key: tuple[str, ...], wanted: Callable[[Document], bool]) -> Graph:
        if key not in self._merged:
            self._merged[key] = merge(d.triples for d in self.documents if wanted(d))
        return self._merged[key]

    def places(self) -> Places:
        """Tell where the documents state each subject and each value."""
        return Places(self.documents)


def merge(graphs: Iterable[Iterable[Triple]]) -> Graph:
    """Copy the statements of several graphs into a new one; blank nodes keep their identity."""
    merged = empty_graph()
    for prefix, namespace in PREFIXES.items():
        merged.bind(prefix, namespace)
    add = merged.store.add  # without the checks of Graph.add, which take as long again
    for triple in chain.from_iterable(graphs):
        add(triple, merged)
    return merged


def load_sources(root: Path) -> Sources:
    """Read every Turtle file below the root's ontology/, data/ and shapes/.

    Nothing is fetched: ``owl:imports`` stays a statement like any other. Raises InputError for a
    missing folder or a file in no known place, UnreadableSourcesError with all files that do not
    parse.
    """
    paths = [path for folder in FOLDERS for path in turtle_files(root / folder)]
    return load_files(paths, root)


def load_files(
    paths: Iterable[Path],
    root: Path,
    name: URIRef | None = None,
    format_: Format | None = None,
    max_bytes: int | None = None,
) -> Sources:
    """Read the given files; those without a ``name`` go to the graph of their folder.

    ``format_`` is that of all files; by default each file's suffix tells its own. Raises as
    ``load_sources`` does; among the errors is TooLargeError for a file above ``max_bytes``.
    """
    documents: list[Document] = []
    errors: list[InputError] = []
    for path in sorted(set(paths)):
        file = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        try:
            documents.append(
                read_rdf(
                    read_file(path, file, max_bytes),
                    file,
                    name if name is not None else graph_of(file),
                    format_ or format_of(file),
                )
            )
        except InputError as error:
            errors.append(error)
    if errors:
        raise UnreadableSourcesError(errors)
    return Sources(tuple(documents))


def graph_of(file: str) -> URIRef:
    """Name the graph that a file of the checkout belongs to.

    Raises InputError when its folder stands for no graph.
    """
    match file.split("/"):
        case ["ontology", "questions", _, *_]:
            return GRAPH_QUESTIONS
        case ["ontology", _, *_]:
            return GRAPH_ONTOLOGY
        case ["shapes", _, *_]:
            return GRAPH_SHAPES
        case ["data", "catalogue", _, *_]:
            return GRAPH_CATALOGUE
        case ["data", "sources", document, _, *_]:
            return GRAPH[f"source/{document}"]
    raise InputError(
        f"{file}: no graph is kept there; data belongs into data/catalogue/ or "
        "data/sources/<document>/"
    )


def require_size(content: bytes, file: str, max_bytes: int) -> bytes:
    """Give back content of at most that many bytes. Raises TooLargeError for more."""
    if len(content) > max_bytes:
        raise TooLargeError(
            f"{file}: longer than {max_bytes} bytes; split it, or raise max_submission_bytes",
            "max_submission_bytes",
            max_bytes,
        )
    return content


def read_file(path: Path, file: str, max_bytes: int | None = None) -> bytes:
    """Read a file that errors name as ``file``.

    Raises InputError when it cannot be read, TooLargeError when it is longer than ``max_bytes``.
    """
    try:
        if max_bytes is None:
            return path.read_bytes()
        with path.open("rb") as stream:
            return require_size(stream.read(max_bytes + 1), file, max_bytes)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
