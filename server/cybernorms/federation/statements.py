"""The completeness statements of the last day, to be looked up by whoever got an answer."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from cybernorms.databases import Database
from cybernorms.engine import Completeness
from cybernorms.errors import NotFoundError

_FILE: Final = "federation-answers.sqlite"
_KEPT: Final = timedelta(days=1)
_ID: Final = re.compile(r"[\w-]{1,40}\Z", re.ASCII)
_SCHEMA: Final = (
    """
    CREATE TABLE answer (id TEXT PRIMARY KEY, made TEXT NOT NULL, statement BLOB NOT NULL);
    CREATE INDEX answer_made ON answer (made)
    """,
)


class Statements:
    """All statements of a state folder; any thread or process may use it."""

    def __init__(self, state_dir: Path) -> None:
        """Use the statements of a state folder."""
        self._database = Database(state_dir / _FILE, _SCHEMA)

    def keep(self, statement: Completeness) -> None:
        """Keep a statement for a day, and drop those that had theirs."""
        old = (datetime.now(UTC) - _KEPT).isoformat()
        with self._database.write() as connection:
            connection.execute("DELETE FROM answer WHERE made < ?", (old,))
            connection.execute(
                "INSERT INTO answer VALUES (?, ?, ?)",
                (statement.id, statement.made.isoformat(), msgspec.json.encode(statement)),
            )

    def find(self, id_: str) -> Completeness:
        """Give the statement of an answer. Raises NotFoundError when there is none, or no more."""
        row = None
        if _ID.match(id_) and self._database.path.exists():
            with self._database.read() as connection:
                found = connection.execute("SELECT statement FROM answer WHERE id = ?", (id_,))
                row = found.fetchone()
        if row is None:
            raise NotFoundError("there is no such answer; what it was made of is kept for a day")
        return msgspec.json.decode(row["statement"], type=Completeness)
