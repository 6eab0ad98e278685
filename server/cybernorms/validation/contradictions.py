"""Contradictions as results: the rule, the things, and the statements that cannot all stay."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from rdflib import BNode, Graph
from rdflib.term import Node

from cybernorms.errors import InconsistencyError
from cybernorms.explanation import GraphFacts, Proof, prove
from cybernorms.namespaces import CNSH, RDF
from cybernorms.reasoning import Clash, close
from cybernorms.sources import Place, Places, Triple
from cybernorms.terms import shorten
from cybernorms.validation.report import Report, Result, Severity, make_report
from cybernorms.validation.wording import listed

SHAPE: Final = CNSH["Contradiction"]
COMPONENT: Final = CNSH["ContradictionConstraintComponent"]
_MOST: Final = 50
"""How many contradictions are traced back; one statement too many can lead to thousands."""


def derive(
    asserted: Graph, engine: str, places: Places, near: Places | None = None
) -> tuple[Graph, Report]:
    """Derive what follows from a graph, with a result for each contradiction.

    Each names the asserted statements that exclude each other, with their files and lines; what
    only follows is traced back to those. ``near`` are the places to look at first, those of the
    files that somebody sent, say. Raises EngineError when an engine fails.
    """
    try:
        return close(asserted, engine), Report()
    except InconsistencyError as error:
        facts = GraphFacts(asserted, error.inferred)
        clashes = [clash for clash in error.clashes if isinstance(clash, Clash)]
        tracer = _Tracer(asserted, facts, places, near or places)
        results = map(tracer.result, clashes[:_MOST])
        return error.inferred, make_report(results)


def untraced(clashes: Iterable[Clash]) -> Report:
    """Report contradictions without the statements that they come from."""
    return make_report(map(_bare, islice(clashes, _MOST)))


def _bare(clash: Clash) -> Result:
    return Result(
        focus_node=next(iter(clash.individuals), BNode()),
        path=None,
        value=None,
        message=str(clash),
        severity=Severity.VIOLATION,
        source_shape=SHAPE,
        component=COMPONENT,
    )


class _Tracer:
    def __init__(self, asserted: Graph, facts: GraphFacts, places: Places, near: Places) -> None:
        self._asserted, self._facts = asserted, facts
        self._places, self._near = places, near

    def result(self, clash: Clash) -> Result:
        """Tell of one contradiction."""
        proofs = [self._proof(premise) for premise in clash.premises]
        leaves = sorted(self._statements(proofs), key=self._order)
        rules = listed(sorted({step.rule or "" for proof in proofs for step in proof.steps()}))
        said = "; ".join(map(self._said, leaves))
        bare = _bare(clash)
        focus = bare.focus_node
        return replace(
            bare,
            reason=f"These statements exclude each other by {clash.rule}"
            + (f", with {rules}." if rules else "."),
            places=self._near.of_subject(focus) or self._places.of_subject(focus),
            value_places=tuple(dict.fromkeys(place for leaf in leaves for place in self._at(leaf))),
            remedy=f"Take back one of these: {said}." if said else None,
        )

    def _proof(self, premise: Triple) -> Proof:
        if premise in self._asserted:
            return Proof(premise)
        found = prove(premise, self._facts, most=1)
        return found.proofs[0] if found.proofs else Proof(premise)

    def _statements(self, proofs: Iterable[Proof]) -> Iterator[Triple]:
        """Give what was stated, each list with the statement that it belongs to."""
        for leaf in {leaf for proof in proofs for leaf in proof.leaves}:
            if leaf[1] not in (RDF.first, RDF.rest):
                yield leaf

    def _order(self, leaf: Triple) -> tuple[bool, tuple[Place, ...], Triple]:
        """Put first what is near, in the order of the lines."""
        return not self._at(leaf), self._at(leaf) or self._places.of_value(leaf), leaf

    def _at(self, leaf: Triple) -> tuple[Place, ...]:
        return self._near.of_value(leaf)

    def _said(self, leaf: Triple) -> str:
        s, p, o = leaf
        kind = "a" if p == RDF.type else shorten(p)
        at = ", ".join(map(str, self._places.of_value(leaf)))
        return f"{self._term(s)} {kind} {self._term(o)}" + (f" ({at})" if at else "")

    def _term(self, node: Node) -> str:
        if not isinstance(node, BNode):
            return shorten(node)
        members = list(self._asserted.items(node))
        return f"( {' '.join(map(self._term, members))} )" if members else "[]"
