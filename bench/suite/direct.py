"""A library as a program: ``direct.py pyoxigraph|rdflib DATA [FOLDER]``.

It loads the data, writes the seconds that took, and then for each line, an object with ``query``
and ``accept``, one with the ``seconds`` and ``bytes`` of the answer, and those bytes.
"""

import io
import json
import sys
import time
from collections.abc import Callable

Answer = Callable[[str, str], bytes]


def load_pyoxigraph(data: str, place: str | None) -> Answer:
    """Load into memory, or into a folder."""
    import pyoxigraph as ox  # noqa: PLC0415  # each library by itself, for the memory's sake

    store = ox.Store(place) if place else ox.Store()
    store.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
    if place:
        store.optimize()

    def answer(query: str, accept: str) -> bytes:
        is_graph = accept == "text/turtle"
        form = ox.RdfFormat.TURTLE if is_graph else ox.QueryResultsFormat.JSON
        found = store.query(query)
        return bytes(found.serialize(format=form) or b"")  # type: ignore[arg-type]

    return answer


def load_rdflib(data: str, _: str | None) -> Answer:
    """Load into rdflib's memory store."""
    from rdflib import Graph  # noqa: PLC0415

    graph = Graph()
    graph.parse(data, format="nt")

    def answer(query: str, accept: str) -> bytes:
        body = io.BytesIO()
        form = "turtle" if accept == "text/turtle" else "json"
        graph.query(query).serialize(body, format=form)
        return body.getvalue()

    return answer


def main() -> None:
    """Load, and answer until the input ends."""
    name, data, *place = sys.argv[1:]
    started = time.perf_counter()
    load = {"pyoxigraph": load_pyoxigraph, "rdflib": load_rdflib}[name]
    answer = load(data, place[0] if place else None)
    out = sys.stdout.buffer
    out.write(f"{time.perf_counter() - started}\n".encode())
    out.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        try:
            body = answer(asked["query"], asked["accept"])
        except Exception as error:  # noqa: BLE001  # whatever a library raises is its answer
            out.write(json.dumps({"error": repr(error)}).encode() + b"\n")
        else:
            head = {"seconds": time.perf_counter() - started, "bytes": len(body)}
            out.write(json.dumps(head).encode() + b"\n" + body)
        out.flush()


if __name__ == "__main__":
    main()
