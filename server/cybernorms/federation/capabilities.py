"""What members have: the predicates and classes by which sources are chosen for a pattern.

A member's VoID tells, if its property partitions account for all of its triples; else the member is
asked itself, and what it says is remembered. Of one that tells neither anything may be expected.
"""

import re
import threading
import time
from collections.abc import Sequence
from typing import Final

from cybernorms.engine import Source
from cybernorms.errors import CyberNormsError
from cybernorms.federation.members import Members
from cybernorms.federation.registry import Member
from cybernorms.federation.tables import iri_of

_VOID: Final = "http://rdfs.org/ns/void#"
_LINE: Final = re.compile(
    rf"^(\S+) <{_VOID}(triples|property|class|propertyPartition)> (\S+) \.$", re.MULTILINE
)
_NUMBER: Final = re.compile(r'"(\d+)"')
_PREDICATES: Final = "SELECT DISTINCT ?p WHERE { ?s ?p ?o } LIMIT 2001"
_CLASSES: Final = "SELECT DISTINCT ?p WHERE { ?s a ?p } LIMIT 2001"
_MOST: Final = 2000
"""Terms that a member is chosen by; one that has more is asked for everything."""
_REMEMBERED: Final = 3600.0
_UNKNOWN: Final = 60.0
"""Seconds before a member is asked again for its terms, if it told them, and if it did not."""
_SECONDS: Final = 5.0


class Capabilities:
    """What members have, remembered; any number of threads may use it."""

    def __init__(self, members: Members) -> None:
        """Ask members that do not describe what they have."""
        self._members, self._lock = members, threading.Lock()
        self._known: dict[tuple[str, str], tuple[Source, float]] = {}

    def of(self, member: Member) -> Source:
        """Say what a member has; that takes a while if it has to be asked."""
        key = (member.endpoint, str(member.tested))
        with self._lock:
            found = self._known.get(key)
        if found and found[1] > time.monotonic():
            return found[0]
        source = read_description(member) or self._ask(member)
        with self._lock:
            self._known = {name: each for name, each in self._known.items() if name[0] != key[0]}
            seconds = _UNKNOWN if source.predicates is None else _REMEMBERED
            self._known[key] = source, time.monotonic() + seconds
        return source

    def _ask(self, member: Member) -> Source:
        predicates = self._terms(member, _PREDICATES)
        classes = self._terms(member, _CLASSES) if predicates is not None else None
        return Source(member.name, member.endpoint, predicates, classes)

    def _terms(self, member: Member, text: str) -> tuple[str, ...] | None:
        try:
            told = self._members.ask(member, text, ["p"], _SECONDS)
        except CyberNormsError:
            return None  # it will be asked, and what comes of that is told
        found = [iri_of(row[0]) for row in told.table.rows]
        if told.cut or len(found) > _MOST or not found:
            return None
        return tuple(iri for iri in found if iri)


def read_description(member: Member) -> Source | None:
    """Read a member's VoID (2.3, 4.5 of its specification); None if it does not tell all."""
    triples: dict[str, int] = {}
    properties: dict[str, str] = {}
    classes: set[str] = set()
    parts: dict[str, list[str]] = {}
    for subject, name, value in _LINE.findall(member.description):
        if name == "triples":
            number = _NUMBER.match(value)
            triples[subject] = int(number[1]) if number else 0
        elif name == "property":
            properties[subject] = value[1:-1]
        elif name == "class":
            classes.add(value[1:-1])
        else:
            parts.setdefault(subject, []).append(value)
    whole = max(triples, key=lambda node: triples[node], default="")
    if not whole or _sum(parts.get(whole, ()), triples) < triples[whole]:
        return None
    predicates = (*sorted({*properties.values()}),)
    return Source(member.name, member.endpoint, predicates, (*sorted(classes),) or None)


def _sum(parts: Sequence[str], triples: dict[str, int]) -> int:
    return sum(triples.get(part, 0) for part in parts)
