"""All that follows can be proved: of each rule's case, and of random ontologies."""

from collections.abc import Callable

import pytest
from rdflib import Graph

from cybernorms.explanation import GraphFacts, check, prove
from cybernorms.reasoning import close
from cybernorms.terms import shorten

from .rules import RULES, Case
from .test_closure import random_ontology

Turtle = Callable[[str], Graph]
CASES = {name: case for name, case in RULES.items() if isinstance(case, Case) and case.follows}


@pytest.mark.parametrize("name", CASES)
def test_what_follows_by_a_rule_is_proved(name: str, turtle: Turtle) -> None:
    given, follows = turtle(CASES[name].given), turtle(CASES[name].follows)
    facts = GraphFacts(given, close(given, "sparq"))
    for triple in follows:
        proofs = prove(triple, facts).proofs
        assert proofs, " ".join(map(shorten, triple))
        assert not check(proofs[0], facts)


@pytest.mark.parametrize("seed", range(100, 107))
def test_what_follows_from_a_random_ontology_is_proved(seed: int, turtle: Turtle) -> None:
    given = turtle(random_ontology(seed))
    derived = close(given, "sparq")
    facts = GraphFacts(given, derived)
    for number, triple in enumerate(sorted(derived)):
        proofs = prove(triple, facts).proofs
        assert proofs, " ".join(map(shorten, triple))
        assert proofs[0].leaves <= set(given)
        if number % 10 == 0:
            assert not check(proofs[0], facts)
