"""A report as JSON, with full IRIs."""

import json
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from cybernorms.sources import Place
from cybernorms.validation import Report, Result, Severity


def write(report: Report) -> str:
    """Write all results; keys are those of SHACL's result, in camel case, plus their places."""
    document = {
        "conforms": report.conforms,
        "counts": {severity.name.lower(): report.count(severity) for severity in Severity},
        "results": [_result(result) for result in report.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _result(result: Result) -> dict[str, Any]:
    return {
        "severity": result.severity.name.lower(),
        "focusNode": str(result.focus_node),
        "resultPath": result.property,
        "value": None if result.value is None else _term(result.value),
        "message": result.message,
        "reason": result.reason,
        "sourceShape": str(result.source_shape),
        "sourceConstraintComponent": str(result.component),
        "places": [_place(place) for place in result.places],
        "valuePlaces": [_place(place) for place in result.value_places],
    }


def _place(place: Place) -> dict[str, str | int | None]:
    return {"file": place.file, "line": place.line, "column": place.column or None}


def _term(node: Node) -> dict[str, str]:
    """Write a term as SPARQL's JSON results do (SPARQL 1.1 Results JSON 3.2.2)."""
    if isinstance(node, Literal):
        term = {"type": "literal", "value": str(node)}
        if node.language:
            term["xml:lang"] = node.language
        elif node.datatype:
            term["datatype"] = str(node.datatype)
        return term
    return {"type": "bnode" if node.n3().startswith("_:") else "uri", "value": str(node)}
