"""Cutting a table behind a number of rows while the engine writes it.

The engine has no such limit, and a LIMIT put into the text would change what the query means. So
the writer is stopped. Where rows end is plain to see but for what stands in strings, so the marks
between rows are counted first as they are, natively, and told apart only when there are enough.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class _Rows:
    """How a format parts its rows.

    ``mark`` stands between two rows or behind each (``ends``), and ``heads`` times before the
    first; ``pattern`` finds strings, and marks outside of them as its only group. ``kept`` bytes
    of the last mark belong to the last row, and ``tail`` closes the document.
    """

    mark: bytes
    pattern: re.Pattern[bytes]
    ends: bool = True
    heads: int = 0
    kept: int = 0
    tail: bytes = b""


_ROWS: Final = {
    "application/sparql-results+json": _Rows(
        b"},{", re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)|(\},\{)', re.DOTALL), False, 0, 1, b"]}}"
    ),
    "application/sparql-results+xml": _Rows(
        b"</result>", re.compile(rb"(</result>)"), kept=9, tail=b"</results></sparql>"
    ),
    "text/csv": _Rows(b"\r\n", re.compile(rb'"[^"]*+(?:"|\Z)|(\r\n)'), heads=1, kept=2),
    "text/tab-separated-values": _Rows(b"\n", re.compile(rb"(\n)"), heads=1, kept=1),
}
_NOTE: Final = b'{"head":{"truncated":{"limit":"max_rows","value":%d},'
_LINK: Final = b'<link href="%s"/></head>'


class FullError(OSError):
    """Stops the engine's writer; the engine passes it on."""


class CappedBuffer:
    """A file that collects a result, and stops its writer above a number of bytes or of rows."""

    __slots__ = (
        *("_end", "_found", "_last", "_marks", "_max_bytes", "_max_rows", "_pieces", "_rows"),
        *("_scanned", "_size", "cut", "full"),
    )

    def __init__(self, max_bytes: int, max_rows: int = 0, media_type: str = "") -> None:
        """Take all rows if ``max_rows`` is 0; else ``media_type`` tells where they end."""
        self._max_bytes, self._max_rows = max_bytes, max_rows
        self._rows = _ROWS.get(media_type) if max_rows else None
        self._pieces: list[bytes] = []
        self._last = b""
        self._size = self._marks = self._found = self._scanned = self._end = 0
        self.full = self.cut = False

    def write(self, data: bytes, /) -> int:
        """Take data, or raise FullError and set ``full`` (bytes) or ``cut`` (rows)."""
        self._size += len(data)
        if self._size > self._max_bytes:
            self.full = True
            raise FullError("the result is longer than max_result_bytes")
        self._pieces.append(data)
        if self._rows and self._passes(data, self._rows):
            self.cut = True
            raise FullError("the result has more rows than max_rows")
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def getvalue(self) -> bytes:
        """Give all that was written."""
        if len(self._pieces) > 1:
            self._pieces = [b"".join(self._pieces)]
        return self._pieces[0] if self._pieces else b""

    def table(self, about: str) -> bytes:
        """Give the table; one that was cut says so, with a link to ``about`` in XML."""
        if not self.cut or self._rows is None:
            return self.getvalue()
        body = self.getvalue()[: self._end] + self._rows.tail
        if body.startswith(b'{"head":{'):
            return _NOTE % self._max_rows + body.removeprefix(b'{"head":{')
        return body.replace(b"</head>", _LINK % about.encode(), 1)

    def _passes(self, data: bytes, rows: _Rows) -> bool:
        """Tell whether there are more rows than may be, and find the end of the last of these."""
        most = rows.heads + self._max_rows
        self._marks += (self._last + data).count(rows.mark)
        self._last = data[1 - len(rows.mark) :] if len(rows.mark) > 1 else b""
        if self._marks < most + rows.ends:
            return False
        for match in rows.pattern.finditer(self.getvalue(), self._scanned):
            if match.start(1) < 0:
                continue
            self._found += 1
            self._scanned = match.end()
            if self._found == most:
                self._end = match.start() + rows.kept
            if self._found == most + rows.ends:
                return True
        self._marks = self._found
        return False
