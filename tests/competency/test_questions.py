"""Every stored question gives its expected answer on the project's own graph."""

from dataclasses import replace
from pathlib import Path

import pytest

from cybernorms.engine import QueryEngine
from cybernorms.files import graph_root
from cybernorms.questions import Question, answer, bind, differences, load_questions
from cybernorms.sources import load_files

EXPECTED = Path(__file__).parent
QUESTIONS = load_questions(
    load_files((graph_root() / "ontology" / "questions").glob("*.ttl"), graph_root())
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.identifier)
def test_question_has_its_expected_answer(question: Question, own_engine: QueryEngine) -> None:
    expected = (EXPECTED / question.answer_file).read_text("utf-8")
    assert differences(question, expected, answer(question, own_engine, timeout=30)) == []


def test_every_expected_answer_belongs_to_a_question() -> None:
    kept = {path.name for path in EXPECTED.iterdir() if path.suffix in {".csv", ".txt", ".nt"}}
    assert kept == {question.answer_file for question in QUESTIONS}


def test_a_wrong_answer_is_told_apart(own_engine: QueryEngine) -> None:
    question = QUESTIONS[0]
    actual = answer(question, own_engine, timeout=30)
    assert differences(question, actual.replace("Microsoft", "Macrosoft"), actual) != []


@pytest.mark.parametrize(
    "question",
    [question for question in QUESTIONS if question.parameters],
    ids=lambda question: question.identifier,
)
def test_defaults_of_parameters_are_what_the_query_binds(
    question: Question, own_engine: QueryEngine
) -> None:
    query = bind(question.query, {each.name: each.default for each in question.parameters})
    expected = (EXPECTED / question.answer_file).read_text("utf-8")
    actual = answer(replace(question, query=query), own_engine, timeout=30)
    assert differences(question, expected, actual) == []
    for parameter in question.parameters:
        assert parameter.description
        assert parameter.label
