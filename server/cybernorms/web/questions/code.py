"""Code to paste that asks a stored question from elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

_CURL: Final = "curl '{url}'\n"
_REQUESTS: Final = """\
import csv

import requests

response = requests.get(
    {address},
    params={parameters},
    timeout=60,
)
response.raise_for_status()
for row in csv.DictReader(response.text.splitlines()):
    print(row)
"""
_REQUESTS_GRAPH: Final = """\
import requests

response = requests.get({address}, timeout=60)
response.raise_for_status()
print(response.text)
"""
_WRAPPER: Final = '''\
from SPARQLWrapper import JSON, POST, SPARQLWrapper

sparql = SPARQLWrapper({endpoint})
sparql.setMethod(POST)
sparql.setReturnFormat(JSON)
sparql.setQuery("""
{query}
""")
print(sparql.query().convert())
'''
_R: Final = 'rows <- read.csv({url}, encoding = "UTF-8")\nprint(rows)\n'
_R_GRAPH: Final = 'cat(readLines({url}, encoding = "UTF-8"), sep = "\\n")\n'


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code, and the tool or library that it is for."""

    name: str
    text: str


def write_snippets(
    address: str, parameters: Sequence[tuple[str, str]], endpoint: str, query: str
) -> tuple[Snippet, ...]:
    """Write how to get a table as CSV from an address, or by the endpoint."""
    asked = [*parameters, ("format", "csv")]
    url = f"{address}?{urlencode(asked)}"
    return (
        Snippet("curl", _CURL.format(url=url)),
        Snippet(
            "Python, requests",
            _REQUESTS.format(address=json.dumps(address), parameters=_pairs(asked)),
        ),
        _wrapper(endpoint, query, ""),
        Snippet("R", _R.format(url=json.dumps(url))),
    )


def write_graph_snippets(endpoint: str, query: str) -> tuple[Snippet, ...]:
    """Write how to get a graph as Turtle by the endpoint."""
    url = f"{endpoint}?{urlencode({'query': query, 'format': 'ttl'})}"
    return (
        Snippet("curl", _CURL.format(url=url)),
        Snippet("Python, requests", _REQUESTS_GRAPH.format(address=json.dumps(url))),
        _wrapper(endpoint, query, "TURTLE"),
        Snippet("R", _R_GRAPH.format(url=json.dumps(url))),
    )


def _wrapper(endpoint: str, query: str, graph: str) -> Snippet:
    escaped = query.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = _WRAPPER.format(endpoint=json.dumps(endpoint), query=escaped)
    if graph:
        text = text.replace("JSON", graph).replace("convert())", "convert().decode())")
    return Snippet("Python, SPARQLWrapper", text)


def _pairs(parameters: Sequence[tuple[str, str]]) -> str:
    items = ", ".join(f"({json.dumps(name)}, {json.dumps(value)})" for name, value in parameters)
    return f"[{items}]"
