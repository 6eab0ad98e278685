"""Checks of the SPARQL 1.1 Protocol: ways to ask, media types, errors, and what browsers need."""

import csv
import io
from http import HTTPStatus
from typing import Final
from xml.etree import ElementTree as ET

from cybernorms.federation.contract.endpoint import (
    JSON,
    Endpoint,
    Way,
    read_boolean,
    read_graph,
    read_rows,
    require_success,
)
from cybernorms.federation.contract.found import FailedError
from cybernorms.outbound import Reply

_TABLE: Final = 'SELECT ?x ?y { VALUES (?x ?y) { (<urn:a> "b,c") } }'
_SIMPLE: Final = "SELECT ?s { ?s ?p ?o } LIMIT 1"
_EXPECTED: Final = ["urn:a", "b,c"]
_XML: Final = "{http://www.w3.org/2005/sparql-results#}"
_CUT: Final = 200


def answers(endpoint: Endpoint) -> str:
    """Ask a simple query by GET."""
    reply = require_success(endpoint.send(_SIMPLE, way="GET"))
    if len(read_rows(reply)) > 1:
        raise FailedError(f"{_SIMPLE} gave more than one row")
    endpoint.milliseconds = round(reply.seconds * 1000)
    return f"the query was answered in {endpoint.milliseconds} ms"


def decides(endpoint: Endpoint) -> str:
    """Have a question answered by yes or no (SPARQL 1.1 Query Results JSON 3.3)."""
    if not read_boolean(require_success(endpoint.send("ASK {}"))):
        raise FailedError("ASK {} is true of any graph, and the answer was false")
    return "ASK is answered by a boolean"


def asked_by_form(endpoint: Endpoint) -> str:
    """Ask by POST as a form (2.1.2)."""
    return _asked(endpoint, "form")


def asked_directly(endpoint: Endpoint) -> str:
    """Ask by POST of the query itself (2.1.3)."""
    return _asked(endpoint, "direct")


def gives_json(endpoint: Endpoint) -> str:
    """Have a table as SPARQL 1.1 Query Results JSON."""
    reply = _table(endpoint, JSON, {JSON, "application/json"})
    rows = read_rows(reply)
    if [[row[name].value for name in ("x", "y")] for row in rows if len(row) == 2] != [_EXPECTED]:
        raise FailedError("the table in JSON is not the one that was asked for")
    return f"tables come as {reply.media_type}"


def gives_xml(endpoint: Endpoint) -> str:
    """Have a table as SPARQL Query Results XML."""
    reply = _table(endpoint, "application/sparql-results+xml")
    if b"<!DOCTYPE" in reply.body or b"<!ENTITY" in reply.body:
        raise FailedError("the table in XML declares entities")
    try:
        root = ET.fromstring(reply.body)  # noqa: S314  # nothing is declared that could expand
    except ET.ParseError as error:
        raise FailedError(f"the table in XML is not well-formed: {error}") from None
    values = [node.text for node in root.iter() if node.tag in {f"{_XML}uri", f"{_XML}literal"}]
    if values != _EXPECTED:
        raise FailedError("the table in XML is not the one that was asked for")
    return f"tables come as {reply.media_type}"


def gives_csv(endpoint: Endpoint) -> str:
    """Have a table as CSV."""
    reply = _table(endpoint, "text/csv")
    rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8", "replace"))))
    if [row for row in rows if row] != [["x", "y"], _EXPECTED]:
        raise FailedError(f"the table in CSV is not the one that was asked for: {rows!r:.{_CUT}}")
    return f"tables come as {reply.media_type}"


def gives_tsv(endpoint: Endpoint) -> str:
    """Have a table as TSV, its terms as in Turtle."""
    reply = _table(endpoint, "text/tab-separated-values")
    lines = reply.body.decode("utf-8", "replace").splitlines()
    if [line.split("\t") for line in lines if line] != [["?x", "?y"], ["<urn:a>", '"b,c"']]:
        raise FailedError(f"the table in TSV is not the one that was asked for: {lines!r:.{_CUT}}")
    return f"tables come as {reply.media_type}"


def gives_graphs(endpoint: Endpoint) -> str:
    """Have the graph of a CONSTRUCT query as Turtle, under the name of a graph's type."""
    query = "CONSTRUCT { <urn:a> <urn:b> ?x } { VALUES ?x { 1 2 } }"
    reply = require_success(endpoint.send(query, "text/turtle"))
    if reply.media_type != "text/turtle":
        raise FailedError(f"asked for text/turtle, and got {reply.media_type or 'no type'}")
    if len(read_graph(reply)) != 2:
        raise FailedError("the graph is not the one that was asked for")
    return "graphs come as text/turtle"


def is_open_to_browsers(endpoint: Endpoint) -> str:
    """Look for the header that lets pages of others read answers (Fetch, CORS)."""
    reply = require_success(endpoint.send(_SIMPLE, way="GET"))
    allowed = reply.headers.get("access-control-allow-origin", "")
    if allowed not in {"*", "https://w3id.org"}:
        raise FailedError(f"Access-Control-Allow-Origin is {allowed[:80] or 'missing'}")
    return f"Access-Control-Allow-Origin is {allowed}"


def tells_errors(endpoint: Endpoint) -> str:
    """Send what is no query: that is the client's fault, so a status of 400 or more, not 500."""
    reply = endpoint.send("SELECT ?x { this is no SPARQL")
    if not HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise FailedError(f"a text that is no query got status {reply.status}")
    return f"a text that is no query got status {reply.status}"


def _asked(endpoint: Endpoint, way: Way) -> str:
    rows = endpoint.rows("SELECT ?x { VALUES ?x { 1 2 3 } }", way)
    if len(rows) != 3:
        raise FailedError(f"a query for three rows gave {len(rows)}")
    return "the query was answered"


def _table(endpoint: Endpoint, accept: str, names: set[str] | None = None) -> Reply:
    reply = require_success(endpoint.send(_TABLE, accept))
    if reply.media_type not in (names or {accept}):
        raise FailedError(f"asked for {accept}, and got {reply.media_type or 'no type'}")
    return reply
