"""Backward search for the shortest proofs of a triple.

The rules make a hypergraph: a derivation is an arc from its premises to its conclusion. A proof is
a path that begins in asserted triples, and its size is the number of its steps and leaves, each
counted as often as it is used. The hypergraph is unfolded from the conclusion backwards, only as
far as a proof within a bound can reach (a lower bound of what each premise costs is known), and
its shortest paths are found by Knuth's generalisation of Dijkstra's algorithm, which never rests
a triple on itself. Where there is none within the bound, the bound is raised.
"""

import heapq
import sys
from collections import defaultdict
from itertools import count, product
from typing import Final

from cybernorms.explanation.derivations import Derivation, derivations
from cybernorms.explanation.facts import Facts
from cybernorms.explanation.proof import Found, Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.view import Status, View
from cybernorms.namespaces import OWL, RDFS

WIDTHS: Final = (24, 400)
"""How many triples of a pattern are tried; the second only if there is no proof with the first."""
_BOUNDS: Final = (4, 7, 10, 14, 19, 26, 36, 50, 70, 100)
_LONGER: Final = 2
"""How many times as long as the shortest a further proof may be."""
STEPS: Final = 6000
"""How many triples are traced back before the search is given up."""
# Few rules have one premise, and those conclude these.
_CHEAP: Final = frozenset(
    {
        OWL.sameAs,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    }
)


def prove(triple: Triple, facts: Facts, *, most: int = 5, steps: int = STEPS) -> Found:
    """Find the shortest proofs of a triple, ``most`` of them, each of other asserted triples.

    None is more than twice as long as the shortest, and none rests on a superset of what another
    rests on. An asserted triple proves itself.
    """
    for width in WIDTHS:
        search = _Search(View(facts, width), most, steps)
        status = search.view.status(triple)
        if status is Status.ASSERTED:
            return Found(True, (Proof(triple),))
        if status is Status.FALSE:
            return Found(False, ())
        if proofs := search.run(triple):
            return Found(True, tuple(proofs))
    return Found(status is Status.DERIVED, ())


class _Search:
    def __init__(self, view: View, most: int, steps: int) -> None:
        self.view, self._most, self._steps = view, most, steps
        self._arcs: dict[Triple, list[Derivation]] = {}

    def run(self, target: Triple) -> list[Proof]:
        for bound in _BOUNDS:
            whole = self._unfold(target, bound)
            if proofs := self._shortest(target, sys.maxsize if whole else bound):
                return self._with_longer(proofs, target, bound)
            if whole or len(self._arcs) >= self._steps:
                break
        return []

    def _with_longer(self, proofs: list[Proof], target: Triple, bound: int) -> list[Proof]:
        """Add what was out of bounds, but is not too long beside the shortest."""
        longest = proofs[0].size * _LONGER
        if len(proofs) < self._most and bound < longest:
            self._unfold(target, longest)
            proofs = self._shortest(target, longest)
        return [proof for proof in proofs if proof.size <= longest]

    def _unfold(self, target: Triple, bound: int) -> bool:
        """Trace back all that a proof within the bound can use; tell whether that is everything."""
        around = {target: 0}
        agenda = [(self._least(target), 0, target)]
        whole = True
        order = count(1)
        while agenda:
            total, _, goal = heapq.heappop(agenda)
            if total > around[goal] + self._least(goal):
                continue  # a cheaper way to need it was found meanwhile
            for arc in self._trace(goal):
                costs = [self._least(premise) for premise in arc.premises]
                total = around[goal] + 1 + bool(arc.cells) + sum(costs)
                if total > bound:
                    whole = False
                    continue
                for premise, cost in zip(arc.premises, costs, strict=True):
                    rest = total - cost
                    if cost > 1 and rest < around.get(premise, bound):
                        around[premise] = rest
                        heapq.heappush(agenda, (total, next(order), premise))
        return whole

    def _trace(self, goal: Triple) -> list[Derivation]:
        if goal not in self._arcs:
            if len(self._arcs) >= self._steps:
                return []
            self._arcs[goal] = derivations(goal, self.view)
        return self._arcs[goal]

    def _least(self, triple: Triple) -> int:
        """Give the least size that a proof of a triple can have."""
        if self.view.status(triple) is Status.ASSERTED:
            return 1
        return 2 if triple[1] in _CHEAP else 3

    def _shortest(self, target: Triple, bound: int) -> list[Proof]:
        """Find the shortest proofs over what was traced back."""
        proofs: dict[Triple, list[Proof]] = defaultdict(list)
        uses: dict[Triple, list[tuple[Triple, Derivation]]] = defaultdict(list)
        agenda: list[tuple[int, int, Proof]] = []
        order = count()

        def offer(goal: Triple, arc: Derivation, fixed: Proof | None = None) -> None:
            choices = [
                [fixed] if fixed and fixed.triple == premise else proofs[premise]
                for premise in arc.premises
            ]
            for chosen in product(*choices):
                if all(goal not in premise.conclusions for premise in chosen):
                    proof = Proof(goal, arc.rule, chosen, arc.cells)
                    if proof.size <= bound:
                        heapq.heappush(agenda, (proof.size, next(order), proof))

        for goal, arcs in self._arcs.items():
            for arc in arcs:
                for premise in arc.premises:
                    if self.view.status(premise) is Status.ASSERTED:
                        proofs[premise] = [Proof(premise)]
                    else:
                        uses[premise].append((goal, arc))
        for goal, arcs in self._arcs.items():
            for arc in arcs:
                if all(self.view.status(p) is Status.ASSERTED for p in arc.premises):
                    offer(goal, arc)
        while agenda and len(proofs[target]) < self._most:
            _, _, proof = heapq.heappop(agenda)
            known = proofs[proof.triple]
            if len(known) < self._most and not any(k.leaves <= proof.leaves for k in known):
                known.append(proof)
                for goal, arc in uses[proof.triple]:
                    offer(goal, arc, proof)
        return proofs[target]
