"""Who may write: accounts, the graphs that each owns, and the tokens that prove it."""

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, get_args

from cybernorms.errors import ForbiddenGraphError, ForbiddenRoleError, InputError
from cybernorms.namespaces import BASE, GRAPH

Role = Literal["member", "curator"]
"""A member writes and submits its own data; a curator also decides on that of others."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
MEMBERS: Final = str(GRAPH["member/"])
"""What accounts may own of our own name space; all else of it is curated or computed."""

_FILE: Final = "tokens.json"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_PREFIX: Final = ("/", "#")


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may write.

    ``graphs`` are the named graphs it owns: an IRI that ends in ``/`` or ``#`` stands for all that
    begin with it, any other for itself. ``home`` is where it writes when it names no graph.
    ``created`` and ``expires`` are UTC; None never expires. ``role`` is what else it may do.
    """

    name: str
    graphs: tuple[str, ...]
    home: str
    created: datetime
    expires: datetime | None = None
    role: Role = "member"

    def require_role(self, role: Role) -> None:
        """Raise ForbiddenRoleError unless the account has a role."""
        if self.role != role:
            raise ForbiddenRoleError(f"this is for the role {role}; {self.name} is {self.role}")

    def owns(self, graph: str) -> bool:
        """Tell whether the account may write a graph.

        Looked at anew for each use: a hand-edited file gives no right to a curated graph.
        """
        return _may_be_owned(graph) and any(
            graph.startswith(owned) if owned.endswith(_PREFIX) else graph == owned
            for owned in self.graphs
        )

    def require(self, graph: str) -> None:
        """Raise ForbiddenGraphError unless the account may write the graph."""
        if not self.owns(graph):
            raise ForbiddenGraphError(
                f"the account {self.name} may not write <{graph}>; it owns "
                + ", ".join(f"<{owned}>" for owned in self.graphs)
            )


def create_account(
    state_dir: Path,
    name: str,
    graphs: tuple[str, ...] = (),
    expires: datetime | None = None,
    role: Role = "member",
) -> tuple[Account, str]:
    """Open an account that owns ``…/graph/member/<name>/`` and ``graphs``; give it and its token.

    The token is kept nowhere. Raises InputError for a name that is taken or malformed, and for a
    graph that nobody may own.
    """
    if not _NAME.match(name):
        raise InputError(f"{name!r}: a name has 1 to 63 letters a-z, digits and inner hyphens")
    for graph in graphs:
        if not _may_be_owned(graph):
            raise InputError(
                f"{graph}: no account may own this; give an absolute IRI outside {BASE} that does "
                f"not cover it, or one below {MEMBERS}"
            )
    space = f"{MEMBERS}{name}/"
    owned = tuple(dict.fromkeys((space, *graphs)))
    account = Account(name, owned, f"{space}default", datetime.now(UTC), expires, role)
    token = f"cybernorms_{secrets.token_urlsafe(32)}"
    with _exclusive(state_dir):
        accounts = _read(state_dir)
        if any(known.name == name for known in accounts.values()):
            raise InputError(f"there is an account {name} already; revoke it first")
        _write(state_dir, {**accounts, _digest(token): account})
    return account, token


def list_accounts(state_dir: Path) -> list[Account]:
    """List the accounts by name, expired ones too."""
    return sorted(_read(state_dir).values(), key=lambda account: account.name)


def revoke_account(state_dir: Path, name: str) -> None:
    """Close an account; its token opens nothing from now on. What it wrote stays.

    Raises InputError when there is none of the name.
    """
    with _exclusive(state_dir):
        accounts = _read(state_dir)
        kept = {digest: known for digest, known in accounts.items() if known.name != name}
        if kept == accounts:
            raise InputError(f"there is no account {name}")
        _write(state_dir, kept)


def authenticate(state_dir: Path, token: str) -> Account | None:
    """Give the account that a token belongs to, or None when there is none or it has expired."""
    digest = _digest(token)
    found = None
    for known, account in _read(state_dir).items():
        if hmac.compare_digest(known, digest):  # and on through all of them, for equal time
            found = account
    if found and found.expires and found.expires <= datetime.now(UTC):
        return None
    return found


def _may_be_owned(iri: str) -> bool:
    """Refuse what is ours and no member's, and every prefix that covers it."""
    if not _ABSOLUTE.match(iri) or BASE.startswith(iri):
        return False
    return iri.startswith(MEMBERS) or not iri.startswith(BASE)


def _digest(token: str) -> str:
    """Digest a token. It has 256 random bits, so nothing slower would make guessing harder."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _exclusive(state_dir: Path) -> Iterator[None]:
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / f"{_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(state_dir: Path) -> dict[str, Account]:
    path = state_dir / _FILE
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {
            digest: Account(
                row["name"],
                tuple(row["graphs"]),
                row["home"],
                datetime.fromisoformat(row["created"]),
                datetime.fromisoformat(row["expires"]) if row["expires"] else None,
                row.get("role", "member"),
            )
            for digest, row in rows.items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: damaged, so nobody can be let in: {error!r}") from None


def _write(state_dir: Path, accounts: dict[str, Account]) -> None:
    """Replace the file at once, readable by its owner only."""
    rows = {digest: asdict(account) for digest, account in accounts.items()}
    unfinished = state_dir / f"{_FILE}.new"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
        json.dump(rows, file, indent=2, default=datetime.isoformat)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(state_dir / _FILE)
