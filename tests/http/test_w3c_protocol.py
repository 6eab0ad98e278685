"""The tests of W3C's SPARQL 1.1 protocol and service description suites, by their names.

One row a test, with requests and data of our own making. Updates have an address of their own,
/update, and are sent with the token of an account that owns the graphs they write; ALL means the
graphs of that account. In query_multiple_dataset the suite escapes the ampersand between its two
graphs; the row sends the two that its query needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pytest
from rdflib import Graph, Literal, URIRef

from cybernorms.namespaces import RDF, SD

from .conftest import SNAPSHOT, Author, Server, point_current, start, stop, write_snapshot

DATA: Final = tuple(f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4))
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
TABULAR: Final = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
BOOLEAN: Final = {"application/sparql-results+json", "application/sparql-results+xml"}
GRAPH: Final = {"text/turtle", "application/rdf+xml", "application/n-triples"}


@pytest.fixture(scope="module")
def suite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over three graphs, each of which types itself as a document."""
    state = tmp_path_factory.mktemp("w3c")
    graphs = "".join(f"<{iri}> {{ <{iri}> a <http://e/Document> }}\n" for iri in DATA[1:])
    write_snapshot(state / "snapshots" / SNAPSHOT, graphs)
    point_current(state, SNAPSHOT)
    running = start(state)
    yield running
    stop(running)


def typed(place: int) -> str:
    return f"<{DATA[place]}> a ?type ."


def in_graph(variable: str, place: int) -> str:
    return f"GRAPH ?{variable} {{ {typed(place)} }}"


def target(*parameters: tuple[str, str]) -> str:
    return "/sparql?" + urlencode(parameters) if parameters else "/sparql"


def default(*places: int) -> list[tuple[str, str]]:
    return [("default-graph-uri", DATA[place]) for place in places]


def named(*places: int) -> list[tuple[str, str]]:
    return [("named-graph-uri", DATA[place]) for place in places]


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the suite; ``expected`` is a boolean, a set of media types or a status."""

    name: str
    expected: bool | set[str] | int
    path: str = "/sparql"
    content_type: str | None = None
    body: bytes | None = None
    method: str = ""

    def __str__(self) -> str:
        return self.name


BOTH_DEFAULT: Final = f"ASK {{ {typed(1)} {typed(2)} }}"
BOTH_NAMED: Final = f"ASK {{ {in_graph('g1', 1)} {in_graph('g2', 2)} }}"
FULL: Final = f"ASK {{ {typed(3)} {in_graph('g1', 1)} {in_graph('g2', 2)} }}"
OVERRIDDEN: Final = f"ASK FROM <{DATA[3]}> {{ {in_graph('g1', 1)} {in_graph('g2', 2)} }}"

QUERIES: Final = [
    Row("query_post_form", True, target(*default(0)), FORM, b"query=ASK%20%7B%7D"),
    Row(
        "query_dataset_default_graphs_get",
        True,
        target(("query", BOTH_DEFAULT), *default(1, 2)),
    ),
    Row(
        "query_dataset_default_graphs_post",
        True,
        target(*default(1, 2)),
        QUERY,
        BOTH_DEFAULT.encode(),
    ),
    Row(
        "query_dataset_named_graphs_post",
        True,
        target(*named(1, 2)),
        QUERY,
        BOTH_NAMED.encode(),
    ),
    Row("query_dataset_named_graphs_get", True, target(("query", BOTH_NAMED), *named(1, 2))),
    Row("query_dataset_full", True, target(*default(3), *named(1, 2)), QUERY, FULL.encode()),
    Row("query_multiple_dataset", True, target(*named(1, 2)), QUERY, OVERRIDDEN.encode()),
    Row("query_get", True, target(("query", "ASK {}"), *default(0))),
    Row(
        "query_content_type_select",
        TABULAR,
        target(*default(0)),
        QUERY,
        b"SELECT (1 AS ?value) {}",
    ),
    Row("query_content_type_ask", BOOLEAN, target(*default(0)), QUERY, b"ASK {}"),
    Row(
        "query_content_type_describe",
        GRAPH,
        target(*default(0)),
        QUERY,
        b"DESCRIBE <http://example.org/>",
    ),
    Row(
        "query_content_type_construct",
        GRAPH,
        target(*default(0)),
        QUERY,
        b"CONSTRUCT { <s> <p> 1 } WHERE {}",
    ),
    Row("query_post_direct", True, "/sparql", QUERY, b"ASK {}"),
]
BAD: Final = [
    Row("bad_query_method", 405, target(("query", "ASK {}")), FORM, b"", "PUT"),
    Row("bad_multiple_queries", 400, target(("query", "ASK {}"), ("query", "SELECT * {}"))),
    Row("bad_query_wrong_media_type", 415, "/sparql", "text/plain", b"ASK {}"),
    Row("bad_query_missing_form_type", 415, "/sparql", None, b"query=ASK%20%7B%7D"),
    Row("bad_query_missing_direct_type", 415, "/sparql", None, b"ASK {}"),
    Row(
        "bad_query_non_utf8",
        415,
        "/sparql",
        f"{QUERY}; charset=UTF-16",
        "ASK {}".encode("utf-16"),
    ),
    Row("bad_query_syntax", 400, target(("query", "ASK {"))),
]
BAD_UPDATES: Final = [
    Row("bad_update_get", 405, "/update?update=CLEAR%20ALL"),
    Row(
        "bad_multiple_updates", 400, "/update", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"
    ),
    Row("bad_update_wrong_media_type", 415, "/update", "text/plain", b"CLEAR NAMED"),
    Row("bad_update_missing_form_type", 415, "/update", None, b"update=CLEAR%20NAMED"),
    Row(
        "bad_update_non_utf8",
        415,
        "/update",
        f"{UPDATE}; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
    ),
    Row("bad_update_syntax", 400, "/update", FORM, b"update=CLEAR%20XYZ"),
    Row(
        "bad_update_dataset_conflict",
        400,
        "/update?using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople",
        UPDATE,
        b"WITH <http://example/addresses> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ),
]


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One update of the suite, and what has to be so afterwards."""

    name: str
    body: str
    holds: str = ""
    path: str = "/update"
    content_type: str = UPDATE

    def __str__(self) -> str:
        return self.name


OUT: Final = "http://example.org/protocol-update-test/"
FRESH: Final = "DROP ALL ; " + " ; ".join(
    f"INSERT DATA {{ GRAPH <{iri}> {{ <{iri}> a <http://e/Document> }} }}" for iri in DATA[1:]
)


def using(*places: int, named: tuple[int, ...] = ()) -> str:
    pairs = [("using-graph-uri", DATA[place]) for place in places]
    pairs += [("using-named-graph-uri", DATA[place]) for place in named]
    return "/update?" + urlencode(pairs)


def copied(pattern: str) -> str:
    """Copy the documents that a pattern finds, each with where it was found."""
    return f"{FRESH} ; INSERT {{ GRAPH <{OUT}> {{ ?s <http://e/in> ?in }} }} WHERE {{ {pattern} }}"


def found(*places: int) -> str:
    """Say that just these documents were copied."""
    inside = " ".join(f"<{DATA[place]}> <http://e/in> ?in{place} ." for place in places)
    listed = ", ".join(f"<{DATA[place]}>" for place in places)
    outside = f"FILTER NOT EXISTS {{ GRAPH <{OUT}> {{ ?s ?p ?o FILTER(?s NOT IN ({listed})) }} }}"
    return f"GRAPH <{OUT}> {{ {inside} }} {outside}"


IN_DEFAULT: Final = '?s a <http://e/Document> BIND("default" AS ?in)'
IN_NAMED: Final = "GRAPH ?in { ?s a <http://e/Document> }"
UPDATES: Final = [
    UpdateRow("update_dataset_default_graph", copied(IN_DEFAULT), found(1), using(1)),
    UpdateRow("update_dataset_default_graphs", copied(IN_DEFAULT), found(1, 2), using(1, 2)),
    UpdateRow("update_dataset_named_graphs", copied(IN_NAMED), found(1, 2), using(named=(1, 2))),
    UpdateRow(
        "update_dataset_full",
        copied(f"{{ {IN_DEFAULT} }} UNION {{ {IN_NAMED} }}"),
        found(1, 2)
        + f' GRAPH <{OUT}> {{ <{DATA[1]}> <http://e/in> "default" }}'
        + f" GRAPH <{OUT}> {{ <{DATA[2]}> <http://e/in> <{DATA[2]}> }}",
        using(1, named=(2,)),
    ),
    UpdateRow("update_post_form", "update=CLEAR+ALL", content_type=FORM),
    UpdateRow("update_post_direct", "CLEAR ALL"),
    UpdateRow(
        "update_base_uri",
        f"CLEAR SILENT GRAPH <{OUT}> ; "
        f"INSERT DATA {{ GRAPH <{OUT}> {{ <http://e/s> <http://e/p> <test> }} }}",
        f"GRAPH <{OUT}> {{ <http://e/s> <http://e/p> ?iri }} "
        'FILTER(isIRI(?iri) && CONTAINS(STR(?iri), "://") && STRENDS(STR(?iri), "/test"))',
    ),
]


def test_the_table_has_the_whole_suite() -> None:
    rows = (*QUERIES, *BAD, *BAD_UPDATES, *UPDATES)
    counts = (len(QUERIES), len(BAD), len(BAD_UPDATES), len(UPDATES))
    assert (len({str(row) for row in rows}), counts) == (34, (13, 7, 7, 7))


@pytest.mark.parametrize("row", [*QUERIES, *BAD], ids=str)
def test_w3c_protocol(suite_server: Server, row: Row) -> None:
    method = row.method or ("GET" if row.body is None else "POST")
    headers = {"Content-Type": row.content_type} if row.content_type else {}
    response = suite_server.request(method, row.path, data=row.body, headers=headers)
    if isinstance(row.expected, bool):
        assert response.status_code == 200, response.text
        assert response.json()["boolean"] is row.expected
    elif isinstance(row.expected, set):
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"].partition(";")[0] in row.expected
    else:
        assert response.status_code == row.expected, response.text
        assert response.json()["status"] == row.expected


@pytest.mark.parametrize("row", BAD_UPDATES, ids=str)
def test_w3c_protocol_bad_updates(author: Author, row: Row) -> None:
    method = "GET" if row.body is None else "POST"
    response = author.write(method, row.path, row.body or b"", row.content_type or "")
    assert response.status_code == row.expected, response.text
    assert response.json()["status"] == row.expected


@pytest.mark.parametrize("row", UPDATES, ids=str)
def test_w3c_protocol_updates(author: Author, row: UpdateRow) -> None:
    response = author.write("POST", row.path, row.body, row.content_type)
    assert response.status_code == 204, response.text
    assert not row.holds or author.ask(row.holds)


@pytest.mark.parametrize("row", [*BAD_UPDATES, *UPDATES], ids=str)
def test_updates_are_sent_to_another_address_with_a_token(
    suite_server: Server, row: Row | UpdateRow
) -> None:
    headers = {"Content-Type": row.content_type or UPDATE}
    response = suite_server.request("POST", "/update", data=row.body, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    query = suite_server.request(
        "POST", "/sparql", data=b"CLEAR ALL", headers={"Content-Type": UPDATE}
    )
    assert (query.status_code, "/update" in query.json()["detail"]) == (403, True)


# The opposite of what the dataset rows expect, lest any dataset would do.


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        (BOTH_DEFAULT, default(1)),
        (BOTH_DEFAULT, named(1, 2)),
        (BOTH_NAMED, default(1, 2)),
        (BOTH_NAMED, named(2)),
        (FULL, named(1, 2)),
        (OVERRIDDEN, named(1)),
    ],
)
def test_only_the_graphs_of_the_request_are_read(
    suite_server: Server, text: str, graphs: list[tuple[str, str]]
) -> None:
    assert suite_server.get(target(("query", text), *graphs)).json()["boolean"] is False


# Service description. What its vocabulary says of each term: the class of the subject, and of the
# object where that is described here.
SCHEMA: Final = {
    "endpoint": ("Service", None),
    "feature": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultSupportedEntailmentProfile": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", None),
    "supportedEntailmentProfile": ("NamedGraph", None),
}


@pytest.fixture(scope="module")
def description(suite_server: Server) -> Graph:
    response = suite_server.get("/sparql")
    assert response.status_code == 200
    return Graph().parse(data=response.text, format="turtle")


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize("accept", ["*/*", "application/rdf+xml", "application/ld+json"])
def test_w3c_service_description_returns_rdf(suite_server: Server, accept: str) -> None:
    response = suite_server.get("/sparql", accept)
    media_type = response.headers["Content-Type"].partition(";")[0]
    names = {
        "text/turtle": "turtle",
        "application/rdf+xml": "xml",
        "application/ld+json": "json-ld",
    }
    assert len(Graph().parse(data=response.text, format=names[media_type])) > 20


def test_w3c_service_description_has_endpoint_triple(
    suite_server: Server, description: Graph
) -> None:
    endpoint = URIRef(f"{suite_server.url}/sparql")
    update = URIRef(f"{suite_server.url}/update")
    services = set(description.subject_objects(SD.endpoint))
    assert services == {(endpoint, endpoint), (update, update)}


def test_w3c_service_description_conforms_to_schema(description: Graph) -> None:
    used = {str(p).removeprefix(str(SD)) for p in description.predicates() if str(p).startswith(SD)}
    assert used <= SCHEMA.keys()
    for name in used:
        domain, range_ = SCHEMA[name]
        for subject, value in description.subject_objects(SD[name]):
            assert (subject, RDF.type, SD[domain]) in description
            assert not isinstance(value, Literal)
            assert range_ is None or (value, RDF.type, SD[range_]) in description


# Result formats: the form of the query decides first, then qualities, then how exact a range is.

SELECT: Final = "SELECT (1 AS ?x) {}"
CONSTRUCT: Final = "CONSTRUCT { <http://e/s> <http://e/p> 1 } {}"
SPARQL_JSON: Final = "application/sparql-results+json"
SPARQL_XML: Final = "application/sparql-results+xml"
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("text", "accept", "expected"),
    [
        (SELECT, "*/*", SPARQL_JSON),
        (SELECT, SPARQL_XML, SPARQL_XML),
        (SELECT, f"{SPARQL_JSON};q=0.5, {SPARQL_XML};q=0.6", SPARQL_XML),
        (SELECT, f"{SPARQL_JSON};q=0, */*", SPARQL_XML),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "text/csv;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv"),
        (SELECT, f"*/*;q=0.1, {SPARQL_XML};q=0.1", SPARQL_XML),
        (SELECT, f"{SPARQL_XML};charset=utf-8", SPARQL_XML),
        (SELECT, "application/xml", "application/xml"),
        (SELECT, BROWSER, "text/html"),
        ("ASK {}", f"text/turtle, {SPARQL_XML};q=0.1", SPARQL_XML),
        ("ASK {}", f"{SPARQL_XML};q=0.2, {SPARQL_JSON};q=0.3", SPARQL_JSON),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, f"{SPARQL_JSON}, application/rdf+xml;q=0.1", "application/rdf+xml"),
        (CONSTRUCT, "text/turtle;q=0, application/*", "application/ld+json"),
        (CONSTRUCT, "application/n-triples, text/turtle;q=0.9", "application/n-triples"),
        (CONSTRUCT, "application/json", "application/json"),
        (CONSTRUCT, "application/trig", "application/trig"),
    ],
)
def test_form_then_quality_choose_the_format(
    suite_server: Server, text: str, accept: str, expected: str
) -> None:
    response = suite_server.query(text, accept)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].partition(";")[0] == expected
    assert "Accept" in response.headers["Vary"]
