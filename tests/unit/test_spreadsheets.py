"""Spreadsheets: made from the shapes, filled in, read back, and judged cell by cell."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from rdflib import Literal, URIRef

from cybernorms.errors import RdfSyntaxError
from cybernorms.files import graph_root
from cybernorms.namespaces import CN, DCTERMS, GRAPH, ID, RDF, RDFS, SKOS, XSD
from cybernorms.reports import FORMATS
from cybernorms.sources import Document, Place, Sources, load_sources
from cybernorms.spreadsheets import (
    Layout,
    make_layout,
    make_template,
    read_sheets,
)
from cybernorms.spreadsheets.files import MOST_INFLATED
from cybernorms.spreadsheets.grid import REQUIRED
from cybernorms.spreadsheets.names import instances
from cybernorms.spreadsheets.template import Page, describe, headings
from cybernorms.spreadsheets.writing import write_csv, write_xlsx
from cybernorms.validation import CORE, SUBMISSION, Report, choose_profile, validate_files

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
    """Read a file beside others that it may refer to."""

    def read(content: bytes | str, file: str = "s.xlsx", **beside: str) -> Document:
        files = {file: content.encode() if isinstance(content, str) else content}
        files |= {f"{name}.csv": text.encode() for name, text in beside.items()}
        return read_sheets(files, NAME, layout, EX)[0]

    return read


@pytest.fixture
def judge(own: Sources, layout: Layout) -> Callable[[bytes], Report]:
    def judge(content: bytes) -> Report:
        given = Sources(read_sheets({"s.xlsx": content}, NAME, layout))
        return validate_files(own, given, validator="turbo", reasoner="sparq", profile=SUBMISSION)

    return judge


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


def test_sheet_that_is_forgotten_is_named(fill: Fill, judge: Callable[[bytes], Report]) -> None:
    rows = {name: lines for name, lines in SUBMITTED.items() if name != "Dataset"}
    (result,) = judge(fill(rows)).results
    assert str(result.place) == "s.xlsx, sheet Dataset, row 1"
    assert result.remedy == "Fill in a row of the sheet Dataset."


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


CSV = "id,label,kind,agreement,number,official wording,topic,passage\n"


@pytest.mark.parametrize(
    ("row", "position", "message", "remedy"),
    [
        ("a,A,norm,paris call,1,,,", "D2", 'nothing is known by the name "paris call"', None),
        ("a,A,nrom,,1,,,", "C2", '…"nrom"; did you mean "norm"?', 'Write "norm".'),
        ("a,A,norm,,1,,public core,", "G2", '…"public core"', None),
        ("A b,A,norm,,1,,,", "A2", '"A b" is no id: …', 'Write for example "a-b".'),
        (",Éa b,norm,,1,,,", "A2", "the row has no id", 'Write for example "ea-b".'),
        ("a,A,norm,http://e.org/a b,1,,,", "D2", '…"http://e.org/a b"', None),
    ],
)
def test_cell_that_cannot_be_read_is_told_with_a_remedy(
    read: Read, row: str, position: str, message: str, remedy: str | None
) -> None:
    (cell,) = read(CSV + row, "provision.csv").unreadable
    assert cell.place.position == position
    assert message.strip("…") in cell.message
    assert remedy is None or cell.remedy == remedy


def test_slip_is_one_complaint_and_is_judged_as_what_was_meant(read: Read) -> None:
    document = read(
        "id,lable,kind,agreement\na,A,norm,Paris Cal for Trust and Security in Cyberspace",
        "provision.csv",
    )
    subject = URIRef(f"{EX}provision/a")
    assert (subject, RDFS.label, Literal("A", lang="en")) in document.graph
    assert (subject, CN.isProvisionOf, ID["agreement/paris-call"]) in document.graph
    assert [cell.place.position for cell in document.unreadable] == ["B1", "D2"]


def test_name_of_several_is_refused_with_all_of_them(read: Read) -> None:
    document = read(
        "id,agreement\np,Same\n", "provision.csv", agreement="id,label\none,Same\nother,Same\n"
    )
    (cell,) = document.unreadable
    assert cell.message == '"Same" may mean 2 things'
    assert f"{EX}agreement/one, {EX}agreement/other" in cell.remedy


def test_rows_may_share_no_id_and_the_first_keeps_it(read: Read) -> None:
    document = read("id,label\na,One\na,Two\n", "agreement.csv")
    assert [cell.place.position for cell in document.unreadable] == ["A3"]
    assert list(document.graph.objects(None, RDFS.label)) == [Literal("One", lang="en")]


@pytest.mark.parametrize(
    ("name", "message", "taken"),
    [
        ("agreemnt", 'no sheet "agreemnt" is asked for; did you mean "Agreement"?', True),
        ("my notes", 'no sheet "my notes" is asked for', False),
    ],
)
def test_sheet_that_is_not_asked_for_is_told(
    read: Read, name: str, message: str, *, taken: bool
) -> None:
    document = read("id,label\na,A", f"{name}.csv")
    assert [(cell.message, cell.place.line) for cell in document.unreadable] == [(message, 1)]
    assert bool(document.triples) is taken


def test_comments_and_the_pages_of_the_template_are_not_read(read: Read, template: bytes) -> None:
    assert read("# note,x\nid,label\n#a,A\n\nb,B", "agreement.csv").graph.value(
        URIRef(f"{EX}agreement/b"), RDFS.label
    ) == Literal("B", lang="en")
    assert read("hello,there", "# mine.csv").unreadable == ()
    document = read(template)
    assert (document.triples, document.unreadable) == ((), ())


def test_values_are_read_by_heading_language_separator_and_form(read: Read) -> None:
    document = read(
        "id,other name,note [fr],cn:issuedBy,official identifier,https://example.org/x\n"
        "a,One | Two,Une note,Microsoft|https://e.org/s,A/70/174,\n",
        "agreement.csv",
    )
    subject = URIRef(f"{EX}agreement/a")
    assert set(document.graph.predicate_objects(subject)) == {
        (RDF.type, CN.Agreement),
        (SKOS.altLabel, Literal("One", lang="en")),
        (SKOS.altLabel, Literal("Two", lang="en")),
        (CN.note, Literal("Une note", lang="fr")),
        (CN.issuedBy, ID["stakeholder/microsoft"]),
        (CN.issuedBy, URIRef("https://e.org/s")),
        (CN.officialIdentifier, Literal("A/70/174")),
    }
    assert [cell.place.position for cell in document.unreadable] == ["F1"]


@pytest.mark.parametrize(
    "content",
    [
        b"id,label\na,\xc3\xa9",
        b"\xef\xbb\xbfid,label\r\na,\xc3\xa9\r\n",
        b"id;label\na;\xc3\xa9",
        b"id\tlabel\na\t\xc3\xa9",
        b'"id","label"\n\n"a","\xc3\xa9"',
    ],
)
def test_csv_may_come_as_programs_write_it(read: Read, content: bytes) -> None:
    document = read(content, "agreement.csv")
    assert list(document.graph.objects(None, RDFS.label)) == [Literal("é", lang="en")]


def archive(**parts: bytes | str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def test_archive_of_csv_files_is_a_workbook(read: Read) -> None:
    document = read(
        archive(**{"t/agreement.csv": "id\na", "t/provision.csv": "id,agreement\np,a\nq,b"}),
        "t.zip",
    )
    subject = URIRef(f"{EX}provision/p")
    assert (subject, CN.isProvisionOf, URIRef(f"{EX}agreement/a")) in document.graph
    assert [str(cell.place) for cell in document.unreadable] == [
        't.zip, sheet provision, cell B3 (row 3, column "agreement")'
    ]


def test_workbook_gives_values_as_they_are_shown(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "Count"
    sheet.append(["id", "number", "date", "label", "note"])
    sheet.append(["a", 0.1 + 0.2, datetime(2019, 5, 6), "#N/A", "=1+1"])
    sheet.append(["b", 75.0, 2019, True, None])
    sheet["D2"].data_type = "e"
    document = read(saved(book))
    graph = document.graph
    assert set(graph.objects(URIRef(f"{EX}count/b"), None)) == {
        CN.Count,
        Literal(75),
        Literal("2019", datatype=XSD.gYear),
        Literal("true", lang="en"),
    }
    assert graph.value(URIRef(f"{EX}count/a"), CN.date) == Literal("2019-05-06", datatype=XSD.date)
    assert [(cell.place.cell, cell.message) for cell in document.unreadable] == [
        ("B2", '"0.3" is not a whole number'),
        ("D2", "the cell shows the error #N/A"),
        ("E2", "the result of this formula is not stored in the file"),
    ]


def edited(book: bytes, **parts: bytes) -> bytes:
    """Put other parts into a workbook."""
    with zipfile.ZipFile(BytesIO(book)) as file:
        return archive(**{name: file.read(name) for name in file.namelist()} | parts)


SHEET = "xl/worksheets/sheet1.xml"
WORKSHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b"%b</sheetData></worksheet>"
)
WIDE = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 200))
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda book: edited(book, **{"xl/vbaProject.bin": b"x"}), "macros"),
        (lambda book: edited(book, **{SHEET: ENTITY + WORKSHEET % b"&b;"}), "document type"),
        (lambda book: edited(book, **{SHEET: (WORKSHEET % b"").decode().encode("utf-16")}),
         "document type"),
        (lambda book: edited(book, **{SHEET: b"<worksheet"}), "not a workbook"),
        (lambda book: edited(book, **{SHEET: b"0" * (MOST_INFLATED + 1)}), "when unpacked"),
        (lambda book: edited(book, **{f"x{n}": b"" for n in range(2001)}), "when unpacked"),
        (lambda book: edited(book, **{SHEET: WORKSHEET % WIDE}), "more than 3000000 cells"),
        (lambda book: book[: len(book) // 2], "damaged"),
        (lambda _: archive(**{"[Content_Types].xml": "x", "word/document.xml": "x"}), "no XLSX"),
        (lambda _: archive(**{"a.ttl": "x"}), "neither an XLSX file nor"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (lambda _: b"id,label", "whatever its name says"),
    ],
)  # fmt: skip
def test_file_that_is_no_honest_spreadsheet_is_refused(
    read: Read, template: bytes, change: Callable[[bytes], bytes], message: str
) -> None:
    with pytest.raises(RdfSyntaxError, match=message):
        read(change(template))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,label\na,\xff\xfe", "UTF-8"),
        ("id,label".encode("utf-16"), "UTF-16"),
        (b'id,label\na,"' + b"x" * 200_000 + b'"', "not CSV"),
        (b"%PDF-1.7", "a PDF document"),
    ],
)
def test_text_that_is_no_csv_is_refused(read: Read, content: bytes, message: str) -> None:
    with pytest.raises(RdfSyntaxError, match=message):
        read(content, "agreement.csv")


def test_rows_and_columns_out_of_all_bounds_do_no_harm(read: Read, template: bytes) -> None:
    far = (
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c r="A9"><v>1</v></c></row>'
    )
    assert read(edited(template, **{SHEET: WORKSHEET % far})).triples == ()


def test_our_own_data_survives_being_written_as_a_spreadsheet(own: Sources) -> None:
    profile = choose_profile(own, CORE)
    layout = make_layout(own, profile.written_shapes(own), profile.takes)
    wanted = set()
    pages = []
    for sheet in layout.sheets:
        members = [m for m in instances(layout.known, (sheet.member_of,)) if m.startswith(ID)]
        rows = [(str(member), *describe(layout, sheet, member)) for member in members[:40]]
        pages.append(Page(sheet.name, (headings(sheet), *rows)))
        wanted |= {
            (member, column.property, value)
            for member in members[:40]
            for column in sheet.columns
            for value in layout.known.objects(member, column.property)
        }
    documents = read_sheets(write_csv(pages), NAME, layout)
    assert [cell for document in documents for cell in document.unreadable] == []
    read = {triple for document in documents for triple in document.triples}
    # Of two classes the closer one stays; a whole number is an integer; blanks at ends go.
    lost = {triple for triple in wanted - read if triple[1] not in (RDF.type, CN.resultValue)}
    assert len(wanted) > 3000
    assert {triple[1] for triple in lost} <= {CN.insertedText, CN.deletedText}
