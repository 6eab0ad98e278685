"""Requests of the SPARQL 1.1 Protocol, good and bad."""

from urllib.parse import quote, urlencode

import pytest

from cybernorms.errors import (
    ForbiddenQueryError,
    MalformedRequestError,
    MethodNotAllowedError,
    UnsupportedMediaTypeError,
)
from cybernorms.protocol.request import DIRECT, FORM, UPDATE, QueryRequest, parse_request

TEXT = "ASK { ?s ?p 'é a+b%2Fc' }"
ENCODED = urlencode({"query": TEXT})


def get(query_string: str, method: str = "GET") -> QueryRequest:
    return parse_request(method, query_string.encode(), None, b"", timeout=10)


def post(
    body: str | bytes, content_type: str | None, query_string: str = "", method: str = "POST"
) -> QueryRequest:
    data = body.encode() if isinstance(body, str) else body
    return parse_request(method, query_string.encode(), content_type, data, timeout=10)


@pytest.mark.parametrize(
    "request_",
    [
        get(ENCODED),
        get(ENCODED, "HEAD"),
        post(ENCODED, FORM),
        post(ENCODED, f"{FORM}; charset=UTF-8"),
        post(f"query={TEXT}".replace("+", "%2B").replace("%2F", "%252F"), FORM),
        post(TEXT, DIRECT),
        post(TEXT, f"{DIRECT};charset=utf-8"),
        post(ENCODED, FORM, method="QUERY"),
        post(TEXT, DIRECT, method="QUERY"),
    ],
)
def test_query_is_the_same_by_every_way(request_: QueryRequest) -> None:
    assert request_ == QueryRequest(TEXT, 10)


def test_get_without_parameters_has_no_query() -> None:
    assert get("").text is None
    assert get("format=ttl") == QueryRequest(None, 10, format="ttl")


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_dataset_is_read_by_every_way(way: str) -> None:
    graphs = [
        ("default-graph-uri", "http://a/1"),
        ("default-graph-uri", "http://a/2"),
        ("named-graph-uri", "http://a/3"),
    ]
    encoded = urlencode([("query", TEXT), *graphs])
    request = {
        "get": lambda: get(encoded),
        "form": lambda: post(encoded, FORM),
        "direct": lambda: post(TEXT, DIRECT, urlencode(graphs)),
    }[way]()
    assert request.default_graphs == ("http://a/1", "http://a/2")
    assert request.named_graphs == ("http://a/3",)


def test_naming_one_kind_of_graph_leaves_the_other_empty() -> None:
    assert get(f"{ENCODED}&default-graph-uri=http://a/").named_graphs == ()
    assert get(f"{ENCODED}&named-graph-uri=http://a/").default_graphs == ()


def test_own_parameters_are_read() -> None:
    request = get(f"{ENCODED}&entailment=none&timeout=2.5&format=csv")
    assert (request.entailment, request.timeout, request.format) == ("none", 2.5, "csv")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("default-graph-url", "default-graph-uri"),
        ("named-graphs-uri", "named-graph-uri"),
        ("Query", "query"),
        ("entailement", "entailment"),
    ],
)
def test_misspelt_parameters_are_refused(name: str, meant: str) -> None:
    with pytest.raises(MalformedRequestError, match=f"no parameter {name}; did you mean {meant}"):
        parse_request("GET", f"query=ASK{{}}&{name}=x".encode(), None, b"", timeout=1)


def test_unknown_parameters_are_ignored() -> None:
    assert get(f"{ENCODED}&output=json") == get(ENCODED)


@pytest.mark.parametrize(
    ("query_string", "reason"),
    [
        ("entailment=none", "query is missing"),
        ("default-graph-uri=http://a/", "query is missing"),
        (f"{ENCODED}&{ENCODED}", "2 times"),
        (f"{ENCODED}&entailment=rdfs", "choose one of none, owlrl"),
        (f"{ENCODED}&timeout=0", "up to this server's 10"),
        (f"{ENCODED}&timeout=11", "up to this server's 10"),
        (f"{ENCODED}&timeout=-1", "timeout=-1"),
        (f"{ENCODED}&timeout=nan", "timeout=nan"),
        (f"{ENCODED}&timeout=soon", "timeout=soon"),
        (f"{ENCODED}&default-graph-uri=relative", "no absolute IRI"),
        (f"{ENCODED}&named-graph-uri={quote('http://a/> {')}", "no absolute IRI"),
        ("query=%FF", "not UTF-8"),
        ("&".join(f"a{number}=1" for number in range(600)), "more than 500"),
    ],
)
def test_malformed_parameters_are_refused(query_string: str, reason: str) -> None:
    with pytest.raises(MalformedRequestError, match=reason):
        get(query_string)


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_a_body_without_a_query_is_refused(method: str) -> None:
    with pytest.raises(MalformedRequestError, match="query is missing"):
        post("", FORM, method=method)
    with pytest.raises(UnsupportedMediaTypeError):
        post("", None, ENCODED, method)


def test_query_in_body_and_url_is_refused() -> None:
    with pytest.raises(MalformedRequestError, match="twice"):
        post(TEXT, DIRECT, ENCODED)
    with pytest.raises(MalformedRequestError, match="2 times"):
        post(ENCODED, FORM, ENCODED)


@pytest.mark.parametrize("content_type", [FORM, DIRECT])
def test_a_body_that_is_not_utf_8_is_refused(content_type: str) -> None:
    with pytest.raises(MalformedRequestError, match="UTF-8"):
        post("query=é".encode("utf-16"), content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/json",
        f"{DIRECT}; charset=utf-16",
        "multipart/form-data",
    ],
)
def test_other_media_types_are_refused(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        post(TEXT, content_type)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_not(method: str) -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        get(ENCODED, method)
    assert caught.value.allowed == ("GET", "HEAD", "OPTIONS", "POST", "QUERY")


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body"),
    [
        ("GET", "update=CLEAR+ALL", None, ""),
        ("POST", "", FORM, "update=CLEAR+ALL"),
        ("POST", "", UPDATE, "CLEAR ALL"),
    ],
)
def test_updates_are_forbidden_by_every_way(
    method: str, query_string: str, content_type: str | None, body: str
) -> None:
    with pytest.raises(ForbiddenQueryError, match="only reads"):
        parse_request(method, query_string.encode(), content_type, body.encode(), timeout=10)
