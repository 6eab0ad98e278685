"""Tables and graphs that are cut behind a number of rows, whatever their strings contain."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cybernorms.engine import Query
from cybernorms.store.snapshot import Snapshot

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
NASTY = ['x"}},{"', "},{", '\\"},{', "\r\n", '"\r\n"', "\n", "</result>", "a" * 9000, "\\", '"']
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
VARIABLES = ("s", "o")


def snapshot(values: list[str]) -> Snapshot:
    """Hold the values, one each of subjects that sort as they do."""
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"http://e/{n:06}"), ox.NamedNode("http://e/p"), ox.Literal(value))
        for n, value in enumerate(values)
    )
    return Snapshot("00000000000000aa", {"none": store, "owlrl": store}, 100_000_000)


def read(media_type: str, body: bytes) -> list[tuple[str, ...]]:
    """Read the rows of a table by another library than wrote it."""
    if media_type == JSON:
        rows = json.loads(body)["results"]["bindings"]
        return [tuple(row[name]["value"] for name in VARIABLES) for row in rows]
    if media_type == XML:
        results = ET.fromstring(body).iter(f"{RESULTS}result")  # noqa: S314 (the engine's)
        return [
            tuple(next(iter(binding)).text or "" for binding in sorted(row, key=order))
            for row in results
        ]
    if media_type == CSV:
        return [tuple(row) for row in list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]]
    parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    assert isinstance(parsed, ox.QuerySolutions)
    return [tuple(row[name].value for name in VARIABLES) for row in parsed]


def order(binding: ET.Element) -> int:
    return VARIABLES.index(binding.attrib["name"])


def ask(held: Snapshot, media_type: str, max_rows: int, text: str = "") -> tuple[bytes, int]:
    text = text or "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
    answer = held.query(Query(text, media_type, "text/turtle", 9, max_rows=max_rows))
    return answer.body, answer.truncated


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.sampled_from(NASTY) | st.text("\"},{\\\r\n<'a", max_size=9), max_size=40),
    max_rows=st.integers(1, 45),
)
def test_rows_are_those_of_the_whole_table(
    media_type: str, values: list[str], max_rows: int
) -> None:
    held = snapshot(values)
    whole, _ = ask(held, media_type, 0)
    body, cut = ask(held, media_type, max_rows)
    if len(values) <= max_rows:
        assert (body, cut) == (whole, 0)
    else:
        assert cut == max_rows
        assert read(media_type, body) == read(media_type, whole)[:max_rows]


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_large_table_is_cut_where_it_should(media_type: str) -> None:
    held = snapshot([f"{NASTY[n % len(NASTY)]}{n}" for n in range(3000)])
    whole, _ = ask(held, media_type, 3000)
    body, cut = ask(held, media_type, 2999)
    assert cut == 2999
    assert read(media_type, body) == read(media_type, whole)[:2999]


def test_head_of_a_cut_table_says_so() -> None:
    held = snapshot(["a", "b"])
    head = json.loads(ask(held, JSON, 1)[0])["head"]
    assert head == {"vars": ["s", "o"], "truncated": {"limit": "max_rows", "value": 1}}
    root = ET.fromstring(ask(held, XML, 1)[0])  # noqa: S314 (the engine's)
    link = root.find(f"{RESULTS}head/{RESULTS}link")
    assert link is not None
    assert link.attrib["href"] == "https://w3id.org/cybernorms/problem/truncated"


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize("text", ["SELECT * {}", "SELECT ?x { VALUES ?x { UNDEF UNDEF } }"])
def test_rows_without_a_value_count(media_type: str, text: str) -> None:
    held = snapshot([])
    rows = 1 + text.count("UNDEF") // 2
    assert ask(held, media_type, rows, text) == ask(held, media_type, 0, text)
    if rows > 1:
        assert ask(held, media_type, 1, text)[1] == 1


def test_boolean_is_never_cut() -> None:
    assert ask(snapshot(["a", "b"]), JSON, 1, "ASK {}") == (b'{"head":{},"boolean":true}', 0)


@pytest.mark.parametrize(
    "form", ["CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "DESCRIBE ?s { ?s ?p ?o }"]
)
def test_graph_is_cut_behind_as_many_triples(form: str) -> None:
    held = snapshot(["a", "b", "c"])
    for most, left, told in ((2, 2, 2), (3, 3, 0), (0, 3, 0)):
        body, cut = ask(held, JSON, most, form)
        assert (len(list(ox.parse(body, format=ox.RdfFormat.TURTLE))), cut) == (left, told)
