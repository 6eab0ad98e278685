"""A mapping set in RDF as a table (SSSOM/TSV) or as JSON (SSSOM/JSON)."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

import yaml
from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.mappings.slots import (
    BUILT_IN,
    MAPPING_SLOTS,
    NEGATED,
    SET_SLOTS,
    SSSOM,
    TYPES,
    Slot,
)
from cybernorms.namespaces import BASE, PREFIXES

_TYPE_NAMES: Final = {str(iri): name for name, iri in (*TYPES.items(), NEGATED)}
_Values = dict[str, list[str]]


def write_table(graph: Graph, mapping_set: URIRef) -> str:
    """Write a mapping set of a graph as a table whose metadata stands at its head."""
    prefixes = _Prefixes()
    metadata: dict[str, Any] = {"sssom_version": "1.1", "mapping_set_id": str(mapping_set)}
    metadata |= _read(graph, mapping_set, SET_SLOTS, prefixes)
    rows = _rows(graph, mapping_set, prefixes)
    metadata["curie_map"] = prefixes.used()
    told = _single(metadata, SET_SLOTS)
    head = yaml.safe_dump(told, allow_unicode=True, width=10_000, sort_keys=False)
    file = StringIO()
    file.writelines(f"#{line}\n" for line in head.splitlines())
    filled = {name for row in rows for name in row}
    columns = [name for name in ("record_id", *MAPPING_SLOTS) if name in filled]
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(name, row.get(name, ())) for name in columns] for row in rows)
    return file.getvalue()


def write_json(graph: Graph, mapping_set: URIRef) -> str:
    """Write a mapping set of a graph as JSON, its prefixes as a context of JSON-LD."""
    prefixes = _Prefixes()
    document: dict[str, Any] = {"sssom_version": "1.1", "mapping_set_id": str(mapping_set)}
    document |= _single(_read(graph, mapping_set, SET_SLOTS, prefixes), SET_SLOTS)
    rows = _rows(graph, mapping_set, prefixes)
    document["mappings"] = [_single(row, MAPPING_SLOTS) for row in rows]
    document["@context"] = prefixes.used()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _cell(name: str, values: Sequence[str]) -> str:
    slot = MAPPING_SLOTS.get(name)
    if slot and slot.many:
        return "|".join(value.replace("|", "\\|") for value in values)
    return "".join(values)


def _rows(graph: Graph, mapping_set: URIRef, prefixes: "_Prefixes") -> list[_Values]:
    rows = []
    for mapping in graph.objects(mapping_set, SSSOM["mappings"]):
        row = _read(graph, mapping, MAPPING_SLOTS, prefixes)
        if isinstance(mapping, URIRef):
            row["record_id"] = [prefixes.shorten(mapping)]
        rows.append(row)
    ends = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    return sorted(rows, key=lambda row: [row.get(end, []) for end in ends])


def _read(graph: Graph, node: Node, slots: Mapping[str, Slot], prefixes: "_Prefixes") -> _Values:
    found: _Values = {}
    for name, slot in slots.items():
        values = sorted(
            _written(slot, value, prefixes) for value in graph.objects(node, slot.property)
        )
        if values:
            found[name] = values if slot.many else values[:1]
    return found


def _written(slot: Slot, value: Node, prefixes: "_Prefixes") -> str:
    if slot.kind in {"type", "modifier"}:
        return _TYPE_NAMES.get(str(value), str(value))
    if slot.kind == "entity" and isinstance(value, URIRef):
        return prefixes.shorten(value)
    return str(value)


def _single(values: Mapping[str, Any], slots: Mapping[str, Slot]) -> dict[str, Any]:
    """Take values out of their lists where a slot has but one; numbers as numbers."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        slot = slots.get(name)
        if not isinstance(value, list) or (slot and slot.many):
            told[name] = value
        else:
            told[name] = float(value[0]) if slot and slot.kind == "number" else value[0]
    return told


class _Prefixes:
    """Abbreviates IRIs, and remembers by which prefixes.

    What no known prefix fits gets a numbered one for all up to its last / or #.
    """

    def __init__(self) -> None:
        known: Iterable[tuple[str, str]] = (*BUILT_IN.items(), *PREFIXES.items())
        self._spaces = {space: name for name, space in known}
        self._spaces[BASE] = "cybernorms"
        self._used: dict[str, str] = {}
        self._own = 0

    def shorten(self, iri: URIRef) -> str:
        """Write an IRI as a CURIE."""
        fits = (space for space in self._spaces if iri.startswith(space) and iri != space)
        space = max(fits, key=len, default="")
        if not space:
            space = iri[: max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1]
            self._own += 1
            self._spaces[space] = f"ns{self._own}"
        name = self._spaces[space]
        self._used[name] = space
        return f"{name}:{iri.removeprefix(space)}"

    def used(self) -> dict[str, str]:
        """Give the prefixes that were used, but for those that need not be declared."""
        return {name: iri for name, iri in sorted(self._used.items()) if name not in BUILT_IN}
