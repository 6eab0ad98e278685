"""Bodies come in the coding that the client asks for, and are the same in each."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import requests
import zstandard

from .conftest import Server

MANY = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 400"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstandard.decompress,
}


def raw(server: Server, path: str, encoding: str | None, **parameters: str) -> requests.Response:
    """Ask without the decoding that requests does by itself; ``content`` is what came."""
    response = server.get(
        path,
        headers={"Accept-Encoding": encoding},
        params=parameters,
        stream=True,
    )
    response._content = response.raw.read(decode_content=False)
    return response


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("deflate, gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("br;q=0, zstd;q=0, *", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("zstd", "zstd"),
        ("compress", None),
        ("gzip;q=0", None),
        ("", None),
        (None, None),
    ],
)
def test_coding_is_negotiated(
    server: Server, accept_encoding: str | None, expected: str | None
) -> None:
    plain = raw(server, "/sparql", "identity", query=MANY, format="json")
    response = raw(server, "/sparql", accept_encoding, query=MANY, format="json")
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == expected
    assert "Accept-Encoding" in response.headers["Vary"]
    assert int(response.headers["Content-Length"]) == len(response.content)
    decode = DECODERS.get(expected or "", bytes)
    assert decode(response.content) == plain.content
    assert response.headers["ETag"] == plain.headers["ETag"]
    if expected:
        assert len(response.content) < len(plain.content) / 4


@pytest.mark.parametrize(
    "path", ["/agreements.html", "/ontology.html", "/graph/numbers.ttl", "/static/style.css"]
)
def test_pages_documents_and_styles_are_compressed(server: Server, path: str) -> None:
    plain, packed = raw(server, path, "identity"), raw(server, path, "gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert zlib.decompress(packed.content, 31) == plain.content


def test_small_bodies_are_left_alone(server: Server) -> None:
    response = raw(server, "/sparql", "br", query="ASK {}")
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/static/style.css", "/sparql?query=ASK{}", "/ontology.ttl"])
def test_a_tag_revalidates_in_any_coding(server: Server, path: str) -> None:
    packed = raw(server, path, "br")
    for encoding in ("zstd", "br", "gzip", "identity"):
        again = server.get(
            path,
            headers={"Accept-Encoding": encoding, "If-None-Match": packed.headers["ETag"]},
        )
        assert (again.status_code, again.content) == (304, b"")
        assert "Accept-Encoding" in again.headers["Vary"]
