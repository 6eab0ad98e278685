"""Logs: one line an event on standard error, as JSON for machines or as text for a terminal."""

import logging
import os
import select
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from typing import Any, Final, NamedTuple

import msgspec

from cybernorms.settings import Settings

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The request that the present thread works for; every line that it logs bears it."""
_GATHERED: Final = 0.1
"""Seconds that events are gathered before they are written."""


def set_up_logs(settings: Settings) -> None:
    """Write what ``settings.log_level`` lets through, in the form ``settings.log_format``."""
    form = settings.log_format
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    _Formatter.render = staticmethod(_as_json if form == "json" else _as_text)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)


def log_fields(logger: logging.Logger, level: int, message: str, fields: dict[str, Any]) -> None:
    """Log an event with fields of its own, at a tenth of what a record of ``logging`` costs.

    It is written a moment later, together with others, and when the process ends.
    """
    if logger.isEnabledFor(level):
        name = logging.getLevelName(level)
        _gathered.put(_Event(time.time(), name, message, request_id.get(), fields))


class _Event(NamedTuple):
    created: float
    level: str
    message: str
    request: str
    fields: Mapping[str, Any]


class _Gathered:
    """Events on their way to standard error; any thread may put one.

    Whoever writes lets other threads go first and then has to wait for them, which costs a request
    more than all else about its line. So a thread of its own writes for all.
    """

    def __init__(self) -> None:
        self._events: deque[_Event] = deque()
        self._starting, self._writing = threading.Lock(), threading.Lock()
        self._writer: threading.Thread | None = None

    def put(self, event: _Event) -> None:
        self._events.append(event)
        if self._writer is None:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._keep_writing, name="log", daemon=True)
                self._writer.start()
                Finalize(None, self._write, exitpriority=0)  # atexit knows no child's end

    def _keep_writing(self) -> None:
        while True:
            time.sleep(_GATHERED)  # to be woken instead would cost whoever has to do it
            try:
                self._write()
            except Exception:
                logging.getLogger(__name__).exception("an event can not be written")

    def _write(self) -> None:
        """Write the events in pieces that no other process can write into (pipe(7), PIPE_BUF)."""
        piece = b""
        with self._writing:
            for _ in range(len(self._events)):
                line = _Formatter.render(*self._events.popleft()).encode() + b"\n"
                if len(piece) + len(line) > select.PIPE_BUF:
                    _write(piece)
                    piece = b""
                piece += line
            if piece:
                _write(piece)


def _write(lines: bytes) -> None:
    with suppress(OSError):  # there is nowhere else to say that nobody reads
        os.write(2, lines)


_gathered: Final = _Gathered()


def _as_json(
    created: float, level: str, message: str, request: str, fields: Mapping[str, Any]
) -> str:
    moment = datetime.fromtimestamp(created, UTC)
    event = {"time": moment, "level": level.lower(), "message": message}
    if request:
        event["request_id"] = request
    return _json({**event, **fields})


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _as_text(
    created: float, level: str, message: str, request: str, fields: Mapping[str, Any]
) -> str:
    parts = [f"{datetime.fromtimestamp(created, UTC):%H:%M:%S}", level.lower(), message]
    if request:
        parts.append(f"[{request}]")
    parts += [f"{name}={_json(value)}" for name, value in fields.items()]
    return " ".join(parts)


class _Formatter(logging.Formatter):
    """Writes ordinary records in the same form."""

    render: Callable[[float, str, str, str, Mapping[str, Any]], str] = staticmethod(_as_text)

    def format(self, record: logging.LogRecord) -> str:
        fields = {"logger": record.name}
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        message = record.getMessage()
        return type(self).render(
            record.created, record.levelname, message, request_id.get(), fields
        )
