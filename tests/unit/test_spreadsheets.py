"""Spreadsheets: made from the shapes, filled in, read back, and judged cell by cell."""

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rdflib import Literal, URIRef

from cybernorms.files import graph_root
from cybernorms.namespaces import CN, DCTERMS, GRAPH, ID, RDF, XSD
from cybernorms.reports import FORMATS
from cybernorms.sources import Document, Place, Sources, load_sources
from cybernorms.spreadsheets import (
    Layout,
    make_layout,
    make_template,
    read_sheets,
    write_xlsx,
)
from cybernorms.spreadsheets.grid import REQUIRED
from cybernorms.validation import SUBMISSION, Report, choose_profile, validate_files

GOOD = Path(__file__).parent.parent / "submissions" / "good.ttl"
NAME = GRAPH["submission/file"]
EX = "https://norms.example.org/"
Rows = Mapping[str, list[dict[str, Any]]]
SUBMITTED: Rows = {
    "Dataset": [
        {
            "id": "norms-2026", "title": "Norms followed up by the Example Institute",
            "description": "Agreements and actions, read by two people.",
            "creator": "institute", "publisher": "Example Institute",
            "licence": "https://creativecommons.org/licenses/by/4.0/",
            "date of issue": datetime(2026, 11, 20), "base of the identifiers": EX,
        }
    ],
    "Stakeholder": [
        {"id": "institute", "kind": "civil society organisation", "label": "Example Institute"},
    ],
    "Source document": [
        {
            "id": "pledge-text", "label": "Text of the Example Pledge",
            "official address": "https://pledge.example.com/text.html",
        }
    ],
    "Passage": [
        {
            "id": "pledge-text-2", "label": "Article 2 of the pledge",
            "source document": "pledge-text", "section": "Article 2",
        }
    ],
    "Agreement": [
        {"id": "pledge", "label": "Example Pledge", "issuer": "institute",
         "passage": "pledge-text-2"},
    ],
    "Provision": [
        {"id": "pledge/2", "kind": "Commitment", "label": "Report vulnerabilities",
         "agreement": "pledge", "number": 2, "passage": "Article 2 of the pledge"},
    ],
    "Implementing action": [
        {
            "id": "hotline", "label": "Hotline for vulnerabilities",
            "description": "Takes reports of vulnerabilities by telephone.",
            "who acts": "institute | Microsoft", "action kind": "operations",
            "date": 2026, "date precision": "year",
            "public source": f"{EX}hotline.html",
        }
    ],
    "Implementation claim": [
        {
            "id": "hotline-claim", "label": "The hotline carries out the Paris Call",
            "claimed action": "hotline", "claimant": "institute",
            "claimed agreement": "paris call for trust and security in cyberspace",
            "public source": f"{EX}hotline.html",
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def own() -> Sources:
    return load_sources(graph_root())


@pytest.fixture(scope="module")
def layout(own: Sources) -> Layout:
    profile = choose_profile(own, SUBMISSION)
    return make_layout(own, profile.written_shapes(own), profile.takes)


@pytest.fixture(scope="module")
def template(layout: Layout) -> bytes:
    return write_xlsx(make_template(layout, "submission@1"), layout)


Fill = Callable[..., bytes]


@pytest.fixture
def fill(template: bytes) -> Fill:
    """Fill the template in, some cells otherwise: by sheet, row from 0 and heading."""

    def fill(rows: Rows = SUBMITTED, **other: dict[tuple[int, str], Any]) -> bytes:
        book = openpyxl.load_workbook(BytesIO(template))
        for name, lines in rows.items():
            sheet = book[name]
            columns = {
                cell.value.removesuffix(REQUIRED): cell.column for cell in sheet[1] if cell.value
            }
            for index, line in enumerate(lines):
                changes = {h: v for (row, h), v in other.get(name, {}).items() if row == index}
                for heading, value in (line | changes).items():
                    sheet.cell(index + 3, columns[heading]).value = value
        return saved(book)

    return fill


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


Read = Callable[..., Document]


@pytest.fixture
def read(layout: Layout) -> Read:
    def read(content: bytes | str, file: str = "s.xlsx") -> Document:
        content = content.encode() if isinstance(content, str) else content
        (document,) = read_sheets({file: content}, NAME, layout, EX)
        return document

    return read


@pytest.fixture
def judge(own: Sources, layout: Layout) -> Callable[[bytes], Report]:
    def judge(content: bytes) -> Report:
        given = Sources(read_sheets({"s.xlsx": content}, NAME, layout))
        return validate_files(own, given, validator="turbo", reasoner="sparq", profile=SUBMISSION)

    return judge


def complaints(document: Document) -> list[tuple[str, str]]:
    return [(cell.place.position, cell.message) for cell in document.unreadable]


def test_template_filled_in_says_what_was_meant_and_conforms(
    fill: Fill, read: Read, judge: Callable[[bytes], Report]
) -> None:
    content = fill()
    document = read(content)
    assert document.unreadable == ()
    action, agent = URIRef(f"{EX}action/hotline"), URIRef(f"{EX}stakeholder/institute")
    dataset, provision = URIRef(f"{EX}dataset/norms-2026"), URIRef(f"{EX}provision/pledge/2")
    for triple in (
        (agent, RDF.type, CN.CivilSocietyOrganization),
        (action, CN.carriedOutBy, agent),
        (action, CN.carriedOutBy, ID["stakeholder/microsoft"]),
        (action, CN.date, Literal("2026", datatype=XSD.gYear)),
        (dataset, DCTERMS.issued, Literal("2026-11-20", datatype=XSD.date)),
        (provision, CN.number, Literal("2")),
        (provision, CN.evidence, URIRef(f"{EX}passage/pledge-text-2")),
        (URIRef(f"{EX}claim/hotline-claim"), CN.claimedAgreement, ID["agreement/paris-call"]),
    ):
        assert triple in document.graph
    assert judge(content).results == ()


def test_three_wrong_cells_are_three_results_that_name_sheet_row_and_column(
    fill: Fill, judge: Callable[[bytes], Report]
) -> None:
    wrong = {
        "Implementing action": {(0, "date"): "20/11/2026", (0, "label"): ""},
        "Implementation claim": {(0, "claimed action"): "telephone line"},
    }
    report = judge(fill(**wrong))
    assert [str(result.place) for result in report.results] == [
        's.xlsx, sheet Implementation claim, cell D3 (row 3, column "claimed action")',
        's.xlsx, sheet Implementing action, cell B3 (row 3, column "label")',
        's.xlsx, sheet Implementing action, cell I3 (row 3, column "date")',
    ]
    unknown, empty, date = report.results
    assert unknown.message == 'nothing is known by the name "telephone line"'
    assert empty.remedy == "Fill in cell B3; the note at the heading says what the column takes."
    assert date.message == '"20/11/2026" is not a day or a month or a year'
    assert date.remedy == "Write a day as 2018-11-12, a month as 2018-11, a year as 2018."


def test_every_format_of_a_report_names_the_cell(
    fill: Fill, judge: Callable[[bytes], Report]
) -> None:
    report = judge(fill(**{"Implementing action": {(0, "date"): "20/11/2026"}}))
    (result,) = report.results
    assert result.place == Place("s.xlsx", 3, 9, sheet="Implementing action", heading="date")
    for name, writer in FORMATS.items():
        text = writer(report)
        assert "Implementing action" in text, name
        assert "I3" in text, name
        assert "date" in text, name
