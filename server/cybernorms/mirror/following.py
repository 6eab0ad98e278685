"""Following another cybernorms: what it published since, fetched, checked, and published here."""

import gzip
import hashlib
import ipaddress
import logging
import shutil
import socket
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

from cybernorms.build import Snapshot, current_snapshot
from cybernorms.build.pipeline import belongs_on_disk
from cybernorms.build.snapshots import locked, publish
from cybernorms.dumps import graph_states, stream_graphs
from cybernorms.errors import InputError, NoSnapshotError, RemoteError
from cybernorms.feed import FeedReader, Ledger, Version, content_address
from cybernorms.journal import Journal
from cybernorms.mirror.assembly import Quads, assemble, split
from cybernorms.outbound import Allowance, Outbound, check_url
from cybernorms.search import make_index
from cybernorms.settings import Settings

_log: Final = logging.getLogger(__name__)
_MOST: Final = 2**31
"""Bytes of one reply."""
_SECONDS: Final = 600.0
"""How long a reply may take."""
_PATIENCE: Final = 600.0
"""Seconds that the other one may take to make dumps."""
_PAUSE: Final = 5
_LONGEST_PAUSE: Final = 60


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What an update came to: the snapshot that is current now, and what had to be fetched."""

    snapshot: Snapshot
    versions: int
    graphs: int
    bytes: int


class Mirror:
    """A state folder that has what another cybernorms publishes, under the same ids."""

    def __init__(self, url: str, settings: Settings) -> None:
        """Follow the server at a URL, which the operator answers for.

        Raises RefusedAddressError for what is no URL of a server.
        """
        check_url(url)
        self._root = url if url.endswith("/") else f"{url}/"
        self._settings = settings
        self._ledger = Ledger(settings.state_dir)
        self._fetched = settings.state_dir / "mirror"

    def update(self) -> Mirrored:
        """Publish here what the other one published last, if that is not there yet.

        A crash at any point leaves the former snapshot current and whole; what was fetched by then
        need not be fetched again. Raises RemoteError when the other one cannot be read or sent
        something else than it said, InputError when the folder has a history of its own.
        """
        self._outbound = Outbound(_allowance(self._root, self._settings))
        state_dir = self._settings.state_dir
        with locked(state_dir):
            if Journal(state_dir).written.position:
                raise InputError(f"{state_dir}: has data written here; give the mirror another")
            reader = FeedReader(self._root, self._get)
            new = self._news(reader)
            heads = {**self._ledger.heads(), **{version.graph: version for version in new}}
            last = new[-1] if new else self._ledger.last()
            if last is None:
                raise RemoteError(f"{self._root}feed: nothing was published there yet")
            current = _current(state_dir)
            if not new and current and current.id == last.snapshot:
                return Mirrored(current, 0, 0, 0)
            wanted = {name: head.digest for name, head in sorted(heads.items()) if head.digest}
            try:
                quads, graphs, size = self._collect(wanted, reader.files, last, current)
                snapshot = self._publish(quads, last)
            except (ValueError, SyntaxError) as error:
                raise RemoteError(f"{self._root}: this is no N-Quads: {error}") from None
            self._ledger.adopt(new)
            shutil.rmtree(self._fetched, ignore_errors=True)
            return Mirrored(snapshot, len(new), graphs, size)

    def _news(self, reader: FeedReader) -> Sequence[Version]:
        """Read the versions that are not here yet; those that are must be the same there."""
        last = self._ledger.last()
        versions = reader.versions(last.time if last else None)
        if last and last not in versions:
            raise InputError(
                f"{self._settings.state_dir}: what was published here is not in {self._root}feed; "
                "a mirror needs a state folder that nothing else is built in, and a new one when "
                "the other server began anew"
            )
        new = [version for version in versions if last is None or version.number > last.number]
        first = last.number + 1 if last else 1
        if [version.number for version in new] != list(range(first, first + len(new))):
            raise RemoteError(f"{self._root}feed: lacks versions from {first} on")
        return new

    def _collect(
        self,
        wanted: Mapping[str, str],
        files: Mapping[str, str],
        last: Version,
        current: Snapshot | None,
    ) -> tuple[Quads, int, int]:
        """Take the graphs that are here, and fetch those that are not.

        Gives the number of graphs that were fetched too, and the bytes of their statements.
        """
        graphs = _graphs_of(current, wanted) if current else {}
        missing = {name: digest for name, digest in wanted.items() if name not in graphs}
        for name, digest in missing.items():
            address = files.get(digest) or content_address(self._root, digest)
            graphs[name] = self._fetch(address, digest)
        quads = assemble({name: graphs[name] for name in wanted})
        if quads.id != last.snapshot:  # graphs share blank nodes; they only fit as a whole
            quads = split(self._fetch_whole(last.snapshot))
        return quads, len(missing), sum(len(graphs[name]) for name in missing)

    def _fetch(self, address: str, digest: str) -> bytes:
        """Fetch a state of a graph, or find what was fetched before a crash.

        Raises RemoteError when it is not what the feed says.
        """
        kept = self._fetched / digest
        if kept.is_file() and _sha256(content := kept.read_bytes()) == digest:
            return content
        content = self._get(address, "application/n-quads")
        if (found := _sha256(content)) != digest:
            raise RemoteError(
                f"{address}: this is not what the feed announced: its SHA-256 is {found}, not "
                f"{digest}; nothing of it was taken over"
            )
        self._fetched.mkdir(exist_ok=True)
        unfinished = kept.with_suffix(".new")
        unfinished.write_bytes(content)
        unfinished.replace(kept)
        return content

    def _fetch_whole(self, release: str) -> bytes:
        """Fetch a release as one file; its digest begins with its name."""
        address = f"{self._root}dumps/{release}.nq.gz"
        try:
            content = gzip.decompress(self._get(address, "application/gzip"))
        except (OSError, EOFError, zlib.error) as error:
            raise RemoteError(f"{address}: {error}") from None
        if not _sha256(content).startswith(release):
            raise RemoteError(
                f"{address}: this is not release {release}: its SHA-256 is {_sha256(content)}; "
                "nothing of it was taken over"
            )
        return content

    def _publish(self, quads: Quads, last: Version) -> Snapshot:
        graphs = quads.graphs()
        return publish(
            self._settings.state_dir,
            asserted=quads.asserted,
            inferred=quads.inferred,
            index=make_index(quads.asserted, quads.inferred),
            report=f"# Copied from {self._root}, which has judged it.\n",
            manifest={
                "created": last.time.isoformat(),
                "graphs": {name: len(found) for name, found in sorted(graphs.items())},
                "mirrored": self._root,
            },
            keep=self._settings.keep_snapshots,
            on_disk=belongs_on_disk(sum(map(len, graphs.values())), self._settings),
        )

    def _get(self, address: str, media_type: str) -> bytes:
        """Get what is at an address, waiting for what is being made."""
        until = time.monotonic() + _PATIENCE
        while True:
            reply = self._outbound.request(
                "GET", address, headers={"Accept": media_type}, seconds=_SECONDS, max_bytes=_MOST
            )
            if reply.status == HTTPStatus.OK:
                return reply.body
            is_busy = reply.status in {
                HTTPStatus.SERVICE_UNAVAILABLE,
                HTTPStatus.TOO_MANY_REQUESTS,
            }
            if not is_busy or time.monotonic() > until:
                reason = reply.body[:300].decode("utf-8", "replace")
                raise RemoteError(f"{address}: answered {reply.status}: {reason}")
            pause = reply.headers.get("retry-after", "")
            time.sleep(min(int(pause), _LONGEST_PAUSE) if pause.isdecimal() else _PAUSE)


def _allowance(root: str, settings: Settings) -> Allowance:
    """Allow what the settings do, and the addresses of the server that the operator named."""
    allowance, parts = Allowance.of(settings), check_url(root)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RemoteError(f"{root}: no such host: {error}") from None
    named = (ipaddress.ip_network(str(where[0]).partition("%")[0]) for *_, where in found)
    return replace(allowance, networks=(*allowance.networks, *named))


def _current(state_dir: Path) -> Snapshot | None:
    try:
        return current_snapshot(state_dir)
    except NoSnapshotError:
        return None


def _graphs_of(snapshot: Snapshot, wanted: Mapping[str, str]) -> dict[str, bytes]:
    """Take the graphs of a snapshot that are in the states that are wanted."""
    states = graph_states(snapshot.path)
    fitting = {name for name, state in states.items() if wanted.get(name) == state.digest}
    lines: dict[str, list[bytes]] = {name: [] for name in fitting}
    for name, line in stream_graphs(snapshot.path):
        if name in fitting:
            lines[name].append(line)
    return {name: b"".join(content) for name, content in lines.items()}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
