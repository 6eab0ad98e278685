"""Proofs checked by other means than those that found them."""

from collections.abc import Iterator

from rdflib import Graph

from cybernorms.explanation.derivations import derivations
from cybernorms.explanation.facts import Facts, GraphFacts
from cybernorms.explanation.proof import Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.view import Status, View
from cybernorms.reasoning import load_engine
from cybernorms.sources import empty_graph
from cybernorms.terms import shorten


def check(proof: Proof, facts: Facts) -> list[str]:
    """Say what is wrong with a proof, one sentence a fault; nothing if it holds.

    Each leaf has to be asserted, and each step to be an instance of its rule on its premises alone,
    which are leaves or concluded before. Apart from our table of rules, owlrl has to derive the
    triple from the leaves; but for dt-eq, which it does not know (docs/reasoning.md).
    """
    return list(_faults(proof, facts))


def _faults(proof: Proof, facts: Facts) -> Iterator[str]:
    for leaf in proof.leaves:
        if not any(facts.find(*leaf, 1).values()):
            yield f"{_written(leaf)} is a leaf, but not asserted"
    shown = set(proof.leaves)
    for step in proof.steps():
        premises = {premise.triple for premise in step.premises}
        if not shown >= premises.union(step.cells):
            yield f"{_written(step.triple)} is concluded from what is not shown before"
        if not _is_instance(step):
            yield f"{_written(step.triple)} is no conclusion of {step.rule} from its premises"
        shown.add(step.triple)
    rules = {step.rule for step in proof.steps()}
    if rules and "dt-eq" not in rules and not _is_derived(proof):
        yield f"owlrl does not derive {_written(proof.triple)} from the leaves"


def _is_derived(proof: Proof) -> bool:
    return proof.triple in set(load_engine("owlrl")(_graph(*proof.leaves)).derived())


def _is_instance(step: Proof) -> bool:
    given = _graph(*(premise.triple for premise in step.premises), *step.cells)
    view = View(GraphFacts(given, empty_graph()), len(given))
    return any(
        derivation.rule == step.rule
        and all(view.status(premise) is Status.ASSERTED for premise in derivation.premises)
        for derivation in derivations(step.triple, view)
    )


def _graph(*triples: Triple) -> Graph:
    graph = empty_graph()
    for triple in triples:
        graph.add(triple)
    return graph


def _written(triple: Triple) -> str:
    return " ".join(map(shorten, triple))
