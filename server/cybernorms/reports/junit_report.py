"""A report for test dashboards: JUnit's XML, a suite a file and a case a result."""

import re
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from cybernorms.reports.style import Style
from cybernorms.reports.text_report import paragraph, summary
from cybernorms.sources import Place
from cybernorms.terms import shorten
from cybernorms.validation import Report, Result

# What XML 1.0 (section 2.2) cannot hold, escaped or not.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report, _: Style) -> str:
    """Write results that do not conform as failures, milder ones as cases that pass and say so."""
    root = ET.Element("testsuites", name="cybernorms validate")
    for file, results in groupby(sorted(report.results, key=_file), key=_file):
        suite = ET.SubElement(root, "testsuite", name=_clean(file))
        for result in results:
            _add_case(suite, result, fails=result.severity.rank <= report.fail_on.rank)
    if report.hidden or not report.results:
        suite = ET.SubElement(root, "testsuite", name="cybernorms")
        case = ET.SubElement(suite, "testcase", classname="cybernorms", name=summary(report))
        if any(result.severity.rank <= report.fail_on.rank for result in report.hidden):
            text = f"{len(report.hidden)} more results are left out"
            ET.SubElement(case, "failure", type="omitted", message=text)
    for element in (*root, root):
        element.set("tests", str(len(list(element.iter("testcase")))))
        element.set("failures", str(len(list(element.iter("failure")))))
        element.set("errors", "0")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add_case(suite: ET.Element, result: Result, *, fails: bool) -> None:
    place = f"{_where(result.place)}: " if result.place else ""
    of = f" {result.property}" if result.property else ""
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_clean(shorten(result.source_shape)),
        name=_clean(f"{place}{shorten(result.focus_node)}{of}"),
    )
    if fails:
        kind, message = result.severity.name.lower(), _clean(result.message)
        told = ET.SubElement(case, "failure", type=kind, message=message)
    else:
        told = ET.SubElement(case, "system-out")
    told.text = _clean("\n".join(line.strip() for line in paragraph(result)))


def _where(place: Place) -> str:
    """Name a line without its column: a case keeps its name when a value moves within it."""
    return place.position if place.sheet or place.cell else str(place.line)


def _file(result: Result) -> str:
    return result.place.file if result.place else "cybernorms"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
