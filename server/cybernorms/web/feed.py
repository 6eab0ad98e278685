"""/feed: every version of every graph that was published (Linked Data Event Streams 1.0)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request
from rdflib import Graph

from cybernorms.errors import NotFoundError
from cybernorms.feed import PAGE, Ledger, Version, describe_page, describe_root
from cybernorms.web.answers import write_graph
from cybernorms.web.bundles import IMMUTABLE
from cybernorms.web.page import Sheet, View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, label
from cybernorms.workers import kept_releases

_HEADER: Final = (
    *("number", "time", "kind", "graph", "statements", "digest", "release", "publication"),
    "transaction",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A version, as the page shows it; ``is_kept`` tells whether its release still is."""

    number: int
    time: datetime
    kind: str
    graph: Term
    statements: int
    digest: str | None
    release: str
    publication: int
    transaction: int | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the feed, the last one where none was asked for; the latest version first."""

    page: int
    pages: int
    versions: tuple[Row, ...]


def feed_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` has the ledger of what was published."""
    blueprint = Blueprint("feed", __name__)
    ledger = Ledger(state_dir)

    def answer(page: int | None, suffix: str | None) -> Response:
        last, root = ledger.last(), request.host_url
        pages = _page_of(last.number) if last else 0
        if page is not None and not 1 <= page <= pages:
            raise NotFoundError(f"the feed has {pages} pages; /feed leads to them")

        def describe() -> Graph:
            if page is None:
                return describe_root(root, ledger.bounds())
            return describe_page(root, page, ledger.page(page))

        view = View(
            "feed.html",
            ("feed", page, last and last.number, root),
            lambda: _read(reader, ledger, page or pages, pages, state_dir),
            _sheet,
            lambda media_type: write_graph(describe(), media_type, reader.snapshot_id()),
        )
        response = respond(reader, choose_page(suffix), view)
        if page and last and last.number >= page * PAGE:
            response.headers["Cache-Control"] = IMMUTABLE
        return response

    @blueprint.get("/feed")
    @blueprint.get("/feed.<suffix>")
    def root(suffix: str | None = None) -> Response:
        return answer(None, suffix)

    @blueprint.get("/feed/<int:page>")
    @blueprint.get("/feed/<int:page>.<suffix>")
    def page(page: int, suffix: str | None = None) -> Response:
        return answer(page, suffix)

    @blueprint.get("/feed/version/<int:number>")
    def version(number: int) -> Response:
        last = ledger.last()
        if last is None or not 1 <= number <= last.number:
            raise NotFoundError(f"the feed has no version {number}")
        return make_response(redirect(f"/feed/{_page_of(number)}#version-{number}", 303))

    return blueprint


def _page_of(number: int) -> int:
    return (number - 1) // PAGE + 1


def _read(reader: Reader, ledger: Ledger, page: int, pages: int, state_dir: Path) -> Page:
    versions = ledger.page(page)
    kept = {each.id for each in kept_releases(state_dir)}
    labels = reader.labels({version.graph for version in versions})
    rows = (_row(version, labels, version.snapshot in kept) for version in reversed(versions))
    return Page(page, pages, tuple(rows))


def _row(version: Version, labels: dict[str, str], is_kept: bool) -> Row:
    return Row(
        version.number,
        version.time,
        version.kind,
        label(Term("uri", version.graph), labels),
        version.statements,
        version.digest,
        version.snapshot,
        version.publication,
        version.write,
        is_kept,
    )


def _sheet(page: Page) -> Sheet:
    return Sheet(
        _HEADER,
        (
            (
                *(row.number, row.time.isoformat(), row.kind, row.graph.value, row.statements),
                *(row.digest, row.release, row.publication, row.transaction),
            )
            for row in page.versions
        ),
    )
