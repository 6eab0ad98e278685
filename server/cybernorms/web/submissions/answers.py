"""Receipts, lists, data and reports of submissions, in the form that a client asks for."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from flask import Response, render_template, request

from cybernorms.errors import NotAcceptableError, NotFoundError
from cybernorms.protocol.negotiation import (
    GRAPHS,
    HTML,
    PAGE,
    Format,
    choose,
    choose_for_graph,
    describe,
)
from cybernorms.submissions import STATES, Archive, Record, as_graph, as_receipt
from cybernorms.web.answers import content_type, write_graph

_JSON: Final = Format("application/json", "json", "JSON")
_REPORTS: Final = (_JSON, Format("text/turtle", "ttl", "Turtle"))
_DATA: Final = (
    Format("application/n-quads", "nq", "N-Quads"),
    Format("application/n-triples", "nt", "N-Triples", ("text/plain",)),
)
"""Canonical N-Quads of a default graph alone are N-Triples too."""


class Receipts:
    """Writes what a client may see of the archive."""

    def __init__(self, archive: Archive) -> None:
        """Write from an archive."""
        self._archive = archive

    def show(self, record: Record, suffix: str | None) -> Response:
        """Send a receipt as JSON, as RDF or as a page."""
        accept, wanted = request.headers.get("Accept"), suffix or request.args.get("format")
        choice = choose_for_graph(accept, wanted, before=(_JSON,))
        if choice.format is _JSON:
            return self._receipt(record)
        events = self._archive.events(record.id)
        if choice.format is PAGE:
            page = render_template(
                "submission.html",
                record=record,
                events=events,
                formats=(_JSON, *GRAPHS),
                path=f"/submissions/{record.id}",
            )
            return _private(Response(page, content_type=f"{HTML}; charset=utf-8"))
        answer = write_graph(as_graph(record, events), choice.format.media_type, "")
        return _private(Response(answer.body, content_type=content_type(choice)))

    def created(self, record: Record) -> Response:
        """Send the receipt of what was just taken in."""
        response = self._receipt(record, HTTPStatus.CREATED)
        response.headers["Location"] = f"/submissions/{record.id}"
        return response

    def changed(self, record: Record, status: int = HTTPStatus.OK) -> Response:
        """Send the receipt of what was just decided on."""
        return self._receipt(record, status)

    def data(self, record: Record) -> Response:
        """Send the statements in canonical form: what the digest of the receipt is made of.

        Raises NotFoundError before they could be read, NotAcceptableError.
        """
        choice = choose(request.headers.get("Accept"), _DATA)
        if choice is None:
            raise NotAcceptableError(f"canonical statements come as {describe(_DATA)}")
        if record.digest is None:
            raise NotFoundError(f"nothing was read of the submission {record.id} yet")
        response = Response(self._archive.statements(record.id), content_type=choice.content_type)
        response.headers["Content-Disposition"] = f'inline; filename="{record.id}.nq"'
        return _private(response)

    def report(self, record: Record) -> Response:
        """Send the latest validation report (SHACL 3.6).

        Raises NotFoundError before there is one, NotAcceptableError.
        """
        choice = choose(request.headers.get("Accept"), _REPORTS)
        if choice is None:
            raise NotAcceptableError(f"a report comes as {describe(_REPORTS)}")
        reports = self._archive.report(record.id)
        if not reports:
            raise NotFoundError(f"the submission {record.id} was not judged yet")
        body = reports[choice.format.media_type]
        return _private(Response(body, content_type=content_type(choice)))

    def listing(self, records: Sequence[Record], suffix: str | None, *, more: bool) -> Response:
        """Send a list of submissions as JSON or as a page; ``more`` says that there are others."""
        offers = (_JSON, PAGE)
        choice = choose(request.headers.get("Accept"), offers)
        wanted = suffix or request.args.get("format")
        if wanted not in {None, "json", "html"} or (choice is None and wanted is None):
            raise NotAcceptableError(f"submissions are listed as {describe(offers)}")
        if wanted == "json" or (wanted is None and choice and choice.format is _JSON):
            body = {
                "submissions": [as_receipt(record, ()) for record in records],
                "after": records[-1].id if more else None,
            }
            return _private(_as_json(body))
        page = render_template(
            "submissions.html",
            records=records,
            states=STATES,
            chosen=request.args,
            after=records[-1].id if more else "",
        )
        return _private(Response(page, content_type=f"{HTML}; charset=utf-8"))

    def _receipt(self, record: Record, status: int = HTTPStatus.OK) -> Response:
        receipt = as_receipt(record, self._archive.events(record.id))
        return _private(_as_json(receipt, status))


def _as_json(document: object, status: int = HTTPStatus.OK) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Response(body, status, content_type=_JSON.media_type)


def _private(response: Response) -> Response:
    """Keep what depends on the token, and changes without a build, out of caches."""
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Authorization"))
    return response
