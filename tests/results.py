"""Validation results as tests compare them."""

from collections import Counter
from typing import NamedTuple

from rdflib import BNode
from rdflib.term import Node

from cybernorms.validation import Report


class Row(NamedTuple):
    """What of a validation result must be as expected; the message is free."""

    focus: str
    path: str | None
    value: str | None
    severity: str
    shape: str
    component: str


def rows(report: Report) -> Counter[Row]:
    """Count results by what must be as expected."""
    return Counter(
        Row(
            _named(result.focus_node),
            result.property,
            None if result.value is None else _named(result.value),
            result.severity.name,
            _named(result.source_shape),
            _named(result.component),
        )
        for result in report.results
    )


def _named(node: Node) -> str:
    """Write a node; blank nodes of two graphs cannot be told apart."""
    return "[]" if isinstance(node, BNode) else node.n3()
