"""The fifteen templates, asked of each peer about the same resources."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Final

from suite.peers import JSON, TURTLE, Peer, TooSlowError
from templates import TEMPLATES, Template

_VALUES: Final = 8
"""Resources that each template is asked about."""
_ENOUGH: Final = 6.0
"""Seconds after which a template is not asked about further resources."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The median of the seconds of a template's queries, and how much came of each."""

    seconds: float
    sizes: tuple[int, ...]
    fault: str = ""


def fill(peer: Peer) -> dict[str, list[str]]:
    """Choose what templates are asked about, by asking a peer; give the queries by template."""
    queries = {}
    for template in TEMPLATES:
        if not template.parameters:
            queries[template.id] = [template.fill({})] * 3
            continue
        _, body = peer.ask(template.choose(_VALUES), JSON, 600)
        rows = json.loads(body)["results"]["bindings"]
        queries[template.id] = [
            template.fill({name: f"<{term['value']}>" for name, term in row.items()})
            for row in rows
        ]
    return queries


def ask(peer: Peer, template: Template, queries: Sequence[str], limit: float) -> Outcome:
    """Ask a template's queries, the first one twice, for its first time warms up."""
    accept = TURTLE if template.id == "construct" else JSON
    try:
        spent, _ = peer.ask(queries[0], accept, limit)
        seconds, sizes = [], []
        for query in queries:
            took, body = peer.ask(query, accept, limit)
            seconds.append(took)
            sizes.append(_size(body, accept))
            spent += took
            if spent > _ENOUGH:
                break
    except TooSlowError as error:
        return Outcome(inf, (), str(error) or f"no answer within {limit:g} s")
    return Outcome(median(seconds), tuple(sizes))


def _size(body: bytes, accept: str) -> int:
    """Count the rows; of a graph nothing is counted, for each engine writes it its own way."""
    return 0 if accept == TURTLE else len(json.loads(body)["results"]["bindings"])
