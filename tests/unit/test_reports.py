import json
from collections.abc import Callable

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from cybernorms.namespaces import CN, CNSH, ID, RDF, RDFS, SCHEMA, SH, XSD
from cybernorms.reports import FORMATS, Style
from cybernorms.sources import Place, read_rdf
from cybernorms.validation import Report, Result, Severity
from cybernorms.validation.paths import read_path
from cybernorms.validation.report import make_report


def result(name: str = "a", severity: Severity = Severity.VIOLATION, line: int = 1) -> Result:
    return Result(
        focus_node=ID[f"agreement/{name}"],
        path=CN.opened,
        value=Literal("soon", datatype=XSD.date, normalize=False),
        message="Write a date.",
        severity=severity,
        source_shape=CNSH["Agreement-opened"],
        component=SH.DatatypeConstraintComponent,
        reason="Dates sort.",
        places=(Place("data/a.ttl", line),),
        value_places=(Place("data/a.ttl", line + 1, 9),),
    )


def parse(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


def test_text_gives_verdict_then_file_line_subject_remedy_and_reason() -> None:
    assert FORMATS["text"](Report((result(),))).split("\n") == [
        "does not conform: 1 violation",
        "",
        "Violations in data/a.ttl",
        "  data/a.ttl:2:9: <https://w3id.org/cybernorms/id/agreement/a> cn:opened",
        "    Write a date.",
        '    found: "soon"^^xsd:date',
        "    why:   Dates sort.",
        "    rule:  cnsh:Agreement-opened",
        "    see also: data/a.ttl:1",
    ]


def test_text_of_warnings_conforms_and_counts_them() -> None:
    report = make_report([result("a", Severity.WARNING), result("b", Severity.WARNING)])
    assert FORMATS["text"](report).startswith("conforms: 2 warnings\n")


def test_text_of_nothing_is_one_line() -> None:
    assert FORMATS["text"](Report()) == "conforms"


def test_text_says_how_much_it_cut() -> None:
    report = make_report(result(f"n{number}") for number in range(7))
    text = FORMATS["text"](report, Style(most=5))
    assert text.count("rule:") == 5
    assert text.endswith("… and 2 more; --max-results 0 shows all")


def test_text_names_further_files_that_state_the_subject() -> None:
    row = Result(
        ID.a, None, None, "No.", Severity.INFO, BNode(), SH.NodeConstraintComponent,
        places=(Place("a.ttl", 1), Place("b.ttl", 2)),
    )  # fmt: skip
    lines = FORMATS["text"](Report((row,))).split("\n")
    assert lines[-1] == "    see also: b.ttl:2"
    assert not any("rule:" in line for line in lines)


def test_report_has_the_worst_first_then_file_and_line() -> None:
    rows = [
        result("a", Severity.INFO, 1),
        result("b", Severity.VIOLATION, 10),
        result("c", Severity.VIOLATION, 9),
        result("d", Severity.WARNING, 1),
    ]
    names = [str(row.focus_node)[-1] for row in make_report(rows).results]
    assert names == ["c", "b", "d", "a"]


def test_joined_reports_say_a_thing_once() -> None:
    report = Report((result(),))
    assert report + report == report


def test_json_has_full_terms_and_places() -> None:
    document = json.loads(FORMATS["json"](Report((result(),))))
    assert document == {
        "conforms": False,
        "failOn": "violation",
        "counts": {"violation": 1, "warning": 0, "info": 0},
        "omitted": 0,
        "results": [
            {
                "severity": "violation",
                "focusNode": "https://w3id.org/cybernorms/id/agreement/a",
                "resultPath": "https://w3id.org/cybernorms/ontology#opened",
                "value": {
                    "type": "literal",
                    "value": "soon",
                    "datatype": "http://www.w3.org/2001/XMLSchema#date",
                },
                "message": "Write a date.",
                "remedy": None,
                "patch": None,
                "reason": "Dates sort.",
                "source": None,
                "branches": [],
                "sourceShape": "https://w3id.org/cybernorms/shapes#Agreement-opened",
                "sourceConstraintComponent": str(SH.DatatypeConstraintComponent),
                "places": [{"file": "data/a.ttl", "line": 1, "column": None}],
                "valuePlaces": [{"file": "data/a.ttl", "line": 2, "column": 9}],
            }
        ],
    }


def test_turtle_is_the_report_of_the_w3c() -> None:
    graph = parse(FORMATS["turtle"](Report((result(severity=Severity.WARNING),))))
    (node,) = graph.objects(None, SH.result)
    assert (None, SH.conforms, Literal(False)) in graph
    assert set(graph.predicate_objects(node)) == {
        (RDF.type, SH.ValidationResult),
        (SH.focusNode, ID["agreement/a"]),
        (SH.resultPath, CN.opened),
        (SH.value, Literal("soon", datatype=XSD.date)),
        (SH.resultMessage, Literal("Write a date.")),
        (SH.resultSeverity, SH.Warning),
        (SH.sourceShape, CNSH["Agreement-opened"]),
        (SH.sourceConstraintComponent, SH.DatatypeConstraintComponent),
        (RDFS.comment, Literal("Dates sort.")),
        (SCHEMA.location, Literal("data/a.ttl:1")),
        (SCHEMA.location, Literal("data/a.ttl:2:9")),
    }


@pytest.mark.parametrize(
    "written",
    [
        '"none"^^xsd:boolean',
        '"01"^^xsd:integer',
        '"1e3"^^xsd:double',
        '"5"^^xsd:decimal',
        '"soon"^^xsd:date',
        '"""a "quote"\n"""@en-GB',
        "e:a",
    ],
)
def test_turtle_keeps_every_value_as_written(written: str, turtle: Callable[[str], Graph]) -> None:
    (value,) = turtle(f"e:x e:p {written} .").objects()
    row = Result(ID.a, None, value, "No.", Severity.INFO, CNSH.S, SH.NodeConstraintComponent)
    content = FORMATS["turtle"](Report((row,))).encode()
    report = read_rdf(content, "report.ttl", URIRef("http://e/report")).graph
    (again,) = report.objects(None, SH.value)
    assert again.n3() == value.n3()


def test_turtle_states_complex_paths(turtle: Callable[[str], Graph]) -> None:
    graph = turtle("e:x sh:path ( cn:evidence [ sh:inversePath cn:section ] ) .")
    path = read_path(graph, next(graph.objects(None, SH.path)))
    row = Result(ID.a, path, None, "No.", Severity.INFO, CNSH.S, SH.NodeConstraintComponent)
    report = parse(FORMATS["turtle"](Report((row,))))
    stated = read_path(report, next(report.objects(None, SH.resultPath)))
    assert stated == path


def test_turtle_is_the_same_from_run_to_run() -> None:
    report = make_report(result(f"n{number}") for number in range(20))
    assert FORMATS["turtle"](report) == FORMATS["turtle"](report)
