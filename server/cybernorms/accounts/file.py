"""The file of accounts and tokens: replaced at once, readable by its owner only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from cybernorms.accounts.account import Account, Role
from cybernorms.errors import InputError

_FILE: Final = "tokens.json"
_ID_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Token:
    """What opens an account.

    ``id`` names it without giving it away. Times are UTC; without ``expires`` it has no end, and
    ``used`` is the day on which it was used last.
    """

    id: str
    account: str
    label: str
    role: Role
    created: datetime
    expires: datetime | None = None
    used: date | None = None


@dataclass(slots=True)
class Accounts:
    """The content of the file: accounts by name, tokens by the SHA-256 of their secret."""

    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)


def read_accounts(state_dir: Path) -> Accounts:
    """Read the file of a state folder; without one there is nobody.

    Raises InputError for a damaged one.
    """
    path = state_dir / _FILE
    try:
        content = msgspec.json.decode(path.read_bytes())
        if content and "tokens" not in content:
            return _read_former(content)
        return msgspec.convert(content, Accounts)
    except FileNotFoundError:
        return Accounts()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: damaged, so nobody can be let in: {error!r}") from None


@contextmanager
def changing(state_dir: Path) -> Iterator[Accounts]:
    """Give the content to change; it is written when the block ends well."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / f"{_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = read_accounts(state_dir)
        yield content
        _write(state_dir, content)


def token_id(digest: str) -> str:
    """Name a token by the digest of its secret: an id that cannot be taken for an account's."""
    return f"t_{digest[:_ID_LENGTH]}"


def _read_former(rows: dict[str, Any]) -> Accounts:
    """Read the form of before an account had several tokens: one account for each digest."""
    accounts = Accounts()
    for digest, row in rows.items():
        name, role = row["name"], row.pop("role", "member")
        members = {"id": token_id(digest), "account": name, "label": "", "role": role, **row}
        accounts.tokens[digest] = msgspec.convert(members, Token)
        accounts.accounts[name] = msgspec.convert(row, Account)
    return accounts


def _write(state_dir: Path, content: Accounts) -> None:
    unfinished = state_dir / f"{_FILE}.new"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor)
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=2))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(state_dir / _FILE)
