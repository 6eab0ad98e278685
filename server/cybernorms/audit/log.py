"""The audit log of a state folder: appended to durably by any process, and read."""

import fcntl
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from cybernorms.audit.event import (
    ACTOR,
    ANONYMOUS,
    COMMAND,
    START,
    Actor,
    Event,
    Outcome,
    read_event,
    write_event,
)
from cybernorms.engine import ASKER
from cybernorms.errors import DamagedLogError, EngineError
from cybernorms.files import sync_folder
from cybernorms.logs import request_id
from cybernorms.settings import Settings

_LONGEST: Final = 1000
"""Characters of an object or a detail, which may be what a client sent."""
_LONGEST_LINE: Final = 65536
_log: Final = logging.getLogger(__name__)


def audit(
    settings: Settings,
    action: str,
    object_: str = "",
    outcome: Outcome = "done",
    detail: str = "",
    *,
    transaction: int | None = None,
    actor: Actor | None = None,
) -> Event:
    """Note that something was done or refused; when this returns, the note outlives a power loss.

    ``action`` is what and how, such as ``submission.accepted``; ``object_`` an IRI or a name. Who,
    from where and in which request is known from the request; outside of one it was a command
    unless ``actor`` says otherwise. Raises EngineError when it cannot be written, DamagedLogError.
    """
    inside = bool(request_id.get())
    actor = actor or ACTOR.get() or (ANONYMOUS if inside else COMMAND)
    address = ASKER.get().client if inside and settings.audit_addresses == "yes" else ""
    path = audit_file(settings.state_dir)
    new = not path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "ab+", opener=_private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _last(file, path)
            event = Event(
                last.number + 1 if last else 1,
                datetime.now(UTC),
                request_id.get(),
                actor.account,
                actor.token,
                address,
                action,
                _bounded(object_),
                outcome,
                _bounded(detail),
                transaction,
            )
            file.write(write_event(event, last.digest if last else START))
            file.flush()
            os.fdatasync(file.fileno())
        if new:
            sync_folder(path.parent)
    except OSError as error:
        raise EngineError(f"{path}: cannot be written: {error}") from None
    return event


def read_events(state_dir: Path) -> Iterator[Event]:
    """Stream the events, oldest first, each held to its digest.

    An unfinished line at the end is passed over. Raises DamagedLogError, which names the line.
    """
    path, digest = audit_file(state_dir), START
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                event = read_event(line, digest)
                if event.number != number:
                    raise ValueError(f"it is event {event.number}")
            except ValueError as error:
                raise DamagedLogError(f"{path}:{number}: {error}") from None
            digest = event.digest
            yield event


def audit_file(state_dir: Path) -> Path:
    """Name the audit log of a state folder."""
    return state_dir / "audit.jsonl"


def _last(file: BinaryIO, path: Path) -> Event | None:
    """Read the last event, and cut off what a process that died has left unfinished behind it."""
    size = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, size - _LONGEST_LINE))
    lines = file.read().splitlines(keepends=True)
    torn = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
    if torn:
        _log.warning("%s: cutting off %d bytes of an unfinished event", path, len(torn))
        file.truncate(size - len(torn))
    if not lines:
        if start:
            raise DamagedLogError(f"{path}: its last line has more than {_LONGEST_LINE} bytes")
        return None
    try:
        return read_event(lines[-1])
    except ValueError as error:
        raise DamagedLogError(f"{path}: the last line is damaged: {error}") from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _bounded(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
