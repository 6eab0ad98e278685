"""/dumps: each release as files to take away, and each state of a graph by its digest."""

import gzip
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request, send_file

from cybernorms.dumps import (
    CODINGS,
    WHOLE,
    Dump,
    DumpSet,
    Shelf,
    describe_dumps,
    dump_address,
)
from cybernorms.errors import BusyError, NotFoundError
from cybernorms.feed import Ledger
from cybernorms.protocol.negotiation import PAGE, choose_encoding
from cybernorms.store.export import MEDIA
from cybernorms.web.answers import write_graph
from cybernorms.web.bundles import IMMUTABLE
from cybernorms.web.page import Sheet, View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, label
from cybernorms.workers import kept_releases, require_release

_CURRENT: Final = "current"
_ENCODINGS: Final[Mapping[str, str]] = MappingProxyType({"zstd": "zst", "gzip": "gz"})
"""Names of codings that HTTP has for those of dumps."""
_FOR_EVER: Final = f"{IMMUTABLE}, no-transform"
_CHUNK: Final = 65536


@dataclass(frozen=True, slots=True)
class Row:
    """One graph of a release, or all of them (then ``graph`` has no IRI), with its files."""

    graph: Term
    statements: int
    digest: str
    files: tuple[Dump, ...]


@dataclass(frozen=True, slots=True)
class Dumps:
    """The files of one release; ``releases`` are those that there are files of."""

    release: str
    rows: tuple[Row, ...]
    releases: tuple[str, ...]


def dumps_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` has the releases."""
    blueprint = Blueprint("dumps", __name__)
    shelf, ledger = Shelf(state_dir), Ledger(state_dir)

    def release_of(name: str) -> str:
        release = reader.snapshot_id() if name == _CURRENT else name
        require_release(state_dir, release)
        return release

    def listing(release: str, suffix: str | None) -> Response:
        root, choice = request.host_url, choose_page(suffix)
        try:
            dumps = shelf.take(release)
        except BusyError:
            if choice.format is not PAGE:
                raise
            dumps = DumpSet(release, {}, ())  # the page says so, and that one may come back
        releases = tuple(each.id for each in kept_releases(state_dir))
        view = View(
            "dumps.html",
            ("dumps", release, releases, root, len(dumps.files)),
            lambda: Dumps(release, _rows(reader.at(release), dumps), releases),
            _sheet,
            lambda media_type: write_graph(
                describe_dumps(root, dumps), media_type, reader.snapshot_id()
            ),
        )
        return respond(reader, choice, view)

    def file(name: str, path: str) -> Response:
        release = release_of(name)
        if name == _CURRENT:
            return make_response(redirect(dump_address("/", release, path), 302))
        found = shelf.take(release).find(path)
        if found is None:
            raise NotFoundError(
                f"release {release} has no dump {path}; /dumps/{release} lists what there is"
            )
        return _send(shelf.file(release, found), found, release)

    @blueprint.get("/dumps")
    @blueprint.get("/dumps.<suffix>")
    def index(suffix: str | None = None) -> Response:
        return listing(release_of(_CURRENT), suffix)

    @blueprint.get("/dumps/<name>")
    def release(name: str) -> Response:
        stem, dot, rest = name.partition(".")
        if rest.endswith(tuple(CODINGS)):
            return file(stem, dot + rest)
        return listing(release_of(stem), rest or None)

    @blueprint.get("/dumps/<name>/<path:path>")
    def one(name: str, path: str) -> Response:
        return file(name, path)

    @blueprint.get("/dumps/<name>/SHA256SUMS")
    def sums(name: str) -> Response:
        dumps = shelf.take(release_of(name))
        lines = (
            f"{dump.sha256}  {dump_address('', dumps.release, dump.path).removeprefix('dumps/')}\n"
            for dump in dumps.files
        )
        return Response("".join(lines), content_type="text/plain; charset=utf-8")

    @blueprint.get("/dumps/version/<digest>.nq")
    def version(digest: str) -> Response:
        kept = {each.id for each in kept_releases(state_dir)}
        for name, graph in ledger.releases_with(digest):
            if name in kept:
                return _send_content(shelf, shelf.take(name), graph)
        raise NotFoundError(
            f"no kept release has a graph with the digest {digest[:64]}; /feed tells the latest"
        )

    return blueprint


def _rows(reader: Reader, dumps: DumpSet) -> tuple[Row, ...]:
    """Group the files by graph, the whole first; of none that are made yet there is no row."""
    if not dumps.files:
        return ()
    graphs: dict[str, list[Dump]] = {WHOLE: []}
    for dump in dumps.files:
        graphs.setdefault(dump.graph, []).append(dump)
    labels = reader.labels(name for name in graphs if name != WHOLE)
    return tuple(
        Row(
            label(Term("uri", name), labels),
            dumps.statements.get(name, sum(dumps.statements.values())),
            next(dump.content_sha256 for dump in files if dump.format == "nq"),
            tuple(files),
        )
        for name, files in graphs.items()
    )


def _sheet(page: Dumps) -> Sheet:
    columns = Dump.__slots__
    files = (dump for row in page.rows for dump in row.files)
    return Sheet(columns, (tuple(getattr(dump, name) for name in columns) for dump in files))


def _send(path: Path, dump: Dump, release: str) -> Response:
    """Send a file as it is, in parts too (RFC 9110 14)."""
    name = f"{release}{'' if dump.path.startswith('.') else '-'}{dump.path.replace('/', '-')}"
    response = send_file(
        path, CODINGS[dump.coding], download_name=name, conditional=True, etag=dump.sha256
    )
    return _mark(response, dump.sha256)


def _send_content(shelf: Shelf, dumps: DumpSet, graph: str) -> Response:
    """Send a graph's canonical N-Quads, in a coding that is there already if the client can."""
    kept = {dump.coding: dump for dump in dumps.files if (dump.graph, dump.format) == (graph, "nq")}
    encoding = choose_encoding(request.headers.get("Accept-Encoding"), tuple(_ENCODINGS))
    dump = kept[_ENCODINGS[encoding or "gzip"]]
    path = shelf.file(dumps.release, dump)
    if encoding:
        response = send_file(path, MEDIA["nq"], etag=dump.sha256)
        response.headers["Content-Encoding"] = encoding
        return _mark(response, dump.sha256)
    response = Response(_unpacked(path), content_type=MEDIA["nq"])
    response.set_etag(dump.content_sha256)
    return _mark(response, dump.content_sha256)


def _mark(response: Response, sha256: str) -> Response:
    """Say what the file digests to (RFC 9530 2), and that it will never be another."""
    digest = b64encode(bytes.fromhex(sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Cache-Control"] = _FOR_EVER
    response.expires = None
    return response


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as content:
        while chunk := content.read(_CHUNK):
            yield chunk
