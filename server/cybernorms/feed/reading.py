"""The feed of another cybernorms, read back: the versions that it published since a moment."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.errors import RemoteError
from cybernorms.feed.ledger import Version
from cybernorms.feed.terms import (
    COMPLETED,
    GRAPH_OF,
    KIND,
    NUMBER,
    PART_OF,
    PUBLICATION,
    RELEASE,
    STATUS,
    STREAM,
    TIME,
    TRANSACTION,
    VERSION,
)
from cybernorms.namespaces import AS, DCAT, PROV, RDF, SPDX, TREE, VOID
from cybernorms.sources import silenced_literal_complaints

_MEDIA_TYPE: Final = "application/n-triples"


class FeedReader:
    """Reads a feed by a function that gets an address in a media type."""

    def __init__(self, root: str, get: Callable[[str, str], bytes]) -> None:
        """Read the feed of the server at ``root``, which ends in /."""
        self._root, self._get = root, get
        self.files: dict[str, str] = {}
        """Where the states that were read of are to be had, by their digests."""

    def versions(self, since: datetime | None = None) -> list[Version]:
        """Read what was published at ``since`` and later, in its order, whole publications only.

        Raises RemoteError for what is no feed of this kind, and what ``get`` raises.
        """
        root = self._read(urljoin(self._root, "feed"))
        view = root.value(STREAM, TREE["view"])
        if view is None:
            raise RemoteError(f"{self._root}feed: this is no feed of a cybernorms")
        pages = sorted(self._pages(root, view, since))
        found = {version.number: version for page in pages for version in self._members(page[1])}
        versions = [found[number] for number in sorted(found)]
        while versions and not versions[-1].is_last:
            versions.pop()  # the rest of it stands on a page that came after we had read the root
        return versions

    def _pages(
        self, root: Graph, view: Node, since: datetime | None
    ) -> Iterator[tuple[datetime, str]]:
        """Give the pages that may have something later, with the time that they begin at."""
        begin: dict[str, datetime] = {}
        end: dict[str, datetime] = {}
        for relation in root.objects(view, TREE["relation"]):
            target, bound = root.value(relation, TREE["node"]), root.value(relation, TREE["value"])
            kind = root.value(relation, RDF["type"])
            (begin if kind == TREE["GreaterThanOrEqualToRelation"] else end)[str(target)] = _time(
                bound
            )
        for page, first in begin.items():
            if since is None or page not in end or end[page] >= since:
                yield first, page

    def _members(self, page: str) -> Iterator[Version]:
        graph = self._read(page)
        for member in graph.objects(STREAM, TREE["member"]):
            yield self._version(graph, member)

    def _version(self, graph: Graph, member: Node) -> Version:
        def text(predicate: URIRef) -> str:
            value = graph.value(member, predicate)
            if value is None:
                raise RemoteError(f"{self._root}feed: {member} has no {predicate}")
            return str(value)

        def number(predicate: URIRef, prefix: str) -> int | None:
            value = graph.value(member, predicate)
            return int(str(value).removeprefix(prefix)) if value is not None else None

        try:
            digest = None
            if text(KIND) != str(AS["Delete"]):
                file = graph.value(member, DCAT["distribution"])
                checksum = graph.value(file, SPDX["checksum"])
                digest = str(graph.value(checksum, SPDX["checksumValue"]))
                self.files[digest] = str(graph.value(file, DCAT["downloadURL"]))
            return Version(
                int(text(NUMBER)),
                int(text(PART_OF).removeprefix(PUBLICATION)),
                text(RELEASE),
                _time(graph.value(member, TIME)),
                text(GRAPH_OF),
                digest,
                number(VOID["triples"], "") or 0,
                number(PROV["wasRevisionOf"], VERSION),
                number(PROV["wasGeneratedBy"], TRANSACTION),
                graph.value(member, STATUS) == COMPLETED,
            )
        except ValueError as error:
            raise RemoteError(f"{self._root}feed: {member}: {error}") from None

    def _read(self, address: str) -> Graph:
        content = self._get(address, _MEDIA_TYPE)
        graph = Graph()
        try:
            with silenced_literal_complaints():
                graph.parse(data=content, format="nt")
        except Exception as error:  # noqa: BLE001 - rdflib raises errors of its own and of Python
            raise RemoteError(f"{address}: this is no N-Triples: {error}") from None
        return graph


def _time(value: Node | None) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise RemoteError(f"the feed has a time that is none: {value}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
