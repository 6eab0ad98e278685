"""An account: an institution that may write, and what it may write."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from cybernorms.errors import ForbiddenGraphError, ForbiddenRoleError, InputError
from cybernorms.namespaces import BASE, GRAPH

Role = Literal["reader", "member", "curator"]
"""A reader has budgets of its own, and writes nothing; a member writes and submits its account's
data; a curator also decides on that of others."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
READER: Final[Role] = "reader"
MEMBERS: Final = str(GRAPH["member/"])
"""What accounts may own of our own name space; all else of it is curated or computed."""

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_PREFIX: Final = ("/", "#")


@dataclass(frozen=True, slots=True)
class Account:
    """An institution that may write.

    ``graphs`` are the named graphs it owns: an IRI that ends in ``/`` or ``#`` stands for all that
    begin with it, any other for itself. ``home`` is where it writes when it names no graph.
    ``created`` is UTC. ``role`` and ``token`` (its id) are those of the token that a request came
    with; of an account that is merely listed they say nothing.
    """

    name: str
    graphs: tuple[str, ...]
    home: str
    created: datetime
    role: Role = "member"
    token: str = ""

    def require_role(self, role: Role) -> None:
        """Raise ForbiddenRoleError unless the token has a role."""
        if self.role != role:
            raise ForbiddenRoleError(
                f"this is for the role {role}; the token of {self.name} is for {self.role}"
            )

    def require_writer(self) -> None:
        """Raise ForbiddenRoleError for a token that is for reading only."""
        if self.role == READER:
            raise ForbiddenRoleError(f"this token of {self.name} is for reading; it writes nothing")

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


def new_account(name: str, graphs: tuple[str, ...], created: datetime) -> Account:
    """Make an account that owns ``…/graph/member/<name>/`` and ``graphs``.

    Raises InputError for a malformed name, and for a graph that nobody may own.
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
    return Account(name, tuple(dict.fromkeys((space, *graphs))), f"{space}default", created)


def _may_be_owned(iri: str) -> bool:
    """Refuse what is ours and no member's, and every prefix that covers it."""
    if not _ABSOLUTE.match(iri) or BASE.startswith(iri):
        return False
    return iri.startswith(MEMBERS) or not iri.startswith(BASE)
