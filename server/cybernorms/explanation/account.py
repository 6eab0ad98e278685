"""The whole answer to *why does this hold*: proofs, what leaves rest on, what all is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.explanation.facts import Facts
from cybernorms.explanation.nearest import Near, nearest
from cybernorms.explanation.proof import Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.search import prove
from cybernorms.explanation.support import Published, Support, support
from cybernorms.namespaces import RDFS, SKOS

_NAMES: Final = (SKOS.prefLabel, RDFS.label)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a triple.

    ``supports`` has each asserted triple of the proofs but those of lists; ``lists`` the members of
    each list by its first node. ``remarks`` and ``near`` are about a triple that does not hold.
    """

    triple: Triple
    holds: bool
    proofs: tuple[Proof, ...]
    supports: Mapping[Triple, Support]
    lists: Mapping[Node, tuple[Node, ...]]
    labels: Mapping[Node, str]
    remarks: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether it is stated and needs no proof."""
        return bool(self.proofs) and self.proofs[0].rule is None


def account_for(triple: Triple, facts: Published, *, most: int = 5) -> Account:
    """Explain a triple by up to ``most`` proofs, or say that it does not hold and what does."""
    found = prove(triple, facts, most=most)
    remarks, near = nearest(triple, facts) if not found.holds else ([], [])
    nodes = [node for proof in found.proofs for node in proof.nodes()]
    leaves = dict.fromkeys(node.triple for node in nodes if node.rule is None)
    supports = {leaf: support(leaf, facts) for leaf in leaves}
    lists = {node.cells[0][0]: _members(node.cells) for node in nodes if node.cells}
    terms = [term for node in nodes for term in node.triple]
    terms += [term for item in near for term in item.triple]
    terms += [term for members in lists.values() for term in members]
    for each in supports.values():
        terms += [*each.sources, *(q.document for q in each.passages if q.document)]
    return Account(
        triple,
        found.holds,
        found.proofs,
        supports,
        lists,
        _labels([*triple, *terms], facts),
        tuple(remarks),
        tuple(near),
    )


def _members(cells: tuple[Triple, ...]) -> tuple[Node, ...]:
    return tuple(o for _, _, o in cells[::2])


def _labels(terms: Iterable[Node], facts: Facts) -> dict[Node, str]:
    """Find an English label, or any, of each IRI that has one."""
    labels: dict[Node, str] = {}
    for term in dict.fromkeys(terms):
        if isinstance(term, URIRef):
            found = [o for name in _NAMES for _, _, o in facts.find(term, name, None, 9)]
            named = [o for o in found if isinstance(o, Literal)]
            named.sort(key=lambda o: (o.language not in {"en", None}, str(o)))
            if named:
                labels[term] = str(named[0])
    return labels
