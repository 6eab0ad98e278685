"""/validate: what is sent, what comes back, and what a hostile submission can and cannot do."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import requests
from rdflib import Graph

from cybernorms import validation
from cybernorms.build import Snapshot
from cybernorms.namespaces import PROF, RDF, SH

from .conftest import Server, judging_by, start, stop

EXAMPLES = Path(validation.__file__).parent / "examples"
TREATY = """\
@prefix cn: <https://w3id.org/cybernorms/ontology#> .
<http://e/treaty> a cn:Treaty ;
    cn:opened "23 November 2001" .
"""
GOOD = "<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> 'A' ; a <http://e/A> ."
SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:Shape a sh:NodeShape ; sh:targetClass e:A ; %s .
"""


@pytest.fixture(scope="module")
def judging(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with judging_by(small_root, tmp_path_factory.mktemp("judging"), 8) as running:
        yield running


def send(server: Server, body: str | bytes, accept: str = "*/*", **more: str) -> requests.Response:
    parameters = {"profile": "core", **more}
    kind = parameters.pop("type", "text/turtle")
    data = body.encode() if isinstance(body, str) else body
    return server.request(
        "POST", "/validate", accept, params=parameters, data=data, headers={"Content-Type": kind}
    )


def test_report_comes_as_asked_for(judging: Server) -> None:
    report = send(judging, TREATY, "application/json")
    assert report.status_code == 200
    assert report.headers["X-Cybernorms-Conforms"] == "false"
    results = {result["message"]: result for result in report.json()["results"]}
    assert results["Write cn:opened as a date."]["valuePlaces"] == [
        {"file": "request body", "line": 3, "column": 15}
    ]
    turtle = Graph().parse(data=send(judging, TREATY, "text/turtle").text, format="turtle")
    assert len(list(turtle.subjects(RDF.type, SH.ValidationResult))) == len(results)
    plain = send(judging, TREATY)
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert plain.text.startswith("does not conform: 2 violations\n")
    assert send(judging, TREATY, "application/sarif+json").json()["version"] == "2.1.0"
    assert send(judging, TREATY, "application/xml").text.startswith("<?xml")
    assert send(judging, TREATY, format="csv").headers["Content-Type"].startswith("text/csv")
    assert send(judging, TREATY, "image/png").status_code == 406


def test_spreadsheet_is_judged_cell_by_cell(judging: Server) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = book.create_sheet("Agreement")
    sheet.append(["id", "label", "opened"])
    sheet.append(["treaty", "Treaty", "23 November 2001"])
    stream = BytesIO()
    book.save(stream)
    report = send(
        judging,
        stream.getvalue(),
        "application/json",
        type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ).json()
    assert {"sheet": "Agreement", "cell": "C2", "heading": "opened"}.items() <= next(
        place
        for result in report["results"]
        for place in result["valuePlaces"]
        if place["cell"] == "C2"
    ).items()


def test_page_to_keep_allows_its_own_style_and_nothing_else(judging: Server) -> None:
    response = send(judging, TREATY, format="html")
    style = re.search("<style>(.*?)</style>", response.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "<script" not in response.text


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("application/n-triples", "<http://e/a> a ."),
        ("application/ld+json", '{"@id": "http://e/a", }'),
        ("application/rdf+xml", "<a>"),
        ("application/trig", "<http://e/g> {"),
    ],
)
def test_unreadable_text_is_told_with_its_place(judging: Server, type_: str, text: str) -> None:
    response = send(judging, text, type=type_)
    assert response.status_code == 400
    problem = response.json()
    assert problem["type"].endswith("/rdf-syntax")
    assert (problem["file"], problem["line"]) == ("request body", 1)
    assert problem["column"] > 1


def test_files_of_a_form_are_judged_together_or_each(judging: Server) -> None:
    files = [
        ("file", ("data/catalogue/one.ttl", TREATY, "text/turtle")),
        ("file", ("two.jsonld", '{"@id": "http://e/b", "http://e/p": 1}', "")),
        ("file", ("two.jsonld", '{"@id": "http://e/b", "http://e/p": 2}', "")),
    ]

    def places(**fields: str) -> set[str]:
        data = {"profile": "core", "format": "json", **fields}
        response = judging.request("POST", "/validate", files=files, data=data)
        assert response.status_code == 200, response.text
        return {place["file"] for r in response.json()["results"] for place in r["places"]}

    assert places() == {"one.ttl"}  # no path, which could stand for a file of the checkout
    assert places(each="yes") == {"one.ttl"}
    broken = [*files, ("file", ("three.ttl", "<", "")), ("file", ("four.ttl", "a", ""))]
    response = judging.request("POST", "/validate", files=broken, data={"profile": "core"})
    assert response.status_code == 400
    assert [error["file"] for error in response.json()["errors"]] == ["three.ttl", "four.ttl"]


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"text": " "}, 400, "nothing to judge"),
        ({"text": GOOD, "profile": "cor"}, 400, "did you mean core"),
        ({"text": GOOD, "format": "pdf"}, 400, "no such format"),
        ({"text": GOOD, "max-results": "-1"}, 400, "whole number"),
        ({"text": GOOD, "fail-on": "never"}, 400, "violation, warning, info"),
        ({"text": GOOD, "profil": "core"}, 400, "did you mean profile"),
        ({"text": GOOD, "input-format": "n3"}, 400, "turtle"),
        ({"text": "# nothing", "profile": "core"}, 422, "states nothing"),
    ],
)
def test_what_can_not_be_judged_is_told(
    judging: Server, fields: dict[str, str], status: int, said: str
) -> None:
    response = judging.request("POST", "/validate", data=fields)
    assert response.status_code == status
    assert said in response.json()["detail"]


def test_other_bodies_are_refused(judging: Server) -> None:
    assert send(judging, GOOD, type="image/png").status_code == 415
    file = {"file": ("x.pdf", b"%PDF-1.4", "application/pdf")}
    assert judging.request("POST", "/validate", files=file).status_code == 415
    assert send(judging, "x", type="multipart/form-data").status_code == 400


def test_text_field_is_read_as_what_it_looks_like(judging: Server) -> None:
    for text in (GOOD, '{"@id": "http://e/a", "@type": "http://e/A"}'):
        data = {"text": text, "profile": "core", "format": "json"}
        assert judging.request("POST", "/validate", data=data).status_code == 200


def test_page_shows_results_beside_the_marked_lines(judging: Server) -> None:
    page = send(judging, TREATY, "text/html")
    assert page.status_code == 200
    assert "sha256" not in page.headers["Content-Security-Policy"]
    assert "Does not conform: 2 violations" in page.text
    assert re.search(r'id="text-1-3" value="3" class="wrong".*?<mark>&#34;23 Nov', page.text, re.S)
    assert 'href="#text-1-3"' in page.text
    assert TREATY.split("\n", maxsplit=1)[0] in html.unescape(page.text)
    broken = send(judging, TREATY + "<", "text/html")
    assert broken.status_code == 400
    assert 'id="text-1-4" value="4" class="wrong"' in broken.text


def test_page_shows_markup_as_text(judging: Server) -> None:
    text = f"# <script>alert(1)</script>\n{TREATY.replace('23 November 2001', '<img src=x>')}"
    page = send(judging, text, "text/html").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_shapes_that_are_sent_replace_ours(judging: Server) -> None:
    shapes = SHAPE % "sh:property [ sh:path <http://e/p> ; sh:minCount 1 ]"
    response = judge_by(judging, shapes, format="json")
    assert response.status_code == 200, response.text
    assert len(response.json()["results"]) == 1
    fine = SHAPE % "sh:sparql [ sh:select 'SELECT $this { $this a <http://e/B> }' ]"
    assert judge_by(judging, fine).headers["X-Cybernorms-Conforms"] == "true"
    idle = judge_by(judging, "<http://e/S> <http://www.w3.org/ns/shacl#nodeKind> 1 .")
    assert idle.status_code == 422
    assert "no shape has a target" in idle.json()["detail"]


def judge_by(server: Server, shapes: str, data: str = GOOD, **more: str) -> requests.Response:
    fields = {"text": data, "shapes": shapes, **more}
    return server.request("POST", "/validate", data=fields)


def test_shapes_are_taken_only_where_that_is_allowed(served: Server) -> None:
    response = judge_by(served, SHAPE % "sh:nodeKind sh:IRI")
    assert response.status_code == 403
    assert response.json()["type"].endswith("/forbidden-shapes")


@pytest.fixture(scope="module")
def served(own_snapshot: Snapshot) -> Iterator[Server]:
    """A server of our own graph, as anybody runs it."""
    running = start(own_snapshot.path.parent.parent, timeout=10, processes=1)
    yield running
    stop(running)


def test_examples_of_the_page_are_judged_with_one_click(served: Server) -> None:
    page = served.get("/validate", "text/html").text
    offered = [html.unescape(text) for text in re.findall('name="text" value="(.*?)"', page, re.S)]
    assert offered == [(EXAMPLES / f"{name}.ttl").read_text("utf-8") for name in ("good", "bad")]
    good, bad = (
        served.request("POST", "/validate", "text/html", data={"text": text}) for text in offered
    )
    assert "Conforms." in good.text
    assert len(re.findall('<li id="result-', bad.text)) == 8
    assert "unsafe" not in bad.headers["Content-Security-Policy"]


def test_page_names_the_cells_of_a_spreadsheet(served: Server) -> None:
    file = {"file": ("Agreement.csv", "id,label,issuer\npledge,Example Pledge,nobody\n")}
    base = {"base": "https://norms.example.org/"}
    page = served.request("POST", "/validate", "text/html", files=file, data=base)
    assert "Agreement.csv, cell C2 (column “issuer”)" in page.text


def test_contradiction_is_a_result(served: Server) -> None:
    text = (EXAMPLES / "good.ttl").read_text("utf-8") + "ex:pledge a cn:Provision .\n"
    report = served.request(
        "POST", "/validate", "text/plain", data=text, headers={"Content-Type": "text/turtle"}
    )
    assert report.headers["X-Cybernorms-Conforms"] == "false", report.text


def test_profiles_come_as_page_json_and_rdf(served: Server) -> None:
    listed = served.get("/validate/profiles", "application/json").json()
    tokens = {row["profile"] for row in listed}
    assert {"core@1", "submission@1"} <= tokens
    graph = Graph().parse(data=served.get("/validate/profiles.ttl").text, format="turtle")
    assert len(list(graph.subjects(RDF.type, PROF.Profile))) == len(tokens)
    page = served.get("/validate/profiles", "text/html").text
    assert all(f'id="{token}"' in page for token in tokens)
