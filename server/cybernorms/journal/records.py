"""The form of the journal: one record a transaction, in the manner of RDF Patch.

    H transaction "12" .
    H time "2026-11-21T09:30:00.000000+00:00" .
    H account "institute" .
    H previous "3f0c2a9d51e07b64" .
    H comment "corrected a date" .
    TX .
    D <s> <p> "old" <g> .
    A <s> <p> "new" <g> .
    TC .
    # sha256 <digest of the former record's digest and of this record up to here>

The digests form a chain: a record cannot be changed, left out or moved unseen.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cybernorms.errors import DamagedJournalError
from cybernorms.journal.quads import Quad, read_quad, read_text, write_quad, write_text

START: Final = "0" * 64
"""What stands for the digest of the record before the first."""

_HEADERS: Final = ("transaction", "time", "account", "previous", "comment")
_HEADER: Final = re.compile(r"H ([a-z]+) (.*) \.\Z")
_END: Final = b"# sha256 "


@dataclass(frozen=True, slots=True)
class Change:
    """Quads that come and quads that go; one that is in both comes."""

    added: frozenset[Quad] = field(default=frozenset())
    removed: frozenset[Quad] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Transaction:
    """One change that took place.

    ``number`` counts from 1; ``time`` is UTC; ``account`` is the name of who made it; ``previous``
    is the snapshot that was current before.
    """

    number: int
    time: datetime
    account: str
    previous: str
    comment: str
    change: Change


@dataclass(frozen=True, slots=True)
class Record:
    """A transaction as it was read, the digest that ends it, and the offset of its end in bytes."""

    transaction: Transaction
    digest: str
    end: int


def write_record(transaction: Transaction, before: str) -> tuple[bytes, str]:
    """Write a transaction after the record with the digest ``before``; give its digest too.

    Raises InputError for a term that cannot be written.
    """
    values = (
        str(transaction.number),
        transaction.time.isoformat(timespec="microseconds"),
        transaction.account,
        transaction.previous,
        transaction.comment,
    )
    change = transaction.change
    lines = (
        *(f"H {name} {write_text(text)} ." for name, text in zip(_HEADERS, values, strict=True)),
        "TX .",
        *sorted(f"D {write_quad(quad)}" for quad in change.removed),
        *sorted(f"A {write_quad(quad)}" for quad in change.added),
        "TC .",
    )
    body = "".join(f"{line}\n" for line in lines).encode("utf-8")
    digest = _digest(before, body)
    return body + _END + digest.encode() + b"\n", digest


def read_records(
    lines: Iterable[bytes], name: str, after: tuple[int, str, int] = (0, START, 0)
) -> Iterator[Record]:
    """Read the records that follow the ``after``-th transaction, its digest and its end.

    An unfinished record at the end is passed over: the process died while it wrote it, so nobody
    was told that it holds. Unfinished is one without its last line, or with NUL bytes, which a
    file system may leave where the blocks of a file never reached the disk. Raises
    DamagedJournalError, which names the place, for any other record that is not as it was written.
    """
    number, digest, end = after
    record: list[bytes] = []
    damage: DamagedJournalError | None = None
    for line in lines:
        if damage:
            raise damage
        record.append(line)
        if not (line.startswith(_END) and line.endswith(b"\n")):
            continue
        content = b"".join(record)
        try:
            found = _read_record(record, digest, number + 1)
        except (ValueError, KeyError) as error:
            damage = DamagedJournalError(
                f"{name}: damaged at byte {end}, in the record of transaction {number + 1}: {error}"
            )
            if b"\0" in content:
                record = []
                continue
            raise damage from None
        number, digest, end = found.number, _written_digest(record), end + len(content)
        record = []
        yield Record(found, digest, end)


def _read_record(record: list[bytes], before: str, number: int) -> Transaction:
    """Check and read the lines of a record; raises ValueError with what is wrong with it."""
    if _written_digest(record) != _digest(before, b"".join(record[:-1])):
        raise ValueError("its digest does not fit")
    lines = [line.decode("utf-8").removesuffix("\n") for line in record[:-1]]
    headers = {found[1]: read_text(found[2]) for found in map(_HEADER.match, lines) if found}
    if int(headers["transaction"]) != number:
        raise ValueError(f"it is that of transaction {headers['transaction']}")
    return Transaction(
        number,
        datetime.fromisoformat(headers["time"]),
        headers["account"],
        headers["previous"],
        headers["comment"],
        Change(
            frozenset(read_quad(line[2:]) for line in lines if line.startswith("A ")),
            frozenset(read_quad(line[2:]) for line in lines if line.startswith("D ")),
        ),
    )


def _written_digest(record: list[bytes]) -> str:
    return record[-1].removeprefix(_END).rstrip(b"\n").decode("ascii", "replace")


def _digest(before: str, body: bytes) -> str:
    return hashlib.sha256(before.encode() + body).hexdigest()
