"""Files of cells, whatever their format: CSV, a ZIP archive of it, or XLSX."""

import codecs
import csv
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from types import ModuleType
from typing import Final
from zipfile import BadZipFile, ZipFile

from cybernorms.errors import Position, RdfSyntaxError
from cybernorms.sources import require_text
from cybernorms.spreadsheets.table import Table, make_table

SUFFIXES: Final = (".xlsx", ".csv", ".zip")
MEDIA_TYPES: Final = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
    "application/zip": ".zip",
}
MOST_INFLATED: Final = 100 * 1024 * 1024
_MOST_PARTS: Final = 2000
_ZIP: Final = b"PK"
_OLD: Final = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and whatever has a password


def is_spreadsheet(file: str) -> bool:
    """Tell by a file's name whether it is one of those that ``read_tables`` reads."""
    return file.lower().endswith(SUFFIXES)


def is_csv(content: bytes) -> bool:
    """Tell by its first bytes whether a file is CSV, if it is a spreadsheet at all."""
    return not content.startswith((_ZIP, _OLD))


def read_tables(content: bytes, file: str) -> tuple[Table, ...]:
    """Read the sheets of a file, which is known by its first bytes. Formulas are not computed.

    Raises RdfSyntaxError for a file that cannot be read, and for one with macros or with more in
    it than it seems.
    """
    if content.startswith(_OLD):
        reason = "an old Excel file or one with a password; save it as .xlsx without a password"
        raise RdfSyntaxError(file, f"this is {reason}")
    if is_csv(content) and file.lower().endswith((".xlsx", ".zip")):
        raise RdfSyntaxError(file, "neither a workbook nor a ZIP archive, whatever its name says")
    if is_csv(content):
        return (_read_csv(content, file, PurePosixPath(file).stem, ""),)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read_archive(archive, content, file)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise RdfSyntaxError(file, f"a damaged or encrypted archive ({error})") from None


def load_readers() -> ModuleType:
    """Load what reads workbooks, which takes a while; a confined process can not do it itself."""
    codecs.lookup("cp437")  # of zipfile
    return import_module("cybernorms.spreadsheets.xlsx")


def _read_archive(archive: ZipFile, content: bytes, file: str) -> tuple[Table, ...]:
    parts = archive.infolist()
    # zipfile gives no more of a part than its entry says.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        most = MOST_INFLATED // 1024 // 1024
        raise RdfSyntaxError(
            file, f"holds more than {most} MiB or {_MOST_PARTS} parts when unpacked; split it"
        )
    names = [part.filename for part in parts]
    if "[Content_Types].xml" in names:
        xlsx = load_readers()
        xlsx.admit(archive, file)
        tables: tuple[Table, ...] = xlsx.read_xlsx(content, file)
        return tables
    sheets = [name for name in names if name.lower().endswith(".csv")]
    if not sheets:
        raise RdfSyntaxError(file, "neither an XLSX file nor a ZIP archive of CSV files")
    stems = [(name, PurePosixPath(name).stem) for name in sheets]
    return tuple(_read_csv(archive.read(name), file, stem, stem) for name, stem in stems)


def _read_csv(content: bytes, file: str, name: str, sheet: str) -> Table:
    text = require_text(content, file)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # the comma is a decimal point in much of Europe
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return make_table(file, name, sheet, rows)
    except csv.Error as error:
        raise RdfSyntaxError(file, f"not CSV: {error}", Position(rows.line_num, 1)) from None
