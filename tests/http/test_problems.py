"""Every error has one shape, the right status, and words that help."""

import socket

import pytest

from .conftest import TIMEOUT, Server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"


@pytest.mark.parametrize(
    ("method", "path", "content_type", "body", "status", "slug"),
    [
        ("GET", "/sparql?format=csv", None, None, 400, "malformed-request"),
        ("GET", "/sparql?timeout=1", None, None, 400, "malformed-request"),
        ("GET", "/sparql?query=ASK{}&query=ASK{}", None, None, 400, "malformed-request"),
        ("GET", "/sparql?query=%FF", None, None, 400, "malformed-request"),
        ("GET", "/sparql?query=ASK{}&timeout=99", None, None, 400, "malformed-request"),
        ("GET", "/sparql?query=ASK{}&format=xls", None, None, 400, "malformed-request"),
        ("GET", "/sparql?query=ASK{}&entailment=x", None, None, 400, "malformed-request"),
        ("POST", "/sparql", FORM, b"", 400, "malformed-request"),
        ("POST", "/sparql", DIRECT, "ASK { 'é' }".encode("latin-1"), 400, "malformed-request"),
        ("GET", "/sparql?query=SELEC", None, None, 400, "query-syntax"),
        ("POST", "/sparql", DIRECT, b"", 400, "query-syntax"),
        ("GET", "/sparql?query=ASK" + "{" * 300, None, None, 400, "query-nesting"),
        ("GET", "/sparql?query=ASK{SERVICE<http://a/>{}}", None, None, 403, "forbidden-query"),
        ("GET", "/sparql?query=CLEAR+ALL", None, None, 403, "read-only"),
        ("GET", "/sparql?update=CLEAR+ALL", None, None, 403, "read-only"),
        ("POST", "/sparql", FORM, b"update=CLEAR+ALL", 403, "read-only"),
        ("POST", "/sparql", UPDATE, b"CLEAR ALL", 403, "read-only"),
        ("PUT", "/data?default", "text/turtle", b"x" * 10**6, 401, "unauthenticated"),
        ("POST", "/data", "text/turtle", b"", 401, "unauthenticated"),
        ("DELETE", "/data?graph=http://e/", None, None, 401, "unauthenticated"),
        ("PATCH", "/data?default", UPDATE, b"CLEAR ALL", 401, "unauthenticated"),
        ("PUT", "/graph/catalogue", "text/turtle", b"", 401, "unauthenticated"),
        ("POST", "/update", UPDATE, b"CLEAR ALL", 401, "unauthenticated"),
        ("GET", "/update?update=CLEAR+ALL", None, None, 405, "method-not-allowed"),
        ("GET", "/data", None, None, 400, "malformed-request"),
        ("GET", "/data?default&graph=http://e/", None, None, 400, "malformed-request"),
        ("GET", "/data?graph=http://e/&graph=http://e/", None, None, 400, "malformed-request"),
        ("GET", "/data?graph=catalogue", None, None, 400, "malformed-request"),
        ("GET", "/data?graph=http://e/none", None, None, 404, "not-found"),
        ("GET", "/nowhere", None, None, 404, "not-found"),
        ("GET", "/doc/agreement/none", None, None, 404, "not-found"),
        ("GET", "/graph/none", None, None, 404, "not-found"),
        ("GET", "/questions/none", None, None, 404, "not-found"),
        ("GET", "/problem/none", None, None, 404, "not-found"),
        ("GET", "/static/none.css", None, None, 404, "not-found"),
        ("PUT", "/sparql?query=ASK{}", None, b"", 405, "method-not-allowed"),
        ("DELETE", "/", None, None, 405, "method-not-allowed"),
        ("POST", "/sparql", DIRECT, b"ASK{}#" + b"x" * 70000, 413, "too-large"),
        ("POST", "/sparql", FORM, b"query=" + b"x" * 10**6, 413, "too-large"),
        ("POST", "/sparql", "text/plain", b"ASK {}", 415, "unsupported-media-type"),
        ("POST", "/sparql", None, b"ASK {}", 415, "unsupported-media-type"),
        ("POST", "/sparql", DIRECT + ";charset=utf-16", b"ASK {}", 415, "unsupported-media-type"),
    ],
)
def test_errors_have_one_shape(
    server: Server,
    method: str,
    path: str,
    content_type: str | None,
    body: bytes | None,
    status: int,
    slug: str,
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = server.request(method, path, data=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"https://w3id.org/cybernorms/problem/{slug}"
    assert problem["title"]
    assert len(problem["detail"]) > 10
    assert "Traceback" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_syntax_errors_have_line_and_column(server: Server) -> None:
    problem = server.query("SELECT *\nWHERE {\n  ?s cn:p ?o }").json()
    assert (problem["line"], problem["column"]) == (3, 6)
    assert "PREFIX cn: <https://w3id.org/cybernorms/ontology#>" in problem["detail"]


def test_limits_are_named_with_their_value(server: Server) -> None:
    problem = server.query("ASK " + "{" * 300).json()
    assert (problem["limit"], problem["value"]) == ("max_query_nesting", 200)


@pytest.mark.parametrize(
    ("accept", "text", "offer"),
    [
        ("image/png", "ASK {}", "text/csv"),
        ("text/turtle", "ASK {}", "application/sparql-results+json"),
        ("text/csv", "CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json"),
        ("text/csv;q=0", "ASK {}", "application/sparql-results+json"),
    ],
)
def test_no_acceptable_format_is_406(server: Server, accept: str, text: str, offer: str) -> None:
    response = server.query(text, accept)
    assert response.status_code == 406
    assert offer in response.json()["detail"]
    assert response.json()["type"].endswith("/not-acceptable")


@pytest.mark.parametrize("path", ["/doc/agreement/call", "/ontology", "/questions", "/sparql"])
def test_documents_without_an_acceptable_format_are_406(server: Server, path: str) -> None:
    response = server.get(path, "image/png")
    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


def test_405_lists_what_is_allowed(server: Server) -> None:
    assert server.request("PUT", "/sparql").headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert "GET" in server.request("POST", "/ontology").headers["Allow"]


@pytest.mark.parametrize("path", ["/nowhere", "/doc/none", "/sparql?format=csv"])
def test_browsers_get_errors_as_pages(server: Server, path: str) -> None:
    response = server.get(path, BROWSER)
    assert response.status_code >= 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert "<h1>" in response.text


def test_browsers_get_the_query_back_with_the_wrong_line(server: Server) -> None:
    response = server.query("ASK {\n  ?s <b>oops }", BROWSER)
    assert response.status_code == 400
    assert '<li class="wrong" aria-current="true">' in response.text
    assert "&lt;b&gt;" in response.text
    assert "<b>oops" not in response.text


def test_service_is_refused_before_any_connection(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        text = "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }"
        response = server.query(text.replace("PORT", str(port)))
        assert response.status_code == 403
        assert "SERVICE at line 1, column 12" in response.json()["detail"]
        listener.settimeout(0.3)
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service ?p 'SERVICE <http://a/> {}' }",
        "PREFIX service: <http://e/> ASK { service:x ?p ?o } # SERVICE <http://a/> {}",
    ],
)
def test_the_word_service_elsewhere_is_answered(server: Server, text: str) -> None:
    assert server.query(text, "*/*").status_code == 200


def test_stopped_query_says_when_to_come_back(server: Server) -> None:
    response = server.query(ENDLESS)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    problem = response.json()
    assert (problem["limit"], problem["value"]) == ("timeout", TIMEOUT)


def test_problem_types_have_a_page(server: Server) -> None:
    type_ = server.query("SELEC").json()["type"]
    path = type_.removeprefix("https://w3id.org/cybernorms")
    assert "SPARQL" in server.get(path, BROWSER).text


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/quesions", "did you mean /questions?"),
        ("/.well-know/void", "did you mean /.well-known/void?"),
        ("/" + "x" * 5000, "the home page / leads to all there is"),
    ],
)
def test_an_address_that_is_none_is_answered_with_one_that_may_be_meant(
    server: Server, path: str, hint: str
) -> None:
    response = server.get(path, "application/json")
    assert response.status_code == 404
    assert response.json()["detail"].startswith(f"there is nothing at {path[:100]}")
    assert response.json()["detail"].endswith(hint)
