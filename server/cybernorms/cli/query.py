"""``cybernorms query``: one query, over the current snapshot or a remote endpoint."""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import BinaryIO, Final
from urllib.parse import urlencode, urlsplit

import click

from cybernorms import __version__
from cybernorms.build import current_snapshot
from cybernorms.cli.options import entailment_option
from cybernorms.engine import Entailment, Query, QueryEngine
from cybernorms.errors import EngineError, InputError, QuerySyntaxError
from cybernorms.guard import check_size
from cybernorms.namespaces import BASE
from cybernorms.protocol.negotiation import GRAPHS, RESULTS, Format
from cybernorms.protocol.request import FORM
from cybernorms.protocol.unknown_terms import OUR_TERMS, names_ours, unknown_terms
from cybernorms.settings import Settings, load_settings
from cybernorms.workers import open_engine

_FORMATS: Final = {item.suffix: item for item in (*RESULTS, *GRAPHS)}
_TABLE: Final = RESULTS[2]
_GRAPH: Final = GRAPHS[0]
_LONGEST_DETAIL: Final = 300
_NETWORK_PATIENCE: Final = 5.0
"""Seconds on top of the query timeout to wait for a remote endpoint."""


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(_FORMATS)),
    help="Format of the answer.  [default: csv for tables, ttl for graphs]",
)
@entailment_option
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead.")
def query(
    file: BinaryIO, format_: str | None, entailment: Entailment, endpoint: str | None
) -> None:
    """Answer the SPARQL query in FILE, or on standard input.

    Without --endpoint it runs over the current snapshot, with the limits of the server.
    """
    settings = load_settings()
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file.name}: not UTF-8 (byte {error.start})") from None
    chosen = _FORMATS[format_] if format_ else None
    body = (
        _ask_remote(endpoint, text, chosen, entailment, settings.timeout)
        if endpoint
        else _ask_here(text, chosen, entailment, settings, file.name)
    )
    click.echo(body, nl=bool(body) and not body.endswith(b"\n"))


def _ask_here(
    text: str, chosen: Format | None, entailment: Entailment, settings: Settings, name: str
) -> bytes:
    check_size(text, settings.max_query_bytes)
    results = _TABLE if chosen is None else chosen if chosen in RESULTS else None
    graph = _GRAPH if chosen is None else chosen if chosen in GRAPHS else None
    wanted = Query(
        text,
        results.media_type if results else None,
        graph.media_type if graph else None,
        settings.timeout,
        entailment,
        base=BASE,
    )
    folder = current_snapshot(settings.state_dir).path
    with open_engine(settings, folder) as engine:
        try:
            body = engine.query(wanted).body
            _hint(text, engine, settings, name)
            return body
        except QuerySyntaxError as error:
            if error.position is None:
                raise
            place = f"{name}:{error.position.line}:{error.position.column}"
            raise QuerySyntaxError(f"{place}: {error.message}", error.position) from None


def _hint(text: str, engine: QueryEngine, settings: Settings, name: str) -> None:
    """Name on standard error the terms that a query asks for in vain."""
    ours: set[str] = set()
    if names_ours(text):
        answer = engine.query(Query(OUR_TERMS, _TABLE.media_type, None, settings.timeout)).body
        ours = set(answer.decode("utf-8").split()[1:])
    for term in unknown_terms(text, ours):
        place = f"{name}:{term.position.line}:{term.position.column}"
        click.echo(f"cybernorms: {place}: {term}", err=True)


def _ask_remote(
    endpoint: str, text: str, chosen: Format | None, entailment: Entailment, timeout: float
) -> bytes:
    """Send the query by form POST (SPARQL 1.1 Protocol 2.1.2)."""
    if urlsplit(endpoint).scheme not in {"http", "https"}:
        raise InputError(f"{endpoint}: an endpoint is an http or https URL")
    accept = chosen.media_type if chosen else f"{_TABLE.media_type}, {_GRAPH.media_type}"
    parameters = {"query": text}
    if entailment != "owlrl":
        parameters["entailment"] = entailment
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        endpoint,
        urlencode(parameters).encode(),
        {"Accept": accept, "Content-Type": FORM, "User-Agent": f"cybernorms/{__version__}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout + _NETWORK_PATIENCE) as response:  # noqa: S310
            body: bytes = response.read()
            return body
    except urllib.error.HTTPError as error:
        with error:
            reason = f"{endpoint}: {error.code} {error.reason}: {_detail(error.read())}"
        kind = EngineError if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR else InputError
        raise kind(reason) from None
    except OSError as error:
        raise EngineError(f"{endpoint}: {getattr(error, 'reason', error)}") from None


def _detail(body: bytes) -> str:
    """Read what a problem document says (RFC 9457), or the beginning of any other body."""
    text = body.decode("utf-8", "replace")
    try:
        problem = json.loads(text)
    except ValueError:
        return text[:_LONGEST_DETAIL].strip()
    if not isinstance(problem, dict) or "detail" not in problem:
        return text[:_LONGEST_DETAIL].strip()
    place = f"line {problem['line']}, column {problem['column']}: " if "line" in problem else ""
    return f"{place}{problem['detail']}"
