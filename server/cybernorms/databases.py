"""Small databases of what the server has to remember beside the graph: SQLite files, durable."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cybernorms.errors import EngineError

_PATIENCE: Final = 30.0
"""Seconds that a write may wait for the writes of other processes."""


class Database:
    """One SQLite file; any number of threads and processes may use it.

    What ``write`` has ended outlives the process and a loss of power.
    """

    def __init__(self, path: Path, schema: Sequence[str]) -> None:
        """Use a file, which the first write makes.

        ``schema`` has a script for each version of the database; a later version adds one behind
        the others, and a file of an earlier version gets what it lacks.
        """
        self.path, self._schema = path, schema
        self._ready = False

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the database; rows can be asked for columns by name."""
        with self._open() as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Change the database: all of the block takes effect when it ends, or nothing of it."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, _PATIENCE, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                if not self._ready:
                    self._prepare(connection)
                yield connection
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError):
                raise
            raise EngineError(f"{self.path}: {error}") from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for script in self._schema[version:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(self._schema)}")
        connection.execute("COMMIT")
        self._ready = True
