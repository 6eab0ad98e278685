"""Snapshots in memory: canonical form, data sets, entailment, results and syntax errors."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

from cybernorms.engine import Query
from cybernorms.errors import (
    EngineError,
    MalformedRequestError,
    NoSnapshotError,
    NotAcceptableError,
    Position,
    QueryLimitError,
    QuerySyntaxError,
)
from cybernorms.store import (
    FOLDER,
    Snapshot,
    canonical_nquads,
    open_snapshot,
    write_stores,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
G = "https://w3id.org/cybernorms/graph/"
INFERRED = f"{G}inferred/owlrl"
ASSERTED = f"""\
<http://e/a> <http://e/p> "both" <{G}one> .
<http://e/a> <http://e/p> "both" <{G}two> .
<http://e/a> <http://e/p> "one" <{G}one> .
<http://e/a> <http://e/p> "two" <{G}two> .
<http://e/a> <http://e/p> "three" <{G}three> .
"""
DERIVED = f'<http://e/a> <http://e/p> "derived" <{INFERRED}> .\n'

MakeSnapshot = Callable[..., Snapshot]
ON_DISK_TOO = pytest.mark.parametrize("make_snapshot", ["memory", "disk"], indirect=True)


@pytest.fixture
def make_snapshot(tmp_path: Path, request: pytest.FixtureRequest) -> MakeSnapshot:
    def make(
        asserted: str = ASSERTED, inferred: str = DERIVED, max_result_bytes: int = 10**6
    ) -> Snapshot:
        folder = tmp_path / "0123456789abcdef"
        folder.mkdir()
        (folder / "asserted.nq").write_text(asserted, "utf-8")
        (folder / "inferred.nq").write_text(inferred, "utf-8")
        where = getattr(request, "param", "memory")
        if where != "memory":
            write_stores(folder, folder / FOLDER)
        return open_snapshot(folder, max_result_bytes)

    return make


def query(text: str, **options: object) -> Query:
    given: dict[str, object] = {
        "results_type": "text/csv",
        "graph_type": "text/turtle",
        "timeout": 1.0,
        "base": "https://w3id.org/cybernorms/",
    }
    return Query(text, **(given | options))  # type: ignore[arg-type]


def column(snapshot: Snapshot, text: str, **options: object) -> list[str]:
    """Run a query of one column and give its values, sorted."""
    lines = snapshot.query(query(text, **options)).body.decode().split("\r\n")
    return sorted(lines[1:-1])


VALUES = "SELECT ?o { <http://e/a> <http://e/p> ?o }"


# Canonical form


def test_canonical_nquads_does_not_depend_on_labels_or_order() -> None:
    first = b"_:x <http://e/p> _:y .\n_:y <http://e/p> <http://e/z> .\n"
    second = b"_:k <http://e/p> <http://e/z> .\n_:j <http://e/p> _:k .\n"
    assert canonical_nquads(first) == canonical_nquads(second)


def test_canonical_nquads_keeps_lexical_forms() -> None:
    quads = [f'<http://e/a> <http://e/p> "01"^^<{XSD}integer> .']
    quads += [f'<http://e/a> <http://e/p> "300"^^<{XSD}byte> .']
    assert canonical_nquads("\n".join(quads).encode()) == quads


def test_canonical_nquads_drops_repetitions_and_sorts() -> None:
    lines = canonical_nquads(b"<http://e/b> <http://e/p> 'x' .\n".replace(b"'", b'"') * 2)
    assert lines == ['<http://e/b> <http://e/p> "x" .']


def test_canonical_nquads_keeps_a_statement_on_one_line() -> None:
    lines = canonical_nquads('<http://e/a> <http://e/p> "a\u2028b\u0085c" .\n'.encode())
    assert len(lines) == 1


# Data sets


@ON_DISK_TOO
def test_default_graph_counts_a_triple_once(make_snapshot: MakeSnapshot) -> None:
    assert column(make_snapshot(), VALUES) == ["both", "derived", "one", "three", "two"]


@ON_DISK_TOO
def test_entailment_none_leaves_out_what_is_inferred(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot()
    assert column(snapshot, VALUES, entailment="none") == ["both", "one", "three", "two"]
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert column(snapshot, graphs, entailment="none") == [f"{G}one", f"{G}three", f"{G}two"]
    assert INFERRED in column(snapshot, graphs)


@ON_DISK_TOO
def test_one_default_graph_is_that_graph(make_snapshot: MakeSnapshot) -> None:
    assert column(make_snapshot(), VALUES, default_graphs=(f"{G}one",), named_graphs=()) == [
        "both",
        "one",
    ]


@ON_DISK_TOO
def test_several_default_graphs_are_merged(make_snapshot: MakeSnapshot) -> None:
    graphs = (f"{G}one", f"{G}two")
    values = column(make_snapshot(), VALUES, default_graphs=graphs, named_graphs=())
    assert values == ["both", "one", "two"]


@ON_DISK_TOO
def test_several_from_clauses_are_merged(make_snapshot: MakeSnapshot) -> None:
    text = """
    PREFIX g: <https://w3id.org/cybernorms/graph/>
    SELECT ?o FROM g:one FROM <graph/two> FROM NAMED g:three {
      { <http://e/a> <http://e/p> ?o } UNION { GRAPH ?g { ?s ?p ?o } }
    }"""
    assert column(make_snapshot(), text) == ["both", "one", "three", "two"]


@pytest.mark.parametrize(
    "clauses",
    [
        "FROMg:one FROM<graph/two>FROM NAMEDg:three",
        "FROM NAMED<graph/three>FROM g:two FROMg:one",
        "FROMNAMED g:three FROM named:one FROMnamed:two",
    ],
)
def test_clauses_may_be_glued_as_the_engine_takes_them(
    make_snapshot: MakeSnapshot, clauses: str
) -> None:
    text = f"""
    PREFIX g: <https://w3id.org/cybernorms/graph/>
    PREFIX named: <https://w3id.org/cybernorms/graph/>
    SELECT ?o {clauses} {{
      {{ <http://e/a> <http://e/p> ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }}
    }}"""
    assert column(make_snapshot(), text) == ["both", "one", "three", "two"]


def test_named_graphs_of_from_are_those_that_a_subquery_sees(make_snapshot: MakeSnapshot) -> None:
    text = """SELECT ?g FROM NAMED <graph/one>
              { GRAPH ?g { SELECT DISTINCT ?s { ?s ?p ?o } } }"""
    assert column(make_snapshot(), text) == [f"{G}one"]


def test_an_error_is_told_of_the_text_as_written(make_snapshot: MakeSnapshot) -> None:
    """``*`` is an error with GROUP BY; the variables that it would be replaced by are none."""
    with pytest.raises(QuerySyntaxError) as caught:
        make_snapshot().query(query("SELECT * { ?s ?p ?o FILTER(?s = <a>) } GROUP BY ?s ?p ?o"))
    assert caught.value.position is not None
    assert caught.value.position.line == 1


def test_booleans_may_have_capitals(make_snapshot: MakeSnapshot) -> None:
    text = """PREFIX True: <http://e/> SELECT (IF(TRUE && !False, "True", True:x) AS ?o) {}"""
    assert column(make_snapshot(), text) == ["True"]


def test_protocol_dataset_beats_from(make_snapshot: MakeSnapshot) -> None:
    text = "SELECT ?o FROM <graph/one> FROM <graph/two> { ?s ?p ?o }"
    values = column(make_snapshot(), text, default_graphs=(f"{G}three",), named_graphs=())
    assert values == ["three"]


@ON_DISK_TOO
def test_named_graphs_alone_leave_the_default_graph_empty(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot()
    options: dict[str, object] = {"default_graphs": (), "named_graphs": (f"{G}one",)}
    assert column(snapshot, VALUES, **options) == []
    assert column(snapshot, "SELECT DISTINCT ?g { GRAPH ?g {} }", **options) == [f"{G}one"]


def test_an_unknown_graph_is_empty(make_snapshot: MakeSnapshot) -> None:
    assert column(make_snapshot(), VALUES, default_graphs=("http://e/x",), named_graphs=()) == []


def test_a_graph_name_that_is_no_iri_is_refused(make_snapshot: MakeSnapshot) -> None:
    with pytest.raises(MalformedRequestError, match="no absolute IRI"):
        make_snapshot().query(query(VALUES, default_graphs=("no iri",)))


def test_relative_iris_are_resolved_against_the_base(make_snapshot: MakeSnapshot) -> None:
    assert column(make_snapshot(), "SELECT ?o { GRAPH <graph/three> { ?s ?p ?o } }") == ["three"]


# Results


def test_answer_tells_form_type_and_snapshot(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot()
    answer = snapshot.query(query("# ASK\nPREFIX ask: <http://e/> SELECT * { ?s ask:p ?o }"))
    assert (answer.form, answer.media_type) == ("SELECT", "text/csv")
    assert answer.snapshot == "0123456789abcdef"
    assert snapshot.query(query("DESCRIBE <http://e/a>")).media_type == "text/turtle"


@pytest.mark.filterwarnings(
    "ignore:.*is deprecated, use Dataset:DeprecationWarning"
)  # rdflib's own
@pytest.mark.parametrize(
    ("media_type", "rdflib_name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-quads", "nt"),  # without named graphs it is N-Triples
        ("application/trig", "turtle"),
    ],
)
def test_graphs_are_readable_in_every_format(
    make_snapshot: MakeSnapshot, media_type: str, rdflib_name: str
) -> None:
    text = """
    PREFIX cn: <https://w3id.org/cybernorms/ontology#> PREFIX e: <http://e/x/>
    CONSTRUCT { e:a a cn:Norm ; e:p "cn: <rdf:RDF xmlns:x='y'>"@en , 1.5 } WHERE {}"""
    body = make_snapshot().query(query(text, graph_type=media_type)).body
    expected = Graph().parse(
        data="""@prefix e: <http://e/x/> . e:a a <https://w3id.org/cybernorms/ontology#Norm> ;
        e:p "cn: <rdf:RDF xmlns:x='y'>"@en , 1.5 .""",
        format="turtle",
    )
    assert Graph().parse(data=body, format=rdflib_name).isomorphic(expected)


def test_turtle_declares_only_the_prefixes_in_use(make_snapshot: MakeSnapshot) -> None:
    text = "CONSTRUCT { <http://e/a> <http://purl.org/dc/terms/title> 'x' } {}"
    body = make_snapshot().query(query(text)).body.decode()
    assert [line for line in body.split("\n") if line.startswith("@prefix")] == [
        "@prefix dcterms: <http://purl.org/dc/terms/> ."
    ]


def test_construct_gives_each_triple_once(make_snapshot: MakeSnapshot) -> None:
    text = "CONSTRUCT { ?s <http://e/q> 'x' } { GRAPH ?g { ?s ?p ?o } }"
    answer = make_snapshot().query(query(text, graph_type="application/n-triples"))
    assert answer.body.decode().count("\n") == 1


def test_no_acceptable_type_for_the_form_is_refused(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot()
    with pytest.raises(NotAcceptableError, match="SELECT"):
        snapshot.query(query(VALUES, results_type=None))
    with pytest.raises(NotAcceptableError, match="CONSTRUCT"):
        snapshot.query(query("CONSTRUCT WHERE { ?s ?p ?o }", graph_type=None))


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_result_above_the_limit_is_refused(make_snapshot: MakeSnapshot, text: str) -> None:
    with pytest.raises(QueryLimitError) as caught:
        make_snapshot(max_result_bytes=60).query(query(text))
    assert (caught.value.limit, caught.value.value) == ("max_result_bytes", 60)


def test_result_at_the_limit_is_given(make_snapshot: MakeSnapshot) -> None:
    body = b"n\r\n5\r\n"
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert make_snapshot(max_result_bytes=len(body)).query(query(text)).body == body


@ON_DISK_TOO
def test_a_blank_node_is_one_node_in_its_graph_and_in_the_default_graph(
    make_snapshot: MakeSnapshot,
) -> None:
    snapshot = make_snapshot(f'_:c14n0 <http://e/p> "here" <{G}one> .\n', "")
    text = "SELECT ?o { ?s <http://e/p> ?o . GRAPH ?g { ?s <http://e/p> ?o } }"
    assert column(snapshot, text) == ["here"]


# Opening


def test_a_folder_without_files_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match=r"asserted\.nq"):
        open_snapshot(tmp_path, 1)


@ON_DISK_TOO
def test_a_broken_file_is_told(make_snapshot: MakeSnapshot) -> None:
    with pytest.raises(EngineError, match="not N-Quads"):
        make_snapshot(asserted="<http://e/a> oops .\n")


# Errors of queries


@pytest.mark.parametrize(
    ("text", "line", "column_", "message"),
    [
        ("", 1, 1, "empty"),
        ("# only a comment\n", 1, 17, "empty"),
        ("SELEC * {}", 1, 1, "unexpected 'SELEC'"),
        ("SELECT *\nWHERE {\n  ?s cn:p ?o }", 3, 6, "PREFIX cn: <https://w3id.org/cybernorms/"),
        ("SELECT * { ?s nope:p ?o }", 1, 15, "the prefix nope: is not declared"),
        ("SELECT ?s, ?p { ?s ?p ?o }", 1, 10, "unexpected ','"),
        ("SELECT * WERE { ?s ?p ?o }", 1, 10, "unexpected 'WERE'"),
        ("SELECT * {\n\t?s ?p ?o .\n\tOPTIONAL ?s }", 3, 11, "expected '{'"),
        ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29, "expected a number"),
        ("SELCT * { ?s ?p ?o }", 1, 1, "unexpected 'SELCT'; did you mean SELECT?"),
        ("FIND * { ?s ?p ?o }", 1, 1, "expected SELECT, CONSTRUCT, DESCRIBE, ASK, PREFIX or BASE"),
        ("ASK {\n ?s ?p 'é' .\n é? }", 3, 2, "unexpected 'é'"),
        ('ASK {\n ?s ?p "open }', 2, 8, "no closing quote"),
        ("SELECT * {\n { ?s ?p ?o }", 1, 10, "'{' that opens here is never closed"),
        ("ASK {} }", 1, 8, "unexpected '}'"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", 1, 35, "neither in GROUP BY nor"),
        ("SELECT (1 AS ?a) (2 AS ?a) {}", 1, 30, "same name to two columns"),
        ("ASK { <http://a b> ?p ?o }", 1, 7, ""),
        ("DESCRIBE", 1, 9, "ends too early"),
    ],
)
def test_syntax_errors_tell_place_and_reason(
    make_snapshot: MakeSnapshot, text: str, line: int, column_: int, message: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        make_snapshot().query(query(text))
    place = caught.value.position
    if message:
        assert place == Position(line, column_)
    assert message in caught.value.message


def test_syntax_errors_list_few_expectations(make_snapshot: MakeSnapshot) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        make_snapshot().query(query("ASK { ?s ?p ) }"))
    assert len(caught.value.message) < 200
    assert "\\u" not in caught.value.message


def test_an_unknown_function_is_told_by_name(make_snapshot: MakeSnapshot) -> None:
    with pytest.raises(QuerySyntaxError, match="http://e/f"):
        make_snapshot().query(query("ASK { FILTER(<http://e/f>(1)) }"))
