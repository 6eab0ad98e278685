"""Checks of what federated queries rest on: VALUES, SERVICE SILENT, and an end in time."""

import time
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

from cybernorms.federation.contract.endpoint import Endpoint, iris, read_rows
from cybernorms.federation.contract.found import FailedError, InapplicableError

_ABSENT: Final = "urn:cybernorms:nowhere"
_ROWS: Final = 100
_SAMPLE: Final = "SELECT ?s { ?s a ?c FILTER(isIRI(?s)) } LIMIT 3"
_DIGITS: Final = 8
"""A count to ten to this power: minutes for most engines, and then it ends by itself."""


def pushes_values_down(endpoint: Endpoint) -> str:
    """Join VALUES with data: all that is there of these subjects, and nothing of others."""
    known = iris(endpoint.rows(_SAMPLE), "s")
    if not known:
        raise InapplicableError("no resource has a class, so there is nothing to join with")
    block = " ".join(f"(<{iri}>)" for iri in (*known, _ABSENT))
    joined = endpoint.rows(f"SELECT ?s ?c {{ VALUES (?s) {{ {block} }} ?s a ?c }}")
    found = sorted((row["s"].value, row["c"].value) for row in joined if len(row) == 2)
    expected = sorted(
        (iri, row["c"].value)
        for iri in known
        for row in endpoint.rows(f"SELECT ?c {{ <{iri}> a ?c }}")
        if "c" in row
    )
    if len(found) != len(joined) or sorted(set(found)) != sorted(set(expected)):
        raise FailedError(
            f"a join with {len(known) + 1} subjects in VALUES gave {len(joined)} rows, and one by "
            f"one they have {len(expected)}"
        )
    return f"a join with {len(known) + 1} subjects in VALUES gave just their {len(found)} rows"


def takes_blocks(endpoint: Endpoint) -> str:
    """Send a VALUES block as long as ours are, and one with UNDEF."""
    block = " ".join(f"<urn:n:{number}>" for number in range(_ROWS))
    rows = endpoint.rows(f"SELECT ?i {{ VALUES ?i {{ {block} }} }}")
    if len(rows) != _ROWS:
        raise FailedError(f"a VALUES block of {_ROWS} rows gave {len(rows)}")
    table = '{ ("a" UNDEF) (UNDEF "b") ("c" "d") }'
    rows = endpoint.rows(f'SELECT ?x ?y {{ VALUES (?x ?y) {table} VALUES ?x {{ "a" }} }}')
    found = sorted((row["x"].value if "x" in row else "", "y" in row) for row in rows)
    if found != [("a", False), ("a", True)]:
        raise FailedError(f"a VALUES block with UNDEF gave {len(rows)} rows that are not the right")
    return f"blocks of {_ROWS} rows and of rows with UNDEF are joined"


def silences_service(endpoint: Endpoint) -> str:
    """Ask for SERVICE SILENT of what is no endpoint: one solution without bindings of it.

    The address is one of its own host, so that nobody else is called (Federated Query 3.1).
    """
    nowhere = urljoin(endpoint.url, "/cybernorms-contract-test/no-endpoint")
    silent = f"SERVICE SILENT <{nowhere}> {{ ?s ?p ?o }}"
    reply = endpoint.send(f'SELECT ?x ?s {{ VALUES ?x {{ "a" }} {silent} }}')
    if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise InapplicableError(f"SERVICE is refused (status {reply.status}), which is its right")
    if reply.status != HTTPStatus.OK:
        raise FailedError(f"a SERVICE SILENT that fails got status {reply.status}")
    rows = read_rows(reply)
    if len(rows) != 1 or "x" not in rows[0] or "s" in rows[0]:
        raise FailedError(f"a SERVICE SILENT that fails gave {len(rows)} rows instead of one")
    return "a SERVICE SILENT that fails gives one solution without its variables"


def ends_in_time(endpoint: Endpoint) -> str:
    """Send a query that takes minutes on any data: it must end in time, and not as a success."""
    digits = " ".join(map(str, range(10)))
    names = [f"?d{number}" for number in range(_DIGITS)]
    values = " ".join(f"VALUES {name} {{ {digits} }}" for name in names)
    query = f"SELECT (COUNT(*) AS ?n) {{ {values} FILTER({' + '.join(names)} < 0) }}"
    started = time.monotonic()
    try:
        reply = endpoint.send(query, seconds=endpoint.limit)
    except FailedError:
        took = time.monotonic() - started
        if took >= endpoint.limit - 1:
            raise FailedError(f"a costly query had no reply in {endpoint.limit:g} s") from None
        raise FailedError(f"the reply to a costly query broke off after {took:.0f} s") from None
    if reply.status == HTTPStatus.OK:
        read_rows(reply)  # raises if it was cut off in the middle
        return f"a costly query was answered within {endpoint.limit:g} s"
    return f"a costly query ended with status {reply.status} within {endpoint.limit:g} s"
