"""A report for code scanning: SARIF 2.1.0 (OASIS Standard)."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from rdflib import URIRef
from rdflib.term import Node

from cybernorms import __version__
from cybernorms.reports.sarif_fixes import fix_of
from cybernorms.reports.style import Style
from cybernorms.sources import Place
from cybernorms.terms import shorten
from cybernorms.validation import Report, Result, Severity

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write(report: Report, style: Style) -> str:
    """Write one run with a rule for each shape that found something (SARIF 3.14, 3.49, 3.27).

    A patch is a fix (3.55) too, where it is certain what of the text to replace.
    """
    rules: dict[str, dict[str, Any]] = {}
    results = [_result(result, rules, style.texts) for result in report.results]
    run = {
        "tool": {
            "driver": {
                "name": "cybernorms",
                "semanticVersion": __version__,
                "informationUri": "https://w3id.org/cybernorms/",
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
        "properties": {"conforms": report.conforms, "omitted": len(report.hidden)},
    }
    return json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2
    )


def _result(
    result: Result, rules: dict[str, dict[str, Any]], texts: Mapping[str, str]
) -> dict[str, Any]:
    rule = _rule_id(result)
    rules.setdefault(rule, _rule(rule, result))
    places = (*result.value_places, *result.places)
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": shorten(result.focus_node), "kind": "resource"}]
    }
    if places:
        location["physicalLocation"] = _physical(places[0])
        if places[0].cell:
            cell = {"fullyQualifiedName": places[0].position, "kind": "cell"}
            location["logicalLocations"].append(cell)
            location["message"] = {"text": str(places[0])}
    properties = {
        "focusNode": shorten(result.focus_node),
        "path": result.property,
        "value": None if result.value is None else shorten(result.value),
        "patch": None if result.patch is None else str(result.patch),
    }
    return {
        "ruleId": rule,
        "ruleIndex": list(rules).index(rule),
        "level": _LEVELS[result.severity],
        "message": {"text": " ".join(_text(result))},
        "locations": [location],
        "relatedLocations": [
            {"id": number, "physicalLocation": _physical(place)}
            for number, place in enumerate(places[1:], 1)
        ],
        "fixes": _fixes(result, texts),
        "partialFingerprints": {"fault/v1": _fingerprint(result)},
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def _fixes(result: Result, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    found = fix_of(result, texts)
    if found is None:
        return []
    file, replacement = found
    change = {"artifactLocation": {"uri": _uri(file)}, "replacements": [replacement]}
    return [{"description": {"text": result.remedy or "Mend it."}, "artifactChanges": [change]}]


def _text(result: Result) -> list[str]:
    what = f"{shorten(result.focus_node)} {result.property or ''}".rstrip()
    texts = [f"{what}: {result.message}"]
    for branch in result.branches:
        texts += [f"Not {branch.name}: {detail.message}." for detail in branch.results]
    return [*texts, f"Remedy: {result.remedy}"] if result.remedy else texts


def _rule(name: str, result: Result) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "shortDescription": {"text": name}}
    if result.reason:
        source = f" Source: {result.source}" if result.source else ""
        rule["fullDescription"] = {"text": result.reason + source}
        rule["help"] = {"text": result.reason + source}
    if isinstance(result.source_shape, URIRef):
        rule["helpUri"] = str(result.source_shape)
    return rule


def _rule_id(result: Result) -> str:
    """Name a rule by its shape; a shape without a name by what it constrains."""
    named: Node = result.source_shape
    return shorten(named if isinstance(named, URIRef) else result.component)


def _physical(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"artifactLocation": {"uri": _uri(place.file)}, "region": region}


def _uri(file: str) -> str:
    return Path(file).as_uri() if Path(file).is_absolute() else quote(file)


def _fingerprint(result: Result) -> str:
    """Identify a fault by what it is about, so that a moved line is no new one."""
    value = "" if result.value is None else shorten(result.value)
    parts = (_rule_id(result), shorten(result.component), shorten(result.focus_node))
    text = "\n".join((*parts, result.property or "", value))
    return hashlib.sha256(text.encode()).hexdigest()
