"""A snapshot as files to take away: each graph and the whole, in several formats, with digests."""

from cybernorms.dumps.description import describe_dumps, dump_address
from cybernorms.dumps.graphs import WHOLE, State, graph_path, graph_states, stream_graphs
from cybernorms.dumps.shelf import CODINGS, Dump, DumpSet, Shelf

__all__ = [
    "CODINGS",
    "WHOLE",
    "Dump",
    "DumpSet",
    "Shelf",
    "State",
    "describe_dumps",
    "dump_address",
    "graph_path",
    "graph_states",
    "stream_graphs",
]
