"""Every constraint, path and target of SHACL, under both engines.

``python -m tests.shacl_suite`` runs the W3C's whole test suite; this table needs no download.
"""

from collections.abc import Callable

import pytest
from rdflib import Graph, Literal, URIRef

from cybernorms.errors import EngineError
from cybernorms.namespaces import SH
from cybernorms.validation import ENGINES, Result, validate

Turtle = Callable[[str], Graph]
engines = pytest.mark.parametrize("engine", sorted(ENGINES))

# What all data has beside e:good and e:bad, which are what a row says.
AROUND = """
e:d a e:Sub . e:Sub rdfs:subClassOf e:D . e:even e:half 1 . e:odd e:half 1 , 2 .
e:Two sh:property [ sh:path e:half ; sh:maxCount 1 ] .
"""

# Component -> constraint on the values of e:p, what conforms, and what has one result.
OF_VALUES = {
    "Class": ("sh:class e:D", "e:p e:d", "e:p e:even"),
    "Datatype": ("sh:datatype xsd:integer", "e:p 1", "e:p '1'"),
    "Datatype ill-typed": ("sh:datatype xsd:byte", "e:p '1'^^xsd:byte", "e:p '300'^^xsd:byte"),
    "NodeKind": ("sh:nodeKind sh:BlankNodeOrIRI", "e:p e:d , []", "e:p 'd'"),
    "MinCount": ("sh:minCount 2", "e:p 1 , 2", "e:p 1"),
    "MaxCount": ("sh:maxCount 1", "e:p 1", "e:p 1 , 2"),
    "MinExclusive": ("sh:minExclusive 1", "e:p 1.5", "e:p 1"),
    "MinInclusive": ("sh:minInclusive 1", "e:p 1.0", "e:p 'x'"),
    "MaxExclusive": (
        "sh:maxExclusive '2020-01-01'^^xsd:date",
        "e:p '2019-12-31'^^xsd:date",
        "e:p '2020-01-01'^^xsd:date",
    ),
    "MaxInclusive": ("sh:maxInclusive 1", "e:p 1", "e:p 2"),
    "MinLength": ("sh:minLength 2", "e:p 'é1'", "e:p 'é'"),
    "MaxLength": ("sh:maxLength 2", "e:p 12 , 'é1'", "e:p 123"),
    "Pattern": ("sh:pattern '^a.c$' ; sh:flags 'i'", "e:p 'ABC'", "e:p 'ab'"),
    "LanguageIn": ("sh:languageIn ( 'en' )", "e:p 'x'@en , 'x'@en-GB", "e:p 'x'@eng"),
    "UniqueLang": ("sh:uniqueLang true", "e:p 'x'@en , 'x'@fr , 'x'", "e:p 'x'@en , 'y'@EN"),
    "Equals": ("sh:equals e:q", "e:p 1 ; e:q 1", "e:p 1 , 2 ; e:q 1"),
    "Disjoint": ("sh:disjoint e:q", "e:p 1 ; e:q 2", "e:p 1 ; e:q 1 , 2"),
    "LessThan": ("sh:lessThan e:q", "e:p 1 ; e:q 2", "e:p 2 ; e:q 2"),
    "LessThanOrEquals": ("sh:lessThanOrEquals e:q", "e:p 2 ; e:q 2", "e:p 3 ; e:q 2"),
    "Not": ("sh:not [ sh:class e:D ]", "e:p e:even", "e:p e:d"),
    "And": ("sh:and ( [ sh:class e:D ] e:Two )", "e:p e:d", "e:p e:even"),
    "Or": ("sh:or ( [ sh:class e:D ] e:Two )", "e:p e:d , e:even", "e:p e:odd"),
    "Xone": ("sh:xone ( [ sh:class e:D ] e:Two )", "e:p e:even", "e:p e:d"),
    "Node": ("sh:node e:Two", "e:p e:even", "e:p e:odd"),
    "QualifiedMinCount": (
        "sh:qualifiedValueShape [ sh:class e:D ] ; sh:qualifiedMinCount 1",
        "e:p e:d , e:even",
        "e:p e:even",
    ),
    "QualifiedMaxCount": (
        "sh:qualifiedValueShape e:Two ; sh:qualifiedMaxCount 1",
        "e:p e:even , e:odd",
        "e:p e:even , e:d",
    ),
    "HasValue": ("sh:hasValue 1", "e:p 1 , 2", "e:p 01"),
    "In": ("sh:in ( 1 e:d )", "e:p 1 , e:d", "e:p 1.0"),
    "SPARQL": (
        "sh:sparql [ sh:prefixes e: ; sh:select '''SELECT $this ?value { $this $PATH ?value "
        "FILTER NOT EXISTS { ?value a e:Sub } }''' ]",
        "e:p e:d",
        "e:p e:even",
    ),
}
PATHS = {
    "e:p": ("e:p 1", "e:q 1"),
    "( e:p e:half )": ("e:p e:even", "e:p e:d"),
    "[ sh:inversePath e:p ]": ("e:q 1 . e:d e:p e:good", "e:p e:d"),
    "[ sh:alternativePath ( e:p e:q ) ]": ("e:q 1", "e:half 1"),
    "( [ sh:zeroOrMorePath e:p ] e:q )": ("e:q 1", "e:p e:d"),
    "( [ sh:oneOrMorePath e:p ] e:half )": ("e:p [ e:p e:even ]", "e:half 1"),
    "( [ sh:zeroOrOnePath e:p ] e:half )": ("e:p e:even", "e:p [ e:p e:even ]"),
}
TARGETS = {
    "sh:targetNode e:bad , 'nobody states this'": {"bad", "nobody states this"},
    "sh:targetClass e:C": {"bad"},
    "sh:targetSubjectsOf e:p": {"bad"},
    "sh:targetObjectsOf e:p": {"d"},
    "a rdfs:Class": {"bad"},
}
# Queries that may not be in a constraint (SHACL-SPARQL 5.2.1), or that call others.
FORBIDDEN = {
    "MINUS": "SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }",
    "VALUES": "SELECT $this { $this ?p ?o VALUES ?o { 1 } }",
    "SERVICE": "SELECT $this { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }",
    "this bound anew": "SELECT $this { BIND (1 AS $this) }",
    "no this in a subquery": "SELECT $this { $this ?p ?o { SELECT ?o { ?s ?q ?o } } }",
}
FLAGS = {
    "uniqueLang": "sh:property [ sh:path e:p ; sh:uniqueLang %s ]",
    "closed": "sh:closed %s",
    "deactivated": "sh:property [ sh:path e:p ; sh:maxCount 1 ; sh:deactivated %s ]",
}


@engines
@pytest.mark.parametrize("row", OF_VALUES)
def test_constraint_has_one_result_for_what_is_wrong(row: str, engine: str, turtle: Turtle) -> None:
    constraint, good, bad = OF_VALUES[row]
    shapes = turtle(
        f"{AROUND} e:S a sh:NodeShape ; sh:targetNode e:good , e:bad ; "
        f"sh:property [ sh:path e:p ; {constraint} ] . e: sh:declare "
        "[ sh:prefix 'e' ; sh:namespace 'http://e/'^^xsd:anyURI ] ."
    )
    data = turtle(f"{AROUND} e:good {good} . e:bad {bad} .")
    (result,) = validate(data, shapes, engine).results
    component = SH[f"{row.partition(' ')[0]}ConstraintComponent"]
    assert (named(result), result.component) == ("bad", component)


@engines
@pytest.mark.parametrize("path", PATHS)
def test_path_leads_to_values(path: str, engine: str, turtle: Turtle) -> None:
    good, bad = PATHS[path]
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetNode e:good , e:bad ; "
        f"sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    )
    data = turtle(f"{AROUND} e:good {good} . e:bad {bad} .")
    assert [named(r) for r in validate(data, shapes, engine).results] == ["bad"]


@engines
@pytest.mark.parametrize("target", TARGETS)
def test_target_chooses_nodes(target: str, engine: str, turtle: Turtle) -> None:
    # The implicit target of a shape that is a class too is the class itself.
    shapes = turtle(f"e:C a sh:NodeShape ; {target} ; sh:hasValue 'nothing' .")
    data = turtle("e:bad a e:C ; e:p e:d . e:other a e:D .")
    results = validate(data, shapes, engine).results
    assert {named(result) for result in results} == TARGETS[target]


@engines
def test_closed_shape_takes_no_other_property(engine: str, turtle: Turtle) -> None:
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetNode e:good , e:bad ; sh:closed true ; "
        "sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path e:p ] ."
    )
    data = turtle("e:good a e:C ; e:p 1 . e:bad a e:C ; e:q 1 .")
    (result,) = validate(data, shapes, engine).results
    assert (named(result), result.path) == ("bad", URIRef("http://e/q"))


@engines
def test_component_of_ones_own_is_applied(engine: str, turtle: Turtle) -> None:
    shapes = turtle("""
e: sh:declare [ sh:prefix 'e' ; sh:namespace 'http://e/'^^xsd:anyURI ] .
e:Component a sh:ConstraintComponent ; sh:parameter [ sh:path e:least ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:message 'less than {$least}' ; sh:prefixes e: ;
        sh:ask 'ASK { $value e:half ?h FILTER (?h >= $least) }' ] .
e:S a sh:NodeShape ; sh:targetNode e:even , e:d ; e:least 1 .
""")
    (result,) = validate(turtle(AROUND), shapes, engine).results
    assert (named(result), result.message) == ("d", "less than 1")


@engines
@pytest.mark.parametrize("query", FORBIDDEN)
def test_forbidden_query_is_no_verdict(query: str, engine: str, turtle: Turtle) -> None:
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetNode e:d ; sh:sparql "
        f"[ sh:select {Literal(FORBIDDEN[query]).n3()} ] ."
    )
    with pytest.raises(EngineError, match="could not judge"):
        validate(turtle(AROUND), shapes, engine)


@engines
@pytest.mark.parametrize("row", FLAGS)
def test_only_the_term_true_turns_a_parameter_on(row: str, engine: str, turtle: Turtle) -> None:
    data = turtle("e:bad e:p 'x'@en , 'y'@en .")
    text = f"e:S a sh:NodeShape ; sh:targetNode e:bad ; {FLAGS[row]} ."
    found = [
        bool(validate(data, turtle(text % flag), engine).results)
        for flag in ("true", "'1'^^xsd:boolean", "false")
    ]
    assert found == ([False, True, True] if row == "deactivated" else [True, False, False])


def named(result: Result) -> str:
    """Name a focus node without its name space."""
    return str(result.focus_node).removeprefix("http://e/")
