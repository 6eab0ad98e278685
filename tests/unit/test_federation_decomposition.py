"""A rewritten query must have the answer that the merged graphs have; GRAPH stands for SERVICE."""

import random
import re
from collections import Counter

import pyoxigraph as ox
import pytest

from cybernorms.engine import Query, Source
from cybernorms.errors import ForbiddenQueryError
from cybernorms.federation.decomposition import decompose

A, B = "http://a.example/sparql", "http://b.example/sparql"
PROLOGUE = "PREFIX : <http://e/>\n"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def triples(turtle: str) -> list[ox.Triple]:
    return [*ox.parse(f"@prefix : <http://e/> .\n{turtle}", format=ox.RdfFormat.TURTLE)]


OURS = """
:n1 a :Norm ; :label "one" ; :number 1 . :n2 a :Norm ; :label "two" ; :number 2 .
:n3 a :Norm ; :label "three" ; :broader :n2 . :n2 :broader :n1 . :x :serves :n1 ; a :Action .
"""
THEIRS = {
    A: """
:m1 a :Measure , :Action ; :serves :n1 , :n2 ; :label "m one" ; :by :s1 . :s1 :label "state one" .
:n1 :label "one" . :n4 :broader :n3 .
""",
    B: """
:m2 a :Measure ; :serves :n2 ; :label "m two" ; :by :s1 . :n1 :label "one" , "uno" .
:m1 :serves :n1 . :s2 :knows :s2 .
""",
}


def fill(store: ox.Store, turtle: str, graph: str = "") -> None:
    """Put triples into the default graph, or a named one."""
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    store.extend(
        ox.Quad(each.subject, each.predicate, each.object, name) for each in triples(turtle)
    )


def source(endpoint: str, *, described: bool) -> Source:
    if not described:
        return Source("", endpoint)
    content = triples(THEIRS[endpoint])
    predicates = {each.predicate.value for each in content}
    objects = (each.object for each in content if each.predicate.value == f"{RDF}type")
    classes = {each.value for each in objects if isinstance(each, ox.NamedNode)}
    return Source("", endpoint, (*predicates,), (*classes,))


def rewrite(text: str, *, described: bool = True) -> str:
    ours = ox.Store()
    fill(ours, OURS)
    query = Query(
        text, None, None, 1, sources=tuple(source(each, described=described) for each in THEIRS)
    )
    return decompose(query, lambda ask: bool(ours.query(ask))).text


def answers(text: str, store: ox.Store) -> Counter[object]:
    found = store.query(text)
    if isinstance(found, ox.QueryBoolean):
        return Counter([bool(found)])
    if isinstance(found, ox.QueryTriples):
        return Counter(str(each) for each in found)
    names = [variable.value for variable in found.variables]
    return Counter(tuple(sorted((n, str(row[n])) for n in names)) for row in found)


def check(text: str) -> None:
    merged, parted = ox.Store(), ox.Store()
    for content in (OURS, *THEIRS.values()):
        fill(merged, content)
    fill(parted, OURS)
    for endpoint, content in THEIRS.items():
        fill(parted, content, endpoint)
    expected = answers(text, merged)
    for described in (True, False):
        new = re.sub(r"SERVICE <", "GRAPH <", rewrite(text, described=described))
        assert answers(new, parted) == expected, new


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?m :serves ?n ; :by ?s . ?s :label ?l }",
        "SELECT ?m ?n { ?m :serves/:label ?n }",
        "SELECT ?n { ?n ^:serves/:by :s1 }",
        "SELECT * { ?n a :Norm . OPTIONAL { ?m :serves ?n ; a :Measure } }",
        "SELECT * { ?n a :Norm . FILTER NOT EXISTS { ?m a :Measure ; :serves ?n } }",
        "SELECT * { ?n a :Norm MINUS { ?m :serves ?n } }",
        "SELECT * { { ?x a :Norm } UNION { ?x a :Measure } ?x :label ?l }",
        "SELECT ?n (COUNT(*) AS ?k) { ?m :serves ?n } GROUP BY ?n HAVING (COUNT(*) > 1)",
        "SELECT * { ?x :label ?l FILTER(STRSTARTS(?l, 'm') && ?x != :m2) }",
        "SELECT * { ?x :label ?l . FILTER EXISTS { [] :serves ?x } }",
        "SELECT * { [ :serves ?n ; :by [ :label ?l ] ] }",
        "SELECT * { _:m :serves ?n . _:m :by ?s }",
        "SELECT * { ?m :serves ?n { SELECT * { ?n :label ?l . [] :broader ?n } } }",
        "SELECT * { VALUES ?n { :n1 :n2 } ?m :serves ?n . BIND(STR(?m) AS ?t) }",
        "SELECT * { ?s ?p :n1 }",
        "SELECT * { :n1 :label 'one' . ?m :serves :n1 }",
        "SELECT * { ?x :knows ?x }",
        "SELECT ?x { ?x :number ?n ; :label ?l , ?k } ORDER BY ?n",
        "SELECT DISTINCT ?l { ?x (:label|:by) ?l }",
        "ASK { ?m a :Measure ; :serves :n2 }",
        "ASK { :n1 :label 'uno' }",
        "ASK { :n1 :label 'eins' }",
        "SELECT * {}",
        "SELECT ?b1_1 ?b0_x { [] :by ?b1_1 . [] :serves ?b0_x }",
        "ASK { ?m a :Norm ; :serves :n2 }",
        "CONSTRUCT { ?s :carriesOut ?n } { ?m :serves ?n ; :by ?s . FILTER(?n = :n1) }",
    ],
)
def test_the_answer_is_that_of_the_merged_graphs(text: str) -> None:
    check(PROLOGUE + text)


def test_so_it_is_of_queries_made_at_random() -> None:
    chance = random.Random(8)  # noqa: S311
    subjects = ["?a", "?b", "?c", "_:d", ":n1", ":m1"]
    verbs = [":serves", ":label", ":by", ":broader", "a", "?p", "^:serves", ":serves/:label"]
    objects = ["?a", "?b", "?c", "_:d", ":n1", ":Norm", "'one'"]

    def some() -> str:
        return " ".join(map(chance.choice, (subjects, verbs, objects)))

    for _ in range(150):
        parts = [f"?a {chance.choice(verbs)} {chance.choice(objects)}", some()]
        if chance.random() < 0.5:
            word = chance.choice(["OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS"])
            parts.append(f"{word} {{ {some().replace('_:d', '?b')} }}")
        check(f"{PROLOGUE}SELECT * {{ {' . '.join(parts)} }}")


def test_patterns_of_one_member_are_sent_together() -> None:
    text = rewrite(f"{PROLOGUE}SELECT * {{ ?s :knows ?t . ?t :knows ?u . ?n :number ?i }}")
    assert text.count("SERVICE") == 1
    assert f"SERVICE <{B}> {{ ?s :knows ?t . ?t :knows ?u . }}" in text
    assert f"SERVICE <{A}>" not in text


def test_a_filter_goes_along_only_if_others_know_its_functions() -> None:
    one = rewrite(f"{PROLOGUE}SELECT * {{ ?s :knows ?t FILTER(STRLEN(STR(?t)) > 1) }}")
    assert one.count("STRLEN") == 2
    two = rewrite(f"{PROLOGUE}SELECT * {{ ?s :knows ?t FILTER(:own(?t) || RAND() > 1) }}")
    assert two.count(":own") == 1


def test_what_is_followed_inside_of_each_source_is_told() -> None:
    query = Query(
        f"{PROLOGUE}SELECT * {{ ?n :broader+ :n1 }}",
        None,
        None,
        1,
        sources=(source(A, described=True),),
    )
    notes = decompose(query, lambda _: True).notes
    assert [":broader+" in note for note in notes] == [True]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("DESCRIBE :n1", "DESCRIBE"),
        ("SELECT * FROM :g { ?s ?p ?o }", "choice of graphs"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "both its parts"),
    ],
)
def test_what_cannot_be_asked_of_several_is_refused(text: str, why: str) -> None:
    with pytest.raises(ForbiddenQueryError, match=why):
        rewrite(PROLOGUE + text)
