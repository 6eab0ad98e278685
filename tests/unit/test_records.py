"""Frames and records: what a page knows of resources, and what each fact rests on."""

import pytest

from cybernorms.engine import QueryEngine
from cybernorms.namespaces import CN, ID
from cybernorms.web.dates import format_date
from cybernorms.web.frame import Frame, read_frame
from cybernorms.web.reader import Reader
from cybernorms.web.records import facts_in, facts_sheet, record_of, subjects
from cybernorms.web.terms import Term

CALL = str(ID["agreement/paris-call"])
PRINCIPLE = str(ID["provision/paris-call/2"])


@pytest.fixture(scope="module")
def frame(own_engine: QueryEngine) -> Frame:
    about = "VALUES ?s {{ <{}> }} GRAPH ?g {{ ?s ?p ?o }}"
    counts = f"?s cn:countOf <{CALL}> . GRAPH ?g {{ ?s ?p ?o }}"
    return read_frame(Reader(own_engine, 30), about.format(CALL), about.format(PRINCIPLE), counts)


def test_fact_has_the_evidence_of_its_own_graph(frame: Frame) -> None:
    report = frame.one(PRINCIPLE, CN["wording"])
    beyond = next(
        fact for fact in frame.about(PRINCIPLE) if fact.value.name == "Protect the Internet"
    )
    assert report is not None
    assert report.passages
    assert not report.sources
    assert all("/source/" in graph.value for graph in report.graphs)
    assert not beyond.passages
    assert "https://pariscall.international/en/principles" in {
        source.value for source in beyond.sources
    }


def test_derived_fact_has_no_evidence_but_an_explanation(frame: Frame) -> None:
    derived = frame.of(CALL, CN["agreementKind"])[0]
    assert derived.is_derived
    assert not derived.passages
    assert derived.question["o"] == derived.value.value


def test_record_has_facts_by_name_and_all_their_evidence(frame: Frame) -> None:
    counts = subjects(frame, CALL, CN["countOf"])
    undated = next(item for item in counts if item.term.value.endswith("/endorsements-undated"))
    assert undated.text("countValue") == "550"
    assert undated.value("qualifier").endswith("/more-than")
    assert undated.text("date", "label") == undated.term.name
    assert undated.passages
    assert not undated.is_derived
    assert undated.one("date") is None


def test_sheet_has_each_fact_once_with_what_it_rests_on(frame: Frame) -> None:
    record = record_of(frame, PRINCIPLE)
    sheet = facts_sheet(record)
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    assert len(rows) == len(list(facts_in(record))) > 10
    assert {row["derived"] for row in rows} == {"true", "false"}
    assert all(row["derived"] == "true" or row["graphs"] for row in rows)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2018-11-12", "12 November 2018"),
        ("2019-11", "November 2019"),
        ("2019", "2019"),
        ("2019Z", "2019Z"),
        ("-0044", "-0044"),
        ("2019-02-30", "2019-02-30"),
    ],
)
def test_dates_are_no_more_exact_than_they_are(written: str, shown: str) -> None:
    assert format_date(Term("literal", written)) == shown
