from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from cybernorms.engine import Answer, Query, QueryForm
from cybernorms.errors import InputError, MalformedRequestError
from cybernorms.files import graph_root
from cybernorms.namespaces import CN, ID
from cybernorms.questions import (
    Question,
    answer,
    bind,
    choose,
    differences,
    load_questions,
    read_literal,
)
from cybernorms.sources import load_sources
from cybernorms.tokens import tokenize

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


PARAMETERS = """
question:cq-02-chosen a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
    rdfs:label "Which provisions?"@en ; rdfs:comment "Of a Call."@en ;
    dcterms:identifier "cq-02-chosen" ; sh:labelTemplate "What does {?agreement} say?"@en ;
    sh:parameter <https://w3id.org/cybernorms/question/cq-02-chosen#agreement> ,
        <https://w3id.org/cybernorms/question/cq-02-chosen#least> ;
    sh:select '''SELECT ?s { VALUES ?agreement { id:agreement/call } VALUES ?least { UNDEF }
      # VALUES ?agreement { no }
      ?agreement cn:hasProvision ?s FILTER (?s != "VALUES ?agreement { no }") }''' .
<https://w3id.org/cybernorms/question/cq-02-chosen#agreement> a sh:Parameter ; sh:order 2 ;
    dcterms:identifier "agreement" ; sh:name "agreement"@en ; sh:class cn:Agreement ;
    sh:targetObjectsOf cn:isProvisionOf ;
    sh:defaultValue <https://w3id.org/cybernorms/id/agreement/call> .
<https://w3id.org/cybernorms/question/cq-02-chosen#least> a sh:Parameter ; sh:order 1 ;
    dcterms:identifier "least" ; sh:datatype xsd:integer ; sh:minInclusive 1 ; sh:maxInclusive 9 .
"""
PREFIXED = "@prefix question: <https://w3id.org/cybernorms/question/> .\n"


@pytest.fixture
def chosen(make_root: MakeRoot) -> Question:
    root = make_root({"ontology/questions/cq-02.ttl": PREFIXED + PARAMETERS})
    return load_questions(load_sources(root))[-1]


def test_parameters_are_read_in_their_order(chosen: Question) -> None:
    least, agreement = chosen.parameters
    assert (least.name, least.least, least.greatest, least.default) == ("least", 1, 9, ())
    assert agreement.prop == str(CN.isProvisionOf)
    assert agreement.default == (ID["agreement/call"],)


def test_terms_are_exchanged_where_the_query_binds_them_and_nowhere_else(chosen: Question) -> None:
    bound = bind(chosen.query, {"agreement": [ID["agreement/other"]], "least": [Literal(3)]})
    assert bound.count(f"VALUES ?agreement {{ <{ID['agreement/other']}> }}") == 1
    assert bound.count("VALUES ?agreement { no }") == 2
    assert "VALUES ?least { 3 }" in bound
    assert bind(bound, {"least": []}).count("VALUES ?least { UNDEF }") == 1


@pytest.mark.parametrize(
    "text", ['" } } DROP ALL #', '\\" }', "'''", "}\n{ ?s ?p ?o", "\\", "\u2028", "\\u007D"]
)
def test_no_text_gets_out_of_its_literal(chosen: Question, text: str) -> None:
    bound = bind(chosen.query, {"least": [Literal(text)]})
    kinds = [token.kind for token in tokenize(bound)]
    assert kinds == [token.kind for token in tokenize(bind(chosen.query, {"least": [Literal("")]}))]


@pytest.mark.parametrize("iri", ["http://e/> } DROP ALL", "http://e/\n", "http://e/{", "a\\u003Eb"])
def test_what_is_no_iri_is_not_bound(chosen: Question, iri: str) -> None:
    with pytest.raises(InputError, match="is no IRI"):
        bind(chosen.query, {"agreement": [URIRef(iri)]})


@pytest.mark.parametrize("text", ["0", "10", "-1", "3.0", "٣", "3 }", "9" * 5000, ""])
def test_a_number_out_of_its_span_is_refused_with_what_is_allowed(
    chosen: Question, text: str
) -> None:
    with pytest.raises(MalformedRequestError, match="give a whole number from 1 to 9"):
        read_literal(chosen.parameters[0], text)
    assert read_literal(chosen.parameters[0], "7") == Literal(7)


def test_a_title_has_values_only_where_it_has_a_place_for_each(chosen: Question) -> None:
    assert chosen.title_for({"agreement": "the Call"}) == "What does the Call say?"
    assert chosen.title_for({"agreement": "the Call", "least": "3"}) == "Which provisions?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PARAMETERS.replace("VALUES ?least", "VALUES ?lest"), r"no  VALUES \?least"),
        (PARAMETERS.replace("sh:datatype xsd:integer ;", ""), "needs dcterms:identifier, and"),
    ],
)
def test_a_parameter_without_place_or_type_is_named(
    text: str, message: str, make_root: MakeRoot
) -> None:
    with pytest.raises(InputError, match=message):
        load_questions(load_sources(make_root({"ontology/questions/cq-02.ttl": PREFIXED + text})))
