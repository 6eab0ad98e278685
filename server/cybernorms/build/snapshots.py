"""The state folder: snapshots that never change, and the link that says which one is current."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cybernorms import search, store
from cybernorms.errors import DamagedJournalError, EngineError, NoSnapshotError
from cybernorms.files import stamp, sync_folder

ID_DIGITS: Final = 16
UNFINISHED: Final = ".unfinished-"
Content = bytes | Path
"""What a file shall hold, or a file on the same disk that holds it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published snapshot: its id, its folder, and whether nothing had to be built for it."""

    id: str
    path: Path
    manifest: Mapping[str, Any]
    reused: bool = False

    @property
    def triples(self) -> int:
        """Count the statements of all its graphs."""
        return sum(self.manifest["graphs"].values())

    @property
    def created(self) -> datetime:
        """When it was written, UTC."""
        return datetime.fromisoformat(self.manifest["created"])

    @property
    def transaction(self) -> int:
        """The last transaction of the journal that is in it; 0 when nothing was written."""
        return int(self.manifest.get("transaction", 0))


def current_snapshot(state_dir: Path) -> Snapshot:
    """Open the snapshot that is served now.

    Raises NoSnapshotError when none was built yet.
    """
    snapshot = _open((state_dir / "current").resolve())
    if snapshot is None:
        raise NoSnapshotError(f"{state_dir}: nothing built yet; run  cybernorms build")
    return snapshot


def kept_snapshots(state_dir: Path) -> list[Snapshot]:
    """List the snapshots that are still there, the current one among them, the newest first."""
    found = map(_open, (state_dir / "snapshots").glob("[!.]*"))
    return sorted(
        (snapshot for snapshot in found if snapshot),
        key=lambda snapshot: (snapshot.created, snapshot.transaction, snapshot.id),
        reverse=True,
    )


@contextmanager
def locked(state_dir: Path) -> Iterator[None]:
    """Hold the state folder alone, waiting for another build to end; clear up after dead ones."""
    (state_dir / "snapshots").mkdir(parents=True, exist_ok=True)
    with (state_dir / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for stale in (state_dir / "snapshots").glob(UNFINISHED + "*"):
            shutil.rmtree(stale)
        yield


@contextmanager
def unfinished(state_dir: Path) -> Iterator[Path]:
    """Give an empty folder beside the snapshots, which is gone in the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=state_dir / "snapshots"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def reuse(state_dir: Path, fingerprint: str) -> Snapshot | None:
    """Give the current snapshot if it was built from just this and is sound.

    Its files are read again only when they are not those that were there when it was remembered.
    """
    last = _last_build(state_dir)
    if last.get("fingerprint") != fingerprint:
        return None
    try:
        current = current_snapshot(state_dir)
    except NoSnapshotError:
        return None
    if last["snapshot"] != current.id or not (current.path / search.FILE).is_file():
        return None
    if last.get("files") != _stamp(current):
        if not _is_sound(current):
            return None
        remember(state_dir, fingerprint, current, last["transaction"])
    return current


def remember(state_dir: Path, fingerprint: str, snapshot: Snapshot, transaction: int) -> None:
    """Note what the current snapshot was built from, and the last transaction in it.

    Not in its manifest: inputs that differ only in comments give the same snapshot.
    """
    note = {
        "fingerprint": fingerprint,
        "snapshot": snapshot.id,
        "transaction": transaction,
        "files": _stamp(snapshot),
    }
    unfinished = state_dir / "last-build.json.new"
    unfinished.write_text(json.dumps(note), "utf-8")
    unfinished.replace(state_dir / "last-build.json")


def is_behind(state_dir: Path, position: int) -> bool:
    """Tell whether the journal holds transactions that no build has published.

    So it is when a process died after it wrote to the journal.
    """
    return _published(state_dir) < position


def require_whole(state_dir: Path, position: int) -> None:
    """Raise DamagedJournalError when transactions were published that the journal lacks."""
    published = _published(state_dir)
    if published > position:
        raise DamagedJournalError(
            f"{state_dir}: the journal ends with transaction {position}, but {published} was "
            "published; bring the journal back from a backup, or remove last-build.json to go on "
            "without what is lost"
        )


def publish(
    state_dir: Path,
    *,
    asserted: Content,
    inferred: Content,
    index: Content,
    report: str,
    manifest: Mapping[str, Any],
    keep: int,
    on_disk: bool = False,
    folders: Mapping[str, Path] | None = None,
) -> Snapshot:
    """Write a snapshot aside, move it into place and make it current; call it ``locked``.

    Its id is digested from its quads, so one that is there already is not written again, but for
    its index to search: that may be made otherwise now, of the same quads. ``on_disk`` it gets
    stores and columns beside the quads; those in ``folders`` it gets anyhow. ``keep`` older
    snapshots stay. A crash at any point leaves the former one current and whole. Files and folders
    that are given are moved.
    """
    id_ = _digest(asserted, inferred)
    path = state_dir / "snapshots" / id_
    present = _open(path)
    if present is None or not _is_sound(present):
        created = datetime.now(UTC).isoformat(timespec="seconds")
        content = {"id": id_, "created": created, **manifest}
        files = {
            "asserted.nq": asserted,
            "inferred.nq": inferred,
            search.FILE: index,
            "report.ttl": report.encode("utf-8"),
            "manifest.json": json.dumps(content, indent=2, sort_keys=True).encode("utf-8"),
        }
        if path.exists():
            shutil.rmtree(path)
        _write_folder(path, files, folders or {}, on_disk=on_disk)
    else:
        _replace_file(path / search.FILE, index)
        _add_folders(path, folders or {}, on_disk=on_disk)
    _point_current(state_dir, id_)
    _prune(state_dir, id_, keep)
    return current_snapshot(state_dir)


def _write_folder(
    path: Path, files: Mapping[str, Content], folders: Mapping[str, Path], *, on_disk: bool
) -> None:
    """Write files into a new folder that appears complete, on the disk, or not at all.

    Raises EngineError when they can not be written, on a full disk say.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=path.parent))
    size = sum(map(_length, files.values())) // 1_000_000 + 1
    try:
        for name, content in files.items():
            _write_file(unfinished / name, content)
        _add_folders(unfinished, folders, on_disk=on_disk)
        unfinished.chmod(0o755)
        sync_folder(unfinished)
        unfinished.rename(path)
        sync_folder(path.parent)
    except EngineError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise EngineError(
            f"{path}: the snapshot ({size} MB) can not be written: {error.strerror}; "
            "the former one stays current"
        ) from None


def _add_folders(path: Path, given: Mapping[str, Path], *, on_disk: bool) -> None:
    """Move folders into that of a snapshot, and write those that it shall have ``on_disk``."""
    for name, folder in given.items():
        if not (path / name).is_dir():
            folder.rename(path / name)
    if not on_disk:
        return
    from cybernorms.store.columns import write_columns  # noqa: PLC0415 - it brings numpy

    for name, write in ((store.FOLDER, store.write_stores), (store.COLUMNS, write_columns)):
        if not (path / name).is_dir():
            unfinished = path / f"{UNFINISHED}{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            write(path, unfinished)
            unfinished.rename(path / name)


def _length(content: Content) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _write_file(path: Path, content: Content) -> None:
    if isinstance(content, Path):
        content.rename(path)
    else:
        path.write_bytes(content)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.chmod(0o444)


def _replace_file(path: Path, content: Content) -> None:
    """Put another file in the place of one, at once, unless it says the same already.

    Raises EngineError when it can not be written.
    """
    if path.is_file() and _digest(path) == _digest(content):
        return
    unfinished = path.with_name(UNFINISHED + path.name)
    try:
        unfinished.unlink(missing_ok=True)
        _write_file(unfinished, content)
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise EngineError(f"{path}: can not be written: {error.strerror}") from None


def _point_current(state_dir: Path, id_: str) -> None:
    unfinished = state_dir / "current.new"
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(Path("snapshots") / id_)
    unfinished.replace(state_dir / "current")
    sync_folder(state_dir)


def _prune(state_dir: Path, current: str, keep: int) -> None:
    """Remove the oldest snapshots beyond ``keep`` with their dumps, never the current one."""
    others = [p for p in (state_dir / "snapshots").iterdir() if p.name != current]
    for path in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[keep:]:
        shutil.rmtree(path)
        shutil.rmtree(state_dir / "dumps" / path.name, ignore_errors=True)


def _published(state_dir: Path) -> int:
    return int(_last_build(state_dir).get("transaction", 0))


def _last_build(state_dir: Path) -> dict[str, Any]:
    try:
        note = json.loads((state_dir / "last-build.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _open(path: Path) -> Snapshot | None:
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Snapshot(path.name, path, manifest)


def _stamp(snapshot: Snapshot) -> str:
    try:
        return stamp(_quads(snapshot))
    except OSError:
        return ""


def _quads(snapshot: Snapshot) -> tuple[Path, Path]:
    return snapshot.path / "asserted.nq", snapshot.path / "inferred.nq"


def _is_sound(snapshot: Snapshot) -> bool:
    """Check that a snapshot's files are those that its id was made from."""
    try:
        found = _digest(*_quads(snapshot))
    except OSError:
        return False
    return snapshot.id == found


def _digest(*contents: Content) -> str:
    digest = hashlib.sha256()
    for content in contents:
        if isinstance(content, bytes):
            digest.update(content)
            continue
        with content.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:ID_DIGITS]
