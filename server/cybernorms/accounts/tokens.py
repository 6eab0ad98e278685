"""Giving out tokens, revoking them, and telling whose one is."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cybernorms.accounts.account import Account, Role, new_account
from cybernorms.accounts.file import Accounts, Token, changing, read_accounts, token_id
from cybernorms.errors import InputError


def create_account(
    state_dir: Path,
    name: str,
    graphs: tuple[str, ...] = (),
    expires: datetime | None = None,
    role: Role = "member",
    *,
    label: str = "",
) -> tuple[Account, str]:
    """Open an account that owns ``…/graph/member/<name>/`` and ``graphs``; give it and a token.

    The token is kept nowhere. Raises InputError for a name that is taken or malformed, and for a
    graph that nobody may own.
    """
    account = new_account(name, graphs, datetime.now(UTC))
    with changing(state_dir) as content:
        if name in content.accounts:
            raise InputError(f"there is an account {name} already; revoke it first")
        content.accounts[name] = account
        token, secret = _add_token(content, name, label, role, expires)
    return replace(account, role=role, token=token.id), secret


def create_token(
    state_dir: Path,
    name: str,
    label: str = "",
    role: Role = "member",
    expires: datetime | None = None,
) -> tuple[Token, str]:
    """Give an account one more token. Raises InputError when there is none of the name."""
    with changing(state_dir) as content:
        _require(content, name)
        return _add_token(content, name, label, role, expires)


def list_accounts(state_dir: Path) -> list[Account]:
    """List the accounts by name, those without a valid token too."""
    return [account for _, account in sorted(read_accounts(state_dir).accounts.items())]


def list_tokens(state_dir: Path) -> list[Token]:
    """List the tokens by account and age, expired ones too."""
    tokens = read_accounts(state_dir).tokens.values()
    return sorted(tokens, key=lambda token: (token.account, token.created))


def revoke_account(state_dir: Path, name: str) -> None:
    """Close an account; its tokens open nothing from now on. What it wrote stays.

    Raises InputError when there is none of the name.
    """
    with changing(state_dir) as content:
        _require(content, name)
        del content.accounts[name]
        content.tokens = {
            digest: token for digest, token in content.tokens.items() if token.account != name
        }


def revoke_token(state_dir: Path, identifier: str) -> Token:
    """Have one token open nothing from now on. Raises InputError when there is none of the id."""
    with changing(state_dir) as content:
        for digest, token in content.tokens.items():
            if token.id == identifier:
                del content.tokens[digest]
                return token
        raise InputError(f"there is no token {identifier}")


def authenticate(state_dir: Path, token: str) -> Account | None:
    """Give the account that a token opens, with the token's role; None if it opens nothing.

    The day of its use is noted, once a day.
    """
    content, digest = read_accounts(state_dir), _digest(token)
    found = None
    for known, candidate in content.tokens.items():
        if hmac.compare_digest(known, digest):  # and on through all of them, for equal time
            found = candidate
    now = datetime.now(UTC)
    if found is None or (found.expires and found.expires <= now):
        return None
    account = content.accounts.get(found.account)
    if account is None:
        return None
    if found.used != now.date():
        with suppress(OSError):  # a folder that cannot be written is a reason not to note it
            _note_use(state_dir, digest, now)
    return replace(account, role=found.role, token=found.id)


def _note_use(state_dir: Path, digest: str, now: datetime) -> None:
    with changing(state_dir) as content:
        if digest in content.tokens:
            content.tokens[digest] = replace(content.tokens[digest], used=now.date())


def _add_token(
    content: Accounts, name: str, label: str, role: Role, expires: datetime | None
) -> tuple[Token, str]:
    secret = f"cybernorms_{secrets.token_urlsafe(32)}"
    digest = _digest(secret)
    token = Token(token_id(digest), name, label, role, datetime.now(UTC), expires)
    content.tokens[digest] = token
    return token, secret


def _require(content: Accounts, name: str) -> None:
    if name not in content.accounts:
        raise InputError(f"there is no account {name}")


def _digest(token: str) -> str:
    """Digest a token. It has 256 random bits, so nothing slower would make guessing harder."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
