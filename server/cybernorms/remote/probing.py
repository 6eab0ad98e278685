"""What an engine can do of what queries need: asked of it, over a few triples of our own."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from cybernorms.errors import CyberNormsError, EngineUnavailableError
from cybernorms.namespaces import XSD
from cybernorms.remote.link import RESULTS, Link
from cybernorms.remote.naming import IS, GraphSet

_SET: Final = GraphSet("probe", "probe")
_GRAPH: Final = _SET.graph("urn:g")
_TRIPLES: Final = "<urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:c> <urn:q> 'x'@en . "
_LITERALS: Final = {
    "integer": "1",
    "decimal": "1.5",
    "boolean": "true",
    "date": "2020-01-02",
    "dateTime": "2020-01-02T03:04:05Z",
    "gYear": "2020",
    "gYearMonth": "2020-05",
    "anyURI": "http://e/",
}
_READ: Final = {"boolean": "1"}
"""Other forms that are read as they were meant (``store.write_results``)."""
_NEEDED: Final = {
    "graph clauses": f"ASK {{ GRAPH <{_GRAPH}> {{ <urn:a> <urn:p> ?b }} }}",
    "graph clauses inside others": (
        f"ASK {{ GRAPH <{_SET.nothing}> {{ GRAPH <{_GRAPH}> {{ <urn:a> <urn:p> ?b }} }} }}"
    ),
    "variables for graphs": (
        f"ASK {{ GRAPH ?g {{ GRAPH <{_SET.names}> {{ ?g <{IS}> ?n }} <urn:a> <urn:p> ?b }} }}"
    ),
}
_PATTERNS: Final = {
    "OPTIONAL": "?s <urn:q> ?o OPTIONAL { ?s <urn:p> ?x } FILTER(!BOUND(?x))",
    "UNION": "{ ?s <urn:x> ?o } UNION { ?s <urn:q> ?o }",
    "MINUS": "?s <urn:p> ?o MINUS { <urn:a> <urn:p> ?o }",
    "NOT EXISTS": "?s <urn:q> ?o FILTER NOT EXISTS { ?s <urn:p> ?x }",
    "VALUES": "VALUES ?s { <urn:a> } ?s <urn:p> ?o",
    "BIND": "?s <urn:p> ?o BIND(STR(?s) AS ?t) FILTER(?t = 'urn:a')",
    "paths from a term": "<urn:a> <urn:p>+ <urn:c>",
    "paths between variables": "?s <urn:p>+ ?o FILTER(?s = <urn:a> && ?o = <urn:c>)",
    "paths without a step": "<urn:a> <urn:p>* <urn:a>",
    "subqueries with LIMIT": "{ SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s LIMIT 1 }",
    "aggregates": "{ SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } FILTER(?n = 3)",
    "HAVING": "{ SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) = 2) }",
    "BNODE with a label": "BIND(BNODE('x') AS ?x) FILTER(isBLANK(?x))",
    "language tags": "?s <urn:q> ?o FILTER(LANGMATCHES(LANG(?o), 'en'))",
    "STRUUID and hashes": "BIND(SHA1(STRUUID()) AS ?x) FILTER(STRLEN(?x) = 40)",
    "STRLANG, STRDT and IRI": "FILTER(LANG(STRLANG('a', 'en')) = 'en' && isIRI(IRI('urn:a')))",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an engine can do or not; ``needed`` if no query can be asked without it."""

    name: str
    fault: str
    needed: bool = False


def probe(link: Link) -> Iterator[Finding]:
    """Try an engine, and leave nothing in it. Raises EngineUnavailableError."""
    try:
        yield _told("updates and the Graph Store Protocol", partial(_write, link), needed=True)
        for name, text in _NEEDED.items():
            yield _told(name, partial(_require, link, text), needed=True)
        for name, pattern in _PATTERNS.items():
            text = f"ASK {{ GRAPH <{_GRAPH}> {{ {pattern} }} }}"
            yield _told(name, partial(_require, link, text))
        for name, value in _LITERALS.items():
            yield _told(f"literals of xsd:{name}", partial(_keep, link, name, value))
    finally:
        for graph in (_GRAPH, _SET.names):
            link.update(f"DROP SILENT GRAPH <{graph}>")


class _DiffersError(CyberNormsError):
    """The engine answers otherwise."""


def _told(name: str, trial: Callable[[], None], *, needed: bool = False) -> Finding:
    try:
        trial()
    except EngineUnavailableError:
        raise
    except CyberNormsError as error:
        return Finding(name, str(error), needed)
    return Finding(name, "", needed)


def _write(link: Link) -> None:
    literals = " ".join(
        f'<urn:{name}> <urn:v> "{value}"^^<{XSD[name]}> .\n' for name, value in _LITERALS.items()
    )
    link.add(_SET.names, f"<{_GRAPH}> <{IS}> <urn:g> .\n".encode())
    link.update(f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ {_TRIPLES} }} }}")
    link.add(_SET.names, literals.encode())


def _require(link: Link, text: str) -> None:
    with link.ask(text, RESULTS) as reply:
        if not json.loads(reply.read()).get("boolean"):
            raise _DiffersError("the answer is another one")


def _keep(link: Link, name: str, value: str) -> None:
    text = f"SELECT ?v {{ GRAPH <{_SET.names}> {{ <urn:{name}> <urn:v> ?v }} }}"
    with link.ask(text, RESULTS) as reply:
        [row] = json.loads(reply.read())["results"]["bindings"] or [{"v": {}}]
    term = row["v"]
    values = {value, _READ.get(name)}
    if term.get("value") not in values or term.get("datatype") != str(XSD[name]):
        given = f'"{term.get("value", "")}" of {term.get("datatype", "no datatype")}'
        raise _DiffersError(f'"{value}" comes back as {given}')
