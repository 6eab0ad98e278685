"""The stored questions: all of them by topic, and each as a form, an answer and a call."""

from cybernorms.web.questions.listing import Question, list_questions
from cybernorms.web.questions.views import questions_blueprint

__all__ = ["Question", "list_questions", "questions_blueprint"]
