"""The stored questions: all of them by topic, and each as a form, an answer and a call."""

from cybernorms.web.questions.listing import Question, group_by_topic, list_questions
from cybernorms.web.questions.views import questions_blueprint

__all__ = ["Question", "group_by_topic", "list_questions", "questions_blueprint"]
