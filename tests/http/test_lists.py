"""What there is of each kind: narrowed, sorted, and as data."""

import csv
from io import StringIO

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph

from cybernorms.namespaces import CN, ID
from cybernorms.web.lists.columns import KINDS
from cybernorms.web.messages import translate

from .conftest import Server

PAGE = "text/html"


def rows(server: Server, address: str) -> list[dict[str, str]]:
    path, _, query = address.partition("?")
    response = server.get(f"{path}.csv?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.text)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_list_has_all_of_its_kind_in_every_form(own_server: Server, kind: object) -> None:
    assert isinstance(kind, type(KINDS[0]))
    count = own_server.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{kind.class_}> }}").text
    number = int(count.splitlines()[1])
    assert len(rows(own_server, f"/{kind.name}")) == number
    assert len(own_server.get(f"/{kind.name}.json").json()["rows"]) == number
    turtle = ox.parse(own_server.get(f"/{kind.name}.ttl").content, format=ox.RdfFormat.TURTLE)
    typed = {quad.subject for quad in turtle if quad.predicate.value == str(RDF.type)}
    assert number <= len(typed)
    page = own_server.get(f"/{kind.name}", PAGE).text
    assert page.count('<th scope="row">') == number


def test_messages_of_all_columns_are_there() -> None:
    for kind in KINDS:
        for message in (kind.message, f"{kind.message}-text"):
            assert translate(message)
        assert all(translate(column.message) for column in kind.columns)


def test_list_is_narrowed_by_value_and_by_name(own_server: Server) -> None:
    treaties = rows(own_server, "/agreements?kind=treaty")
    assert {row["kind"] for row in treaties} == {"treaty"}
    some = rows(own_server, "/agreements?kind=treaty&q=CYBERCRIME")
    assert [row["label"] for row in some] == ["Budapest Convention on Cybercrime"]
    of_call = rows(own_server, "/provisions?agreement=paris-call")
    assert {row["agreement"] for row in of_call} == {
        "Paris Call for Trust and Security in Cyberspace"
    }
    graph = Graph().parse(data=own_server.get("/agreements.ttl?kind=treaty").text, format="turtle")
    assert (ID["agreement/paris-call"], None, None) not in graph
    assert (ID["agreement/budapest-convention"], RDF.type, CN.Agreement) in graph


def test_list_is_sorted_both_ways(own_server: Server) -> None:
    numbers = [
        row["number"]
        for row in rows(own_server, "/provisions?agreement=budapest-convention&sort=number")
    ]
    assert numbers.index("2") < numbers.index("10")
    counts = [int(row["actions"]) for row in rows(own_server, "/agreements?sort=-actions")]
    assert counts == sorted(counts, reverse=True)
    dates = [row["date"] for row in rows(own_server, "/agreements?sort=-date")]
    known = [date for date in dates if date]
    assert known == sorted(known, reverse=True)
    assert dates[: len(known)] == known  # without a date: last


def test_list_tells_the_earliest_date_as_exactly_as_it_is_known(own_server: Server) -> None:
    (row,) = rows(own_server, "/agreements?q=Budapest+Convention+on")
    assert row["date"] == "2001-11-23"


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("kind=traety", "did you mean treaty?"),
        ("kind=<script>", "nothing listed here has it"),
        ("sort=size", "choose one of label"),
        ("kind=treaty&kind=norms", "2 times"),
        ("isuer=treaty", "did you mean issuer?"),
    ],
)
def test_what_nothing_can_have_is_refused(own_server: Server, query: str, hint: str) -> None:
    response = own_server.get(f"/agreements?{query}", "application/json")
    assert response.status_code == 400
    assert hint in response.json()["detail"]
    page = own_server.get(f"/agreements?{query}", PAGE)
    assert page.status_code == 400
    assert "<script>" not in page.text.split("</head>")[1]


def test_list_without_rows_says_so(own_server: Server) -> None:
    page = own_server.get("/agreements?q=nothing+of+that+name", PAGE).text
    assert translate("list-nothing") in page
    assert "<table>" not in page
    data = own_server.get("/agreements.ttl?q=nothing+of+that+name")
    assert len(Graph().parse(data=data.text, format="turtle")) == 0


def test_headings_sort_and_keep_what_was_chosen(own_server: Server) -> None:
    page = own_server.get("/agreements?kind=treaty&sort=date", PAGE).text
    assert 'aria-sort="ascending"><a href="/agreements?kind=treaty&amp;sort=-date"' in page or (
        'aria-sort="ascending"><a href="/agreements?sort=-date&amp;kind=treaty"' in page
    )
