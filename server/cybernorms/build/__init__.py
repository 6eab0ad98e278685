"""From files and journal to a snapshot: load, judge, reason, judge again, write, switch."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cybernorms.build.bulk import is_bulky
from cybernorms.build.commits import Committed, Proposal, Workspace, commit
from cybernorms.build.fingerprint import fingerprint, input_digests
from cybernorms.build.pipeline import Files, Progress, finish, produce, read_files, write_graphs
from cybernorms.build.publications import record
from cybernorms.build.snapshots import (
    Snapshot,
    current_snapshot,
    is_behind,
    kept_snapshots,
    locked,
    require_whole,
    reuse,
    unfinished,
)
from cybernorms.errors import UnfitError
from cybernorms.journal import Journal
from cybernorms.settings import Settings

__all__ = [
    "Committed",
    "Files",
    "Proposal",
    "Snapshot",
    "Workspace",
    "build",
    "commit",
    "current_snapshot",
    "is_behind",
    "kept_snapshots",
    "write_graphs",
]


def build(
    root: Path,
    settings: Settings,
    *,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Snapshot:
    """Build the graph below ``root`` with what is written, and publish it as the current snapshot.

    A pure function of the files, the journal, the engines and this package: no network, no clock,
    and the same input gives the same snapshot. When all of these are as they were for the current
    snapshot it is kept, unless ``force``. Builds of one state folder wait for each other.
    ``progress`` is told each stage.

    Whatever is raised, the former snapshot stays current: InputError and its kinds for files that
    cannot be used, NonconformingError for a violated shape or a contradiction,
    EngineError when an engine gives no verdict, DamagedJournalError.
    """
    with locked(settings.state_dir):
        journal = Journal(settings.state_dir)
        require_whole(settings.state_dir, journal.written.position)
        inputs = input_digests(root, settings.state_dir / "inputs.json", afresh=force)
        mark = fingerprint(inputs, journal.digest, settings)
        if not force and (kept := reuse(settings.state_dir, mark)):
            record(settings.state_dir)  # a process may have died before it came to that
            return replace(kept, reused=True)
        if is_bulky(root, journal.written, settings):
            from cybernorms.build.bulk.production import produce_in_bulk  # noqa: PLC0415 - takes a while

            with suppress(UnfitError), unfinished(settings.state_dir) as folder:
                product = produce_in_bulk(
                    root,
                    folder,
                    inputs=inputs,
                    written=journal.written,
                    settings=settings,
                    progress=progress,
                )
                return finish(product, journal.digest, settings)
        files = read_files(root, inputs, settings, progress)
        product = produce(files, journal.written, settings, progress)
        return finish(product, journal.digest, settings)
