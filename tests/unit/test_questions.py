from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cybernorms.engine import Answer, Query, QueryForm
from cybernorms.errors import InputError
from cybernorms.files import graph_root
from cybernorms.questions import Question, answer, choose, differences, load_questions
from cybernorms.sources import load_sources

MakeRoot = Callable[..., Path]


@pytest.fixture
def question(make_root: MakeRoot) -> Question:
    (question,) = load_questions(load_sources(make_root()))
    return question


class FixedEngine:
    """Gives one body, whatever it is asked, and keeps what it was asked."""

    def __init__(self, form: QueryForm, body: bytes) -> None:
        self.form, self.body = form, body
        self.asked: list[Query] = []

    def query(self, query: Query) -> Answer:
        self.asked.append(query)
        return Answer(self.form, "", self.body, self.snapshot_id())

    def snapshot_id(self, _release: str | None = None) -> str:
        return "0" * 16

    def check(self) -> str:
        return self.snapshot_id()


def test_question_is_read_whole(question: Question) -> None:
    assert (question.identifier, question.form, question.answer_file) == (
        "cq-01-agreements",
        "SELECT",
        "cq-01-agreements.csv",
    )
    assert (question.title, question.text) == ("Which agreements?", "Which agreements are there?")
    assert question.keywords == ("agreement",)
    assert question.query.startswith("PREFIX cn:")


@pytest.mark.parametrize(
    "text",
    [
        "e a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; dcterms:identifier 'cq-02' .",
        "e a sh:SPARQLExecutable ; dcterms:identifier 'cq-02' ; sh:select 'SELECT * {}' .",
        "e a sh:SPARQLExecutable , sh:SPARQLAskExecutable ; sh:ask 'ASK {}' .",
        "e a sh:SPARQLExecutable , sh:SPARQLAskExecutable ; sh:ask 'ASK {}' ;"
        " dcterms:identifier '../cq' .",
    ],
)
def test_incomplete_question_is_named(text: str, make_root: MakeRoot) -> None:
    sources = load_sources(make_root({"ontology/questions/cq-02.ttl": "id:" + text}))
    with pytest.raises(InputError, match="id/e: a question needs"):
        load_questions(sources)


def test_choose_takes_identifiers_and_their_beginnings(question: Question) -> None:
    many = [replace(question, identifier=name) for name in ("cq-01-a", "cq-010-b", "cq-02-c")]
    assert [q.identifier for q in choose(many, [])] == ["cq-01-a", "cq-010-b", "cq-02-c"]
    assert [q.identifier for q in choose(many, ["cq-01"])] == ["cq-01-a"]
    with pytest.raises(InputError, match="cq-0: no such question"):
        choose(many, ["cq-02-c", "cq-0"])


def test_answer_of_select_is_csv_with_plain_line_ends(question: Question) -> None:
    engine = FixedEngine("SELECT", b"a,b\r\n1,2\r\n")
    assert answer(question, engine, 3.0) == "a,b\n1,2\n"
    (asked,) = engine.asked
    assert (asked.results_type, asked.timeout, asked.entailment) == ("text/csv", 3.0, "owlrl")


def test_answer_of_ask_is_a_word(question: Question) -> None:
    engine = FixedEngine("ASK", b'{"head":{},"boolean":false}')
    assert answer(replace(question, form="ASK"), engine, 1.0) == "false\n"


def test_answer_of_construct_is_sorted_and_without_repeats(question: Question) -> None:
    engine = FixedEngine("CONSTRUCT", b"<b> <p> <c> .\n<a> <p> <c> .\n<b> <p> <c> .\n")
    text = answer(replace(question, form="CONSTRUCT"), engine, 1.0)
    assert text == "<a> <p> <c> .\n<b> <p> <c> .\n"


ORDERED = "SELECT ?a { ?a ?b ?c } ORDER BY ?a"
INSIDE = "SELECT ?a { { SELECT ?a { ?a ?b ?c } ORDER BY ?a LIMIT 5 } }"


@pytest.mark.parametrize(
    ("expected", "actual", "query", "same"),
    [
        ("a\n1\n2\n", "a\n2\n1\n", None, True),
        ("a\n1\n2\n", "a\r\n1\r\n2\r\n", None, True),
        ("a\n1\n2\n", "a\n2\n1\n", ORDERED, False),
        ("a\n1\n2\n", "a\n1\n2\n", ORDERED, True),
        ("a\n1\n2\n", "a\n2\n1\n", INSIDE, True),
        ("a\n1\n1\n", "a\n1\n", None, False),
        ("a,b\n1,2\n", "b,a\n2,1\n", None, True),
        ("a,b\n1,2\n", "b,a\n1,2\n", None, False),
        ("a\n", "a\n", None, True),
        ("a\n", "a\n1\n", None, False),
        ("a\n", "b\n", None, False),
        ('a,b\n"1,2",3\n', 'a,b\n1,"2,3"\n', None, False),
        ("a\n\n", "a\n\n", None, True),
        ("", "a\n", None, False),
    ],
)
def test_rows_are_compared_as_a_bag_unless_ordered(
    expected: str, actual: str, query: str | None, same: bool, question: Question
) -> None:
    asked = replace(question, query=query or "SELECT ?a ?b { ?a ?b ?c }")
    assert (differences(asked, expected, actual) == []) is same


def test_difference_shows_missing_and_unexpected_rows(question: Question) -> None:
    assert differences(question, "a\n1\n1\n", "a\n2\n") == ["- 1  (2 times)", "+ 2"]


def test_difference_in_order_shows_the_first_row(question: Question) -> None:
    lines = differences(replace(question, query=ORDERED), "a\n1\n2\n3\n", "a\n1\n3\n2\n")
    assert lines[0].endswith("from row 2:")
    assert lines[1:] == ["- 2", "+ 3"]


def test_long_difference_is_cut_and_counted(question: Question) -> None:
    expected = "a\n" + "".join(f"{n}\n" for n in range(30))
    lines = differences(question, expected, "a\n")
    assert len(lines) == 11
    assert lines[-1] == "… and 20 more lines differ"


def test_boolean_and_graph_are_compared_by_line(question: Question) -> None:
    ask = replace(question, form="ASK")
    assert differences(ask, "true\n", "true\n") == []
    assert differences(ask, "true\n", "false\n") == ["- true", "+ false"]


def test_every_question_of_the_project_is_unique_and_filed_under_its_name() -> None:
    root = graph_root()
    questions = load_questions(load_sources(root))
    files = {path.stem for path in (root / "ontology" / "questions").glob("*.ttl")}
    assert {question.identifier for question in questions} == files
    assert len(questions) == len(files)
