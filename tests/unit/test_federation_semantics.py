"""Queries with SERVICE get the answer that they have by SPARQL 1.1 Federated Query.

The other opinion is pyoxigraph's own, which asks the endpoints itself and pushes nothing down.
"""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.federated import Trial
from tests.loopback import endpoints

from cybernorms.errors import CyberNormsError, ServiceError

PROLOGUE = "PREFIX : <http://e/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"
OURS = """
@prefix : <http://e/> .
:a :p 1 ; :q :x ; :at _:nobody . :b :p 2 ; :q :y . :c :p 3 . :d :p 3 ; :q :x . :e :q :z .
:x :name "x" . :y :name "y"@en .
"""
ONE = """
@prefix : <http://e/> .
:a :r 10 ; :s :k . :b :r 20 , 21 . :c :s :l . :x :t :a , :b . :k :u _:n . _:n :v "deep" .
"""
TWO = """
@prefix : <http://e/> .
:k :w "k" . :l :w "l" , "l2" . :a :r 11 . :ten :is 10 . :y :t :d .
"""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with endpoints() as served:
        made = Trial(tmp_path_factory.mktemp("federation"), served, PROLOGUE, OURS)
        made.admit("one", served.hold("one", ONE))
        made.admit("two", served.hold("two", TWO))
        made.admit("gone", served.url("gone"))
        yield made


SAME = [
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r } }",
    "SELECT * { SERVICE <one> { ?a :r ?r } ?a :p ?n }",
    "SELECT * { ?a :p ?n . SERVICE <one> { ?a :r ?r } . ?a :q ?x }",
    "SELECT * { SERVICE <one> { ?a :r ?r } }",
    "SELECT * { SERVICE <one> { } }",
    "SELECT * { SERVICE <one> { :a :r 10 } ?a :p ?n }",
    "SELECT * { SERVICE <one> { :a :r 9 } ?a :p ?n }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r OPTIONAL { ?a :s ?k } } }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :s ?k OPTIONAL { ?a :r ?r } FILTER(!BOUND(?r)) } }",
    "SELECT * { ?a :p ?n SERVICE <one> { OPTIONAL { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n SERVICE <one> { { ?a :r ?r } UNION { ?a :s ?r } } }",
    "SELECT * { ?a :p ?n SERVICE <one> { { ?a :r ?r } UNION { ?b :s ?r } } }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r FILTER(?n = 1) } }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r BIND(?r + 1 AS ?m) } }",
    "SELECT * { ?a :p ?n SERVICE <one> { SELECT ?a (MAX(?r) AS ?m) { ?a :r ?r } GROUP BY ?a } }",
    "SELECT * { ?a :p ?n SERVICE <one> { SELECT ?a { ?a :r ?r } ORDER BY ?r LIMIT 1 } }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r MINUS { ?a :s ?k } } }",
    "SELECT * { ?a :p ?n SERVICE <one> { VALUES ?a { :a :c } ?a ?p ?v } }",
    "SELECT * { ?a :p ?n OPTIONAL { SERVICE <one> { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n OPTIONAL { ?a :q ?x SERVICE <one> { ?a :r ?r } FILTER(?n > 1) } }",
    "SELECT * { ?a :p ?n OPTIONAL { SERVICE <one> { ?a :r ?r } } OPTIONAL { ?a :q ?x } }",
    "SELECT * { ?a :p ?n OPTIONAL { SERVICE <one> { ?a :r ?r } } :b :p ?n }",
    "SELECT * { :b :q ?x OPTIONAL { ?a :q ?x SERVICE <one> { ?a :r ?r } } ?a :p ?n }",
    "SELECT * { { ?a :p ?n } UNION { SERVICE <one> { ?a :r ?n } } }",
    "SELECT * { ?a :q ?x { SERVICE <one> { ?a :r ?r } } UNION { SERVICE <two> { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n MINUS { SERVICE <one> { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n MINUS { SERVICE <one> { ?z :r ?r } } ?a :q ?x }",
    "SELECT * { ?a :p ?n FILTER EXISTS { SERVICE <one> { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n FILTER NOT EXISTS { SERVICE <one> { ?a :r ?r } } }",
    "SELECT * { ?a :p ?n FILTER(?n < 3) SERVICE <one> { ?a ?p ?v } }",
    "SELECT * { ?a :p ?n OPTIONAL { ?a :q ?x } SERVICE <one> { ?x :t ?b } }",
    "SELECT * { ?a :p ?n OPTIONAL { ?a :q ?x } FILTER(!BOUND(?x)) SERVICE <one> { ?a ?p ?v } }",
    "SELECT * { ?a :q ?x SERVICE <one> { ?x :t ?b } SERVICE <one> { ?b :r ?r } }",
    "SELECT * { SERVICE <one> { ?a :s ?k } SERVICE <two> { ?k :w ?w } }",
    "SELECT * { SERVICE <one> { ?a :r ?r } SERVICE <two> { ?i :is ?r } ?a :p ?n }",
    "SELECT * { SERVICE <one> { ?a :s ?k } OPTIONAL { SERVICE <two> { ?k :w ?w } } ?a :p ?n }",
    "SELECT * { SERVICE <one> { ?a :s ?k SERVICE <two> { ?k :w ?w } } ?a :p ?n }",
    "SELECT * { { SELECT ?a { ?a :p ?n } ORDER BY ?n ?a LIMIT 2 } SERVICE <one> { ?a ?p ?v } }",
    "SELECT * { ?a :p ?n { SELECT ?a (COUNT(*) AS ?c) { SERVICE <one> { ?a ?p ?v } }"
    " GROUP BY ?a } }",
    "SELECT * { ?a :p ?n { SELECT ?a { SERVICE <one> { ?a ?p ?v } } LIMIT 2 } }",
    "SELECT * { ?n :name ?l . ?a :q ?n { SELECT DISTINCT ?a { SERVICE <one> { ?a :r ?n } } } }",
    "SELECT * { ?a :p ?n { SELECT DISTINCT ?a { { ?a :q ?x } UNION { SERVICE <one> { ?a :r ?x }"
    " } } } }",
    "SELECT * { ?a :p ?n BIND(:k AS ?k) SERVICE <two> { ?k :w ?w } }",
    "SELECT * { ?a :p ?n BIND(IRI(CONCAT('http://e/', STR(?n))) AS ?k) SERVICE <two> { ?k ?w ?v }}",
    "SELECT * { BIND(:a AS ?a) SERVICE <one> { ?a :r ?r } }",
    "SELECT * { VALUES ?a { :a :b UNDEF } SERVICE <one> { ?a :r ?r } }",
    "SELECT * { VALUES (?a ?n) { (:a 1) (UNDEF 2) } SERVICE <one> { ?a :r ?r } ?a :p ?n }",
    "SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r } } VALUES ?a { :b }",
    "SELECT ?a (COUNT(*) AS ?c) { ?a :p ?n SERVICE <one> { ?a :r ?r } } GROUP BY ?a",
    "SELECT DISTINCT ?n { ?a :p ?n SERVICE <one> { ?x :t ?b } } ORDER BY ?n LIMIT 2",
    "SELECT * { ?a :at ?b SERVICE <one> { ?x :u ?b } }",
    "SELECT * { SERVICE <one> { :k :u ?n . ?n :v ?v } }",
    "SELECT * { ?a :p ?n SERVICE SILENT <gone> { ?a :r ?r } }",
    "SELECT * { ?a :p ?n OPTIONAL { SERVICE SILENT <gone> { ?a :r ?r } } }",
    "SELECT * { SERVICE SILENT <gone> { ?a :r ?r } }",
    "SELECT * { SERVICE SILENT <gone> { ?a :r ?r } SERVICE <one> { ?a :r ?r } }",
    "SELECT * { SERVICE <one> { ?a :r ?r OPTIONAL { SERVICE SILENT <gone> { ?a :s ?s } } } }",
]


@pytest.mark.parametrize("text", SAME)
def test_the_answer_is_that_of_an_engine_that_asks_by_itself(trial: Trial, text: str) -> None:
    assert trial.ours(text) == trial.theirs(text)


VARIABLES = [
    ("VALUES ?m { <one> <two> } SERVICE ?m { ?a :r ?r }", {"one": "abb", "two": "a"}),
    ("?a :p ?n VALUES ?m { <one> <two> } SERVICE ?m { ?a :r ?r }", {"one": "abb", "two": "a"}),
    ("?a :p ?n BIND(IF(?n = 1, <two>, <one>) AS ?m) SERVICE ?m { ?a :r ?r }",
     {"one": "bb", "two": "a"}),
    ("?a :p ?n BIND(IF(?n = 1, <one>, <gone>) AS ?m) SERVICE SILENT ?m { ?a :r ?r }",
     {"one": "a", "gone": "bcd"}),
    ("VALUES (?m ?a) { (<one> :b) (<two> UNDEF) } SERVICE ?m { ?a :r ?r }",
     {"one": "bb", "two": "a"}),
    ("VALUES ?m { <one> 1 } SERVICE ?m { ?m :r ?r }", {}),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "expected"), VARIABLES)
def test_a_variable_names_the_endpoints(
    trial: Trial, pattern: str, expected: dict[str, str]
) -> None:
    """The other engine takes these for unbound; by the standard each value is asked (4)."""
    found = trial.ours(f"SELECT ?m ?a {{ {pattern} }}")
    wanted = [
        frozenset({("m", f"<{trial.served.url(name)}>"), ("a", f"<http://e/{a}>")})
        for name, nodes in expected.items()
        for a in nodes
    ]
    assert found == Counter(wanted)


def test_graph_says_nothing_to_a_member(trial: Trial) -> None:
    """The other engine looks for the clause's triples in the graph, which the member has not."""
    found = trial.ours("SELECT ?a { GRAPH :g { ?s ?p ?o SERVICE <one> { ?a :s ?k } } }")
    assert found == Counter([frozenset({("a", f"<http://e/{a}>")}) for a in "ac"])


def test_blank_nodes_of_two_answers_are_not_one(trial: Trial) -> None:
    """The other engine compares their labels, which mean nothing outside of an answer."""
    apart = "SELECT * { SERVICE <one> { :k :u ?n } SERVICE <one> { ?n :v ?v } }"
    assert not trial.ours(apart)
    answer = trial.ask("SELECT * { SERVICE <one> { :k :u ?n . ?n :v ?v } }")
    assert b'"value":"https://w3id.org/cybernorms/.well-known/genid/' in answer.body


PARTS = (
    "?a :p ?n .",
    "?a :q ?x .",
    "?x :name ?l .",
    "SERVICE <one> { ?a :r ?r }",
    "SERVICE <one> { ?x :t ?a }",
    "SERVICE <one> { ?a :s ?k OPTIONAL { ?a :r ?r } }",
    "SERVICE <two> { ?k :w ?w }",
    "SERVICE <two> { ?a :r ?r }",
    "SERVICE SILENT <gone> { ?a :p ?k }",
    "FILTER(?n < 3)",
    "BIND(:a AS ?a)",
    "VALUES ?a { :a :b }",
)
WAYS = (
    "{}",
    "OPTIONAL {{ {} }}",
    "MINUS {{ {} }}",
    "{{ {} }} UNION {{ ?a :q ?x }}",
    "FILTER EXISTS {{ {} }}",
    "FILTER NOT EXISTS {{ {} }}",
    "{{ SELECT DISTINCT ?a ?x {{ {} }} }}",
)


def random_query(rng: random.Random) -> str:
    def group(depth: int) -> str:
        parts = rng.sample(PARTS, rng.randint(1, 3))
        if depth:
            way = rng.choice(WAYS)
            parts.insert(rng.randint(0, len(parts)), way.format(group(depth - 1)))
        return " ".join(parts)

    return f"SELECT * {{ {group(rng.randint(0, 2))} }}"


def test_random_queries_have_the_answer_of_the_other_engine(trial: Trial) -> None:
    rng, compared = random.Random(8), 0  # noqa: S311  # the same each time
    while compared < 150:
        text = random_query(rng)
        try:
            trial.store.query(trial.text(text.replace("SERVICE SILENT", "").replace("SERVICE", "")))
        except SyntaxError:
            continue  # BIND of a variable that is bound already
        except (OSError, RuntimeError):
            pass
        assert trial.ours(text) == trial.theirs(text), text
        compared += 1


def test_construct_describe_and_ask_take_part(trial: Trial) -> None:
    graph = trial.ask("CONSTRUCT { ?a :both ?n, ?r } { ?a :p ?n SERVICE <one> { ?a :r ?r } }")
    assert set(graph.body.decode().splitlines()) == {
        f'<http://e/{name}> <http://e/both> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> .'
        for name, n in (("a", 1), ("a", 10), ("b", 2), ("b", 20), ("b", 21))
    }
    assert b":" in trial.ask("DESCRIBE ?a { SERVICE <one> { ?a :s :k } }").body
    assert b'"boolean":true' in trial.ask("ASK { :b :p ?n SERVICE <one> { :b :r 21 } }").body
    assert b'"boolean":false' in trial.ask("ASK { :b :p ?n SERVICE <one> { :b :r 22 } }").body


def test_a_failed_clause_fails_the_query_unless_it_is_silent(trial: Trial) -> None:
    with pytest.raises(ServiceError, match=r"line 2, column 21.*member gone.*404"):
        trial.ask("SELECT * { ?a :p ?n SERVICE <gone> { ?a :r ?r } }")
    answer = trial.ask("SELECT * { ?a :p ?n SERVICE SILENT <gone> { ?a :r ?r } }")
    assert answer.completeness is not None
    (share,) = answer.completeness.shares
    assert (share.member, share.is_complete, share.requests) == ("gone", False, 1)
    assert "404" in share.error


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * { SERVICE <http://no/> { ?s ?p ?o } }", "no member"),
        ("SELECT * { VALUES ?m { <http://no/> } SERVICE ?m { ?s ?p ?o } }", "no member"),
        ("SELECT * { SERVICE <one> { ?s ?p ?o SERVICE <http://no/> { } } }", "no member"),
        ("SELECT * { SERVICE ?m { ?s ?p ?o } }", "binds .m"),
        ("SELECT * { SERVICE ?m { ?s ?p ?m } }", "binds .m"),
        ("SELECT * { OPTIONAL { ?m :p ?n } SERVICE ?m { ?s ?p ?o } }", "binds .m"),
        ("SELECT * { SERVICE <one> { ?m ?p ?o SERVICE ?m { ?s ?p ?o } } }", "beforehand"),
        ("SELECT (EXISTS { SERVICE <one> { } } AS ?x) { }", "expression"),
        ("SELECT * { FILTER(1 = 2 || EXISTS { SERVICE <one> { } }) }", "expression"),
        ("SELECT * FROM :g { SERVICE <http://here/sparql> { ?s ?p ?o } }", "own data set"),
        ("SELECT * { GRAPH :g { SERVICE <http://here/sparql> { ?s ?p ?o } } }", "own data set"),
        ("SELECT * { SERVICE:one { ?s ?p ?o } }", "blanks"),
        ("SELECT * { SERVICESILENT<one> { ?s ?p ?o } }", "blanks"),
    ],
)
def test_what_can_not_be_asked_is_refused_with_the_reason(
    trial: Trial, text: str, why: str
) -> None:
    before = {name: len(asked) for name, asked in trial.served.asked.items()}
    with pytest.raises(CyberNormsError, match=rf"SERVICE at line 2, column \d+: .*{why}"):
        trial.ask(text)
    assert {name: len(asked) for name, asked in trial.served.asked.items()} == before


def test_a_silent_clause_of_a_stranger_is_told_and_not_asked(trial: Trial) -> None:
    for text in (
        "SELECT * { ?a :p ?n SERVICE SILENT <http://no/> { ?a :r ?r } }",
        "SELECT * { ?a :p ?n VALUES ?m { <http://no/> } SERVICE SILENT ?m { ?a :r ?r } }",
    ):
        answer = trial.ask(text)
        assert answer.body.count(b'"n"') == 1 + 4
        assert answer.completeness is not None
        (share,) = answer.completeness.shares
        assert (share.endpoint, share.requests) == ("http://no/", 0)
        assert "no member" in share.error


def test_our_own_endpoint_is_answered_here(trial: Trial) -> None:
    text = "SELECT * { SERVICE <http://here/sparql> { ?a :p ?n } SERVICE <one> { ?a :r ?r } }"
    assert trial.ours(text) == trial.ours("SELECT * { ?a :p ?n SERVICE <one> { ?a :r ?r } }")


def test_syntax_errors_keep_their_place(trial: Trial) -> None:
    for text in ("SELECT * { SERVICE <one> { ?s ?p } }", "SELECT * { SERVICE { ?s ?p ?o } }"):
        with pytest.raises(CyberNormsError) as caught:
            trial.ask(text)
        assert getattr(caught.value, "position").line == 2  # noqa: B009  # it is a syntax error
