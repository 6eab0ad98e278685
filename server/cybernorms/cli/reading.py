"""Reading what ``cybernorms validate`` is to judge: RDF and spreadsheets, files and a pipe."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cybernorms.errors import InputError
from cybernorms.files import FOLDERS
from cybernorms.sources import (
    RDF_FORMATS,
    Document,
    Sources,
    load_files,
    read_file,
    read_rdf,
    require_size,
)
from cybernorms.spreadsheets import is_spreadsheet, make_layout, read_sheets
from cybernorms.validation import FOREIGN, SUBMISSION, choose_profile

STDIN: Final = Path("-")
SPREADSHEET: Final = "spreadsheet"
_STDIN_NAME: Final = "standard input"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads our own files as what they are, others and spreadsheets as somebody's data.

    ``format`` is the name of an RDF format, or SPREADSHEET; None to tell by suffix. A file may be
    ``most`` bytes long. ``profile`` and ``base`` are those that spreadsheets are made for.
    """

    root: Path
    own: Sources
    most: int
    format: str | None = None
    profile: str | None = None
    base: str | None = None

    def read(self, files: Iterable[Path]) -> Sources:
        """Read the files. Raises InputError for those that cannot be read or state nothing."""
        files = tuple(files)
        tables = [path for path in files if self._is_spreadsheet(path)]
        paths = [path.resolve() for path in files if path not in tables and path != STDIN]
        folders = [self.root / folder for folder in FOLDERS]
        own = [path for path in paths if any(path.is_relative_to(folder) for folder in folders)]
        foreign = [path for path in paths if path not in own]
        format_ = RDF_FORMATS.get(self.format or "")
        documents = (
            *load_files(own, self.root, None, format_, self.most).documents,
            *load_files(foreign, Path.cwd(), FOREIGN, format_, self.most).documents,
            *((self._standard_input(),) if STDIN in files and STDIN not in tables else ()),
            *self._spreadsheets(tables),
        )
        # A check of nothing must not look like success.
        if empty := [d.file for d in documents if not d.triples and not d.unreadable]:
            raise InputError(f"{', '.join(empty)}: states nothing, so there is nothing to judge")
        return Sources(documents)

    def _is_spreadsheet(self, path: Path) -> bool:
        return self.format == SPREADSHEET or (self.format is None and is_spreadsheet(path.name))

    def _standard_input(self) -> Document:
        format_ = RDF_FORMATS[self.format or "turtle"]
        return read_rdf(self._piped(), _STDIN_NAME, FOREIGN, format_)

    def _spreadsheets(self, paths: Iterable[Path]) -> Iterable[Document]:
        files = {str(p) if p != STDIN else _STDIN_NAME: self._content(p) for p in paths}
        if not files:
            return ()
        profile = choose_profile(self.own, self.profile or SUBMISSION)
        layout = make_layout(self.own, profile.written_shapes(self.own), profile.takes)
        return read_sheets(files, FOREIGN, layout, self.base)

    def _content(self, path: Path) -> bytes:
        return self._piped() if path == STDIN else read_file(path, str(path), self.most)

    def _piped(self) -> bytes:
        return require_size(sys.stdin.buffer.read(self.most + 1), _STDIN_NAME, self.most)
