"""Reading XLSX (Office Open XML, ECMA-376): values alone, as people see them."""

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException

from cybernorms.errors import RdfSyntaxError
from cybernorms.spreadsheets.table import Content, Table, Unusable, make_table

_MOST_ROWS: Final = 1_048_576
_MOST_CELLS: Final = 3_000_000
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
# What openpyxl lets through when a file is not as the standard has it.
_FAILURES: Final = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    ParseError,
    TypeError,
    ValueError,
    zlib.error,
)


def admit(archive: ZipFile, file: str) -> None:
    """Refuse what is no plain workbook, by RdfSyntaxError."""
    names = set(archive.namelist())
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise RdfSyntaxError(file, "a workbook with macros; save it as .xlsx, without them")
    if "xl/workbook.xml" not in names:
        raise RdfSyntaxError(file, "an office document, but no XLSX workbook")
    for name in names:
        part = archive.read(name) if name.endswith((".xml", ".rels")) else b""
        if b"<!DOCTYPE" in part or part[:4].count(0):  # another encoding could hide one
            raise RdfSyntaxError(file, f"{name} declares a document type, as no workbook does")


def read_xlsx(content: bytes, file: str) -> tuple[Table, ...]:
    """Read each sheet of a workbook that was admitted; a formula counts as its stored value.

    Raises RdfSyntaxError for a file that is not as the standard has it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is not kept, and none of it is asked for
            return tuple(_tables(content, file))
    except _FAILURES as error:
        reason = f"not a workbook that can be read ({type(error).__name__}: {error})"
        raise RdfSyntaxError(file, reason) from None


def _tables(content: bytes, file: str) -> Iterator[Table]:
    cells = _Cells(file)
    values = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    formulas = None
    if _has_formulas(content):
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False)
    for number, sheet in enumerate(values.worksheets):
        unstored = _formulas(cells.of(formulas.worksheets[number])) if formulas else {}
        yield make_table(file, sheet.title, sheet.title, _rows(cells.of(sheet), unstored))


def _has_formulas(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


class _Cells:
    """The rows of the sheets of a workbook, as long as there are not too many of them."""

    def __init__(self, file: str) -> None:
        self._file, self._left = file, _MOST_CELLS

    def of(self, sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 (untyped)
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        for row in sheet.iter_rows(max_row=_MOST_ROWS):
            self._left -= 1 + len(row)
            if self._left < 0:
                raise RdfSyntaxError(self._file, f"more than {_MOST_CELLS} cells; split it")
            yield row


def _formulas(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, int], str]:
    formulas = (cell for row in rows for cell in row if cell.data_type == "f")
    return {(cell.row, cell.column): str(cell.value) for cell in formulas}


def _rows(
    rows: Iterable[tuple[Any, ...]], formulas: dict[tuple[int, int], str]
) -> Iterator[list[Content]]:
    for number, row in enumerate(rows, 1):
        contents = ["" if cell is EMPTY_CELL else _content(cell) for cell in row]
        for column, content in enumerate(contents, 1):
            if not content and (number, column) in formulas:
                contents[column - 1] = Unusable(
                    formulas[number, column],
                    "the result of this formula is not stored in the file",
                    "Open and save the file in a spreadsheet program, or write the value itself.",
                )
        yield contents


def _content(cell: Any) -> Content:  # noqa: ANN401
    value = cell.value
    if cell.data_type == "e":
        return Unusable(
            str(value), f"the cell shows the error {value}", "Mend the formula, or write a value."
        )
    if isinstance(value, float):  # a spreadsheet shows fifteen digits at most
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value)
