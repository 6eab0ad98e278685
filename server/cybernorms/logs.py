"""Logs: one line an event on standard error, as JSON for machines or as text for a terminal."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

from cybernorms.settings import Settings

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The request that the present thread works for; every line that it logs bears it."""


def set_up_logs(settings: Settings) -> None:
    """Write what ``settings.log_level`` lets through, in the form ``settings.log_format``."""
    form = settings.log_format
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if form == "json" else _TextFormatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)


def log_fields(logger: logging.Logger, level: int, message: str, fields: dict[str, Any]) -> None:
    """Log an event that has fields of its own, without looking for the line of code it is from."""
    if logger.isEnabledFor(level):
        record = {
            "name": logger.name,
            "levelno": level,
            "levelname": logging.getLevelName(level),
            "msg": message,
            "fields": fields,
        }
        logger.handle(logging.makeLogRecord(record))


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if identifier := request_id.get():
            event["request_id"] = identifier
        fields = getattr(record, "fields", None)
        if fields is None:
            event["logger"] = record.name
        else:
            event |= fields
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        parts = [f"{_moment(record):%H:%M:%S}", record.levelname.lower(), record.getMessage()]
        fields = getattr(record, "fields", {})
        parts += [f"{name}={json.dumps(value)}" for name, value in fields.items()]
        if identifier := request_id.get():
            parts.append(f"[{identifier}]")
        if record.exc_info:
            parts.append("\n" + self.formatException(record.exc_info))
        return " ".join(parts)


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
