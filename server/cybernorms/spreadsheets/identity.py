"""What rows describe: the IRI of each, and the names by which cells refer to it."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.namespaces import RDFS
from cybernorms.spreadsheets.grid import Grid, Row
from cybernorms.spreadsheets.layout import Layout
from cybernorms.spreadsheets.names import Meant, Names, meant, title
from cybernorms.spreadsheets.table import Unusable
from cybernorms.spreadsheets.values import IRI

_PART: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_LOCAL: Final = re.compile(rf"{_PART}(?:/{_PART})*")
_OTHER: Final = re.compile(r"[^a-z0-9/]+")
# A guess looks at thousands of names; who gets that many wrong needs no more of them.
_MOST_GUESSES: Final = 500
# Stands for a base that is missing, so that the rest can be judged.
_NO_BASE: Final = "urn:cybernorms:no-base:"


class Identities:
    """The resources that a workbook describes. It is a Scope: cells refer to them, or to ours."""

    def __init__(self, layout: Layout, base: str | None) -> None:
        """Begin with no rows; local ids will be minted below ``base``."""
        self._layout, self._base = layout, base or _NO_BASE
        self._rows: dict[URIRef, Names] = {sheet.member_of: Names() for sheet in layout.sheets}
        self._titles: dict[Node, str] = {}
        self._guesses = _MOST_GUESSES
        self._scopes: dict[tuple[URIRef, ...], tuple[Names, ...]] = {}

    def add(self, grid: Grid, row: Row) -> URIRef | None:
        """Name what a row describes; None for an id that another row has already.

        Complaints about the id go to the grid.
        """
        label = next((e.content for e in row.entries if e.column.property == RDFS.label), "")
        label = label if isinstance(label, str) else ""
        local = self._local(grid, row, label)
        iri = URIRef(local if IRI.fullmatch(local) else f"{self._base}{grid.sheet.kind}/{local}")
        if iri in self._titles:
            message = f'another row has the id "{local}" already'
            grid.complain(
                grid.id_cell(row.number), local, message, "Give each row an id of its own."
            )
            return None
        self._titles[iri] = label
        names = self._rows[grid.sheet.member_of]
        for name in filter(None, (local, label)):
            names.add(name, iri)
        return iri

    def meant(self, name: str, classes: tuple[URIRef, ...]) -> Meant:
        """Find a row, or something of ours, of some classes by its name; of no class, any row.

        A row counts where its sheet's class is one of them, or above or below one.
        """
        if classes not in self._scopes:
            self._scopes[classes] = tuple(self._known(classes))
        what = meant(name, self._scopes[classes], guess=self._guesses > 0)
        self._guesses -= not what.found
        return what

    def title(self, node: Node) -> str:
        """Give the label of a row, or of something of ours."""
        return self._titles.get(node) or title(self._layout.known, node)

    def _known(self, classes: tuple[URIRef, ...]) -> Iterator[Names]:
        for member_of, names in self._rows.items():
            if not classes or any(self._layout.related(member_of, class_) for class_ in classes):
                yield names
        if classes:
            yield self._layout.names(classes)

    def _local(self, grid: Grid, row: Row, label: str) -> str:
        """Read an id, or find one that would do."""
        cell = grid.id_cell(row.number)
        if isinstance(row.id, Unusable):
            grid.complain(cell, row.id.text, row.id.complaint, row.id.remedy)
            return f"row-{row.number}"
        if IRI.fullmatch(row.id) or _LOCAL.fullmatch(row.id):
            return row.id
        instead = _slug(row.id or label) or f"row-{row.number}"
        if grid.id_column:
            wrong = f'"{row.id}" is no id: it takes small letters, digits and hyphens, or an IRI'
            message = wrong if row.id else "the row has no id"
            grid.complain(cell, row.id, message, f'Write for example "{instead}".')
        return instead


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    parts = (_OTHER.sub("-", part).strip("-") for part in plain.split("/"))
    return "/".join(filter(None, parts))
