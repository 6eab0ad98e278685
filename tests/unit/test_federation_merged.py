"""Queries of several members have the answer that their data have as one graph."""

import random
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from tests.federated import Trial, rows
from tests.loopback import endpoints

from cybernorms.errors import MalformedRequestError

PROLOGUE = "PREFIX : <http://e/>\n"
OURS = """
@prefix : <http://e/> .
:n1 a :Norm ; :label "one" ; :number 1 . :n2 a :Norm ; :label "two" ; :number 2 .
:n3 a :Norm ; :label "three" ; :broader :n2 . :n2 :broader :n1 . :x :serves :n1 ; a :Action .
"""
ONE = """
@prefix : <http://e/> .
:m1 a :Measure , :Action ; :serves :n1 , :n2 ; :label "m one" ; :by :s1 . :s1 :label "state one" .
:n1 :label "one" . :n4 :broader :n3 . :s1 :knows :s3 .
"""
TWO = """
@prefix : <http://e/> .
:m2 a :Measure ; :serves :n2 ; :label "m two" ; :by :s1 . :n1 :label "one" , "uno" .
:m1 :serves :n1 . :s2 :hates :s2 .
"""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with endpoints() as served:
        made = Trial(tmp_path_factory.mktemp("federation"), served, PROLOGUE, OURS)
        made.admit("one", served.hold("one", ONE))
        made.admit("two", served.hold("two", TWO))
        made.admit("gone", served.url("gone"))
        yield made


def merge(*contents: str) -> ox.Store:
    store = ox.Store()
    for content in (OURS, *contents):
        store.load(content.encode(), ox.RdfFormat.TURTLE)
    store.add(ox.Quad(*[ox.NamedNode(f"http://e/{name}") for name in "spog"]))
    return store


def expected(text: str, *contents: str) -> Counter[object]:
    found = merge(*contents).query(PROLOGUE + text)
    assert isinstance(found, ox.QuerySolutions)
    return rows(found)


QUERIES = [
    "SELECT * { ?m :serves ?n ; :by ?s . ?s :label ?l }",
    "SELECT ?m ?n { ?m :serves/:label ?n }",
    "SELECT * { ?n a :Norm . OPTIONAL { ?m :serves ?n ; a :Measure } }",
    "SELECT * { ?n a :Norm . FILTER NOT EXISTS { ?m a :Measure ; :serves ?n } }",
    "SELECT * { ?n a :Norm MINUS { ?m :serves ?n } }",
    "SELECT * { { ?x a :Norm } UNION { ?x a :Measure } ?x :label ?l }",
    "SELECT ?n (COUNT(*) AS ?k) { ?m :serves ?n } GROUP BY ?n",
    "SELECT * { ?x :label ?l FILTER(STRSTARTS(?l, 'm') && ?x != :m2) }",
    "SELECT * { [ :serves ?n ; :by [ :label ?l ] ] }",
    "SELECT * { ?m :serves ?n { SELECT * { ?n :label ?l . [] :broader ?n } } }",
    "SELECT * { VALUES ?n { :n1 :n2 } ?m :serves ?n . BIND(STR(?m) AS ?t) }",
    "SELECT * { ?s ?p :n1 }",
    "SELECT * { :n1 :label 'one' . ?m :serves :n1 }",
    "SELECT * { ?s :knows ?t . ?m :by ?s . ?m :serves ?n . ?n :number ?i }",
    "SELECT * { ?x :hates ?x } LIMIT 1",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_the_answer_is_that_of_one_graph(trial: Trial, text: str) -> None:
    assert trial.ours(text, "one", "two") == expected(text, ONE, TWO)


def test_so_it_is_of_queries_made_at_random(trial: Trial) -> None:
    chance = random.Random(9)  # noqa: S311
    verbs = [":serves", ":label", ":by", ":broader", "a", "?p", "^:serves", ":serves/:label"]
    subjects, objects = ["?a", "?b", ":n1", ":m1", "_:d"], ["?a", "?b", ":n1", ":Norm", "'one'"]
    for _ in range(40):
        parts = [f"?a {chance.choice(verbs)} {chance.choice(objects)}"]
        parts.append(" ".join(map(chance.choice, (subjects, verbs, objects))))
        if chance.random() < 0.5:
            word = chance.choice(["OPTIONAL", "MINUS", "FILTER NOT EXISTS"])
            some = " ".join(map(chance.choice, (subjects[:4], verbs, objects)))
            parts.append(f"{word} {{ {some} }}")
        text = f"SELECT * {{ {' . '.join(parts)} }}"
        assert trial.ours(text, "*") == expected(text, ONE, TWO), text


def test_a_member_that_is_gone_is_as_one_without_data_and_told(trial: Trial) -> None:
    text = "SELECT * { ?m :serves ?n . ?m :by ?s OPTIONAL { ?s :label ?l } }"
    answer = trial.ask(text, "one", "gone")
    assert trial.ours(text, "one", "gone") == expected(text, ONE)
    assert answer.completeness is not None
    assert not answer.completeness.is_complete
    shares = {share.member: share for share in answer.completeness.shares}
    assert shares["one"].is_complete
    assert shares["one"].rows
    assert shares["gone"].error


def test_a_member_that_has_nothing_to_say_is_not_asked_and_told(trial: Trial) -> None:
    answer = trial.ask("SELECT * { ?s :knows ?t }", "one", "two")
    assert answer.completeness is not None
    asked = {share.member: share.requests for share in answer.completeness.shares}
    assert asked == {"one": 1, "two": 0}
    assert answer.completeness.is_complete


def test_members_are_asked_for_what_is_wanted_only(trial: Trial) -> None:
    before = len(trial.served.asked["one"])
    trial.ask("SELECT * { ?m :by ?s . ?m :serves ?n . ?n :number 2 }", "one")
    sent = trial.served.asked["one"][before:]
    assert len(sent) == 2
    assert all("VALUES" in text for text in sent)


def test_a_stranger_is_no_member(trial: Trial) -> None:
    with pytest.raises(MalformedRequestError, match="choose of gone, one, two"):
        trial.ask("SELECT * { ?s ?p ?o }", "one", "stranger")


ALIGNED = f"{OURS} :n1 <http://www.w3.org/2004/02/skos/core#exactMatch> <http://theirs/norm> ."
NORM = "https://w3id.org/cybernorms/id/provision/n1"
"""Ours by its address."""


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    ours = ALIGNED.replace(":n1", f"<{NORM}>")
    theirs = ":m :serves <http://theirs/norm> . <http://theirs/norm> :note 'theirs' , 'good' ."
    others = f":k :serves <{NORM}> . :j :serves <http://theirs/norm> ."
    with endpoints() as served:
        made = Trial(tmp_path_factory.mktemp("aligned"), served, PROLOGUE, ours)
        made.admit("one", served.hold("one", f"@prefix : <http://e/> . {theirs}"))
        made.admit("two", served.hold("two", f"@prefix : <http://e/> . {others}"))
        yield made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"SELECT ?m {{ ?m :serves <{NORM}> }}", "mkjx"),
        ("SELECT ?m { ?m :serves ?n . ?n :number 1 }", "mkjx"),
        (f"SELECT ?m {{ ?m :serves ?n FILTER(?n = <{NORM}>) }}", "mkjx"),
        ("SELECT ?m { ?m :serves ?n . ?n :note 'good' ; :label 'one' }", "mkjx"),
    ],
)
def test_others_are_asked_for_their_names_and_answer_under_ours(
    aligned: Trial, text: str, expected: str
) -> None:
    found = aligned.ours(text, "*")
    assert found == Counter(frozenset({("m", f"<http://e/{name}>")}) for name in expected)


def test_a_thing_of_several_names_is_one_thing(aligned: Trial) -> None:
    found = aligned.ours("SELECT ?n (COUNT(*) AS ?k) { ?m :serves ?n } GROUP BY ?n", "*")
    number = '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert found == Counter([frozenset({("n", f"<{NORM}>"), ("k", number)})])
