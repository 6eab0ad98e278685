"""Another server's submissions, over HTTP: sent, read, and decided on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from cybernorms.errors import InputError, RemoteError
from cybernorms.outbound import Outbound, Reply

_TAKEN: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
_SECONDS: Final = 150.0
"""Of a request; the server waits for judgements and builds less long."""

Receipt = dict[str, Any]
"""The JSON document of a receipt."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A server that takes submissions: its address, and the token to come with."""

    outbound: Outbound
    url: str
    token: str

    def submit(self, content: bytes, media_type: str, parameters: Mapping[str, str]) -> Receipt:
        """Submit a document; give the receipt. Raises as ``send`` does."""
        given = {name: value for name, value in parameters.items() if value}
        headers = {"Content-Type": media_type}
        return self._receipt(
            self._send("POST", f"/submissions?{urlencode(given)}", headers, content)
        )

    def find_all(self, states: tuple[str, ...] = ()) -> list[Receipt]:
        """List the submissions that the token may see, the oldest first. Raises as ``send``."""
        found: list[Receipt] = []
        after = ""
        while True:
            query = urlencode([*(("state", state) for state in states), ("after", after)])
            page = self._receipt(self._send("GET", f"/submissions?{query}"))
            found += page["submissions"]
            after = page["after"]
            if after is None:
                return found

    def receipt(self, id_: str) -> Receipt:
        """Give a receipt. Raises as ``send`` does."""
        return self._receipt(self._send("GET", f"/submissions/{quote(id_, safe='')}"))

    def report(self, id_: str) -> str:
        """Give the latest validation report, as Turtle. Raises as ``send`` does."""
        path = f"/submissions/{quote(id_, safe='')}/report"
        return self._send("GET", path, {"Accept": "text/turtle"}).body.decode("utf-8")

    def decide(self, id_: str, decision: str | None, reason: str) -> Receipt:
        """Decide on a submission, or retract it if the decision is None. Raises as ``send``."""
        what = "decision" if decision else "retraction"
        members = {"decision": decision, "reason": reason} if decision else {"reason": reason}
        path = f"/submissions/{quote(id_, safe='')}/{what}"
        headers = {"Content-Type": "application/json"}
        return self._receipt(self._send("POST", path, headers, json.dumps(members).encode()))

    def _send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send one request, never twice.

        Raises RefusedAddressError for an address that may not be called, InputError for what the
        server refuses, RemoteError when it does not answer as it should.
        """
        fields = {"Accept": "application/json", "Authorization": f"Bearer {self.token}"}
        reply = self.outbound.request(
            method,
            self.url.rstrip("/") + path,
            headers=fields | dict(headers or {}),
            body=body,
            seconds=_SECONDS,
            retry=False,
        )
        if reply.status in _TAKEN:
            return reply
        detail = f"{method} {path}: {reply.status}"
        if "json" in reply.media_type:
            detail = str(json.loads(reply.body).get("detail", detail))
        if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise InputError(detail)
        raise RemoteError(f"{self.url}: {detail}")

    def _receipt(self, reply: Reply) -> Receipt:
        try:
            receipt = json.loads(reply.body)
        except ValueError:
            raise RemoteError(f"{reply.url}: the reply is no JSON") from None
        if not isinstance(receipt, dict):
            raise RemoteError(f"{reply.url}: the reply is no receipt")
        return receipt
