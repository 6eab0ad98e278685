"""Both engines must give the same pruned closure: one table of cases, run by each."""

import random
from collections.abc import Callable, Iterable

import pytest
from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from cybernorms.errors import EngineError, InconsistencyError, UnsupportedAxiomError
from cybernorms.files import graph_root
from cybernorms.namespaces import GRAPH_ONTOLOGY, OA, OWL, RDFS
from cybernorms.reasoning import ENGINES, close
from cybernorms.sources import load_sources, merge
from cybernorms.terms import shorten

Turtle = Callable[[str], Graph]
engines = pytest.mark.parametrize("engine", sorted(ENGINES))


def lines(graph: Iterable[tuple[Node, Node, Node]]) -> set[str]:
    return {" ".join(map(shorten, triple)).replace("http://e/", "") for triple in graph}


CASES = {
    "chain": (
        "e:imp owl:propertyChainAxiom ( e:p e:q ) . e:a e:p e:b . e:b e:q e:c .",
        {"<a> <imp> <c>"},
    ),
    "chain of three with an inverse": (
        "e:imp owl:propertyChainAxiom ( e:p e:q e:r ) . e:q owl:inverseOf e:qi ."
        "e:a e:p e:b . e:c e:qi e:b . e:c e:r e:d .",
        {"<a> <imp> <d>", "<b> <q> <c>"},
    ),
    "several chains of one property": (
        "e:imp owl:propertyChainAxiom ( e:p e:q ) , ( e:r e:s ) , ( e:imp e:v ) ."
        "e:a e:p e:b . e:b e:q e:c . e:a2 e:r e:b2 . e:b2 e:s e:c2 . e:c2 e:v e:d2 .",
        {"<a> <imp> <c>", "<a2> <imp> <c2>", "<a2> <imp> <d2>"},
    ),
    "inverseOf": (
        "e:p owl:inverseOf e:q . e:a e:p e:b . e:c e:q e:d .",
        {"<b> <q> <a>", "<d> <p> <c>"},
    ),
    "SymmetricProperty": ("e:p a owl:SymmetricProperty . e:a e:p e:b .", {"<b> <p> <a>"}),
    "TransitiveProperty": (
        "e:p a owl:TransitiveProperty . e:a e:p e:b . e:b e:p e:c .",
        {"<a> <p> <c>"},
    ),
    "subPropertyOf": (
        'e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:r . e:a e:p "x"@en-GB , 01 .',
        {
            '<a> <q> "x"@en-GB',
            '<a> <q> "01"^^xsd:integer',
            '<a> <r> "x"@en-GB',
            '<a> <r> "01"^^xsd:integer',
            "<p> rdfs:subPropertyOf <r>",
        },
    ),
    "equivalentProperty": (
        "e:p owl:equivalentProperty e:q . e:a e:p e:b . e:c e:q e:d .",
        {
            "<a> <q> <b>",
            "<c> <p> <d>",
            "<q> owl:equivalentProperty <p>",
            "<p> rdfs:subPropertyOf <q>",
            "<q> rdfs:subPropertyOf <p>",
        },
    ),
    "domain and range": (
        'e:p rdfs:domain e:D ; rdfs:range e:R . e:a e:p e:b . e:c e:p "a literal" .',
        {"<a> rdf:type <D>", "<b> rdf:type <R>", "<c> rdf:type <D>"},
    ),
    "domain of a union": (
        "e:p rdfs:domain [ owl:unionOf ( e:A e:B ) ] . e:a e:p e:b .",
        set(),
    ),
    "unionOf": (
        "e:U owl:unionOf ( e:A e:B ) . e:a a e:A .",
        {"<a> rdf:type <U>", "<A> rdfs:subClassOf <U>", "<B> rdfs:subClassOf <U>"},
    ),
    "several unions of one class": (
        "e:U owl:unionOf ( e:A e:B ) , ( e:C e:D ) . e:a a e:A . e:c a e:C .",
        {
            "<a> rdf:type <U>",
            "<c> rdf:type <U>",
            *(f"<{c}> rdfs:subClassOf <U>" for c in "ABCD"),
        },
    ),
    "intersectionOf": (
        "e:I owl:intersectionOf ( e:A e:B ) . e:a a e:A , e:B . e:b a e:I .",
        {
            "<a> rdf:type <I>",
            "<b> rdf:type <A>",
            "<b> rdf:type <B>",
            "<I> rdfs:subClassOf <A>",
            "<I> rdfs:subClassOf <B>",
        },
    ),
    "oneOf": ("e:C owl:oneOf ( e:a e:b ) .", {"<a> rdf:type <C>", "<b> rdf:type <C>"}),
    "hasValue": (
        "e:C owl:equivalentClass [ owl:onProperty e:p ; owl:hasValue e:v ] ."
        "e:a e:p e:v . e:b a e:C .",
        {"<a> rdf:type <C>", "<b> <p> <v>"},
    ),
    "someValuesFrom": (
        "[] owl:onProperty e:p ; owl:someValuesFrom e:C ; rdfs:subClassOf e:D ."
        "e:a e:p e:b . e:b a e:C .",
        {"<a> rdf:type <D>"},
    ),
    "someValuesFrom of two equal restrictions": (
        "e:p a owl:ObjectProperty . e:F a owl:Class ."
        "e:C owl:equivalentClass [ owl:onProperty e:p ; owl:someValuesFrom e:F ] ."
        "e:D owl:equivalentClass [ owl:onProperty e:p ; owl:someValuesFrom e:F ] .",
        {
            "<C> owl:equivalentClass <D>",
            "<D> owl:equivalentClass <C>",
            "<C> rdfs:subClassOf <D>",
            "<D> rdfs:subClassOf <C>",
        },
    ),
    "allValuesFrom": (
        "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:allValuesFrom e:D ] .e:a a e:C ; e:p e:b .",
        {"<b> rdf:type <D>"},
    ),
    "equivalentClass": (
        "e:A owl:equivalentClass e:B . e:a a e:A .",
        {
            "<a> rdf:type <B>",
            "<B> owl:equivalentClass <A>",
            "<A> rdfs:subClassOf <B>",
            "<B> rdfs:subClassOf <A>",
        },
    ),
    "FunctionalProperty of foreign things": (
        "e:p a owl:FunctionalProperty . e:a e:p e:b , e:c .",
        {"<b> owl:sameAs <c>", "<c> owl:sameAs <b>"},
    ),
    "sameAs": (
        "e:a owl:sameAs e:b . e:a e:p e:c .",
        {"<b> owl:sameAs <a>", "<b> <p> <c>"},
    ),
    "ill-typed literal is left to the shapes": (
        'e:p rdfs:range xsd:date ; rdfs:subPropertyOf e:q . e:a e:p "soon"^^xsd:date .',
        {'<a> <q> "soon"^^xsd:date'},
    ),
    "nothing": ("", set()),
}


@engines
@pytest.mark.parametrize(("axioms", "expected"), CASES.values(), ids=CASES)
def test_closure_of_each_construct(
    axioms: str, expected: set[str], engine: str, turtle: Turtle
) -> None:
    assert lines(close(turtle(axioms), engine)) == expected


CLASHES = {
    "cax-dw": ("e:C owl:disjointWith e:D . e:a a e:C , e:D .", "http://e/a"),
    "cax-adc": (
        "[] a owl:AllDisjointClasses ; owl:members ( e:A e:B e:C ) . e:a a e:A , e:C .",
        "http://e/a",
    ),
    "cls-com": ("e:C owl:complementOf e:D . e:a a e:C , e:D .", "http://e/D"),
    "cls-nothing2": ("e:a a owl:Nothing .", "http://e/a"),
    "prp-irp": ("e:p a owl:IrreflexiveProperty . e:a e:p e:a .", "http://e/a"),
    "prp-asyp": ("e:p a owl:AsymmetricProperty . e:a e:p e:b . e:b e:p e:a .", "http://e/b"),
    "prp-pdw": ("e:p owl:propertyDisjointWith e:q . e:a e:p e:b ; e:q e:b .", "http://e/a"),
    "eq-diff1": ("e:a owl:sameAs e:b ; owl:differentFrom e:b .", "http://e/b"),
    "eq-diff1 of one thing": ("e:a owl:differentFrom e:a .", "http://e/a"),
    "cls-maxc1": (
        "e:R owl:onProperty e:p ; owl:maxCardinality '0'^^xsd:nonNegativeInteger ."
        "e:a a e:R ; e:p e:b .",
        "http://e/",
    ),
    "functional with two literals": (
        "e:p a owl:FunctionalProperty . e:a e:p 1 , 2 .",
        '<http://e/a> has several values of <http://e/p>, which allows one: "1"',
    ),
    "functional with literals through a subproperty": (
        "e:p a owl:FunctionalProperty . e:q rdfs:subPropertyOf e:p . e:a e:p 'x' ; e:q 'y' .",
        "<http://e/a> has several values",
    ),
    "functional with two of our identifiers": (
        "e:p a owl:FunctionalProperty . id:a e:p id:b , id:c .",
        "id:a has several values of <http://e/p>, which allows one: id:b, id:c",
    ),
    "inverse functional with two of our identifiers": (
        "e:p a owl:InverseFunctionalProperty . id:a e:p e:k . id:b e:p e:k .",
        "id:a and id:b would have to be the same thing",
    ),
    "cardinality with two literals": (
        "e:R owl:onProperty e:p ; owl:maxCardinality '1'^^xsd:nonNegativeInteger ."
        "e:a a e:R ; e:p 'x' , 'y' .",
        '"x"',
    ),
}


@engines
@pytest.mark.parametrize(("axioms", "words"), CLASHES.values(), ids=CLASHES)
def test_contradiction_is_an_error_that_names_it(
    axioms: str, words: str, engine: str, turtle: Turtle
) -> None:
    with pytest.raises(InconsistencyError) as raised:
        close(turtle(axioms), engine)
    assert any(words in clash for clash in raised.value.clashes)


@engines
def test_our_identifiers_may_be_the_same_when_stated(engine: str, turtle: Turtle) -> None:
    graph = turtle("e:p a owl:FunctionalProperty . id:a e:p id:b , id:c . id:c owl:sameAs id:b .")
    assert "id:b owl:sameAs id:c" in lines(close(graph, engine))


@engines
@pytest.mark.parametrize(
    ("axiom", "words"),
    [
        ("e:C owl:hasKey ( e:p ) .", "<http://e/C>: owl:hasKey"),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( e:a e:b ) .", "<http://e/a>, <http://e/b>"),
        ("[] a owl:AllDisjointProperties ; owl:members ( e:p e:q ) .", "propertyDisjointWith"),
    ],
)
def test_axiom_that_an_engine_gets_wrong_is_refused(
    axiom: str, words: str, engine: str, turtle: Turtle
) -> None:
    with pytest.raises(UnsupportedAxiomError) as raised:
        close(turtle(axiom), engine)
    assert words in str(raised.value)


@engines
def test_closure_has_no_noise(engine: str, turtle: Turtle) -> None:
    graph = turtle(
        "e:p rdfs:subPropertyOf rdfs:label ; rdfs:domain e:C ; a owl:ObjectProperty ."
        "e:C a owl:Class ; rdfs:subClassOf [ owl:onProperty e:p ; owl:hasValue e:v ] , owl:Thing ."
        "e:x a owl:NamedIndividual ; e:p e:y , _:z . _:z e:p e:x . e:x owl:differentFrom e:y ."
    )
    before = len(graph)
    closure = close(graph, engine)
    assert len(graph) == before
    for s, p, o in closure:
        assert (s, p, o) not in graph
        assert not isinstance(s, BNode | Literal)
        assert not isinstance(o, BNode)
        assert not (s == o and p in (OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf))
        assert not str(o).startswith((str(OWL), str(RDFS)))
        assert p not in (RDFS.domain, RDFS.range, OWL.differentFrom)


def test_unknown_failure_of_an_engine_is_no_verdict(turtle: Turtle) -> None:
    with pytest.raises(EngineError, match="hermit"):
        close(turtle("e:a e:p e:b ."), "hermit")


def random_ontology(seed: int) -> str:
    """Mix axioms of all kinds, several of one kind on one subject among them, with a few facts."""
    draw = random.Random(seed)  # noqa: S311 (no secret)

    def one(name: str) -> Callable[[], str]:
        return lambda: f"e:{name}{draw.randrange(4)}"

    c, p, i = one("C"), one("p"), one("i")
    axioms: list[Callable[[], str]] = [
        lambda: f"{p()} owl:propertyChainAxiom ( {p()} {p()} ) .",
        lambda: f"{p()} owl:propertyChainAxiom ( {p()} {p()} {p()} ) .",
        lambda: f"{p()} owl:inverseOf {p()} .",
        lambda: f"{p()} a owl:SymmetricProperty .",
        lambda: f"{p()} a owl:TransitiveProperty .",
        lambda: f"{p()} rdfs:subPropertyOf {p()} .",
        lambda: f"{p()} owl:equivalentProperty {p()} .",
        lambda: f"{p()} rdfs:domain {c()} ; rdfs:range {c()} .",
        lambda: f"{c()} rdfs:subClassOf {c()} .",
        lambda: f"{c()} owl:equivalentClass {c()} .",
        lambda: f"{c()} owl:unionOf ( {c()} {c()} ) .",
        lambda: f"{c()} owl:intersectionOf ( {c()} {c()} ) .",
        lambda: f"{c()} owl:oneOf ( {i()} {i()} ) .",
        lambda: f"[] owl:onProperty {p()} ; owl:hasValue {i()} ; rdfs:subClassOf {c()} .",
        lambda: f"{c()} rdfs:subClassOf [ owl:onProperty {p()} ; owl:hasValue {i()} ] .",
        lambda: f"[] owl:onProperty {p()} ; owl:someValuesFrom {c()} ; rdfs:subClassOf {c()} .",
        lambda: f"{c()} rdfs:subClassOf [ owl:onProperty {p()} ; owl:allValuesFrom {c()} ] .",
        lambda: f"{i()} owl:sameAs {i()} .",
    ]
    declared = [f"e:C{n} a owl:Class . e:p{n} a owl:ObjectProperty ." for n in range(4)]
    stated = [axiom() for axiom in draw.choices(axioms, k=draw.randint(4, 14))]
    facts = [f"{i()} {p()} {i()} ; a {c()} ." for _ in range(5)]
    return "\n".join([*declared, *stated, *facts])


@pytest.mark.parametrize("seed", range(40))
def test_engines_agree_on_random_ontologies(seed: int, turtle: Turtle) -> None:
    graph = turtle(random_ontology(seed))
    assert lines(close(graph, "sparq")) == lines(close(graph, "owlrl"))


def test_engines_agree_on_the_project_itself() -> None:
    sources = load_sources(graph_root())
    asserted = merge([sources.graph(GRAPH_ONTOLOGY), sources.data()])
    for selector in set(asserted.objects(None, OA.hasSelector)):
        asserted.remove((selector, None, None))  # half the data, and no axiom speaks of it
    sparq, owlrl = close(asserted, "sparq"), close(asserted, "owlrl")
    assert lines(set(sparq) ^ set(owlrl)) == set()
    assert len(sparq) > 0
