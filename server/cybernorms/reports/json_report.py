"""A report as JSON, with full IRIs; docs/validation.md says what each key means."""

import json
from typing import Any

from rdflib import BNode, Literal
from rdflib.term import Node

from cybernorms.reports.style import Style
from cybernorms.sources import Place, Triple
from cybernorms.validation import Branch, Patch, Report, Result, Severity
from cybernorms.validation.paths import write_path


def write(report: Report, _: Style) -> str:
    """Write the results; keys are those of SHACL's result, in camel case, plus our own."""
    document = {
        "conforms": report.conforms,
        "failOn": report.fail_on.name.lower(),
        "counts": {severity.name.lower(): report.count(severity) for severity in Severity},
        "omitted": len(report.hidden),
        "results": [_result(result) for result in report.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _result(result: Result) -> dict[str, Any]:
    return {
        "severity": result.severity.name.lower(),
        "focusNode": _name(result.focus_node),
        "resultPath": _path(result),
        "value": None if result.value is None else _term(result.value),
        "message": result.message,
        "remedy": result.remedy,
        "patch": None if result.patch is None else _patch(result.patch),
        "reason": result.reason,
        "source": result.source,
        "branches": [_branch(branch) for branch in result.branches],
        "sourceShape": _name(result.source_shape),
        "sourceConstraintComponent": str(result.component),
        "places": [_place(place) for place in result.places],
        "valuePlaces": [_place(place) for place in result.value_places],
    }


def _path(result: Result) -> str | None:
    """Write a property as its IRI, any other path in SPARQL's notation with full IRIs."""
    if result.path is None:
        return None
    return _name(result.path) if isinstance(result.path, str) else write_path(result.path, _full)


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "shape": _name(branch.shape),
        "name": branch.name,
        "fits": not branch.results,
        "results": [_result(result) for result in branch.results],
    }


def _patch(patch: Patch) -> dict[str, list[str]]:
    return {
        "delete": [_statement(triple) for triple in patch.delete],
        "insert": [_statement(triple) for triple in patch.insert],
    }


def _statement(triple: Triple) -> str:
    """Write a statement in N-Triples, which is Turtle too and needs no prefixes."""
    return " ".join(_full(term) for term in triple) + " ."


def _full(node: Node) -> str:
    return node.n3()


def _place(place: Place) -> dict[str, str | int | None]:
    where: dict[str, str | int | None] = {
        "file": place.file,
        "line": place.line,
        "column": place.column or None,
    }
    if place.sheet or place.cell:
        where |= {"sheet": place.sheet or None, "cell": place.cell, "heading": place.heading}
    return where


def _name(node: Node) -> str:
    return f"_:{node}" if isinstance(node, BNode) else str(node)


def _term(node: Node) -> dict[str, str]:
    """Write a term as SPARQL's JSON results do (SPARQL 1.1 Results JSON 3.2.2)."""
    if isinstance(node, Literal):
        term = {"type": "literal", "value": str(node)}
        if node.language:
            term["xml:lang"] = node.language
        elif node.datatype:
            term["datatype"] = str(node.datatype)
        return term
    return {"type": "bnode" if isinstance(node, BNode) else "uri", "value": str(node)}
