"""Spreadsheets to fill in: what stands in each of their sheets, whatever format they get."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.spreadsheets.grid import COMMENT, REQUIRED
from cybernorms.spreadsheets.identity import Identities
from cybernorms.spreadsheets.layout import ID_HEADING, Column, Layout, Sheet
from cybernorms.spreadsheets.names import instances, tail, title
from cybernorms.spreadsheets.reader import KNOWN, LISTS, READ_ME
from cybernorms.spreadsheets.values import SEPARATOR, Choice, Reference

ID_HELP: Final = (
    "What other rows call this one: small letters, digits and hyphens, such as access-policy. With "
    "the base of your identifiers in front it becomes the IRI. Or write an IRI of your own in full."
)
_WORTH: Final = 120  # characters that it takes to fill a cell well
_HOW: Final = (
    "Fill in a row for each thing that you describe; leave a sheet that you do not need empty.",
    f"Columns marked{REQUIRED} must be filled in. What a column is for stands below, and in the "
    "note at its heading.",
    f"Rows, and sheets, that begin with {COMMENT} are not read: replace the examples, or leave "
    "them.",
    "A cell refers to another row by its id, to something of ours by its name or IRI; the sheet "
    f'"{KNOWN}" lists our names.',
    f"Several values in a cell are separated by {SEPARATOR}.",
    "A text in another language has a column of its own: copy the heading, with the language tag "
    "behind it, such as  note [fr].",
    "Formulas count as the values that they show; macros are refused.",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a template: its name and rows, and the sheet that it is for, if it is for one."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    sheet: Sheet | None = None


def make_template(layout: Layout, profile: str) -> list[Page]:
    """Make the pages of a template: how to, the sheets, the lists, and our names.

    Each sheet has its headings and an example, a comment to the reader: the most instructive member
    of its class. ``profile`` says what the template is made for.
    """
    return [
        Page(READ_ME, tuple(_how_to(layout, profile))),
        *(Page(sheet.name, _rows(layout, sheet), sheet) for sheet in layout.sheets),
        Page(LISTS, tuple(_lists(layout))),
        Page(KNOWN, tuple(_known(layout))),
    ]


def headings(sheet: Sheet) -> tuple[str, ...]:
    """Give the headings of a sheet, required ones marked."""
    columns = (column.heading + REQUIRED * column.required for column in sheet.columns)
    return (ID_HEADING + REQUIRED, *columns)


def choices(layout: Layout) -> dict[tuple[str, ...], Column]:
    """Give each closed list once, with the first column that takes its values from it."""
    found: dict[tuple[str, ...], Column] = {}
    for sheet in layout.sheets:
        for column in sheet.columns:
            if isinstance(column.values, Choice):
                found.setdefault(tuple(column.values.options.values()), column)
    return found


def describe(layout: Layout, sheet: Sheet, node: Node) -> list[str]:
    """Write what is known of a resource as the cells of a row, its id aside."""
    scope = Identities(layout, None)
    cells = []
    for column in sheet.columns:
        values = set(layout.known.objects(node, column.property)) - {sheet.member_of}
        texts = [column.values.write(value, scope) for value in sorted(values, key=str)]
        cells.append(f" {SEPARATOR} ".join(texts))
    return cells


def _rows(layout: Layout, sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    members = instances(layout.known, (sheet.member_of,))
    best = max(members, key=lambda member: _instructive(layout, sheet, member), default=None)
    if best is None:
        return (headings(sheet),)
    return (headings(sheet), (f"{COMMENT} {tail(best)}", *describe(layout, sheet, best)))


def _instructive(layout: Layout, sheet: Sheet, member: URIRef) -> tuple[int, str]:
    """Rate an example: the more cells it fills and the shorter they are, the better."""
    lengths = [
        sum(len(str(value)) for value in layout.known.objects(member, column.property))
        for column in sheet.columns
    ]
    return sum(_WORTH - length for length in lengths if length), str(member)


def _how_to(layout: Layout, profile: str) -> Iterator[tuple[str, ...]]:
    yield (f"cybernorms, profile {profile}",)
    yield from ((line,) for line in _HOW)
    yield ()
    yield "sheet", "column", "needed", "what it is for"
    for sheet in layout.sheets:
        yield sheet.name, "", "", sheet.description
        yield sheet.name, ID_HEADING, "yes", ID_HELP
        for column in sheet.columns:
            needed = "yes" if column.required else ""
            yield sheet.name, column.heading, needed, column.description


def _lists(layout: Layout) -> Iterator[tuple[str, ...]]:
    lists = choices(layout)
    yield tuple(column.heading for column in lists.values())
    for number in range(max(map(len, lists), default=0)):
        yield tuple(options[number] if number < len(options) else "" for options in lists)


def _known(layout: Layout) -> Iterator[tuple[str, ...]]:
    yield "what", "name", "IRI"
    references = (c.values for sheet in layout.sheets for c in sheet.columns)
    classes = dict.fromkeys(c for r in references if isinstance(r, Reference) for c in r.classes)
    for class_ in classes:
        members = {node: title(layout.known, node) for node in instances(layout.known, (class_,))}
        for node, name in sorted(members.items(), key=lambda item: (item[1], item[0])):
            yield title(layout.known, class_), name, str(node)
