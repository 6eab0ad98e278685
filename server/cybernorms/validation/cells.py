"""Spreadsheets: cells that could not be read, and results told as people see their cells."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rdflib import Graph, Literal
from rdflib.term import Node

from cybernorms.namespaces import CNSH, RDFS
from cybernorms.sources import Cell, Place, Places, Sources, Unreadable
from cybernorms.validation.paths import first_properties, properties_of
from cybernorms.validation.reading import in_english
from cybernorms.validation.report import Report, Result, Severity, make_report

SHAPE: Final = CNSH["Cell"]
COMPONENT: Final = CNSH["CellConstraintComponent"]


def with_cells(report: Report, given: Sources, shapes: Graph) -> Report:
    """Add a result for each cell that could not be read, and leave out what merely follows.

    Of what remains, results that stand in a cell get a remedy in terms of cells, and no patch.
    """
    unreadable = [cell for document in given.documents for cell in document.unreadable]
    follows = _Consequences(unreadable)
    kept = (_in_cells(result, given) for result in report.results if result not in follows)
    places = given.places()
    found = make_report((*(_result(cell, shapes, places) for cell in unreadable), *kept))
    return replace(report, results=found.results)


class _Consequences:
    """The results that may be due to a cell that could not be read."""

    def __init__(self, unreadable: Iterable[Unreadable]) -> None:
        told = [cell for cell in unreadable if cell.property]
        self._properties = {cell.property for cell in told}
        self._values = {(cell.subject, cell.property) for cell in told}

    def __contains__(self, result: Result) -> bool:
        """Tell whether the missing value of a cell may be what a result is about.

        A path through other nodes may lead through any row.
        """
        if result.path is None:
            return False
        properties = properties_of(result.path)
        if any((result.focus_node, property_) in self._values for property_ in properties):
            return True
        beyond = properties.difference(first_properties(result.path))
        return result.value is None and not beyond.isdisjoint(self._properties)


def _result(cell: Unreadable, shapes: Graph, places: Places) -> Result:
    rule: Node = cell.shape or SHAPE
    return Result(
        focus_node=cell.subject or Literal(cell.place.position),
        path=cell.property,
        value=Literal(cell.text),
        message=cell.message,
        severity=Severity.VIOLATION,
        source_shape=rule,
        component=COMPONENT,
        reason=in_english(shapes.objects(rule, RDFS.comment)),
        places=places.of_subject(cell.subject) if cell.subject else (),
        value_places=(cell.place,),
        remedy=cell.remedy,
    )


def _in_cells(result: Result, given: Sources) -> Result:
    if sheet := _sheet_of(result, given):
        remedy = f"Fill in a row of the sheet {sheet.sheet or sheet.file}."
        return replace(result, places=(sheet,), remedy=remedy, patch=None)
    place = result.place
    if place is None or not (place.cell or place.sheet):
        return result
    what = f"cell {place.cell}" if place.cell else f"row {place.line}"
    verb = "Correct" if result.value is not None or not place.cell else "Fill in"
    remedy = f"{verb} {what}; the note at the heading says what the column takes."
    return replace(result, remedy=remedy, patch=None)


def _sheet_of(result: Result, given: Sources) -> Place | None:
    """Find the sheet for a class of which something is missing that no row is about."""
    if result.value is not None or result.value_places:
        return None
    for document in given.documents:
        if document.text is not None:
            continue
        cell = document.whereabouts.subject(result.focus_node)
        if isinstance(cell, Cell) and not cell.column:
            return Place(document.file, cell.row, sheet=cell.sheet)
    return None
