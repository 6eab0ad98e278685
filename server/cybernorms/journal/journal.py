"""The journal file: read along as it grows, appended to durably."""

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from cybernorms.errors import DamagedJournalError, EngineError, StaleChangeError
from cybernorms.files import sync_folder
from cybernorms.journal.records import (
    START,
    Change,
    Record,
    Transaction,
    read_records,
    write_record,
)
from cybernorms.sources import silenced_literal_complaints

_log: Final = logging.getLogger(__name__)


class Journal:
    """All that was ever written, and the graphs as they are after the last transaction read.

    Only ``refresh`` and ``append`` change it. ``graphs`` has no empty graph. A blank node has one
    label for ever, given by the transaction that brought it, so that a later one can name it.
    """

    def __init__(self, state_dir: Path) -> None:
        """Read the journal of a state folder; without one nothing was written yet.

        Raises DamagedJournalError.
        """
        self.path = journal_file(state_dir)
        self.position = 0
        self.digest = START
        self.graphs: dict[URIRef, Graph] = {}
        self.last: dict[URIRef, Transaction] = {}
        """The transaction that touched a graph last, without its change."""
        self.stated: dict[URIRef, dict[Node, int]] = {}
        """For each graph and subject the transaction that touched it last."""
        self.labels: set[BNode] = set()
        """Every blank node that the journal ever had."""
        self._end = 0
        self.refresh()

    def refresh(self) -> bool:
        """Take in what was appended since, by whomever; tell whether there was anything.

        Raises DamagedJournalError.
        """
        before = self.position
        try:
            with self.path.open("rb") as file:
                self._catch_up(file)
        except FileNotFoundError:
            if self.position:
                raise DamagedJournalError(f"{self.path}: is gone") from None
        return self.position > before

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
            numbers = [transaction.number for transaction in transactions]
            if numbers != list(range(self.position + 1, self.position + 1 + len(numbers))):
                raise StaleChangeError(
                    f"transaction {self.position} came in between; compute the change anew"
                )
            self._cut(file)
            content, digest, ends = b"", self.digest, []
            for transaction in transactions:
                record, digest = write_record(transaction, digest)
                content += record
                ends.append((digest, self._end + len(content)))
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
        for transaction, (digest, end) in zip(transactions, ends, strict=True):
            self._take(Record(transaction, digest, end))

    def _catch_up(self, file: BinaryIO) -> None:
        if os.fstat(file.fileno()).st_size < self._end:
            raise DamagedJournalError(f"{self.path}: shorter than it was, {self._end} bytes")
        file.seek(self._end)
        after = (self.position, self.digest, self._end)
        with silenced_literal_complaints():
            for record in read_records(file, str(self.path), after):
                self._take(record)

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

    def _take(self, record: Record) -> None:
        transaction = record.transaction
        change, head = transaction.change, replace(transaction, change=Change())
        for subject, _, value, name in (*change.removed, *change.added):
            self.labels.update(term for term in (subject, value) if isinstance(term, BNode))
            self.last[name] = head
            self.stated.setdefault(name, {})[subject] = transaction.number
        apply(change, self.graphs)
        for name in self.last.keys() - self.graphs.keys():
            del self.last[name], self.stated[name]
        self.position, self.digest, self._end = transaction.number, record.digest, record.end


def apply(change: Change, graphs: dict[URIRef, Graph]) -> None:
    """Change graphs in place; one that becomes empty is no more (SPARQL 1.1 Update 3.2)."""
    for subject, predicate, value, name in change.removed:
        if name in graphs:
            graphs[name].remove((subject, predicate, value))
    for subject, predicate, value, name in change.added:
        if name not in graphs:
            graphs[name] = Graph(identifier=name, bind_namespaces="none")
        graphs[name].add((subject, predicate, value))
    for name in {quad[3] for quad in change.removed}:
        if name in graphs and not graphs[name]:
            del graphs[name]


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
