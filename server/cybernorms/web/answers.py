"""Answers that can be revalidated: ETag from the snapshot and the request (RFC 9110 8.8.3)."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from flask import Response, request
from rdflib import Graph

from cybernorms import __version__
from cybernorms.engine import Answer, Entailment
from cybernorms.federation.completeness import PATH
from cybernorms.protocol.negotiation import Choice, choose_for_graph

CACHEABLE: Final = frozenset({"GET", "HEAD", "QUERY"})
_WRITERS: Final = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/n-quads": "nt",  # without named graphs they are the same
    "application/trig": "turtle",
}
_CHARSETS: Final = {
    "text/csv": "text/csv; charset=utf-8; header=present",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "text/turtle": "text/turtle; charset=utf-8",
    "text/plain": "text/plain; charset=utf-8",
    "text/json": "text/json; charset=utf-8",
    "text/xml": "text/xml; charset=utf-8",
}


def choose_document(suffix: str | None) -> Choice:
    """Choose the form of a document: by suffix, by ``format``, else by Accept.

    Raises as negotiation.choose_for_graph does.
    """
    return choose_for_graph(request.headers.get("Accept"), suffix or request.args.get("format"))


def not_modified(snapshot: str, key: Sequence[object]) -> Response | None:
    """Give a 304 if the client has the answer to this request from this snapshot.

    ``key`` is all that decides the answer besides the snapshot.
    """
    tag = tag_of(snapshot, key)
    if request.method not in CACHEABLE or not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    response.set_etag(tag, weak=True)
    response.headers["X-Cybernorms-Snapshot"] = snapshot
    response.vary.add("Accept")
    return response


def data_response(
    answer: Answer, choice: Choice, entailment: Entailment, key: Sequence[object]
) -> Response:
    """Send an answer's bytes under the name of the type that the client asked for."""
    response = Response(answer.body, content_type=content_type(choice))
    response.headers.update(truncation(answer))
    return stamp(response, answer.snapshot, entailment, key)


def write_graph(graph: Graph, media_type: str, snapshot: str) -> Answer:
    """Write a graph that we made ourselves as the answer that has it."""
    body = graph.serialize(format=_WRITERS[media_type], encoding="utf-8")
    return Answer("CONSTRUCT", media_type, body, snapshot)


def stamp(
    response: Response, snapshot: str, entailment: Entailment, key: Sequence[object]
) -> Response:
    """Say which snapshot and regime a response is from; the tag is weak, for row order may vary."""
    if request.method in CACHEABLE:
        response.set_etag(tag_of(snapshot, key), weak=True)
    response.headers.update(provenance(snapshot, entailment))
    response.vary.add("Accept")
    return response


def content_type(choice: Choice) -> str:
    """Give the Content-Type of a choice, with the charset where the type has one."""
    return _CHARSETS.get(choice.content_type, choice.content_type)


def provenance(snapshot: str, entailment: Entailment) -> dict[str, str]:
    """Give the headers that say which snapshot and regime an answer is from."""
    return {"X-Cybernorms-Snapshot": snapshot, "X-Cybernorms-Entailment": entailment}


def truncation(answer: Answer) -> dict[str, str]:
    """Give the header that says behind how many rows or triples an answer was cut, if it was."""
    return {"X-Cybernorms-Truncated": f"max_rows={answer.truncated}"} if answer.truncated else {}


def completeness(answer: Answer) -> dict[str, str]:
    """Give the headers that say whether a federated answer is whole, and where more is told.

    Nobody may keep it: what members say changes without our snapshot.
    """
    if answer.completeness is None:
        return {}
    return {
        "X-Cybernorms-Complete": "yes" if answer.completeness.is_complete else "no",
        "Link": f'</{PATH}{answer.completeness.id}>; rel="describedby"',
        "Cache-Control": "no-store",
    }


def tag_of(snapshot: str, key: Sequence[object]) -> str:
    """Make the tag of the answer to a request; ``key`` is all that decides it but the snapshot."""
    return blake2b(repr((__version__, snapshot, *key)).encode(), digest_size=16).hexdigest()
