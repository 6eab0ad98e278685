"""Index files opened to read, and what is kept of them in memory."""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cybernorms.errors import EngineError, NoSearchIndexError, QueryLimitError
from cybernorms.search.spelling import Vocabulary

_STEPS: Final = 20_000
"""Instructions of SQLite's machine between two looks at the clock: about a millisecond."""


@contextmanager
def opened(path: Path, seconds: float) -> Iterator[sqlite3.Connection]:
    """Open an index to read for a while.

    Raises NoSearchIndexError when there is none, QueryLimitError when the time is over, EngineError
    when the file is damaged.
    """
    inode(path)
    end = time.monotonic() + seconds
    try:
        with closing(_connect(path)) as database:
            database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            yield database
    except sqlite3.DatabaseError as error:
        if str(error) != "interrupted":
            raise EngineError(f"{path}: {error}; run  cybernorms build --force") from None
        message = f"the search was stopped after {seconds:g} s; look for something rarer"
        raise QueryLimitError(message, "timeout", seconds) from None


def vocabulary_of(path: Path) -> Vocabulary:
    """Give the words of an index; those of the last few are kept. Raises NoSearchIndexError."""
    return _read_vocabulary(path, inode(path))


def names_of(path: Path) -> dict[str, int]:
    """Give the folded names that are offered while one types, each with its document."""
    return _read_names(path, inode(path))


def every_name(
    database: sqlite3.Connection, kinds: Sequence[str]
) -> Iterator[tuple[str, str, str, int]]:
    """Give the names of resources of some kinds: folded, with IRI, kind and rank, in order."""
    query = """
        SELECT folded, iri, kind, rank FROM name JOIN document ON document.id = document
        WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY iri, rank, folded
    """
    return iter(database.execute(query, (json.dumps(kinds),)))


@lru_cache(maxsize=4)
def _read_vocabulary(path: Path, _: int) -> Vocabulary:
    with closing(_connect(path)) as database:
        return Vocabulary(dict(database.execute("SELECT text, documents FROM word")))


@lru_cache(maxsize=4)
def _read_names(path: Path, _: int) -> dict[str, int]:
    query = """
        SELECT folded, document FROM name JOIN document ON document.id = document
        WHERE completes ORDER BY rank DESC, document DESC
    """
    with closing(_connect(path)) as database:
        return dict(database.execute(query))


def _connect(path: Path) -> sqlite3.Connection:
    # Nothing ever changes in a file that is in place, so no lock is needed.
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)


def inode(path: Path) -> int:
    """Tell a file from another one that takes its place."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        raise NoSearchIndexError(
            f"the snapshot {path.parent.name} has no index to search; run  cybernorms build"
        ) from None
