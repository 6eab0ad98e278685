"""What a build depends on, to tell whether anything changed since the last one."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cybernorms import __version__
from cybernorms.files import FOLDERS, turtle_files
from cybernorms.settings import Settings

_PACKAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"owlrl": "owlrl", "sparq": "sparq-rdf", "pyshacl": "pyshacl", "turbo": "pyshacl-turbo"}
)


def input_digests(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every input file by its name relative to the root.

    Raises InputError when a folder is missing.
    """
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in FOLDERS
        for path in turtle_files(root / folder)
    }


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
