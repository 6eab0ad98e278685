"""From an operation to the change that it asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node

from cybernorms.accounts import Account
from cybernorms.errors import NotFoundError
from cybernorms.guard import check_update
from cybernorms.journal import Change, Quad
from cybernorms.namespaces import BASE
from cybernorms.sources import Sources, silenced_literal_complaints
from cybernorms.store import check_update_syntax, parse_graph
from cybernorms.updates.evaluation import apply_update
from cybernorms.updates.operation import Operation
from cybernorms.updates.scratch import Scratch


def prepare(
    operation: Operation,
    body: bytes,
    account: Account,
    sources: Sources,
    written: Mapping[URIRef, Graph],
    *,
    max_nesting: int,
) -> Change:
    """Work out what an operation changes; an update reads all of ``sources``.

    ``written`` has the graphs that may change as they are now; ``max_nesting`` is how deep the
    brackets of an update may go. Raises ForbiddenGraphError for a
    graph that the account does not own, NotFoundError when there is nothing to delete, and what
    ``store.parse_graph`` raises for a document, and ``guard.check_update``,
    ``store.check_update_syntax`` and ``apply_update`` for an update.
    """
    with silenced_literal_complaints():
        if operation.kind == "update":
            text = body.decode("utf-8")
            check_update(text, max_nesting)
            return _update(operation, text, account, sources)
        return _store(operation, body, account, written)


def _update(operation: Operation, text: str, account: Account, sources: Sources) -> Change:
    check_update_syntax(text, BASE)
    if operation.graph:
        account.require(operation.graph)
        account = replace(account, graphs=(operation.graph,), home=operation.graph)
    union = operation.graph is None
    scratch = Scratch(_dataset(sources, union=union), account, union=union)
    apply_update(scratch, text, BASE, operation.using, operation.using_named)
    return scratch.change()


def _store(
    operation: Operation, body: bytes, account: Account, written: Mapping[URIRef, Graph]
) -> Change:
    name = URIRef(operation.graph or account.home)
    account.require(name)
    before: set[Quad] = {(*triple, name) for triple in written.get(name, ())}
    if operation.kind == "delete":
        if not before and operation.graph:
            raise NotFoundError(f"there is no graph {name}, so nothing to delete")
        return Change(removed=frozenset(before))
    after: set[Quad] = {(*triple, name) for triple in _read(operation, body, name)}
    removed = before - after if operation.kind == "put" else set()
    return Change(frozenset(after - before), frozenset(removed))


def _read(operation: Operation, body: bytes, name: URIRef) -> Iterator[tuple[Node, Node, Node]]:
    start = 0
    for number, part in enumerate(operation.parts, 1):
        source = "the body" if len(operation.parts) == 1 else f"document {number} of the body"
        yield from parse_graph(body[start : start + part.size], part.media_type, name, source)
        start += part.size


def _dataset(sources: Sources, *, union: bool) -> Dataset:
    dataset = Dataset(default_union=union)
    for document in sources.documents:
        graph = dataset.graph(document.name)
        for triple in document.graph:
            graph.add(triple)
    return dataset
