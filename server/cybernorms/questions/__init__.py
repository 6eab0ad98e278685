"""Competency questions: what the graph must be able to answer, and whether it still does."""

from cybernorms.questions.answers import answer, differences
from cybernorms.questions.parameters import Bindings, Parameter, bind, read_literal
from cybernorms.questions.question import Question, choose, load_questions, read_questions

__all__ = [
    "Bindings",
    "Parameter",
    "Question",
    "answer",
    "bind",
    "choose",
    "differences",
    "load_questions",
    "read_literal",
    "read_questions",
]
