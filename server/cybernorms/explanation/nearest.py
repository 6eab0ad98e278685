"""What holds instead of a triple that does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.explanation.facts import Facts
from cybernorms.explanation.notation import write_term
from cybernorms.explanation.rules import Triple
from cybernorms.terms import nearest as nearest_name

_EACH: Final = 3
_COMPARED: Final = 2000


@dataclass(frozen=True, slots=True)
class Near:
    """A triple that holds, and what it has to do with the one that does not."""

    triple: Triple
    relation: str


def nearest(triple: Triple, facts: Facts) -> tuple[list[str], list[Near]]:
    """Say which terms are in no triple at all, with what may be meant, and what holds nearby.

    The nearest come first: the same two things the other way round or otherwise related, then
    other values and other subjects.
    """
    s, p, o = triple
    remarks = [
        remark
        for term, place in ((s, "subject"), (p, "predicate"), (o, "object"))
        if (remark := _remark(term, place, triple, facts))
    ]
    found: dict[Triple, Near] = {}
    for near in islice(_near(s, p, o, facts), 3 * _EACH):
        if not any(isinstance(term, BNode) for term in near.triple):
            found.setdefault(near.triple, near)
    return remarks, list(found.values())


def _near(s: Node, p: Node, o: Node, facts: Facts) -> Iterator[Near]:
    if not isinstance(o, Literal):
        yield from (Near(t, "the other way round") for t in facts.find(o, p, s, 1))
    yield from (Near(t, "by another predicate") for t in facts.find(s, None, o, _EACH))
    if not isinstance(o, Literal):
        yield from (Near(t, "by another predicate") for t in facts.find(o, None, s, _EACH))
    yield from (Near(t, "with another object") for t in facts.find(s, p, None, _EACH))
    yield from (Near(t, "with another subject") for t in facts.find(None, p, o, _EACH))


def _remark(term: Node, place: str, triple: Triple, facts: Facts) -> str:
    """Say that a term is unknown where it stands, or what it may have been meant to be."""
    s, p, o = (term if place == name else None for name in ("subject", "predicate", "object"))
    if facts.find(s, p, o, 1):
        return ""
    remark = f"{write_term(term)} is the {place} of no triple"
    meant = _meant(term, triple, facts) if isinstance(term, URIRef) else None
    return f"{remark}; did you mean {write_term(meant)}?" if meant else remark


def _meant(term: URIRef, triple: Triple, facts: Facts) -> URIRef | None:
    """Find the IRI of the same space that is spelt most alike, first where it would fit."""
    space = term[: max(term.rfind("#"), term.rfind("/")) + 1]
    s, p, o = triple
    patterns = {s: (None, p, o), p: (s, None, o), o: (s, p, None)}[term], (None, None, None)
    place = triple.index(term)
    for pattern in patterns:
        names = {
            str(t[place])[len(space) :]
            for t in facts.find(*pattern, _COMPARED)
            if str(t[place]).startswith(space)
        }
        if names and (near := nearest_name(term[len(space) :], names)):
            return URIRef(space + near.name)
    return None
