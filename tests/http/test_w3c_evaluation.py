"""The W3C's query tests that the engine alone fails, by their names, with data of our own.

``python -m tests.w3c`` runs the suites themselves from a checkout of w3c/rdf-tests.
"""

from collections.abc import Iterator

import pytest

from .conftest import SNAPSHOT, Server, point_current, start, stop, write_snapshot

GRAPHS = """
<http://e/one> { <http://e/a> <http://e/p> <http://e/o> , 7 . }
<http://e/two> { <http://e/b> <http://e/p> <http://e/o> . <http://e/c> <http://e/p> <http://e/o> }
<http://e/names> { <http://e/a> <http://e/name> "x" , "y" . }
"""
BOTH = {"named-graph-uri": ["http://e/one", "http://e/two"]}
EMPTY = {"default-graph-uri": ["http://e/none"]}


@pytest.fixture(scope="module")
def suite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    state = tmp_path_factory.mktemp("w3c-evaluation")
    write_snapshot(state / "snapshots" / SNAPSHOT, GRAPHS)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


def rows(server: Server, text: str, dataset: dict[str, list[str]]) -> list[str]:
    text = f"BASE <http://e/> PREFIX : <http://e/> {text}"
    response = server.get("/sparql", "text/csv", params={"query": text, **dataset})
    assert response.status_code == 200, response.text
    return sorted(response.text.replace("http://e/", "").split("\r\n")[1:-1])


@pytest.mark.parametrize(
    ("name", "text", "dataset", "expected"),
    [
        ("zero_or_more_set_start", "SELECT * { :z :p* ?x }", EMPTY, ["z"]),
        ("zero_or_more_set_end", "SELECT * { ?x :p* :z }", EMPTY, ["z"]),
        ("zero_or_one_set_start", "SELECT * { :z :p? ?x }", EMPTY, ["z"]),
        ("zero_or_one_set_end", "SELECT * { ?x :p? :z }", EMPTY, ["z"]),
        (
            "agg-empty-group-count-graph",
            "SELECT ?g ?c { GRAPH ?g { SELECT (COUNT(*) AS ?c) { ?s :p 7 } } }",
            BOTH,
            ["one,1", "two,0"],
        ),
        (
            "graph-minus",
            "SELECT ?a { GRAPH ?g { ?a :p 7 MINUS { ?b :p 7 } } }",
            BOTH,
            ["a"],
        ),
        (
            "graph",
            'SELECT ?g ?t { GRAPH ?g { VALUES (?g ?t) { (UNDEF "any") (:two "second") } } }',
            BOTH,
            ["one,any", "two,any", "two,second"],
        ),
    ],
)
def test_rows(
    suite_server: Server, name: str, text: str, dataset: dict[str, list[str]], expected: list[str]
) -> None:
    assert rows(suite_server, text, dataset) == expected, name


@pytest.mark.parametrize(
    ("name", "values"), [("agg-groupconcat-04", '"x"@en "x"@en'), ("agg-groupconcat-06", '"x"@en')]
)
def test_group_concat_gives_a_plain_literal(suite_server: Server, name: str, values: str) -> None:
    joined = f"SELECT (GROUP_CONCAT(?x) AS ?all) {{ VALUES ?x {{ {values} }} }}"
    text = f"ASK {{ {{ {joined} }} FILTER(LANG(?all) = '') }}"
    reply = suite_server.query(text, "application/sparql-results+json")
    assert reply.json()["boolean"], name


def test_bnode01(suite_server: Server) -> None:
    """One label is one node within a solution, and another one in the next."""
    text = """SELECT (BNODE(?s) AS ?b) (BNODE(?t) AS ?c)
              { GRAPH <http://e/names> { ?a <http://e/name> ?s . ?a <http://e/name> ?t } }"""
    nodes = [row.split(",") for row in suite_server.query(text).text.split("\r\n")[1:-1]]
    assert sorted(len(set(row)) for row in nodes) == [1, 1, 2, 2]
    assert len({node for row in nodes for node in row}) == 6


@pytest.mark.parametrize("name", ["csv01", "tsv01"])
def test_columns_stand_in_the_order_of_the_text(suite_server: Server, name: str) -> None:
    accept = {"csv01": "text/csv", "tsv01": "text/tab-separated-values"}[name]
    answer = suite_server.query("SELECT * { ?s ?p ?o } LIMIT 1", accept).text
    assert answer.splitlines()[0].replace("\t", ",").replace("?", "") == "s,p,o"
