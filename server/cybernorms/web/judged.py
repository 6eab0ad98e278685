"""A judged submission as the page /validate shows it: results beside the lines they are about."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from rdflib import URIRef

from cybernorms import tokens
from cybernorms.terms import shorten
from cybernorms.web.messages import translate
from cybernorms.workers import SPREADSHEET, Submission

_MOST_LINES: Final = 2000
_AROUND: Final = 3
_WIDEST: Final = 400
_COUNTED: Final = {
    "violation": "validate-violations",
    "warning": "validate-warnings",
    "info": "validate-infos",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text; a ``marked`` one is cut in two where the fault begins.

    ``results`` are the numbers of the results that are about it.
    """

    number: int
    before: str
    text: str
    marked: bool
    results: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its number on the page; of a long one only the lines around marked ones."""

    number: int
    file: str
    lines: tuple[Line, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What the page shows; ``results`` are those of the JSON report, with their terms shortened."""

    conforms: bool
    summary: str
    results: tuple[Mapping[str, Any], ...]
    omitted: int
    texts: tuple[Shown, ...]


def present_judged(
    submission: Submission,
    report: Mapping[str, Any] | None,
    problem: Mapping[str, Any] = MappingProxyType({}),
) -> Judged:
    """Prepare a JSON report or, where there is none, the places that a problem's members name."""
    results = [] if report is None else report["results"]
    spots: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for number, result in enumerate(results, 1):
        for place in [*result["valuePlaces"], *result["places"]][:1]:
            lines = spots.setdefault(place["file"], {})
            lines.setdefault(place["line"], []).append((place["column"] or 1, number))
    for place in problem.get("errors", [problem]):
        if "line" in place and "file" in place:
            spots.setdefault(place["file"], {})[place["line"]] = [(place["column"], 0)]
    texts = tuple(
        _show(number, text.file, text.content, spots.get(text.file, {}))
        for number, text in enumerate(submission.texts, 1)
        if text.format != SPREADSHEET
    )
    numbers = {text.file: text.number for text in texts}
    return Judged(
        bool(report and report["conforms"]),
        _summary(report) if report else "",
        tuple(_result(result, numbers) for result in results),
        report["omitted"] if report else 0,
        texts,
    )


def _summary(report: Mapping[str, Any]) -> str:
    counts = [
        translate(_COUNTED[kind], count=count) for kind, count in report["counts"].items() if count
    ]
    verdict = translate("validate-conforms" if report["conforms"] else "validate-fails")
    if not counts:
        return verdict
    return translate("validate-verdict", verdict=verdict, counts=", ".join(counts))


def _show(
    number: int, file: str, content: bytes, spots: Mapping[int, Sequence[tuple[int, int]]]
) -> Shown:
    lines = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    is_whole = len(lines) <= _MOST_LINES
    wanted: Iterable[int] = range(1, len(lines) + 1)
    if not is_whole:
        near = (range(line - _AROUND, line + _AROUND + 1) for line in spots)
        wanted = sorted({n for each in near for n in each if 0 < n <= len(lines)})[:_MOST_LINES]
    shown = tuple(_line(n, lines[n - 1], spots.get(n, ())) for n in wanted)
    return Shown(number, file, shown, is_whole)


def _line(number: int, text: str, spots: Sequence[tuple[int, int]]) -> Line:
    column = min((column for column, _ in spots), default=1) - 1
    start = max(0, column - _WIDEST // 2) if len(text) > _WIDEST else 0
    before = ("…" if start else "") + text[start:column]
    rest = text[column : start + _WIDEST] + ("…" if len(text) > start + _WIDEST else "")
    return Line(number, before, rest, bool(spots), tuple(n for _, n in spots if n))


def _result(result: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    places = [*result["valuePlaces"], *result["places"]]
    return {
        **result,
        "about": _name(result["focusNode"]),
        "property": _path(result["resultPath"]),
        "found": None if result["value"] is None else _term(result["value"]),
        "rule": _name(result["sourceShape"]),
        "where": _where(places[0]) if places else "",
        "place": places[0] if places else None,
        "text": numbers.get(places[0]["file"]) if places else None,
        "patch": None
        if result["patch"] is None
        else [
            *(("-", _statement(text)) for text in result["patch"]["delete"]),
            *(("+", _statement(text)) for text in result["patch"]["insert"]),
        ],
        "branches": [
            {**b, "results": [_result(r, numbers) for r in b["results"]]}
            for b in result["branches"]
        ],
    }


def _where(place: Mapping[str, Any]) -> str:
    """Write a place for people, without its file."""
    if "cell" in place:
        names = (
            translate("validate-sheet", sheet=place["sheet"]) if place["sheet"] else "",
            translate("validate-cell", cell=place["cell"]) if place["cell"] else "",
        )
        where = ", ".join(name for name in names if name)
        heading = place["heading"]
        return translate("validate-heading", place=where, heading=heading) if heading else where
    line = str(place["line"])
    if place["column"]:
        return translate("validate-line-column", line=line, column=str(place["column"]))
    return translate("validate-line", line=line)


def _name(iri: str) -> str:
    return iri if iri.startswith("_:") else shorten(URIRef(iri))


def _path(path: str | None) -> str | None:
    """Shorten a property, or the IRIs of a path."""
    if path is None:
        return None
    return _statement(path) if "<" in path else _name(path)


def _term(term: Mapping[str, str]) -> str:
    if term["type"] != "literal":
        return _name(f"_:{term['value']}" if term["type"] == "bnode" else term["value"])
    text = json.dumps(term["value"], ensure_ascii=False)
    if "xml:lang" in term:
        return f"{text}@{term['xml:lang']}"
    return f"{text}^^{_name(term['datatype'])}" if "datatype" in term else text


def _statement(text: str) -> str:
    """Shorten the IRIs of a statement or a path."""
    parts, end = [], 0
    for token in tokens.tokenize(text):
        if token.kind == "iri":
            parts += [text[end : token.offset], shorten(URIRef(token.text[1:-1]))]
            end = token.end
    return "".join([*parts, text[end:]])
