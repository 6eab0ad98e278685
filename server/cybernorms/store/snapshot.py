"""A snapshot folder opened, and queries over it."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from msgspec.structs import replace

from cybernorms import tokens
from cybernorms.engine import Answer, Entailment, Query, QueryForm
from cybernorms.errors import (
    CyberNormsError,
    EngineError,
    ForbiddenQueryError,
    MalformedRequestError,
    NoSnapshotError,
    QuerySyntaxError,
)
from cybernorms.namespaces import is_inferred
from cybernorms.store import disk
from cybernorms.store.dataset import PUBLISHED, Dataset, form_of, read_dataset
from cybernorms.store.diagnosis import diagnose
from cybernorms.store.facts import StoreFacts
from cybernorms.store.rewriting import Data, lower_booleans, mend
from cybernorms.store.serialization import serialize

if TYPE_CHECKING:
    from cybernorms.store.columns import Columns

_FILL_DEFAULT: Final = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_Node = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Snapshot:
    """One published state of the data, one Store for each entailment regime.

    The physical default graph of each Store is the union of its named graphs, because the
    engine's own union counts a triple once for each graph that holds it. (RDF 1.1 Semantics 4.1:
    blank nodes of merged graphs are kept apart; here no two graphs share one unless the same node
    is meant, because a build labels them over the whole data set.)
    """

    def __init__(
        self,
        name: str,
        stores: dict[Entailment, ox.Store],
        max_result_bytes: int,
        *,
        files: Path | None = None,
        columns: "Columns | None" = None,
    ) -> None:
        """Take the Stores as they are; ``open_snapshot`` is the usual way to get here.

        ``files`` is the folder that the engine reads them from, if they are not in memory.
        ``columns`` have the default graph under entailment too.
        """
        self.name, self.files = name, files
        self._stores, self._columns = stores, columns
        self._max_result_bytes = max_result_bytes

    def query(self, query: Query) -> Answer:
        """Answer a query, without any limit but that of the result's size.

        Raises QuerySyntaxError, NotAcceptableError, QueryLimitError, ForbiddenQueryError (the
        query reached for the network), MalformedRequestError (a graph name that is no IRI) and
        EngineError (a fault of the engine).
        """
        if (text := lower_booleans(query.text)) != query.text:
            query = replace(query, text=text)
        try:
            dataset = choose_dataset(query)
            found = self._find(query, dataset)
            solutions = _ask(query, *self._graphs(query, dataset), found)
            form = form_of_answer(solutions, query.text)
            media_type, body, cut = serialize(solutions, form, query, self._max_result_bytes)
            regime = regime_of(query.entailment, dataset)
            return Answer(form, media_type, body, self.name, cut, regime)
        except SyntaxError as error:
            if query.inserts:
                raise EngineError(
                    f"rows of other endpoints do not fit the query: {error}"
                ) from None
            raise diagnose(query.text, query.base, error) from None
        except (OSError, RuntimeError) as error:
            raise explain_fault(error) from None

    def facts(self) -> StoreFacts:
        """Give what proofs are looked for in."""
        return StoreFacts(self._stores["owlrl"], union=True)

    def _find(self, query: Query, dataset: Dataset) -> str | None:
        """Give a query with all of the answer in it, if columns can."""
        if not self._columns or query.entailment == "none" or dataset != PUBLISHED or query.inserts:
            return None
        return self._columns.rewrite(query.text, query.base)

    def _graphs(
        self, query: Query, dataset: Dataset
    ) -> tuple[ox.Store, list[_Node] | None, list[ox.NamedNode] | None]:
        """Choose the Store, and the graphs of it that a query may read."""
        store = self._stores[query.entailment]
        if dataset == PUBLISHED:
            return store, None, None
        default, named = _nodes(dataset.default), _nodes(dataset.named)
        if len(default) > 1:
            return _merge(store, default, named), [ox.DefaultGraph()], named
        return store, [*default], named


def choose_dataset(query: Query) -> Dataset:
    """Give the dataset of the protocol or, without one, that of the text."""
    dataset = Dataset(query.default_graphs, query.named_graphs)
    return read_dataset(query.text, query.base) if dataset == PUBLISHED else dataset


def regime_of(entailment: Entailment, dataset: Dataset) -> Entailment:
    """Tell whether a query over a dataset reads anything that was inferred."""
    if entailment == "none" or dataset == PUBLISHED:
        return entailment
    graphs = (*(dataset.default or ()), *(dataset.named or ()))
    return "owlrl" if any(map(is_inferred, graphs)) else "none"


def explain_fault(error: Exception) -> CyberNormsError:
    """Say what the engine's complaint means that it has of a query it takes as one."""
    if isinstance(error, PermissionError):
        return ForbiddenQueryError(
            "the query reaches for another endpoint; SERVICE is refused here"
        )
    if isinstance(error, RuntimeError) and "custom function" in str(error):
        return QuerySyntaxError(f"{error}; this endpoint adds none to SPARQL's own")
    return EngineError(f"the engine could not answer: {error}")


def _ask(
    query: Query,
    store: ox.Store,
    default: list[_Node] | None,
    named: list[ox.NamedNode] | None,
    found: str | None,
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask the engine, with what was found or the text mended where it can be; else as it is."""
    data = Data(store, [ox.DefaultGraph()] if default is None else default, named)
    for text in dict.fromkeys((found or mend(query.text, query.base, data), query.text)):
        try:
            return store.query(
                query.insert_into(text),
                base_iri=query.base,
                default_graph=default,
                named_graphs=named,  # type: ignore[arg-type]
            )
        except SyntaxError:
            if text == query.text:
                raise
    raise AssertionError("a text is always asked")


def open_snapshot(folder: Path, max_result_bytes: int, *, memory: bool = False) -> Snapshot:
    """Open the Stores of a snapshot folder or, if it has none, load its N-Quads into memory.

    With ``memory`` it is loaded in any case. Raises NoSnapshotError when the folder or one of its
    files is missing, and EngineError when one can not be read.
    """
    columns = _open_columns(folder)
    if not memory and disk.has_stores(folder):
        stores = disk.open_stores(folder)
        files = (folder / disk.FOLDER).resolve()
        name = folder.resolve().name
        return Snapshot(name, stores, max_result_bytes, files=files, columns=columns)
    try:
        contents = {name: (folder / name).read_bytes() for name in disk.FILES["owlrl"]}
    except FileNotFoundError as error:
        raise NoSnapshotError(f"{error.filename}: not there, so this is no snapshot") from None
    stores = {"none": ox.Store(), "owlrl": ox.Store()}
    try:
        for entailment, store in stores.items():
            for name in disk.FILES[entailment]:
                store.load(contents[name], ox.RdfFormat.N_QUADS)
            store.update(_FILL_DEFAULT)
    except SyntaxError as error:
        raise EngineError(f"{folder}: not N-Quads: {error}") from None
    return Snapshot(folder.resolve().name, stores, max_result_bytes, columns=columns)


def _open_columns(folder: Path) -> "Columns | None":
    if not (folder / disk.COLUMNS).is_dir():
        return None
    from cybernorms.store.columns import open_columns  # noqa: PLC0415 - it brings numpy

    return open_columns(folder)


def _nodes(graphs: tuple[str, ...] | None) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(graph) for graph in dict.fromkeys(graphs or ())]
    except ValueError as error:
        raise MalformedRequestError(f"a graph name is no absolute IRI: {error}") from None


def _merge(store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]) -> ox.Store:
    """Copy the graphs into a Store whose default graph is the RDF merge of ``default``."""
    merged = ox.Store()
    for graph in default:
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def form_of_answer(
    solutions: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, text: str
) -> QueryForm:
    """Name the form of a text that was asked; a graph comes of two, told apart by their word."""
    if isinstance(solutions, ox.QuerySolutions):
        return "SELECT"
    if isinstance(solutions, ox.QueryBoolean):
        return "ASK"
    for token in tokens.tokenize(text):
        form = form_of(token)
        if form:
            return form
    raise EngineError("the engine accepted a text that has no query form")
