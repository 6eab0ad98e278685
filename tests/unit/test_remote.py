"""What is said of an engine elsewhere, and what queries become for it."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from cybernorms.engine import Query
from cybernorms.errors import InputError, QuerySyntaxError
from cybernorms.namespaces import BASE
from cybernorms.remote import GraphSet, graph_sizes, read_address
from cybernorms.remote.scope import Scope
from cybernorms.remote.translation import translate
from cybernorms.store import QueryReader, write_results

SET = GraphSet("aa")
READER = QueryReader(["http://e/g", "https://w3id.org/cybernorms/graph/inferred/owlrl"])


def test_an_address_has_endpoints_for_queries_updates_and_graphs() -> None:
    address = read_address("sparql+https://me:p%40ss@host:1/ds/query?update=update&gsp=/data")
    assert address
    assert str(address) == "https://host:1/ds/query"
    assert address.update.geturl() == "https://host:1/ds/update"
    assert address.store
    assert address.store.geturl() == "https://host:1/data"
    assert address.headers == {"Authorization": "Basic bWU6cEBzcw=="}


def test_an_address_without_parameters_is_for_everything() -> None:
    address = read_address("sparql+http://host/sparql")
    assert address
    assert (address.update, address.store) == (address.query, None)
    assert read_address("embedded") is None


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("virtuoso", "begins with sparql"),
        ("sparql+ftp://host/", "begins with sparql"),
        ("sparql+http:///sparql", "names no host"),
        ("sparql+http://host:high/sparql", "no number up to 65535"),
        ("sparql+http://host/?upd=/u", "upd= is none of"),
        ("sparql+http://host/?space=A%20b", "space= has up to"),
        ("sparql+http://host/?deadline=timeout", "as timeout:ms"),
        ("sparql+http://u:secret@host/?update=http://other/", "same host"),
    ],
)
def test_a_setting_that_can_not_be_used_is_explained(setting: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        read_address(setting)
    assert "secret" not in str(raised.value)


def translated(text: str, **more: object) -> str:
    query = Query(text, "text/csv", None, 1, base=BASE, **more)  # type: ignore[arg-type]
    read = READER.read(query)
    scope = Scope(SET, read.dataset, query.entailment)
    return " ".join(translate(read.query, read.columns, scope).split())


ALL = "GRAPH <urn:cybernorms:aa:-owlrl>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s ?p ?o }", f"ASK {{ {ALL} {{ ?s ?p ?o }} }}"),
        (
            "ASK { GRAPH <http://e/g> { ?s ?p ?o } }",
            f"ASK {{ {ALL} {{ GRAPH <urn:cybernorms:aa:http://e/g> {{ ?s ?p ?o }} }} }}",
        ),
        (
            "PREFIX e: <http://e/> ASK FROM NAMED <http://e/x> { GRAPH e:g { ?s ?p ?o } }",
            "PREFIX e: <http://e/> ASK { GRAPH <urn:cybernorms:aa:-nothing> "
            "{ GRAPH <urn:cybernorms:aa:-nothing> { ?s ?p ?o } } }",
        ),
        (
            "SELECT * { GRAPH ?g { ?s ?p ?o } }",
            f"SELECT ?g ?s ?p ?o {{ {ALL} {{ GRAPH ?graph1 {{ GRAPH <urn:cybernorms:aa:-names> "
            "{ ?graph1 <urn:cybernorms:is> ?g } ?s ?p ?o } } }",
        ),
        (
            "SELECT ?g { GRAPH ?g {} } LIMIT 3",
            f"SELECT ?g {{ {ALL} {{ GRAPH <urn:cybernorms:aa:-names> "
            "{ ?graph1 <urn:cybernorms:is> ?g } } } LIMIT 3",
        ),
        (
            "SELECT (COUNT(?s) AS ?n) (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o }",
            'SELECT (COUNT(?s) AS ?n) (STR(GROUP_CONCAT(?o ; SEPARATOR=" ")) AS ?all) '
            f"{{ {ALL} {{ ?s ?p ?o }} }}",
        ),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {ALL} {{ ?s ?p ?o }} }}",
        ),
        (
            "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS { ?s ?s ?s }) VALUES ?o { 1 }",
            f"SELECT ?s {{ {ALL} {{ ?s ?p ?o }} VALUES ?o {{ 1 }}}} "
            f"ORDER BY (EXISTS {{ {ALL} {{ ?s ?s ?s }}}})",
        ),
        (
            "ASK { ?s ?p <o> FILTER isBlank(?s) }",
            f"BASE <{BASE}> ASK {{ {ALL} {{ ?s ?p <o> FILTER (isBlank(?s) || (isIRI(?s) && "
            'STRSTARTS(STR(?s), "urn:cybernorms:node:"))) } }',
        ),
        (
            'ASK { ?s ?p "GRAPH ?g {" } # GRAPH',
            f'ASK {{ {ALL} {{ ?s ?p "GRAPH ?g {{" }} }} # GRAPH',
        ),
    ],
)
def test_a_query_is_pointed_at_the_graphs_of_its_set(text: str, expected: str) -> None:
    assert translated(text) == expected


def test_no_more_rows_are_asked_for_than_are_given() -> None:
    rows = "SELECT ?s { ?s ?p ?o }"
    assert translated(rows, max_rows=10).endswith("LIMIT 11")
    assert translated(f"{rows} LIMIT 5", max_rows=10).endswith("LIMIT 5")
    assert translated(f"{rows} OFFSET 2 LIMIT 500", max_rows=10).endswith("OFFSET 2 LIMIT 11")
    assert translated(f"{rows} ORDER BY ?s", max_rows=10).endswith("ORDER BY ?s")
    inner = "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 500 } }"
    assert "LIMIT 500" in translated(inner, max_rows=10)


def test_many_sorted_rows_are_sorted_within_and_cut_without() -> None:
    rows = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
    assert translated(f"{rows} OFFSET 2000 LIMIT 9000 # all") == (
        f"SELECT ?s {{ {{ SELECT ?s {{ {ALL} {{ ?s ?p ?o }} }} ORDER BY ?s }} }} "
        "OFFSET 2000 LIMIT 9000 # all"
    )
    assert translated(f"{rows} LIMIT 10000").startswith(f"SELECT ?s {{ {ALL}")
    assert translated(f"{rows} LIMIT 20000 VALUES ?o {{ 1 }}").startswith(f"SELECT ?s {{ {ALL}")


def test_values_are_not_alone_in_a_group() -> None:
    text = translated("ASK { { VALUES ?s { <a:> } } UNION { VALUES (?s ?p) { (1 2) } ?s ?p ?o } }")
    assert "{ VALUES ?s { <a:> } FILTER(true) } UNION { VALUES (?s ?p) { (1 2) } ?s" in text


def test_filters_are_not_alone_in_a_group() -> None:
    text = translated("ASK { FILTER NOT EXISTS { ?s ?p ?o FILTER(?o) } FILTER isIRI(<a:>) }")
    assert "{ VALUES ?graph1 { 1 } FILTER NOT EXISTS { ?s ?p ?o FILTER(?o) }" in text
    for more in ("?s ?p ?o", "<a:> <b:> <c:>", "{ ?s ?p ?o }", "OPTIONAL { ?s ?p ?o }", "[] ?p ?o"):
        assert "VALUES" not in translated(f"ASK {{ FILTER(true) {more} }}")


def test_values_have_a_column_in_the_text_and_in_the_rows_for_it() -> None:
    text = "SELECT * { ?s ?p ?o VALUES () { () () #1\n } VALUES () {} }"
    expected = "VALUES (?graph1) { (UNDEF) (UNDEF) (UNDEF) } VALUES (?graph2) {}"
    assert expected in translated(text, inserts=(("#1\n", "()\n"),))
    strings = (("#1\n", '("f()")\n'),)
    assert 'VALUES ?x { ("f()") }' in translated("ASK { VALUES ?x { #1\n } }", inserts=strings)


def test_a_path_that_repeats_gives_both_its_ends() -> None:
    within = f"{{ SELECT * {{ {ALL} {{ <a:> <p:>* ?o }} }} }}"
    assert translated("ASK { <a:> <p:>* ?o }") == f"ASK {{{within}}}"
    assert f"{{{within}}}" in translated("SELECT (COUNT(*) AS ?n) { <a:> <p:>* ?o }")
    assert translated("SELECT ?o { <a:> <p:>* ?o }") == f"SELECT ?o {{ {ALL} {{ <a:> <p:>* ?o }} }}"
    assert "SELECT *" not in translated("ASK { <a:> <p:> ?o FILTER(?o * 2 + 1 > 3) }")


@pytest.mark.parametrize(
    ("deadline", "given"),
    [("", {}), ("&deadline=timeout:ms", {"timeout": "3000"}), ("&deadline=t:s", {"t": "3"})],
)
def test_an_engine_is_told_when_to_stop(deadline: str, given: dict[str, str]) -> None:
    address = read_address(f"sparql+http://host/?space=a{deadline}")
    assert address
    assert address.limit(2.5) == given


def test_without_entailment_inferred_graphs_are_not_there() -> None:
    inferred = "https://w3id.org/cybernorms/graph/inferred/owlrl"
    text = translated(f"ASK {{ GRAPH <{inferred}> {{ ?s ?p ?o }} }}", entailment="none")
    assert inferred not in text
    assert "<urn:cybernorms:asserts>" in translated("ASK { GRAPH ?g {} }", entailment="none")


def test_a_glued_keyword_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="write a blank before and behind GRAPH"):
        translated("PREFIX e: <http://e/> ASK { GRAPHe:g{ ?s ?p ?o } }")


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_nodes_come_back_blank_wherever_the_bytes_are_cut(size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            return super().read(size)

    node = '{ "value": "urn:cybernorms:node:c14n5", "type": "uri" }'
    plain = '{"type":"literal","value":"a } { \\"urn:cybernorms:node:x\\""}'
    body = f'{{"head":{{"vars":["s","o"]}},"results":{{"bindings":[{{"s":{node},"o":{plain}}}]}}}}'
    read = READER.read(Query("SELECT ?s ?o { ?s ?p ?o }", "text/csv", None, 1, base=BASE))
    _, table, _ = write_results(read, Slow(body.encode()), "urn:cybernorms:node:", 1000)
    assert table.decode().splitlines()[1].startswith("_:c14n5,")
    assert "urn:cybernorms:node:x" in table.decode()

    asked = Query("CONSTRUCT WHERE { ?s ?p ?o }", None, "application/n-triples", 1, base=BASE)
    line = '<urn:cybernorms:node:a> <http://e/p> "<urn:cybernorms:node:b>" .\n'
    _, graph, _ = write_results(
        READER.read(asked), Slow(line.encode()), "urn:cybernorms:node:", 1000
    )
    [triple] = ox.parse(graph, format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(triple.subject, ox.BlankNode)


def test_booleans_are_canonical_and_strings_stay() -> None:
    boolean = "http://www.w3.org/2001/XMLSchema#boolean"
    one = f'{{ "type": "typed-literal", "datatype": "{boolean}", "value": "1" }}'
    text = f'{{ "type": "literal", "value": "\\"{boolean}\\", \\"value\\": \\"1\\"" }}'
    body = f'{{"head":{{"vars":["s","o"]}},"results":{{"bindings":[{{"s":{one},"o":{text}}}]}}}}'
    read = READER.read(Query("SELECT ?s ?o { ?s ?p ?o }", "text/csv", None, 1, base=BASE))
    _, table, _ = write_results(read, io.BytesIO(body.encode()), "urn:cybernorms:node:", 1000)
    row = table.decode().splitlines()[1]
    assert row.startswith("true,")
    assert '""value"": ""1""' in row

    asked = Query("CONSTRUCT WHERE { ?s ?p ?o }", None, "application/n-triples", 1, base=BASE)
    lines = f'<a:> <a:> "0"^^<{boolean}> .\n<a:> <a:> "\\"1\\"^^<{boolean}>" .\n'
    source = io.BytesIO(lines.encode())
    _, graph, _ = write_results(READER.read(asked), source, "urn:cybernorms:node:", 1000)
    assert graph.decode() == lines.replace('"0"', '"false"')


def test_graphs_are_counted_where_no_manifest_tells(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    (tmp_path / "asserted.nq").write_text('_:a <http://e/p> "<x> ." <http://e/g> .\n' * 2, "utf-8")
    (tmp_path / "inferred.nq").write_text("<a:> <a:> <a:> <http://e/h> .\n", "utf-8")
    assert graph_sizes(tmp_path) == {"http://e/g": 2, "http://e/h": 1}
