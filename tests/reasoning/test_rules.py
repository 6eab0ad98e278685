"""Every rule of OWL 2 RL, by its W3C name, gives what the specification says in both engines."""

from collections.abc import Callable

import pytest
from rdflib import Graph
from tests.reasoning.rules import RULES, TABLES, Case, Contradiction

from cybernorms.errors import InconsistencyError
from cybernorms.reasoning import ENGINES, Clash, close
from cybernorms.terms import shorten

Turtle = Callable[[str], Graph]
engines = pytest.mark.parametrize("engine", sorted(ENGINES))
CASES = {name: rule for name, rule in RULES.items() if isinstance(rule, Case)}
CONTRADICTIONS = {name: rule for name, rule in RULES.items() if isinstance(rule, Contradiction)}


def lines(graph: Graph) -> set[str]:
    return {" ".join(map(shorten, triple)) for triple in graph}


def test_all_rules_of_the_profile_are_here() -> None:
    assert [len(table) for table in TABLES] == [9, 20, 19, 5, 5, 20]


@engines
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_rule_derives_what_follows_and_nothing_else(
    case: Case, engine: str, turtle: Turtle
) -> None:
    assert lines(close(turtle(case.given), engine)) == lines(turtle(case.follows))
    assert lines(close(turtle(case.twin), engine)) == lines(turtle(case.twin_follows))


@engines
@pytest.mark.parametrize(("name", "case"), CONTRADICTIONS.items(), ids=CONTRADICTIONS)
def test_contradiction_is_an_error_that_names_it(
    name: str, case: Contradiction, engine: str, turtle: Turtle
) -> None:
    with pytest.raises(InconsistencyError) as raised:
        close(turtle(case.given), engine)
    clash = raised.value.clashes[0]
    assert isinstance(clash, Clash)
    assert clash.rule == (case.found_by or name)
    sentence = clash.sentence.replace("<http://e/", "e:")
    assert [word for word in case.names if word not in sentence] == []
    assert lines(close(turtle(case.twin), engine)) == lines(turtle(case.twin_follows))
