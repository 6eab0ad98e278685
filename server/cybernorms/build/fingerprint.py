"""What a build depends on, to tell whether anything changed since the last one."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cybernorms import __version__
from cybernorms.files import FOLDERS, stamp, turtle_files
from cybernorms.settings import Settings

_PACKAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"owlrl": "owlrl", "sparq": "sparq-rdf", "pyshacl": "pyshacl", "turbo": "pyshacl-turbo"}
)


def input_files(root: Path) -> list[Path]:
    """List all files that a build reads. Raises InputError when a folder is missing."""
    return [path for folder in FOLDERS for path in turtle_files(root / folder)]


def input_digests(root: Path, notes: Path | None = None, *, afresh: bool = False) -> dict[str, str]:
    """Give the SHA-256 of every input file by its name relative to the root.

    What was worked out for files that have not changed since is taken from ``notes``, unless
    ``afresh``, and noted there. Raises InputError when a folder is missing.
    """
    files = input_files(root)
    stamp_ = stamp(files) if notes else ""
    known = _read_notes(notes) if notes and not afresh else {}
    if known.get("stamp") == stamp_:
        return dict(known["digests"])
    digests = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    if notes:
        unfinished = notes.with_name(f"{notes.name}.new")
        unfinished.write_text(json.dumps({"stamp": stamp_, "digests": digests}), "utf-8")
        unfinished.replace(notes)
    return digests


def _read_notes(path: Path) -> dict[str, Any]:
    try:
        notes = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def engine_versions(settings: Settings) -> dict[str, str]:
    """Name the engines that a build uses, with their versions, ours among them."""
    packages = ("rdflib", "pyoxigraph", _PACKAGES[settings.reasoner], _PACKAGES[settings.validator])
    return {"cybernorms": __version__, **{name: version(name) for name in sorted(packages)}}


def fingerprint(inputs: Mapping[str, str], journal: str, settings: Settings) -> str:
    """Digest the inputs, the journal's digest, the engines and this package's own code."""
    package = Path(__file__).resolve().parent.parent
    code = {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.rglob("*.py"))
    }
    whole = json.dumps([dict(inputs), journal, engine_versions(settings), code], sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8")).hexdigest()
