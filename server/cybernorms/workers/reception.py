"""What the clerk does with submissions: has them judged, and decisions carried out."""

import hashlib
import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

from cybernorms.build import current_snapshot
from cybernorms.errors import (
    BusyError,
    EngineError,
    InputError,
    NoSnapshotError,
    QueryLimitError,
    StaleChangeError,
)
from cybernorms.settings import Settings
from cybernorms.submissions import Archive, Record, State
from cybernorms.updates import Operation
from cybernorms.workers import wire
from cybernorms.workers.job import Submission, Text
from cybernorms.workers.judging import JudgeClient
from cybernorms.workers.keeping import read_kept
from cybernorms.workers.writing import WriterClient

_LOOK: Final = 0.2
"""Seconds between two looks at what was submitted or decided."""
_LONG_LOOK: Final = 5.0
"""Seconds between two looks at whether the shapes are other ones."""
_ATTEMPTS: Final = 3
"""Times that a judgement may fail by no fault of what is judged before it counts as one."""
_NEW: Final[tuple[State, ...]] = ("received",)
_JUDGED: Final[tuple[State, ...]] = ("conforms", "nonconforming", "accepted")
"""What is judged again when the ontology or the shapes have changed."""


class Reception:
    """Looks after the archive of a state folder, where one server's clerk is enough.

    Everything is found in the archive, so a new clerk goes on where one died.
    """

    def __init__(self, run_dir: Path, settings: Settings) -> None:
        """Use the judge and the writer of the server whose sockets are in ``run_dir``."""
        self._settings = settings
        self._archive = Archive(settings.state_dir)
        self._judge = JudgeClient(run_dir, settings)
        self._writer = WriterClient(run_dir, settings)
        self._failed: Counter[tuple[str, str]] = Counter()

    def judge_received(self) -> float:
        """Judge what nobody has judged yet, the oldest first."""
        for record in self._archive.records(_NEW):
            self._judge_one(record, basis_of(self._settings.state_dir))
        return _LOOK

    def carry_out(self) -> float:
        """Have the writer carry out what was decided."""
        if self._archive.pending():
            with suppress(BusyError, StaleChangeError):  # it is pending still
                self._writer.submit(Operation("settle", ""), b"")
        return _LOOK

    def judge_again(self) -> float:
        """Judge anew, one by one, what was judged by another ontology or other shapes."""
        basis = basis_of(self._settings.state_dir)
        for record in self._archive.records(_JUDGED):
            known = record.judgement and record.judgement.basis == basis
            if not known and self._failed[record.id, basis] < _ATTEMPTS:
                self._judge_one(record, basis)
        return _LONG_LOOK

    def _judge_one(self, record: Record, basis: str) -> None:
        try:
            message = self._judge.judge(job_of(record, self._archive.payload(record.id)))
        except BusyError:
            return
        except (InputError, QueryLimitError, EngineError) as error:
            place = record.id, basis
            self._failed[place] += _ATTEMPTS if isinstance(error, InputError) else 1
            if record.state == "received" and self._failed[place] >= _ATTEMPTS:
                self._archive.unreadable(record.id, str(error), wire.error_head(error))
        else:
            self._archive.judged(record.id, read_kept(message), basis)


def job_of(record: Record, payload: bytes) -> Submission:
    """Make the job of judging a submission beside all that is not its own former version."""
    texts, end = [], 0
    for file in record.files:
        texts.append(Text(file.name, file.format, payload[end : end + file.size]))
        end += file.size
    return Submission(
        tuple(texts),
        profile=record.profile,
        base=record.base or None,
        kept=True,
        replaces=(str(record.graph), str(record.provenance)),
    )


def basis_of(state_dir: Path) -> str:
    """Digest the files of the ontology and the shapes that the current snapshot was made from."""
    try:
        inputs = current_snapshot(state_dir).manifest.get("inputs", {})
    except NoSnapshotError:
        inputs = {}
    kept = {name: inputs[name] for name in sorted(inputs) if not name.startswith("data/")}
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()
