"""Columns give the answers that the engine gives, or none."""

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from tests.columns import PREFIXES, compare, differ, make_quads

from cybernorms.engine import Entailment, Query
from cybernorms.errors import EngineError
from cybernorms.store import Snapshot, open_snapshot
from cybernorms.store.columns import Columns, open_columns, write_columns
from cybernorms.store.disk import COLUMNS

CSV = "text/csv"
ANSWERED = (
    "SELECT (COUNT(*) AS ?n) { ?a e:p ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a e:none ?b }",
    "SELECT ?a (COUNT(?c) AS ?n) { ?a e:p ?b OPTIONAL { ?b e:q ?c } } GROUP BY ?a",
    "SELECT ?b (SUM(?n) AS ?s) { ?a e:p ?b ; e:number ?n } GROUP BY ?b",
    "SELECT (SUM(?n) AS ?s) { ?a e:none ?b ; e:number ?n }",
    "SELECT (MIN(?d) AS ?x) (MAX(?d) AS ?y) { ?a e:day ?d }",
    "SELECT (MIN(?n) AS ?x) (MAX(?n) AS ?y) { ?a e:number ?n }",
    "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?a e:p/^e:q ?b }",
    'SELECT (COUNT(*) AS ?n) { ?a e:day ?d FILTER (?d < "1970-01-01"^^xsd:date) }',
    'SELECT (COUNT(*) AS ?n) { ?a e:day ?d FILTER ("1970-01-01"^^xsd:date <= ?d && ?a != e:n1) }',
    'SELECT (COUNT(*) AS ?n) { ?a e:birth ?d FILTER (?d = "2003-04-11"^^xsd:date) }',
    "SELECT (COUNT(*) AS ?n) { ?a e:number ?d FILTER (?d > 3 && ((?d <= 7))) }",
    "SELECT (COUNT(*) AS ?n) { ?a e:p ?b ; e:q ?c FILTER (?b = ?c) }",
    "SELECT ?a { ?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c . ?c e:r ?d } }",
    "SELECT ?a { ?a e:p ?b FILTER EXISTS { ?b e:q e:n3 } }",
    "SELECT ?a { ?a e:p ?b MINUS { ?b e:q ?c } }",
    "SELECT ?a ?d { ?a e:day ?d } ORDER BY DESC(?d) ?a LIMIT 5 OFFSET 2",
    "SELECT ?a ?d { ?a e:label ?d } ORDER BY ?d ?a LIMIT 7",
    "SELECT ?a ?c { ?a e:p ?b OPTIONAL { ?b e:number ?c } } ORDER BY DESC(?c) ?a ?b LIMIT 40",
    "SELECT ?a ?n { { ?a e:p ?n } UNION { ?a e:q ?n } } ORDER BY ?n ?a LIMIT 9",
)
LEFT = {
    "a variable for properties": "SELECT (COUNT(*) AS ?n) { ?a ?p ?b }",
    "a path of any length": "SELECT (COUNT(*) AS ?n) { ?a e:p+ ?b }",
    "a graph": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a e:p ?b } }",
    "a dataset": "SELECT (COUNT(*) AS ?n) FROM e:g1 { ?a e:p ?b }",
    "a condition on groups": "SELECT ?a { ?a e:p ?b } GROUP BY ?a HAVING (COUNT(*) > 1)",
    "an expression": "SELECT (COUNT(*) + 1 AS ?n) { ?a e:p ?b }",
    "a sum of what is unbound": "SELECT (SUM(?n) AS ?s) { ?a e:p ?b OPTIONAL { ?a e:number ?n } }",
    "a sum of strings": "SELECT (SUM(?n) AS ?s) { ?a e:name ?n }",
    "an order of other kinds": "SELECT ?n { ?a e:other ?n } ORDER BY ?n LIMIT 3",
    "an order without a limit": "SELECT ?a { ?a e:p ?b } ORDER BY ?a",
    "blank nodes": "SELECT ?n { ?a e:other ?n FILTER NOT EXISTS { ?a e:none ?b } }",
    "all with all": "SELECT (COUNT(*) AS ?n) { ?a e:p ?b . ?c e:q ?d }",
    "one variable twice": "SELECT (COUNT(*) AS ?n) { ?a e:p ?a }",
    "a filter on what may be unbound": (
        "SELECT (COUNT(*) AS ?n) { ?a e:p ?b OPTIONAL { ?b e:q ?c } FILTER (?c != e:n1) }"
    ),
    "EXISTS on what may be unbound": (
        "SELECT ?a { ?a e:p ?b OPTIONAL { ?b e:q ?c } FILTER NOT EXISTS { ?c e:r ?d } }"
    ),
    "an OPTIONAL behind another's variable": (
        "SELECT (COUNT(*) AS ?n) { ?a e:p ?b OPTIONAL { ?b e:q ?c } OPTIONAL { ?a e:r ?c } }"
    ),
    "a MINUS without anything in common": "SELECT ?a { ?a e:p ?b MINUS { ?c e:q ?d } }",
    "a day equal to a year": (
        'SELECT (COUNT(*) AS ?n) { ?a e:day ?d FILTER (?d != "1970-01-01"^^xsd:date) }'
    ),
    "what is no query": "SELECT ?b (COUNT(*) AS ?n) { ?a e:p ?b } GROUP BY ?a",
    "a word as a name": "SELECT ?count { ?count e:p ?limit }",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("snapshot")
    (made / "asserted.nq").write_text(make_quads(Random(7)), "utf-8")  # noqa: S311 - no secret
    (made / "inferred.nq").write_text("", "utf-8")
    write_columns(made, made / COLUMNS)
    return made


@pytest.fixture(scope="module")
def columns(folder: Path) -> Columns:
    return open_columns(folder, few=0)


@pytest.fixture(scope="module")
def store(folder: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=folder / "asserted.nq", format=ox.RdfFormat.N_QUADS)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


@pytest.mark.parametrize("query", ANSWERED)
def test_answers_are_the_engines(store: ox.Store, columns: Columns, query: str) -> None:
    assert differ(store, columns, PREFIXES + query) is False


@pytest.mark.parametrize("query", LEFT.values(), ids=LEFT)
def test_what_columns_do_not_know_is_left_to_the_engine(columns: Columns, query: str) -> None:
    assert columns.rewrite(PREFIXES + query, None) is None


@pytest.mark.parametrize("seed", range(3))
def test_answers_to_made_up_queries_are_the_engines(tmp_path: Path, seed: int) -> None:
    wrong, answered = compare(tmp_path, seed, 100)
    assert wrong == []
    assert answered > 10


def test_relative_names_are_resolved(store: ox.Store, columns: Columns) -> None:
    found = columns.rewrite("SELECT (COUNT(*) AS ?n) { ?a <p> ?b }", "http://e/")
    assert found is not None
    quads = list(store.quads_for_pattern(None, ox.NamedNode("http://e/p"), None))
    union = {(quad.subject, quad.object) for quad in quads}
    assert f"({len(union)})" in found
    assert len(quads) > len(union)  # a triple of two graphs counts once


def test_what_begins_with_few_triples_is_left_to_the_engine(folder: Path) -> None:
    assert open_columns(folder).rewrite(PREFIXES + ANSWERED[0], None) is None


def test_a_snapshot_asks_them_for_its_default_graph_alone(columns: Columns) -> None:
    store = ox.Store()
    stores: dict[Entailment, ox.Store] = {"none": store, "owlrl": store}
    snapshot = Snapshot("0123456789abcdef", stores, 10**6, columns=columns)

    def count(**more: object) -> str:
        query = Query(PREFIXES + ANSWERED[0], CSV, None, 9.0, **more)  # type: ignore[arg-type]
        return snapshot.query(query).body.decode().split()[1]

    assert int(count()) > 0
    assert count(entailment="none") == "0"
    assert count(default_graphs=("http://e/g1",), named_graphs=()) == "0"


def test_a_snapshot_with_damaged_ones_is_not_opened(folder: Path, tmp_path: Path) -> None:
    for name in ("asserted.nq", "inferred.nq"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    write_columns(tmp_path, tmp_path / COLUMNS)
    open_snapshot(tmp_path, 10**6)
    (tmp_path / COLUMNS / "about.json").write_text("no columns", "utf-8")
    with pytest.raises(EngineError, match="columns can not be opened"):
        open_snapshot(tmp_path, 10**6)
