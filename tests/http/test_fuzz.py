"""Requests made at random: each is answered, none by a fault of the server.

``HYPOTHESIS_EXAMPLES=20000 python -m pytest tests/http/test_fuzz.py`` looks longer.
"""

import http.client
import json
import os
from urllib.parse import quote, urlencode, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Server


def words(text: str) -> list[str]:
    return text.split()


PATIENCE = 20.0
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "150"))

PATHS = words("""
/sparql /update /data /graph/catalogue /graph/source/report /id/agreement/call /doc/agreement/call
/doc/agreement/call.ttl /doc/agreement/call.html /ontology /shapes /scheme/space /void /catalog
/.well-known/void /questions /questions/cq-01-agreements /questions/cq-02-broken /problem/busy
/healthz /readyz /metrics /releases /static/style.css /openapi.json / //
""")
METHODS = ["GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "X"]
PIECES = words("""
SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT REDUCED FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER
BIND VALUES SERVICE EXISTS NOT IN GROUP BY HAVING ORDER LIMIT OFFSET AS COUNT SUM CONCAT STR REGEX
IF COALESCE UNDEF PREFIX BASE VERSION INSERT DELETE DATA LOAD CLEAR a true * + ? ! ^ / | || && = <
> { } ( ) [ ] . ; , ?x ?y $z _:b <http://e/p> <http://e/7> <> e: e:a :a 1 -1 1.5 1e9 "a" 'b' "a"@en
"1"^^<http://www.w3.org/2001/XMLSchema#integer> << >> <<( )>> {| |} ~ @ # \\ \" '''
""")
TYPES = words("""
application/sparql-query application/sparql-update application/x-www-form-urlencoded text/turtle
application/ld+json application/trig application/n-quads application/rdf+xml multipart/form-data
application/json text/html text/csv */* text/* application/sparql-results+json q=0 ;q=0.5 ;q=x ,
;charset=utf-16 ;charset=utf-8 ;boundary=b
""")
NAMES = words("""
query update default-graph-uri named-graph-uri using-graph-uri using-named-graph-uri graph default
entailment timeout format release q page limit subject predicate object
""")
HEADERS = words("""
Accept Accept-Encoding Accept-Language Content-Type Content-Encoding If-None-Match If-Match Origin
If-Modified-Since Range Authorization X-Request-Id X-Forwarded-For X-Forwarded-Proto Cookie Expect
Access-Control-Request-Method Cache-Control
""")

sparql = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map(" ".join)
queries = sparql | st.sampled_from(
    ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 2", "DESCRIBE <http://e/7>"]
)
values = queries | st.sampled_from(
    ["http://e/p", "https://w3id.org/cybernorms/graph/catalogue", "none", "0.2", "1", "-1", ""]
)
parameters = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), values), max_size=4)
types = st.lists(st.sampled_from(TYPES), max_size=4).map("".join)
header_text = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40)
headers = st.dictionaries(st.sampled_from(HEADERS), types | header_text, max_size=5)
targets = st.one_of(
    st.sampled_from(PATHS),
    st.tuples(st.sampled_from(PATHS), st.text(max_size=12)).map(lambda p: p[0] + quote(p[1])),
    st.binary(max_size=20).map(lambda path: "/" + quote(path)),
)
bodies = st.one_of(
    st.none(),
    st.binary(max_size=60),
    sparql.map(str.encode),
    parameters.map(urlencode).map(str.encode),
    st.just(b"<a:> <b:> <c:> ."),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    method=st.sampled_from(METHODS),
    target=targets,
    asked=parameters,
    sent=headers,
    body=bodies,
)
def test_random_request_is_answered(
    server: Server,
    method: str,
    target: str,
    asked: list[tuple[str, str]],
    sent: dict[str, str],
    body: bytes | None,
) -> None:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE)
    try:
        url = target + ("?" + urlencode(asked) if asked else "")
        connection.request(method, url, body, {**sent, "Connection": "close"})
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    assert response.status < 600
    if response.status >= 400:
        told = response.headers.get("Content-Type", "")
        assert told.startswith(("application/problem+json", "text/html")), (response.status, told)
        if told.startswith("application/problem+json") and method != "HEAD":
            problem = json.loads(content)
            assert problem["status"] == response.status
            assert problem["type"].rpartition("/")[2] not in {"internal", "engine-failed"}, problem


def test_server_lives_after_it_all(server: Server) -> None:
    assert server.query("ASK {}", "*/*").json()["boolean"] is True
