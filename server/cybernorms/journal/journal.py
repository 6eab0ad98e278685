"""The journal file: read along as it grows, appended to durably."""

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from cybernorms.errors import DamagedJournalError, EngineError, StaleChangeError
from cybernorms.files import sync_folder
from cybernorms.journal.records import START, Transaction, read_records, write_record
from cybernorms.journal.written import Written
from cybernorms.sources import silenced_literal_complaints

_log: Final = logging.getLogger(__name__)


class Journal:
    """All that was ever written; ``written`` is the outcome up to the last transaction read.

    Only ``refresh`` and ``append`` change it. ``digest`` is that of the whole up to there.
    """

    def __init__(self, state_dir: Path) -> None:
        """Read the journal of a state folder; without one nothing was written yet.

        Raises DamagedJournalError.
        """
        self.path = journal_file(state_dir)
        self.written = Written()
        self.digest = START
        self._end = 0
        self.refresh()

    def refresh(self) -> bool:
        """Take in what was appended since, by whomever; tell whether there was anything.

        Raises DamagedJournalError.
        """
        before = self.written.position
        try:
            with self.path.open("rb") as file:
                self._catch_up(file)
        except FileNotFoundError:
            if before:
                raise DamagedJournalError(f"{self.path}: is gone") from None
        return self.written.position > before

    def append(self, transactions: Sequence[Transaction]) -> None:
        """Write transactions behind the last, together, and bring them onto the disk.

        When this returns they outlive the process and a loss of power. Raises StaleChangeError
        when they do not follow the last one, EngineError when they cannot be written (and then
        none of them is).
        """
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refresh()
            position = self.written.position
            expected = range(position + 1, position + 1 + len(transactions))
            if [transaction.number for transaction in transactions] != list(expected):
                raise StaleChangeError(
                    f"transaction {position} came in between; compute the change anew"
                )
            self._cut(file)
            content, digest = b"", self.digest
            for transaction in transactions:
                record, digest = write_record(transaction, digest)
                content += record
            try:
                file.write(content)
                file.flush()
                os.fdatasync(file.fileno())
                if new:
                    sync_folder(self.path.parent)
                    sync_folder(self.path.parent.parent)
            except OSError as error:
                file.truncate(self._end)
                raise EngineError(f"{self.path}: cannot be written: {error}") from None
        for transaction in transactions:
            self.written.take(transaction)
        self.digest, self._end = digest, self._end + len(content)

    def _catch_up(self, file: BinaryIO) -> None:
        if os.fstat(file.fileno()).st_size < self._end:
            raise DamagedJournalError(f"{self.path}: shorter than it was, {self._end} bytes")
        file.seek(self._end)
        after = (self.written.position, self.digest, self._end)
        with silenced_literal_complaints():
            for record in read_records(file, str(self.path), after):
                self.written.take(record.transaction)
                self.digest, self._end = record.digest, record.end

    def _cut(self, file: BinaryIO) -> None:
        """Cut off a record that was never finished, so that none is written behind it."""
        torn = os.fstat(file.fileno()).st_size - self._end
        if torn:
            _log.warning(
                "%s: cutting off %d bytes of a transaction that was never finished",
                self.path,
                torn,
            )
            file.truncate(self._end)


def transactions(state_dir: Path) -> Iterator[Transaction]:
    """Stream the transactions of a state folder, oldest first. Raises DamagedJournalError."""
    path = journal_file(state_dir)
    if path.exists():
        with path.open("rb") as file:
            for record in read_records(file, str(path)):
                yield record.transaction


def journal_file(state_dir: Path) -> Path:
    """Name the journal of a state folder."""
    return state_dir / "journal" / "journal.rdfp"
