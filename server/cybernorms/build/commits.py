"""Writes: a change is judged with all the rest, written to the journal, and published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from cybernorms.accounts import Account
from cybernorms.build.fingerprint import input_digests, input_files
from cybernorms.build.pipeline import Files, finish, produce, read_files
from cybernorms.build.snapshots import Snapshot, current_snapshot, is_behind, locked, require_whole
from cybernorms.errors import ForbiddenGraphError, NoSnapshotError, StaleChangeError
from cybernorms.files import stamp
from cybernorms.journal import Change, Draft, Journal
from cybernorms.settings import Settings
from cybernorms.sources import Sources
from cybernorms.submissions import held_graphs


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that an account wants to make; ``comment`` goes into the history.

    One ``by_decision`` of a curator is made in the account's name, and may write what no account
    owns. Any other may write no graph that an accepted submission holds.
    """

    account: Account
    change: Change
    comment: str = ""
    by_decision: bool = False

    def require(self, held: Collection[URIRef]) -> None:
        """Raise ForbiddenGraphError for a graph that the change may not touch."""
        names = {quad[3] for quad in (*self.change.added, *self.change.removed)}
        for name in () if self.by_decision else sorted(names):
            self.account.require(str(name))
            if name in held:
                raise ForbiddenGraphError(
                    f"<{name}> holds an accepted submission; send a new version to /submissions, "
                    "or retract it there"
                )


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a proposal: its transaction, and the quads that really came and went.

    ``transaction`` is None when there was nothing to do. ``snapshot`` has the outcome.
    """

    transaction: int | None
    snapshot: Snapshot
    added: int = 0
    removed: int = 0


class Workspace:
    """The files read and the journal replayed, kept from one write to the next.

    Only ``refresh`` makes it see what changed outside: files, and transactions of others.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        """Read nothing but the journal yet. Raises DamagedJournalError."""
        self.root = root
        self.settings = settings
        self.journal = Journal(settings.state_dir)
        self._stamp = ""
        self._files: Files | None = None

    def refresh(self) -> Files:
        """Read what changed since; files whose times and sizes are as they were count as the same.

        Raises InputError and its kinds, NonconformingError, DamagedJournalError.
        """
        self.journal.refresh()
        stamp_ = stamp(input_files(self.root))
        if self._files is None or stamp_ != self._stamp:
            inputs = input_digests(self.root)
            if self._files is None or inputs != self._files.inputs:
                self._files = read_files(self.root, inputs, self.settings, lambda _: None)
            self._stamp = stamp_
        return self._files

    def sources(self) -> Sources:
        """Give files and written graphs as they are now; raises as ``refresh`` does."""
        return self.refresh().sources.with_data(self.journal.written.documents())


def commit(
    workspace: Workspace, proposals: Sequence[Proposal], position: int | None = None
) -> list[Committed]:
    """Make some changes, in their order and in one judgement: all of them or none.

    The outcome equals that of a build from scratch. A change that does something becomes a
    transaction; once this returns, it outlives the process and a loss of power. The point of no
    return is the journal: whoever dies behind it leaves a transaction that the next build
    publishes. ``position`` is the last transaction that the caller took into account.

    Raises ForbiddenGraphError for a graph that an account may not write, InputError for what is no
    valid RDF, StaleChangeError when ``position`` is not the last transaction any more, and what
    ``build`` raises; nothing has changed then.
    """
    settings, journal = workspace.settings, workspace.journal
    with locked(settings.state_dir):
        files = workspace.refresh()
        require_whole(settings.state_dir, journal.written.position)
        if position is not None and position != journal.written.position:
            raise StaleChangeError(
                f"transaction {journal.written.position} came in between; compute the change anew"
            )
        current = _current(settings.state_dir)
        draft = Draft(journal.written, current.id if current else "")
        for proposal in proposals:
            proposal.require(held_graphs(journal.written))
        staged = [draft.add(p.account.name, p.change, p.comment) for p in proposals]
        behind = is_behind(settings.state_dir, journal.written.position)
        if draft.transactions or behind or current is None:
            product = produce(files, draft.written, settings, lambda _: None)
            if draft.transactions:
                journal.append(draft.transactions)
            current = finish(product, journal.digest, settings)
        return [
            Committed(t.number, current, len(t.change.added), len(t.change.removed))
            if t
            else Committed(None, current)
            for t in staged
        ]


def _current(state_dir: Path) -> Snapshot | None:
    try:
        return current_snapshot(state_dir)
    except NoSnapshotError:
        return None
