"""Requests of the Graph Store Protocol, good and bad."""

import pytest

from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.graph_store import GraphRequest, parse_graph_request


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        ("default", GraphRequest(None)),
        ("default=", GraphRequest(None)),
        ("default&entailment=none&format=nt", GraphRequest(None, "none", "nt")),
        ("graph=http://e/a", GraphRequest("http://e/a")),
        ("graph=http%3A%2F%2Fe%2Fa%3Fb%26c", GraphRequest("http://e/a?b&c")),
        ("graph=http://e/%25C3%25A9", GraphRequest("http://e/%C3%A9")),
        ("graph=http://e/%C3%A9", GraphRequest("http://e/é")),
        ("graph=urn:x:y&other=1", GraphRequest("urn:x:y")),
    ],
)
def test_one_graph_is_named_and_decoded_once(query_string: str, expected: GraphRequest) -> None:
    assert parse_graph_request(query_string.encode()) == expected


@pytest.mark.parametrize(
    ("query_string", "reason"),
    [
        ("", "name one graph"),
        ("entailment=none", "name one graph"),
        ("default&graph=http://e/", "name one graph"),
        ("graph=", "no absolute IRI"),
        ("graph=relative", "no absolute IRI"),
        ("graph=http://e/%3E%7D", "no absolute IRI"),
        ("graph=http://e/&graph=http://e/", "2 times"),
        ("default&default", "2 times"),
        ("default&entailment=rdfs", "choose one of"),
        ("graph=%FF", "UTF-8"),
    ],
)
def test_anything_else_is_malformed(query_string: str, reason: str) -> None:
    with pytest.raises(MalformedRequestError, match=reason):
        parse_graph_request(query_string.encode())
