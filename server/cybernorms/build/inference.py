"""What follows, in graphs by whose data it takes: ours alone, one account's, or several'."""

from collections.abc import Iterable, Mapping

from rdflib import Graph, URIRef

from cybernorms.journal import Written
from cybernorms.namespaces import GRAPH_INFERRED
from cybernorms.settings import Settings
from cybernorms.sources import Document, Sources, Triple, empty_graph
from cybernorms.validation import Report, derive


def infer(
    files: Sources, written: Written, settings: Settings
) -> tuple[dict[URIRef, Graph], Report]:
    """Derive what follows from files and written graphs, and report contradictions.

    A triple is in the graph of the least that it takes: ``…/inferred/owlrl`` if the files do,
    ``…/inferred/owlrl/member/<account>`` if they do with what one account wrote, else
    ``…/inferred/owlrl/members``. The same triple may be in the graphs of several accounts. All of
    them together are the closure of everything. It is derived once for the whole, once for the
    files, and once for each account if there are several. Raises EngineError.
    """
    everything = files.with_data(written.documents())
    whole, report = derive(everything.asserted(), settings.reasoner, everything.places())
    if not report.conforms or not written.graphs:
        return {GRAPH_INFERRED: whole}, report
    # The files are consistent as they stand, but two identifiers may be one by a member's word.
    own, unsupported = derive(files.asserted(), settings.reasoner, files.places())
    graphs = {GRAPH_INFERRED: own}
    rest = set(whole) - set(own)
    left = set(rest)
    accounts = _by_account(written)
    for account, documents in accounts.items():
        alone: Iterable[Triple] = rest
        if len(accounts) > 1:
            alone, _ = derive(
                files.with_data(documents).asserted(), settings.reasoner, files.places()
            )
        graphs[GRAPH_INFERRED + f"/member/{account}"] = _graph(rest.intersection(alone))
        left.difference_update(alone)
    graphs[GRAPH_INFERRED + "/members"] = _graph(left)
    kept = {name: graph for name, graph in graphs.items() if graph or name == GRAPH_INFERRED}
    return kept, report + unsupported


def union(graphs: Mapping[URIRef, Graph]) -> Graph:
    """Join inferred graphs."""
    return _graph(triple for graph in graphs.values() for triple in graph)


def _by_account(written: Written) -> dict[str, tuple[Document, ...]]:
    """Give the written graphs by the account that wrote each last."""
    documents: dict[str, tuple[Document, ...]] = {}
    for document in written.documents():
        account = written.last[document.name].account
        documents[account] = (*documents.get(account, ()), document)
    return documents


def _graph(triples: Iterable[Triple]) -> Graph:
    graph = empty_graph()
    for triple in triples:
        graph.add(triple)
    return graph
