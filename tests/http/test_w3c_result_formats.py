"""The tests of W3C's SPARQL 1.1 suites of result formats (CSV and TSV, JSON), by their names.

One row a test, with data of our own that has the same kinds of terms. Of a blank node only the
form is compared, since its label is free. In csv03 and tsv03 the value of each number counts, and
not how it was written: the embedded engine's store keeps no more of 2.0E3, and of -2 no more than
that it is an integer, whatever narrower type it had; other engines keep more.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot

TERMS: Final = "http://e/terms"
TYPES: Final = "http://e/types"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DATA: Final = f"""
@prefix : <http://e/> .
@prefix xsd: <{_XSD}> .
<{TERMS}> {{
  :a :p :b . :b :q "word" . :c :r "text"^^xsd:string . :d :s 12 . :e :t 0.5 . :f :u _:node .
}}
<{TYPES}> {{
  :a :p "8"^^xsd:string . :b :q "1.5"^^xsd:decimal . :c :r "-2"^^xsd:negativeInteger .
  :d :s "6,6" . :e :t "7,7"^^:own . :f :u "2.0E3"^^xsd:double . :g :v "0c"^^xsd:hexBinary .
}}
"""
ALL: Final = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
OPTIONAL: Final = "SELECT * { ?s ?p ?o OPTIONAL { ?o ?p2 ?o2 } } ORDER BY ?s ?p ?o ?p2 ?o2"
YES: Final = "ASK { <http://e/a> <http://e/p> <http://e/b> }"
NO: Final = "ASK { <http://e/a> <http://e/p> <http://e/c> }"


@pytest.fixture(scope="module")
def suite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    state = tmp_path_factory.mktemp("w3c-formats")
    write_snapshot(state / "snapshots" / SNAPSHOT, DATA)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


def ask(server: Server, text: str, graph: str, accept: str) -> str:
    response = server.get("/sparql", accept, params={"query": text, "default-graph-uri": graph})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].partition(";")[0] == accept
    response.encoding = "utf-8"
    return response.text


def lines(objects: str, *, csv: bool, more: int = 0, first: str = "") -> list[str]:
    """Write the rows of both graphs, whose subjects and properties go up in step."""
    mark, end = (",", "") if csv else ("\t", ">")
    begin = "" if csv else "<"
    rows = []
    for place, value in enumerate(objects.split()):
        subject, verb = (f"{begin}http://e/{letters[place]}{end}" for letters in (_S, _P))
        rest = [first] if first and place == 0 else [""] * more
        rows.append(mark.join([subject, verb, value, *rest]))
    return rows


_S: Final = "abcdefg"
_P: Final = "pqrstuv"
_CSV: Final = "http://e/b word text 12 0.5 _:n"
_TSV: Final = '<http://e/b> "word" "text" 12 0.5 _:n'
_VALUES: Final = {"2000.0": "2000", f'"-2"^^<{_XSD}negativeInteger>': "-2"}
"""Numbers as other engines keep them, by their values as the tests expect them."""


@pytest.mark.parametrize(
    ("name", "text", "graph", "head", "expected"),
    [
        ("csv01", ALL, TERMS, "s,p,o", lines(_CSV, csv=True)),
        (
            "csv02",
            OPTIONAL,
            TERMS,
            "s,p,o,p2,o2",
            lines(_CSV, csv=True, more=2, first="http://e/q,word"),
        ),
        ("csv03", ALL, TYPES, "s,p,o", lines('8 1.5 -2 "6,6" "7,7" 2000 0c', csv=True)),
        ("tsv01", ALL, TERMS, "?s\t?p\t?o", lines(_TSV, csv=False)),
        (
            "tsv02",
            OPTIONAL,
            TERMS,
            "?s\t?p\t?o\t?p2\t?o2",
            lines(_TSV, csv=False, more=2, first='<http://e/q>\t"word"'),
        ),
        (
            "tsv03",
            ALL,
            TYPES,
            "?s\t?p\t?o",
            lines(
                '"8" 1.5 -2 "6,6" "7,7"^^<http://e/own> '
                f'"2000"^^<{_XSD}double> "0c"^^<{_XSD}hexBinary>',
                csv=False,
            ),
        ),
    ],
)
def test_table(
    suite_server: Server, name: str, text: str, graph: str, head: str, expected: list[str]
) -> None:
    accept = "text/csv" if name.startswith("csv") else "text/tab-separated-values"
    answer = re.sub(r"_:\w+", "_:n", ask(suite_server, text, graph, accept))
    for written, value in _VALUES.items():
        answer = answer.replace(written, value)
    line_break = "\r\n" if accept == "text/csv" else "\n"
    assert answer.split(line_break) == [head, *expected, ""]


def term(value: str) -> dict[str, str]:
    """Write one of the terms above as SPARQL's JSON has it."""
    if value.startswith("http:"):
        return {"type": "uri", "value": value}
    if value == "_:n":
        return {"type": "bnode", "value": "n"}
    datatype = {"12": "integer", "0.5": "decimal"}.get(value)
    typed = {"datatype": f"{_XSD}{datatype}"} if datatype else {}
    return {"type": "literal", "value": value, **typed}


def rows(*, optional: bool) -> list[dict[str, dict[str, str]]]:
    found = [
        {"s": term(f"http://e/{_S[place]}"), "p": term(f"http://e/{_P[place]}"), "o": term(value)}
        for place, value in enumerate(_CSV.split())
    ]
    if optional:
        found[0] |= {"p2": term("http://e/q"), "o2": term("word")}
    return found


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "jsonres01",
            ALL,
            {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": rows(optional=False)}},
        ),
        (
            "jsonres02",
            OPTIONAL,
            {
                "head": {"vars": ["s", "p", "o", "p2", "o2"]},
                "results": {"bindings": rows(optional=True)},
            },
        ),
        ("jsonres03", YES, {"head": {}, "boolean": True}),
        ("jsonres04", NO, {"head": {}, "boolean": False}),
    ],
)
def test_json(suite_server: Server, name: str, text: str, expected: dict[str, Any]) -> None:
    answer = json.loads(ask(suite_server, text, TERMS, "application/sparql-results+json"))
    for row in answer.get("results", {}).get("bindings", ()):
        for value in row.values():
            if value["type"] == "bnode":
                value["value"] = "n"
    assert answer == expected, name
