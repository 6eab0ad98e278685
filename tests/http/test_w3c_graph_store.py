"""The tests of W3C's Graph Store Protocol suite, by their names, sent to a server with a token.

Requests and graphs are of our own making. Directly named graphs are those below /graph/member/me/.
A holder of a token sees its home graph as the default graph, as ``put_get_default`` wants it.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import pytest
import requests
from rdflib import Graph
from rdflib.compare import isomorphic

from .conftest import Author

TURTLE: Final = "text/turtle; charset=utf-8"
HEAD: Final = "@prefix : <http://e/> . "
JOHN: Final = HEAD + '<http://www.example/person/1> a :Person ; :card [ a :Card ; :name "John" ] .'
JANE: Final = JOHN.replace("John", "Jane")
ALICE: Final = HEAD + '[] a :Person ; :card [ a :Card ; :name "Alice" ] .'
NAMED: Final = "http://www.example/gsp/person/1.ttl"
INDIRECT: Final = f"/data?graph={quote(NAMED, safe='')}"
DIRECT: Final = "/graph/member/me/person/1.ttl"
BOUNDARY: Final = "a6fe4cd6"


@pytest.fixture(autouse=True)
def _without_graphs(author: Author) -> Iterator[None]:
    """Begin each test as the suite does, without any of its graphs."""
    assert author.update("DROP ALL").status_code == 204
    yield


def put(author: Author, path: str, turtle: str) -> int:
    return author.write("PUT", path, turtle, TURTLE).status_code


def has(author: Author, path: str, turtle: str) -> bool:
    """Get a graph as Turtle, and compare it up to blank nodes."""
    response = author.write("GET", path, Accept="text/turtle")
    assert (response.status_code, response.headers["Content-Type"]) == (200, TURTLE)
    served = Graph().parse(data=response.text, format="turtle")
    return isomorphic(served, Graph().parse(data=turtle, format="turtle"))


@pytest.mark.parametrize(
    "path", [INDIRECT, DIRECT], ids=["put_get_repeat_indirect", "put_get_repeat"]
)
def test_w3c_put_get_repeat(author: Author, path: str) -> None:
    assert put(author, path, JOHN) == 201
    assert has(author, path, JOHN)
    assert put(author, path, JANE) == 204
    assert has(author, path, JANE)


def test_w3c_put_get_default(author: Author) -> None:
    assert put(author, "/data?default", ALICE) == 201
    assert has(author, "/data?default", ALICE)


@pytest.mark.parametrize(
    "path", [INDIRECT, DIRECT], ids=["put_delete_get_delete_indirect", "put_delete_get_delete"]
)
def test_w3c_put_delete_get_delete(author: Author, path: str) -> None:
    assert put(author, path, ALICE) == 201
    assert author.write("DELETE", path).status_code == 204
    assert author.write("GET", path, Accept="text/turtle").status_code == 404
    assert author.write("DELETE", path).status_code == 404


def multipart(*documents: str) -> str:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"; filename="{n}.ttl"\r\n'
        f"Content-Type: {TURTLE}\r\n\r\n{document}\r\n"
        for n, document in enumerate(documents)
    ]
    return "".join(parts) + f"--{BOUNDARY}--\r\n"


@pytest.mark.parametrize(
    "path", [INDIRECT, DIRECT], ids=["post_get_post_get_indirect", "post_get_post_get"]
)
def test_w3c_post_get_post_get(author: Author, path: str) -> None:
    first = "<http://www.example/person/1> <http://e/family> 'Doe' ."
    second = "<http://www.example/person/1> <http://e/given> 'Jane' ."
    assert author.write("POST", path, JANE, TURTLE).status_code == 201
    assert has(author, path, JANE)
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    assert author.write("POST", path, multipart(first, second), content_type).status_code == 204
    assert has(author, path, f"{JANE} {first} {second}")


def test_w3c_post_get_new_graph(author: Author) -> None:
    response = author.write("POST", "/data", ALICE, TURTLE)
    assert response.status_code == 201
    assert has(author, f"/data?graph={response.headers['Location']}", ALICE)


@pytest.mark.parametrize(
    "path", [INDIRECT, DIRECT], ids=["head_existing_indirect", "head_existing"]
)
def test_w3c_head_existing(author: Author, path: str) -> None:
    assert put(author, path, JOHN) == 201
    response = author.write("HEAD", path, Accept="text/turtle; charset=utf-8")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Type"] == TURTLE


@pytest.mark.parametrize(
    "path", [INDIRECT, DIRECT], ids=["head_non_existing_indirect", "head_non_existing"]
)
def test_w3c_head_non_existing(author: Author, path: str) -> None:
    assert author.write("HEAD", path, Accept="text/turtle; charset=utf-8").status_code == 404


def test_w3c_put_get_uri_pct_encoded_indirect(author: Author) -> None:
    assert put(author, INDIRECT, JOHN) == 201
    assert has(author, f"/data?graph={NAMED}", JOHN)


def test_w3c_put_get_uri_pct_encoded_twice(author: Author) -> None:
    once, twice = (
        f"/data?graph={NAMED.replace('1', '%31')}",
        f"/data?graph={NAMED.replace('1', '%2531')}",
    )
    assert put(author, once, JOHN) == 201
    assert put(author, twice, JANE) == 201
    assert has(author, once, JOHN)
    assert has(author, twice, JANE)


def test_a_graph_that_is_written_with_a_token_is_read_without(author: Author) -> None:
    put(author, INDIRECT, JOHN)
    response = requests.get(author.server.url + INDIRECT, {"format": "nt"}, timeout=30)
    assert "John" in response.text
