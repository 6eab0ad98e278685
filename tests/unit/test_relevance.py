"""A query has the same answer when the triples that it cannot see are left out."""

from collections import Counter
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from cybernorms.errors import EngineError
from cybernorms.store.lines import LineStore
from cybernorms.store.relevance import Relevance

PREFIX = "PREFIX e: <http://e/> "
PART = {  # with how many of the seven properties they see
    "SELECT * { ?s e:p ?o }": 1,
    "SELECT * { ?s e:p e:n1 ; e:q ?o }": 2,
    "SELECT * { ?s e:p/^e:q ?o }": 2,
    "SELECT * { ?s (e:p|e:q)/e:r* ?o }": 3,
    "SELECT * { ?s e:p* e:n1 }": 1,
    "SELECT * { ?s e:p+ ?o }": 1,
    "SELECT * { ?s ?p ?o FILTER (?p IN (e:p, e:q)) }": 2,
    "SELECT * { ?s ?p ?o . ?o e:r ?t FILTER (?s != ?o && ?p IN (e:p, e:q)) }": 3,
    "SELECT * { VALUES ?p { e:p e:q } ?s ?p ?o }": 2,
    "SELECT * { VALUES ?o { e:n1 e:n2 } ?s e:p ?o }": 1,
    "SELECT * { { SELECT DISTINCT ?s { VALUES ?c { e:n1 e:n2 } ?s e:t ?c } } ?s e:p ?o }": 2,
    "SELECT * { ?s e:p ?o FILTER NOT EXISTS { ?s e:q ?x ; e:r e:n2 } }": 3,
    "SELECT * { ?s e:p ?o FILTER EXISTS { ?x e:q ?s FILTER NOT EXISTS { ?x e:u ?o } } }": 3,
    "SELECT * { ?s e:p ?o OPTIONAL { ?o e:q ?x FILTER (?x != e:n1) } MINUS { ?o e:r ?x } }": 3,
    "SELECT * { { ?s e:p ?o } UNION { ?o e:q [ e:r ?s ] } }": 3,
    "SELECT * { ?s e:p ?o BIND (EXISTS { ?o e:q e:n1 } AS ?b) }": 2,
    "SELECT ?s (COUNT(?o) AS ?n) { ?s e:p ?o } GROUP BY ?s HAVING (EXISTS { ?s e:q ?x })": 2,
    'SELECT * { ?s e:v "one" }': 1,
    "SELECT * { ?s e:p ?o OPTIONAL { ?o ?p ?x FILTER (?p IN (e:q)) } }": 2,
    "SELECT * { ?s e:p ?o FILTER NOT EXISTS { ?o ?p ?s FILTER (?p IN (e:q, e:r)) } }": 3,
}
ALL = (
    "SELECT * { ?s e:p ?o { ?s ?p ?x } FILTER (?p IN (e:q)) }",
    "SELECT * { ?s ?p ?o } VALUES ?p { e:p }",
    "SELECT * { VALUES ?p { e:p UNDEF } ?s ?p ?o }",
    "SELECT * { VALUES (?p ?s) { (e:p e:n1) } ?s ?p ?o }",
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER (?p NOT IN (e:p)) }",
    "SELECT * { ?s ?p ?o FILTER (?p IN (e:p) || ?s = e:n1) }",
    "SELECT * { ?s e:p ?x OPTIONAL { ?s ?p ?o } FILTER (!BOUND(?p) || ?p IN (e:q)) }",
    "SELECT * { ?s e:t ?x OPTIONAL { ?s ?p ?o } FILTER (?p IN (e:q)) }",
    "SELECT * { ?s e:p ?o FILTER NOT EXISTS { ?o ?p ?s } }",
    "SELECT * { ?s !e:p ?o }",
    "SELECT * { ?s e:p* ?o }",
    "SELECT * { ?s e:p?/e:q* ?o }",
    "SELECT * { ?s ^(e:p*|e:q) ?o }",
    "SELECT * { ?s (e:p?)+ ?o }",
)


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    random = Random(1)  # noqa: S311 - no secret, but the same each time
    nodes = [f"<http://e/n{number}>" for number in range(8)]
    made = {
        f"{random.choice(nodes)} <http://e/{random.choice('pqrstu')}> {random.choice(nodes)} ."
        for _ in range(150)
    }
    made |= {rf'{node} <http://e/v> "{word}" .' for node in nodes for word in ("one", r"a \"b\" .")}
    return [f"{line}\n".encode() for line in sorted(made)]


def answer(lines: bytes, query: str) -> Counter[str]:
    store = ox.Store()
    store.load(lines, ox.RdfFormat.N_TRIPLES)
    solutions = store.query(PREFIX + query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return Counter(str([str(solution[name]) for name in names]) for solution in solutions)


def select(lines: list[bytes], *queries: str) -> list[bytes]:
    relevance = Relevance(PREFIX + query for query in queries)
    return relevance.select(b"".join(lines)).splitlines(keepends=True)


@pytest.mark.parametrize("query", [*PART, *ALL])
def test_the_answer_is_that_of_all_triples(lines: list[bytes], query: str) -> None:
    kept = select(lines, query)
    assert answer(b"".join(kept), query) == answer(b"".join(lines), query)
    assert answer(b"".join(lines), query)
    if query in PART:
        assert len({line.split(b" ")[1] for line in kept}) == PART[query]
    else:
        assert kept == lines


def test_of_types_it_keeps_those_that_are_named(lines: list[bytes]) -> None:
    queries = [
        "SELECT * { ?s e:t e:n1 }",
        "SELECT * { VALUES ?c { e:n2 e:n3 } ?s e:t ?c ; e:p e:n1 }",
    ]
    kept = select(lines, *queries)
    assert {tuple(line.split(b" ")[1:3]) for line in kept} == {
        (b"<http://e/t>", b"<http://e/n1>"),
        (b"<http://e/t>", b"<http://e/n2>"),
        (b"<http://e/t>", b"<http://e/n3>"),
        (b"<http://e/p>", b"<http://e/n1>"),
    }


def test_several_queries_are_solved_and_nodes_described(lines: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_bytes(b"".join(lines))
    store = LineStore(file)
    queries = [PREFIX + query for query in (*PART, *ALL)]
    assert [len(rows) for rows in store.ask(queries)] == [
        answer(b"".join(lines), query).total() for query in (*PART, *ALL)
    ]
    described = store.describe([URIRef("http://e/n1")])
    assert len(described) == sum(line.startswith(b"<http://e/n1> ") for line in lines) > 0
    assert select(lines, "SELECT * { ?s e:none ?o }") == []
    with pytest.raises(EngineError, match="not SPARQL"):
        store.ask(["SELECT * { ?s ?p"])
