"""DESCRIBE, which each engine takes its own way, by queries that all take alike.

A description is what the embedded engine gives: the triples that begin with the resource, and
those that begin with the blank nodes in them, and so on.
"""

import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from cybernorms import tokens
from cybernorms.engine import Query
from cybernorms.remote.link import RESULTS, TRIPLES, Link
from cybernorms.remote.naming import NODE
from cybernorms.remote.scope import Scope
from cybernorms.remote.translation import translate
from cybernorms.store import QueryReader, ReadQuery, resolve_iris

_AT_ONCE: Final = 100
_NODES: Final = re.compile(rb"<(%b[^>]*)>\s*\.$" % NODE.encode(), re.MULTILINE)


def describe(read: ReadQuery, scope: Scope, link: Link, reader: QueryReader) -> io.BytesIO:
    """Give the descriptions of what a query names, as N-Triples. Raises what the link raises."""
    lines: dict[bytes, None] = {}
    known: dict[str, None] = {}
    waiting = list(dict.fromkeys(_resources(read.query, scope, link, reader)))
    most = read.query.max_rows
    while waiting and not (most and len(lines) > most):
        now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        known |= dict.fromkeys(now)
        listed = " ".join(f"<{iri}>" for iri in now)
        text = (
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{scope.default}> "
            f"{{ VALUES ?s {{ {listed} }} ?s ?p ?o }} }}"
        )
        with link.ask(text, TRIPLES) as reply:
            found = reply.read()
        lines |= dict.fromkeys(line for line in found.split(b"\n") if line)
        nodes = {node.decode() for node in _NODES.findall(found)}
        waiting += sorted(nodes - known.keys() - set(waiting))
    return io.BytesIO(b"\n".join([*lines, b""]))


def _resources(query: Query, scope: Scope, link: Link, reader: QueryReader) -> Iterator[str]:
    """Name what is described: the IRIs of the list, and what its variables stand for."""
    items = list(tokens.tokenize(query.text))
    form = next(n for n, item in enumerate(items) if item.keyword == "DESCRIBE")
    behind = next(
        (n for n in range(form + 1, len(items)) if items[n].keyword or items[n].text == "{"),
        len(items),
    )
    listed: Sequence[tokens.Token] = items[form + 1 : behind]
    prologue = query.text[: items[form].offset]
    names = tuple(item.text for item in listed if item.kind in {"iri", "name"})
    yield from resolve_iris(prologue, names, query.base)
    chosen = " ".join(item.text for item in listed if item.text not in names)
    if not chosen or behind == len(items):
        return
    text = f"{prologue} SELECT DISTINCT {chosen} {query.text[items[behind].offset :]}"
    read = reader.read(replace(query, text=text, max_rows=0))
    asked = translate(read.query, read.columns, scope)
    with link.ask(asked, RESULTS) as reply:
        rows = json.loads(reply.read())["results"]["bindings"]
    for row in rows:
        yield from (term["value"] for term in row.values() if term["type"] == "uri")
