"""Templates as files: a workbook, or a CSV file for each sheet."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cybernorms.spreadsheets.layout import Column, Layout
from cybernorms.spreadsheets.reader import KNOWN, LISTS
from cybernorms.spreadsheets.table import key_of
from cybernorms.spreadsheets.template import ID_HELP, Page, choices
from cybernorms.spreadsheets.values import Choice, Reference

_BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for something else
_TEXT: Final = "@"  # what is typed stays as it was typed: 13.10 or 2018-11
_LAST_ROW: Final = 1_048_576
_WIDTHS: Final = (22, 26, 10, 110)
_HEADING: Final = PatternFill("solid", fgColor="1F4E78")
_NEEDED: Final = PatternFill("solid", fgColor="9C2A10")


def write_csv(pages: Iterable[Page]) -> dict[str, bytes]:
    """Write each page as a CSV file (RFC 4180) in UTF-8, by the file's name."""
    files = {}
    for page in pages:
        stream = StringIO()
        csv.writer(stream).writerows(page.rows)
        files[f"{key_of(page.name)}.csv"] = (_BOM + stream.getvalue()).encode()
    return files


def write_xlsx(pages: Iterable[Page], layout: Layout) -> bytes:
    """Write the pages as a workbook, with drop-down lists and with notes at the headings."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    lists = {options: number for number, options in enumerate(choices(layout), 1)}
    for page in pages:
        sheet = book.create_sheet(page.name)
        for number, row in enumerate(page.rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column, text)
                cell.data_type = "s"  # never a formula
        if page.sheet:
            _fit_out(sheet, page, layout, lists)
        else:
            _widen(sheet)
    book[LISTS].sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _widen(sheet: Any) -> None:  # noqa: ANN401 (untyped)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet["A1"].font = Font(bold=True)
    for row in sheet.iter_rows(min_col=len(_WIDTHS), max_col=len(_WIDTHS)):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    if sheet.title == KNOWN:
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["B"].width = 90


def _fit_out(
    sheet: Any,  # noqa: ANN401
    page: Page,
    layout: Layout,
    lists: dict[tuple[str, ...], int],
) -> None:
    columns: tuple[Column | None, ...] = (None, *(page.sheet.columns if page.sheet else ()))
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        heading = sheet.cell(1, number)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = _NEEDED if column is None or column.required else _HEADING
        heading.comment = Comment(column.description if column else ID_HELP, "cybernorms", 160, 420)
        sheet.cell(2, number).font = Font(italic=True, color="808080")
        sheet.column_dimensions[letter].width = max(16, len(heading.value) + 4)
        sheet.column_dimensions[letter].number_format = _TEXT
        source = _source(column, layout, lists) if column else None
        if column and source:
            choice = DataValidation("list", formula1=source, allow_blank=True)
            # One of a list can be chosen, several, or another name for one, have to be typed.
            choice.showErrorMessage = isinstance(column.values, Choice) and not column.several
            choice.add(f"{letter}3:{letter}{_LAST_ROW}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"


def _source(column: Column, layout: Layout, lists: dict[tuple[str, ...], int]) -> str | None:
    """Name the cells that a drop-down list offers: of a closed list, or the ids of a sheet."""
    if isinstance(column.values, Choice):
        options = tuple(column.values.options.values())
        letter = get_column_letter(lists[options])
        return f"'{LISTS}'!${letter}$2:${letter}${len(options) + 1}"
    if isinstance(column.values, Reference):
        for sheet in layout.sheets:
            if any(layout.related(sheet.member_of, class_) for class_ in column.values.classes):
                return f"'{sheet.name}'!$A$3:$A${_LAST_ROW}"
    return None
