"""/feed and /dumps: what is published shows up as versions, whose content can be taken away."""

import gzip
import hashlib
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import zstandard
from rdflib import Graph

from cybernorms.namespaces import DCAT, LDES, TREE

from .conftest import SNAPSHOT, Author, Server, wait_until

MINE = "https://w3id.org/cybernorms/graph/member/me/fed"
TURTLE = "text/turtle"

UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed),
}


def made(server: Server, path: str, **options: object) -> requests.Response:
    """Get something that is made of dumps, when they are made."""
    found: list[requests.Response] = []

    def is_made() -> bool:
        found.append(server.get(path, "application/json", **options))
        return found[-1].status_code != 503

    wait_until(is_made, 120)
    return found[-1]


def versions_of(author: Author, graph: str) -> list[dict[str, Any]]:
    feed = author.server.get("/feed", "application/json").json()
    assert feed["page"] == feed["pages"]
    return [each for each in reversed(feed["versions"]) if each["graph"]["value"] == graph]


@pytest.fixture(scope="module")
def history(author: Author) -> list[dict[str, Any]]:
    """The versions of a graph that was put, put otherwise, and deleted."""
    path = urlsplit(MINE).path.removeprefix("/cybernorms")
    for method, body in (("PUT", "<http://e/a> <http://e/p> 1"), ("PUT", "[] <http://e/p> 2")):
        assert author.write(method, path, body + " .", TURTLE).ok
    assert author.write("DELETE", path).ok
    return versions_of(author, MINE)


def test_each_version_of_a_graph_is_in_the_feed(history: list[dict[str, Any]]) -> None:
    assert [each["kind"] for each in history] == ["Create", "Update", "Delete"]
    assert [each["statements"] for each in history] == [1, 1, 0]
    assert [bool(each["transaction"]) for each in history] == [True, True, False]
    assert history[2]["digest"] is None
    assert len({each["release"] for each in history}) == 3


def test_state_is_had_by_its_digest_in_each_coding(
    author: Author, history: list[dict[str, Any]]
) -> None:
    digest = history[1]["digest"]
    url = f"{author.server.url}/dumps/version/{digest}.nq"
    made(author.server, f"/dumps/version/{digest}.nq")
    for coding in ("identity", "gzip", "zstd", "br"):
        headers = {"Accept-Encoding": coding}
        with requests.get(url, headers=headers, stream=True, timeout=30) as response:
            raw = response.raw.read(decode_content=False)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        sent = response.headers.get("Content-Encoding", "identity")
        assert sent == (coding if coding != "br" else "identity")
        told = b64decode(response.headers["Repr-Digest"].removeprefix("sha-256=:")[:-1])
        assert hashlib.sha256(raw).digest() == told
        content = UNPACKERS[sent](raw)
        assert hashlib.sha256(content).hexdigest() == digest
    assert b'<http://e/p> "2"^^' in content
    assert content.endswith(f" <{MINE}> .\n".encode())
    assert author.server.get(f"/dumps/version/{'0' * 64}.nq").status_code == 404


def test_whole_release_digests_to_its_name(author: Author) -> None:
    current = made(author.server, "/dumps").json()["release"]
    for suffix, coding in (("gz", "gzip"), ("zst", "zstd")):
        leads = author.server.get(f"/dumps/current.nq.{suffix}")
        assert leads.status_code == 302
        assert leads.headers["Location"] == f"/dumps/{current}.nq.{suffix}"
        packed = author.server.get(leads.headers["Location"])
        assert packed.headers["Content-Type"] == f"application/{coding}"
        assert "Content-Encoding" not in packed.headers
        digest = hashlib.sha256(UNPACKERS[coding](packed.content)).hexdigest()
        assert digest.startswith(current)
    part = author.server.get(f"/dumps/{current}.nq.gz", headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, b"\x1f\x8b")


def test_checksums_are_those_of_the_files(author: Author) -> None:
    made(author.server, "/dumps")
    listed = author.server.get("/dumps/current/SHA256SUMS").text.splitlines()
    described = Graph().parse(data=author.server.get("/dumps", "text/turtle").text, format="turtle")
    assert len(set(described.objects(None, DCAT["downloadURL"]))) == len(listed)
    for line in listed[:3]:
        digest, path = line.split("  ")
        content = author.server.get(f"/dumps/{path}").content
        assert hashlib.sha256(content).hexdigest() == digest


def test_feed_leads_to_its_pages(author: Author, history: list[dict[str, Any]]) -> None:
    root = Graph().parse(data=author.server.get("/feed", TURTLE).text, format="turtle")
    (stream,) = root.subjects(None, LDES["EventStream"])
    assert str(root.value(stream, TREE["view"])) == f"{author.server.url}/feed"
    pages = {str(node) for node in root.objects(None, TREE["node"])}
    members = set()
    for page in pages:
        response = author.server.get(urlsplit(page).path, TURTLE)
        members |= set(
            Graph().parse(data=response.text, format="turtle").objects(stream, TREE["member"])
        )
        again = author.server.get(
            urlsplit(page).path, TURTLE, headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == 304
    assert f"https://w3id.org/cybernorms/feed/version/{history[0]['number']}" in set(
        map(str, members)
    )
    leads = author.server.get(f"/feed/version/{history[0]['number']}")
    assert leads.status_code == 303
    assert leads.headers["Location"].endswith(f"#version-{history[0]['number']}")


def test_server_without_a_ledger_has_an_empty_feed_and_dumps(server: Server) -> None:
    assert "Nothing was published" in server.get("/feed", "text/html").text
    assert server.get("/feed/1").status_code == 404
    assert server.get("/feed/version/1").status_code == 404
    assert made(server, "/dumps").json()["release"] == SNAPSHOT


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/0123456789abcdef",
        "/dumps/..%2f..%2fetc",
        "/dumps/%00",
        "/dumps/<script>",
        f"/dumps/{SNAPSHOT}/nothing.nq.gz",
        f"/dumps/{SNAPSHOT}/..%2findex.json",
        f"/dumps/{SNAPSHOT}.nq.xz",
        "/dumps/version/%00.nq",
        "/feed/x",
        "/feed/99999999999999999999999",
        "/feed/version/99999999999999999999999",
    ],
)
def test_what_is_not_there_is_a_clear_problem(server: Server, path: str) -> None:
    response = made(server, path)
    assert response.status_code in {400, 404}
    assert response.json()["status"] == response.status_code
