"""What a table states, as triples: SSSOM's RDF, and the links themselves.

A mapping is an ``owl:Axiom`` about its link (SSSOM/RDF). The link stands beside it as a triple of
its own, told from the side of the others' resource: whoever sends a mapping set may say something
of their resources, and nothing of ours. A mapping without a record_id is named after its link, so
that it keeps its name whatever row it stands in.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from rdflib import Literal, URIRef

from cybernorms.mappings.slots import (
    MAPPING_SLOTS,
    NEGATED,
    SET_SLOTS,
    SSSOM,
    TYPES,
    Slot,
)
from cybernorms.mappings.table import Cell, Faults, Table, read_table
from cybernorms.namespaces import BASE, OWL, RDF, SKOS, XSD
from cybernorms.terms import nearest

INVERSES: Final = {
    SKOS.exactMatch: SKOS.exactMatch,
    SKOS.closeMatch: SKOS.closeMatch,
    SKOS.relatedMatch: SKOS.relatedMatch,
    SKOS.broadMatch: SKOS.narrowMatch,
    SKOS.narrowMatch: SKOS.broadMatch,
}
"""What the object is to the subject (SKOS 10.1), of the predicates that are taken."""
NO_TERM: Final = SSSOM["NoTermFound"]

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_FORMS: Final = {
    "date": (re.compile(r"\d{4}-\d\d-\d\d\Z"), XSD.date, "2026-11-22"),
    "number": (
        re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z"),
        XSD.double,
        "0.9",
    ),
}
_CHOICES: Final[Mapping[str, Mapping[str, URIRef]]] = {
    "type": TYPES,
    "modifier": dict([NEGATED]),
}
_BAR: Final = re.compile(r"(?<!\\)\|")
_ENDS: Final = ("subject_id", "predicate_id", "object_id")
_EXTENSIONS: Final = frozenset({"sssom_version", "extension_definitions", "record_id"})


class _Statement(NamedTuple):
    """A triple, and the offsets of its subject and its object in the text."""

    subject: URIRef
    property: URIRef
    value: URIRef | Literal
    subject_at: int
    value_at: int


def admit_table(text: str, file: str) -> str:
    """Give a table as N-Triples. Raises RdfSyntaxError with place and column."""
    return "".join(
        f"{statement.subject.n3()} {statement.property.n3()} {statement.value.n3()} .\n"
        for statement in _Reading(text, file).statements()
    )


def table_spots(text: str, _: Collection[object] = ()) -> Iterator[tuple[int, int]]:
    """Give the offsets of subject and object for each triple of a table without faults."""
    for statement in _Reading(text, "").statements():
        yield statement.subject_at, statement.value_at


class _Reading:
    """One table on its way to triples."""

    def __init__(self, text: str, file: str) -> None:
        self._faults = Faults(text, file)
        self._table: Table = read_table(text, file)

    def statements(self) -> Iterator[_Statement]:
        table, metadata = self._table, dict(self._table.metadata)
        self._check_names(metadata, SET_SLOTS, {"mapping_set_id"})
        self._check_names(table.columns, MAPPING_SLOTS, set())
        (identifier,) = metadata.pop("mapping_set_id", ()) or (None,)
        if identifier is None:
            self._faults.at(0, "mapping_set_id: the metadata has to name the set by an IRI")
        name = self._uri(identifier)
        start = identifier.offset
        yield _Statement(name, RDF.type, SSSOM["MappingSet"], start, start)
        for slot_name, cells in metadata.items():
            if slot := SET_SLOTS.get(slot_name):
                if len(cells) > 1 and not slot.many:
                    self._faults.of(cells[1], "takes one value")
                for cell in cells:
                    yield _Statement(
                        name, slot.property, self._value(slot, cell), start, cell.offset
                    )
        passed = {
            slot_name: cells
            for slot_name, cells in metadata.items()
            if slot_name in SET_SLOTS
            and SET_SLOTS[slot_name].passed
            and slot_name not in table.columns
        }
        for offset, row in table.rows:
            yield from self._mapping(name, offset, row, passed)

    def _mapping(
        self, name: URIRef, offset: int, row: dict[str, Cell], passed: dict[str, tuple[Cell, ...]]
    ) -> Iterator[_Statement]:
        values = [
            (slot, self._value(slot, part), part.offset)
            for slot_name, cell in row.items()
            if (slot := MAPPING_SLOTS.get(slot_name))
            for part in _parts(slot, cell)
        ]
        values += [
            (MAPPING_SLOTS[slot_name], self._value(MAPPING_SLOTS[slot_name], cell), offset)
            for slot_name, cells in passed.items()
            for cell in cells
        ]
        found = {slot.name: value for slot, value, _ in values}
        record = row.get("record_id")
        mapping = self._entity(record) if record else _named_after(found, name)
        yield _Statement(name, SSSOM["mappings"], mapping, offset, offset)
        yield _Statement(mapping, RDF.type, OWL.Axiom, offset, offset)
        for slot, value, at in values:
            yield _Statement(mapping, slot.property, value, offset, at)
        subject, predicate, target = (found.get(end) for end in _ENDS)
        link = link_of(subject, predicate, target, negated="predicate_modifier" in found)
        if link:
            yield _Statement(*link, offset, offset)

    def _value(self, slot: Slot, cell: Cell) -> URIRef | Literal:
        if slot.kind in _CHOICES:
            return self._one_of(cell, _CHOICES[slot.kind])
        if slot.kind in _FORMS:
            form, datatype, example = _FORMS[slot.kind]
            if not form.match(cell.text):
                self._faults.of(cell, f"{cell.text[:40]!r} is no {slot.kind} such as {example}")
            return Literal(cell.text, datatype=datatype, normalize=False)
        if slot.kind == "text":
            return Literal(cell.text)
        return self._entity(cell) if slot.kind == "entity" else self._uri(cell)

    def _one_of(self, cell: Cell, known: Mapping[str, URIRef]) -> URIRef:
        if cell.text not in known:
            near = nearest(cell.text[:80], known)
            hint = f"did you mean {near.name}?" if near else f"there are {', '.join(known)}"
            self._faults.of(cell, f"{cell.text[:40]!r} is none of its values; {hint}")
        return known[cell.text]

    def _entity(self, cell: Cell) -> URIRef:
        """Expand an abbreviated IRI; whole ones are taken too."""
        prefix, _, local = cell.text.partition(":")
        if local.startswith("//") and prefix not in self._table.prefixes:
            return self._uri(cell)
        if prefix not in self._table.prefixes or not local:
            known = ", ".join(self._table.prefixes)
            self._faults.of(
                cell, f"{cell.text[:80]!r} has no prefix that curie_map declares; known are {known}"
            )
        return self._uri(Cell(self._table.prefixes[prefix] + local, cell.offset, cell.slot))

    def _uri(self, cell: Cell) -> URIRef:
        if not _IRI.match(cell.text):
            self._faults.of(cell, f"{cell.text[:80]!r} is no absolute IRI")
        return URIRef(cell.text)

    def _check_names(
        self, names: Collection[str], slots: Collection[str], more: Collection[str]
    ) -> None:
        """Refuse what looks like a slipped name of a slot; other names are extensions."""
        for name in names:
            if name not in slots and name not in more and name not in _EXTENSIONS:
                near = nearest(name[:80], [*slots, *more])
                if near and near.certain:
                    self._faults.at(
                        self._offset(name), f"{name}: no slot of SSSOM; did you mean {near.name}?"
                    )

    def _offset(self, name: str) -> int:
        cells = self._table.metadata.get(name)
        return cells[0].offset if cells else self._table.head


def _named_after(values: Mapping[str, object], mapping_set: URIRef) -> URIRef:
    """Name a mapping of a set by what it says, in whatever row and by whatever prefixes."""
    said = (str(values.get(end, "")) for end in (*_ENDS, "mapping_justification"))
    digest = hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
    return URIRef(f"{mapping_set}{'/' if '#' in mapping_set else '#'}{digest}")


def link_of(
    subject: object, predicate: object, value: object, *, negated: bool
) -> tuple[URIRef, URIRef, URIRef] | None:
    """Give the link that a mapping is about, from the side of the others' resource.

    None for a negated one, one without a counterpart, one between two of ours, and for a predicate
    that does not match resources of several institutions.
    """
    if not (isinstance(subject, URIRef) and isinstance(value, URIRef)):
        return None
    if not isinstance(predicate, URIRef) or predicate not in INVERSES:
        return None
    if negated or NO_TERM in {subject, value}:
        return None
    if not subject.startswith(BASE):
        return subject, predicate, value
    return None if value.startswith(BASE) else (value, INVERSES[predicate], subject)


def _parts(slot: Slot, cell: Cell) -> Iterator[Cell]:
    """Split a cell of several values, in which \\| stands for a bar."""
    if not slot.many:
        yield cell
        return
    for part in _BAR.split(cell.text):
        if part.strip():
            yield Cell(part.strip().replace("\\|", "|"), cell.offset, cell.slot)
