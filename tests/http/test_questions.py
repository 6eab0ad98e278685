"""Stored questions over HTTP: lists, pages, calls with parameters, code to paste, OpenAPI."""

import csv
import html
import io
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import requests
from openapi_spec_validator import validate
from rdflib import Graph

from cybernorms.namespaces import CN, ID, SH

from .conftest import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MICROSOFT = "/questions/cq-14-actions-of-microsoft"
BUDAPEST = "/questions/cq-05-shared-with-budapest"


def rows(response: requests.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def problem(response: requests.Response) -> str:
    assert response.status_code == 400
    document = response.json()
    assert document["type"].endswith("/problem/malformed-request")
    return str(document["detail"])


@pytest.mark.parametrize(
    "name",
    ["orange", "id:stakeholder/orange", str(ID["stakeholder/orange"])],
)
def test_a_resource_is_named_by_slug_curie_or_iri(own_server: Server, name: str) -> None:
    response = own_server.get(MICROSOFT, params={"stakeholder": name, "format": "csv"})
    assert [row["label"] for row in rows(response)] == ["Integration of affiliates into MANRS"]


def test_without_values_the_question_is_the_stored_one(own_server: Server) -> None:
    stored = own_server.get(f"{MICROSOFT}.csv").text
    assert own_server.get(f"{MICROSOFT}.csv?stakeholder=microsoft").text == stored
    assert own_server.get(f"{MICROSOFT}.csv?stakeholder=").text == stored


def test_numbers_narrow_an_answer(own_server: Server) -> None:
    few = rows(own_server.get(f"{BUDAPEST}.csv?minimum=6"))
    many = rows(own_server.get(f"{BUDAPEST}.csv?minimum=1"))
    assert all(int(row["shared"]) >= 6 for row in few)
    assert len(few) < len(many)


def test_an_optional_value_narrows_an_answer_to_it(own_server: Server) -> None:
    matrix = "/questions/cq-07-element-matrix.csv"
    assert len(rows(own_server.get(matrix))) == 200
    one = rows(own_server.get(f"{matrix}?agreement=paris-call&element=human-rights"))
    assert [row["elementLabel"] for row in one] == ["reference to human rights"]


def test_years_bound_events_on_either_side(own_server: Server) -> None:
    events = rows(
        own_server.get("/questions/cq-10-agreement-dates.csv?since=2015&until=2016&agreement=")
    )
    assert {row["date"][:4] for row in events} == {"2015", "2016"}


def test_a_parameter_with_several_values_takes_them_all(own_server: Server) -> None:
    gaps = "/questions/cq-16-provisions-without-action.csv"
    one = rows(own_server.get(f"{gaps}?agreement=paris-call"))
    two = rows(own_server.get(f"{gaps}?agreement=paris-call&agreement=charter-of-trust"))
    assert {row["provision"] for row in one} < {row["provision"] for row in two}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("stakeholder=oragne", "did you mean orange?"),
        ("stakeholder=paris-call", "Allowed are australia"),
        ("stakeholder=a&stakeholder=b", "is given 2 times"),
        ("stakehodler=orange", "no parameter stakehodler; it takes stakeholder"),
        ("stakeholder=%22%3E%3Cscript%3E", 'stakeholder="><script>'),
        ("stakeholder=%00", "Allowed are"),
        ("stakeholder=%FF", "not UTF-8"),
        ("stakeholder=" + "x" * 5000, "Allowed are"),
        ("stakeholder=orange%20%7D%20%7D%20ASK%20%7B", "Allowed are"),
        ("stakeholder=%3Chttp://e/%3E", "Allowed are"),
        ("entailment=some", "choose one of none, owlrl"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(
    own_server: Server, query: str, message: str
) -> None:
    detail = problem(own_server.get(f"{MICROSOFT}?{query}", "application/json"))
    assert message in detail
    assert len(detail) < 1000


@pytest.mark.parametrize("text", ["0", "11", "3%20%7D", "three", "1e1", "-3"])
def test_numbers_out_of_their_span_are_refused(own_server: Server, text: str) -> None:
    detail = problem(own_server.get(f"{BUDAPEST}.json?minimum={text}"))
    assert "give a whole number from 1 to 10" in detail


@pytest.mark.parametrize("slug", ["nothing", "%3Cscript%3E", "%00", "x" * 9000, "cq-14"])
def test_an_unknown_question_is_not_found_and_escaped(own_server: Server, slug: str) -> None:
    response = own_server.get(f"/questions/{slug}", BROWSER)
    assert response.status_code in {400, 404}
    assert "<script>alert" not in response.text
    assert "<script></" not in response.text


def test_a_refused_value_leaves_the_form_on_the_page(own_server: Server) -> None:
    response = own_server.get(f"{MICROSOFT}?stakeholder=%3Cb%3E", BROWSER)
    assert response.status_code == 400
    assert "takeholder=&lt;b&gt;" in response.text
    assert '<select id="p-stakeholder"' in response.text


def test_a_page_is_titled_for_its_values_and_links_its_own_data(own_server: Server) -> None:
    page = own_server.get(f"{MICROSOFT}?stakeholder=orange", BROWSER).text
    assert "<h1>What does Orange Group do, and for how many provisions?</h1>" in page
    assert '<option value="orange" selected>Orange Group</option>' in page
    (link,) = re.findall(r'href="(/questions/[^"]*\.csv\?[^"]*)"', page)
    assert len(rows(own_server.get(html.unescape(link)))) == 1


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/csv", "text/csv"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        (BROWSER, "text/html"),
    ],
)
def test_one_address_has_the_answer_and_the_question(
    own_server: Server, accept: str, content_type: str
) -> None:
    response = own_server.get(MICROSOFT, accept)
    assert response.headers["Content-Type"].partition(";")[0] == content_type
    assert "Accept" in response.headers["Vary"]


def test_a_question_comes_as_rdf_with_its_parameters(own_server: Server) -> None:
    graph = Graph().parse(data=own_server.get(f"{MICROSOFT}.ttl").text, format="turtle")
    (parameter,) = graph.objects(None, SH.parameter)
    assert (parameter, SH.defaultValue, ID["stakeholder/microsoft"]) in graph
    assert len(set(graph.subjects(SH.select))) == 1


def test_answers_are_revalidated(own_server: Server) -> None:
    address = f"{MICROSOFT}.csv?stakeholder=orange"
    tag = own_server.get(address).headers["ETag"]
    again = own_server.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    other = own_server.get(f"{MICROSOFT}.csv", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_the_list_is_filtered_by_topic_and_words(own_server: Server) -> None:
    every = own_server.get("/questions.json").json()
    assert len(every["questions"]) == 82
    some = own_server.get("/questions.json?topic=element&q=budapest").json()
    assert [item["slug"] for item in some["questions"]] == ["cq-05-shared-with-budapest"]
    assert dict(map(tuple, some["topics"]))["element"] > 1
    assert len(rows(own_server.get("/questions.csv?topic=element"))) > 1
    graph = Graph().parse(data=own_server.get("/questions.nt?q=budapest").text, format="nt")
    assert {str(title) for title in graph.objects(None, SH.name)} >= {"shared elements"}
    nothing = own_server.get("/questions?q=%3Cscript%3E", BROWSER)
    assert nothing.status_code == 200
    assert 'value="&lt;script&gt;"' in nothing.text


def _snippets(server: Server, path: str) -> list[str]:
    page = server.get(path, BROWSER).text
    return [
        html.unescape(text)
        for text in re.findall(r'<code id="snippet-\d">(.*?)</code>', page, re.DOTALL)
    ]


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{MICROSOFT}?stakeholder=orange", "Integration of affiliates into MANRS"),
        ("/questions/cq-32-action-map?agreement=manrs", "Integration of affiliates into MANRS"),
    ],
)
def test_code_to_paste_runs_as_it_stands(own_server: Server, path: str, expected: str) -> None:
    curl, python, wrapper, r = _snippets(own_server, path)
    assert expected in _run(*shlex.split(curl), "-s")
    assert expected in _run(sys.executable, "-c", python)
    assert expected in _run(sys.executable, "-c", wrapper)
    (address,) = re.findall(r'"(http[^"]*)"', r)
    assert expected in requests.get(address, timeout=30).text


@pytest.fixture(scope="module")
def description(own_server: Server) -> dict[str, Any]:
    response = own_server.get("/openapi.json")
    assert response.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def test_the_description_of_calls_is_openapi(description: dict[str, Any]) -> None:
    validate(description)
    assert {"/sparql", "/questions", "/doc/{path}", "/explain"} <= description["paths"].keys()
    questions = [path for path in description["paths"] if path.startswith("/questions/")]
    assert len(questions) == 82


def test_a_described_call_can_be_made(own_server: Server, description: dict[str, Any]) -> None:
    (least, *_) = [
        each
        for each in description["paths"][BUDAPEST]["get"]["parameters"]
        if each["name"] == "minimum"
    ]
    assert least["schema"] == {"type": "integer", "minimum": 1, "maximum": 10, "default": 3}
    call = description["paths"][MICROSOFT]["get"]["parameters"][0]
    slugs = call["schema"]["anyOf"][0]["enum"]
    assert call["schema"]["default"] in slugs
    for slug in slugs:
        assert rows(own_server.get(f"{MICROSOFT}.csv", params={call["name"]: slug}))


def test_a_question_that_yields_a_graph_links_to_it(own_server: Server) -> None:
    page = own_server.get("/questions/cq-32-action-map?agreement=manrs", BROWSER).text
    links = [html.unescape(link) for link in re.findall(r'href="(/sparql\?[^"]*)"', page)]
    (turtle,) = [link for link in links if link.endswith("format=ttl")]
    graph = Graph().parse(data=own_server.get(turtle).text, format="turtle")
    assert set(graph.objects(None, CN.implementsAgreement)) == {ID["agreement/manrs"]}
    stored = own_server.get("/questions/cq-32-action-map", "text/turtle").text
    assert len(set(Graph().parse(data=stored, format="turtle").objects(None, SH.construct))) == 1
