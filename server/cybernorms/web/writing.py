"""What the routes that write share: who writes, what is taken for granted, what is answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from cybernorms.accounts import Account, authenticate
from cybernorms.audit import ACTOR, Actor, audit
from cybernorms.engine import ASKER
from cybernorms.errors import (
    CyberNormsError,
    PreconditionError,
    ReadOnlyError,
    TooLargeError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Format, choose
from cybernorms.settings import Settings
from cybernorms.updates.operation import Operation, Receipt
from cybernorms.web.answers import tag_of
from cybernorms.web.budgets import Budget, tell_budget
from cybernorms.web.methods import read_body
from cybernorms.workers import WriterClient

_SCHEME: Final = "bearer"
_NOTHING: Final = Format("application/octet-stream", "", "")
_OFFERS: Final = (_NOTHING, Format("application/json", "json", "JSON"), PAGE)


@dataclass(frozen=True, slots=True)
class Author:
    """Who sends a request: the account, and the token that it proved itself with."""

    account: Account
    token: str


class Desk:
    """Takes writes from requests to the writer, and answers them."""

    def __init__(self, settings: Settings, writer: WriterClient) -> None:
        """Write through ``writer``, with the accounts and limits of ``settings``."""
        self._settings, self._writer = settings, writer
        self._writes = Budget("writes", settings.writes_per_minute)
        self._faults = Budget("wrong tokens", settings.wrong_tokens_per_minute)

    def author(self) -> Author | None:
        """Name the author of the request; None if it has no Authorization.

        A token that opens something does so however many wrong ones its address has sent. Raises
        UnauthenticatedError for an Authorization that opens nothing (RFC 6750 3.1), or in its place
        TooManyRequestsError after too many of them.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        token = token.strip()
        account = None
        if scheme.lower() == _SCHEME:
            account = authenticate(self._settings.state_dir, token)
        if account is None:
            self._faults.spend(ASKER.get().client)
            raise UnauthenticatedError("the token opens nothing, or not any more")
        ACTOR.set(Actor(account.name, account.token))
        return Author(account, token)

    def receive(self, limit: int | None = None) -> tuple[Author, bytes]:
        """Read the body of a write, once it is known that its author may write at all.

        ``limit`` is max_update_bytes unless another is given. Raises UnauthenticatedError,
        ForbiddenRoleError for a token that only reads, TooLargeError, ReadOnlyError where another
        server writes, TooManyRequestsError for a spent budget, and what ``bodies.read_body``
        raises.
        """
        if self._settings.follow:
            read_body(0)
            raise ReadOnlyError("this server reads what another one writes; send it to that one")
        try:
            author = self.author()
        except (UnauthenticatedError, TooManyRequestsError):
            read_body(0)
            raise
        if author is None:
            read_body(0)
            raise UnauthenticatedError("writing needs a token; send  Authorization: Bearer <token>")
        author.account.require_writer()
        try:
            tell_budget(request.environ, self._writes.spend(author.account.token))
        except TooManyRequestsError:
            read_body(0)
            raise
        limit = limit or self._settings.max_update_bytes
        body = read_body(limit)
        if body is None:
            raise TooLargeError(f"the body has more than {limit} bytes", "max_update_bytes", limit)
        return author, body

    def perform(self, operation: Operation, body: bytes) -> Response:
        """Have an operation carried out, and tell when its effect is served.

        201 for a new graph, else 204, or 200 with the receipt as JSON for a client that asks for
        JSON by name; 202 if it is in the journal but not served yet. Raises what
        ``WriterClient.submit`` raises.
        """
        action, graph = f"write.{operation.kind}", operation.graph or ""
        try:
            receipt, served = self._writer.submit(operation, body)
        except CyberNormsError as error:
            reason = str(error).partition("\n")[0]
            audit(self._settings, action, graph, "refused", reason)
            raise
        counts = f"+{receipt.added} -{receipt.removed}, snapshot {receipt.snapshot}"
        graph = receipt.graph or graph
        audit(self._settings, action, graph, detail=counts, transaction=receipt.transaction)
        response = _respond(receipt, served=served)
        response.headers["X-Cybernorms-Snapshot"] = receipt.snapshot
        if receipt.transaction is not None:
            response.headers["X-Cybernorms-Transaction"] = str(receipt.transaction)
        if receipt.created and receipt.graph:
            response.headers["Location"] = receipt.graph
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
        return response

    def expected_version(self, graph: str, tags: Sequence[Sequence[object]]) -> int | None:
        """Read If-Match (RFC 9110 13.1.1) as the version of a graph that the client has seen.

        ``tags`` are the keys that the tags of its representations are made from, beside the
        snapshot. Tags are compared weakly: they tell the state of the graph, and not its bytes.
        None without the header, or for ``*``. Raises PreconditionError for a tag of no snapshot
        that is kept.
        """
        wanted = request.if_match
        if not wanted or wanted.star_tag:
            return None
        for folder in (self._settings.state_dir / "snapshots").iterdir():
            if any(wanted.contains_weak(tag_of(folder.name, key)) for key in tags):
                return self._writer.versions(folder.name).get(graph, 0)
        raise PreconditionError(
            f"the graph {graph} was changed since, or is not what If-Match is about; read it again"
        )


def forget_author() -> None:
    """Begin a request as nobody: a thread serves one after another."""
    ACTOR.set(None)


def expected_existence() -> bool | None:
    """Read ``If-Match: *`` and ``If-None-Match: *`` (RFC 9110 13.1): must the graph exist?"""
    if request.if_match.star_tag:
        return True
    return False if request.if_none_match.star_tag else None


def _respond(receipt: Receipt, *, served: bool) -> Response:
    chosen = choose(request.headers.get("Accept"), _OFFERS)
    as_json = chosen is not None and chosen.content_type == "application/json"
    if served and not as_json:
        return Response(status=201 if receipt.created else 204)
    members = {
        "transaction": receipt.transaction,
        "snapshot": receipt.snapshot,
        "added": receipt.added,
        "removed": receipt.removed,
        "served": served,
    }
    if not served:
        members["detail"] = "The write is done and safe; queries will see it soon."
    status = (201 if receipt.created else 200) if served else 202
    return Response(json.dumps(members) + "\n", status, content_type="application/json")


GRAPH_TYPES: Final = tuple(name for item in GRAPHS for name in (item.media_type, *item.aliases))
"""Every name that a representation of a graph is known by."""
