"""Spreadsheets: templates made from the shapes, and what is filled in read back as RDF."""

from cybernorms.spreadsheets.files import MEDIA_TYPES, is_spreadsheet, load_readers
from cybernorms.spreadsheets.layout import Layout
from cybernorms.spreadsheets.planning import make_layout
from cybernorms.spreadsheets.reader import read_sheets
from cybernorms.spreadsheets.template import make_template

__all__ = [
    "MEDIA_TYPES",
    "Layout",
    "is_spreadsheet",
    "load_readers",
    "make_layout",
    "make_template",
    "read_sheets",
]
