"""Which names of others stand for the same thing as ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import BASE

EXACT_MATCHES: Final = """
SELECT DISTINCT ?one ?other {
  ?one <http://www.w3.org/2004/02/skos/core#exactMatch> ?other
  FILTER (isIRI(?one) && isIRI(?other))
}
"""
"""Asks a snapshot's default graph for what ``equivalences`` takes: what was accepted, no more."""


@dataclass(frozen=True, slots=True)
class Equivalences:
    """Names that ``skos:exactMatch`` joins, directly or through others.

    A group that would make one thing of two of ours is a mistake in some mapping; nothing in it
    stands for anything else. Such groups are ``disputed``.
    """

    groups: Mapping[str, frozenset[str]]
    disputed: tuple[frozenset[str], ...] = ()

    def names(self, iri: str) -> frozenset[str]:
        """Give all names of what an IRI names, itself among them."""
        return self.groups.get(iri, frozenset({iri}))

    def ours(self, iri: str) -> str:
        """Give our name of what an IRI names; itself if we have none."""
        return next((name for name in self.names(iri) if name.startswith(BASE)), iri)


def equivalences(pairs: Iterable[tuple[str, str]]) -> Equivalences:
    """Join pairs of names that mean the same, in either direction and through each other."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group_of.setdefault(one, {one})
        added = group_of.setdefault(other, {other})
        if joined is not added:
            small, large = sorted((joined, added), key=len)
            large |= small
            group_of.update(dict.fromkeys(small, large))
    groups = {id(group): frozenset(group) for group in group_of.values()}
    disputed = {
        key: group
        for key, group in groups.items()
        if sum(name.startswith(BASE) for name in group) > 1
    }
    return Equivalences(
        {name: groups[id(group)] for name, group in group_of.items() if id(group) not in disputed},
        tuple(disputed.values()),
    )
