"""Remedies and patches: each patch that is offered makes its result go away, under both engines."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.term import Node
from tests.shapes.test_fixtures import BAD, alone, authoring_context, node_shapes, parse

from cybernorms.namespaces import SH
from cybernorms.reports import FORMATS
from cybernorms.sources import Places, merge
from cybernorms.validation import ENGINES, Patch, Report, Result, validate
from cybernorms.validation.references import validate_references
from cybernorms.validation.repeats import without_echoes

Turtle = Callable[[str], Graph]
engines = pytest.mark.parametrize("engine", sorted(ENGINES))
PLACES = Places()


def judge(data: str, shape: str, turtle: Turtle, engine: str = "turbo") -> Report:
    shapes = turtle(f"e:S a sh:NodeShape ; sh:targetNode e:a ; {shape} .")
    return validate(turtle(data), shapes, engine)


def applied(graph: Graph, patch: Patch) -> Graph:
    """Apply a patch, all of whose deletions must be there."""
    assert set(patch.delete) <= set(graph)
    return merge([(set(graph) - set(patch.delete)) | set(patch.insert)])


def key(result: Result) -> tuple[Node, str, Node | None, Node, Node]:
    path = str(result.path)
    return result.focus_node, path, result.value, result.source_shape, result.component


@engines
@pytest.mark.parametrize(
    ("data", "shape", "inserted"),
    [
        ('e:a e:p "2020-01-02" .', "sh:datatype xsd:date", '"2020-01-02"^^xsd:date'),
        ('e:a e:p "7" .', "sh:datatype xsd:integer", '"7"^^xsd:integer'),
        ("e:a e:p 7 .", "sh:datatype xsd:string", '"7"'),
        ('e:a e:p "2020"^^xsd:integer .', "sh:datatype xsd:gYear", '"2020"^^xsd:gYear'),
        ('e:a e:p "x" .', 'sh:datatype rdf:langString ; sh:languageIn ( "en" )', '"x"@en'),
        (
            'e:a e:p "2020-01" .',
            "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYearMonth ] )",
            '"2020-01"^^xsd:gYearMonth',
        ),
        ("e:a e:q e:b .", "sh:hasValue 5", '"5"^^xsd:integer'),
        ("e:a e:p e:b . e:b e:q 1 .", "sh:class e:C", "<http://e/C>"),
        ('e:a e:p "https://e.org/x" .', "sh:nodeKind sh:IRI", "<https://e.org/x>"),
        ('e:a e:p "opne" .', 'sh:in ( "open" "closed" )', '"open"'),
        ("e:a e:p skos:exactMatc .", "sh:in ( skos:exactMatch e:x )", "skos:exactMatch"),
    ],
)
def test_patch_makes_the_result_go_away(
    data: str, shape: str, inserted: str, engine: str, turtle: Turtle
) -> None:
    shape = f"sh:property [ sh:path e:p ; {shape} ]"
    (result,) = [r for r in judge(data, shape, turtle, engine).results if r.patch]
    assert result.patch is not None
    assert str(result.patch).endswith(f" {inserted} .")
    shapes = turtle(f"e:S a sh:NodeShape ; sh:targetNode e:a ; {shape} .")
    assert not validate(applied(turtle(data), result.patch), shapes, engine).results


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        ('e:a e:p "soon" .', "sh:datatype xsd:date"),
        ('e:a e:p "2020-13-45" .', "sh:datatype xsd:date"),
        ('e:a e:p "yes" .', "sh:datatype xsd:boolean"),
        ('e:a e:p "300" .', "sh:datatype xsd:byte"),
        ('e:a e:p "x" .', 'sh:datatype rdf:langString ; sh:languageIn ( "en" "fr" )'),
        ('e:a e:p "x" .', "sh:datatype rdf:langString"),
        ('e:a e:p "x"@fr .', 'sh:datatype rdf:langString ; sh:languageIn ( "en" )'),
        ('e:a e:p "5" .', "sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:decimal ] )"),
        ("e:a e:p e:b .", "sh:class e:C"),
        ("e:a e:p e:b . e:b a e:D .", "sh:class e:C"),
        ("e:a e:p [ e:q 1 ] .", "sh:class e:C"),
        ('e:a e:p "https://e.org/a b" .', "sh:nodeKind sh:IRI"),
        ('e:a e:p "x" .', 'sh:in ( "a1" "b2" )'),
        ("e:a e:p 1 , 2 .", "sh:maxCount 1"),
        ('e:a e:p "1_000" .', "sh:datatype xsd:integer"),
        ('e:a e:p "2020-02-30" .', "sh:datatype xsd:date"),
    ],
)
def test_no_patch_where_there_is_doubt(data: str, shape: str, turtle: Turtle) -> None:
    report = judge(data, f"sh:property [ sh:path e:p ; {shape} ]", turtle)
    assert report.results
    assert [result.patch for result in report.results if result.patch] == []


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.parent.name}/{bad.stem}")
def test_patch_offered_for_a_fixture_mends_it(bad: Path) -> None:
    """Each patch takes away the result that it is offered with, and brings no other."""
    shapes = alone(bad.parent.name)
    data = parse(bad)
    if not node_shapes()[bad.parent.name].startswith(("shapes/consistency/", "shapes/meta/")):
        data += authoring_context()
    results = validate(data, shapes, "turbo").results
    for result in results:
        if result.patch is not None:
            after = validate(applied(data, result.patch), shapes, "turbo").results
            assert {key(row) for row in after} <= {key(row) for row in results} - {key(result)}


def test_misspelt_terms_are_named_and_mended(turtle: Turtle) -> None:
    data = turtle(
        'e:a a skos:Concpet ; skos:prefLable "x"@en ; e:p "1"^^xsd:interger ; rdf:_1 e:b ; '
        'cn:isuedBy e:b ; e:q skos:whatever ; dcterms:title "t" ; schema:nmae "n" .'
    )
    known = turtle("cn:issuedBy a owl:ObjectProperty .").subjects()
    report = validate_references(data, known, PLACES)
    assert {
        (r.message.split("; ")[1].partition("?")[0], r.severity.name) for r in report.results
    } == {
        ("did you mean skos:Concept", "VIOLATION"),
        ("did you mean skos:prefLabel", "VIOLATION"),
        ("did you mean xsd:integer", "VIOLATION"),
        ("did you mean cn:issuedBy", "VIOLATION"),
        ("did you mean schema:name", "WARNING"),
    }
    for result in report.results:
        assert result.patch is not None
        data = applied(data, result.patch)
    issued = turtle("cn:issuedBy a owl:ObjectProperty .").subjects()
    assert not validate_references(data, issued, PLACES).results


@engines
@pytest.mark.parametrize(
    ("constraint", "found"),
    [
        (
            "sh:or ( [ sh:datatype xsd:date ] e:N )",
            [("a literal of datatype xsd:date", 1), ("<http://e/N>", 1)],
        ),
        (
            "sh:xone ( [ sh:nodeKind sh:Literal ] [ sh:datatype xsd:string ] )",
            [("a literal", 0), ("a literal of datatype xsd:string", 0)],
        ),
        ("sh:and ( e:N [ sh:minLength 1 ] )", [("<http://e/N>", 1), ("at least 1 characters", 0)]),
        ("sh:not [ sh:nodeKind sh:Literal ]", [("a literal", 0)]),
        (
            "sh:or ( [ sh:path e:q ; sh:minCount 1 ] [ sh:datatype xsd:date ] )",
            [("<http://e/q>: at least 1 of them", 1), ("a literal of datatype xsd:date", 1)],
        ),
        ("sh:node e:N", [("<http://e/N>", 1)]),
    ],
)
def test_failed_choice_says_which_branch_failed_and_why(
    constraint: str, found: list[tuple[str, int]], engine: str, turtle: Turtle
) -> None:
    shapes = turtle(f"""
e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; {constraint} ] .
e:N a sh:NodeShape ; sh:minLength 9 ; sh:message "Too short." .
""")
    (result,) = validate(turtle('e:a e:p "x" .'), shapes, engine).results
    assert [(branch.name, len(branch.results)) for branch in result.branches] == found
    reasons = [r.message for b in result.branches for r in b.results if b.name == "<http://e/N>"]
    assert reasons in ([], ["Too short."])
    document = json.loads(FORMATS["json"](Report((result,))))
    assert len(document["results"][0]["branches"]) == len(found)


@engines
def test_shape_without_a_message_is_told_in_plain_words(engine: str, turtle: Turtle) -> None:
    shapes = turtle("""
e:S a sh:NodeShape ; sh:targetNode e:a ;
    sh:property [ sh:path e:p ; sh:class e:C ] , [ sh:path e:q ; sh:minCount 2 ] .
""")
    report = validate(turtle("e:a e:p e:b ."), shapes, engine)
    assert {result.message for result in report.results} == {
        "the value <http://e/b> of <http://e/p> is not as asked for: an instance of <http://e/C>",
        "the values of <http://e/q> are not as asked for: at least 2 of them",
    }
    assert all(result.remedy for result in report.results)


def test_reason_comes_with_its_source(turtle: Turtle) -> None:
    shape = 'rdfs:comment "Why."@en ; dcterms:source <http://e/law> ; sh:nodeKind sh:Literal'
    (result,) = judge("e:a e:p 1 .", shape, turtle).results
    assert (result.reason, result.source) == ("Why.", "http://e/law")


def test_one_fault_of_a_value_is_told_once(turtle: Turtle) -> None:
    shapes = turtle("""
e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property e:P .
e:P sh:path e:p ; sh:datatype rdf:langString ; sh:languageIn ( "en" ) ; sh:lessThan e:q ;
    sh:message "A text in English." .
""")
    report = validate(turtle('e:a e:p "x" ; e:q "a" .'), shapes, "turbo")
    (result,) = without_echoes(report).results
    assert (result.component, bool(result.patch)) == (SH.DatatypeConstraintComponent, True)
    assert len(report.results) > 1


def test_patch_can_be_pasted(turtle: Turtle) -> None:
    text = str(Patch((), tuple(turtle('e:a e:p "a \\"b\\"\\n\\r" , <http://e/x/y> .'))))
    graph = turtle("\n".join(line.removeprefix("+ ") for line in text.split("\n")))
    assert (None, None, Literal('a "b"\n\r')) in graph
