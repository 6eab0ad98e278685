"""What of our own graph shapes can see from the nodes that were sent."""

from collections.abc import Iterable, Iterator

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import ID
from cybernorms.sources import Triple


def context_of(sent: Iterable[Triple], ours: Graph) -> Iterator[Triple]:
    """Give the statements of ours that shapes can reach from what was sent.

    These are all that follow forward from the resources of ours that are referred to, and from
    whatever of ours refers to those too, as a shape compares a node with others that share a value
    with it. Nothing of ours refers to what is sent, so no path goes back. ``sent`` may have what
    follows from it too; reasoning itself needs all of our graph.
    """
    named = {o for _, _, o in sent if isinstance(o, URIRef) and str(o).startswith(str(ID))}
    waiting: list[Node] = [*named, *(s for o in named for s in ours.subjects(None, o))]
    seen: set[Node] = set(waiting)
    while waiting:
        for triple in ours.triples((waiting.pop(), None, None)):
            yield triple
            if triple[2] not in seen:
                seen.add(triple[2])
                waiting.append(triple[2])
