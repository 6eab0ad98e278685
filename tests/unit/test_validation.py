import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from cybernorms.errors import EngineError
from cybernorms.namespaces import CNSH, GRAPH_SHAPES, ID, RDFS, SH, XSD
from cybernorms.reasoning import close
from cybernorms.sources import Place, Places, Sources, load_files, load_sources, read_rdf
from cybernorms.validation import (
    ENGINES,
    FOREIGN,
    Report,
    Result,
    Severity,
    validate,
    validate_asserted,
    validate_closure,
    validate_definitions,
    validate_files,
    validate_shapes,
)
from cybernorms.validation.paths import add_path, read_path, write_path

Turtle = Callable[[str], Graph]
MakeRoot = Callable[..., Path]
engines = pytest.mark.parametrize("engine", sorted(ENGINES))
TREATY = ID["agreement/treaty"]
OURS = TREATY.n3()
LABEL = RDFS.label.n3()


def row(result: Result) -> tuple[str, str | None, str, str]:
    return (
        result.focus_node.removeprefix(ID) if isinstance(result.focus_node, URIRef) else "_",
        result.property,
        str(result.component).rpartition("#")[2],
        result.severity.name,
    )


def rows(report: Report) -> set[tuple[str, str | None, str, str]]:
    return {row(result) for result in report.results}


@engines
def test_result_has_all_that_a_report_says(engine: str, turtle: Turtle) -> None:
    shapes = turtle("""
e:Shape a sh:NodeShape ; sh:targetClass e:C ; sh:property e:Shape-p .
e:Shape-p sh:path e:p ; sh:datatype xsd:date ; sh:severity sh:Warning ;
    sh:message "Écrivez une date."@fr , "Write a date."@en ; rdfs:comment "Dates sort."@en .
""")
    text = '@prefix e: <http://e/> .\n e:a a e:C ;\n  e:p "soon"^^<%s> , "2020-01-01"^^<%s> .'
    document = read_rdf((text % (XSD.date, XSD.date)).encode(), "a.ttl", URIRef("http://e/g"))
    report = validate(document.graph, shapes, engine, Places([document]))
    assert report.results == (
        Result(
            focus_node=URIRef("http://e/a"),
            path=URIRef("http://e/p"),
            value=Literal("soon", datatype=XSD.date, normalize=False),
            message="Write a date.",
            severity=Severity.WARNING,
            source_shape=URIRef("http://e/Shape-p"),
            component=SH.DatatypeConstraintComponent,
            reason="Dates sort.",
            places=(Place("a.ttl", 2, 2),),
            value_places=(Place("a.ttl", 3, 7),),
            remedy='Write a value that is valid as xsd:date and say so: "…"^^xsd:date.',
        ),
    )
    assert report.conforms


@engines
@pytest.mark.parametrize(
    "lexical", ['"01"^^xsd:integer', '"none"^^xsd:boolean', '"1.50"^^xsd:decimal']
)
def test_value_is_reported_as_it_was_written(engine: str, lexical: str, turtle: Turtle) -> None:
    data = turtle(f"e:a a e:C ; e:p {lexical} .")
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetClass e:C ; "
        "sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] ."
    )
    values = {str(r.value) for r in validate(data, shapes, engine).results}
    assert values == {lexical.split('"')[1]}


@engines
def test_sparql_constraint_is_applied(engine: str, turtle: Turtle) -> None:
    data = turtle("e:a a e:C ; e:p e:a . e:b a e:C ; e:p e:a .")
    shapes = turtle('''
e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [
    sh:message "{$this} points at itself." ;
    sh:select """SELECT $this (<http://e/p> AS ?path) ?value
        { $this <http://e/p> ?value FILTER (?value = $this) }""" ] .
''')
    (result,) = validate(data, shapes, engine).results
    assert (str(result.focus_node), result.property) == ("http://e/a", "<http://e/p>")


@engines
def test_only_a_violation_fails(engine: str, turtle: Turtle) -> None:
    shapes = (
        "e:S a sh:NodeShape ; sh:targetClass e:C ; "
        "sh:property [ sh:path e:p ; sh:minCount 1 ; sh:severity sh:%s ] ."
    )
    data = turtle("e:a a e:C .")
    conforming = {
        s: validate(data, turtle(shapes % s), engine).conforms
        for s in ("Violation", "Warning", "Info")
    }
    assert conforming == {"Violation": False, "Warning": True, "Info": True}


@engines
def test_no_shapes_no_results(engine: str, turtle: Turtle) -> None:
    assert validate(turtle("e:a a e:C ."), turtle(""), engine) == Report()


@engines
def test_malformed_shape_is_no_verdict(engine: str, turtle: Turtle) -> None:
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property e:P . "
        "e:P sh:path e:p ; sh:pattern '(' ."
    )
    with pytest.raises(EngineError, match="could not judge"):
        validate(turtle("e:a a e:C ; e:p 'x' ."), shapes, engine)


@engines
def test_shapes_for_shapes_find_a_malformed_one(engine: str, turtle: Turtle) -> None:
    assert validate_shapes(
        turtle("e:S a sh:NodeShape ; sh:property [ sh:path e:p ] ."), engine
    ).conforms
    report = validate_shapes(
        turtle("e:S a sh:NodeShape ; sh:property e:P . e:P sh:minCount 'x' ."), engine
    )
    assert {str(result.focus_node) for result in report.results} == {"http://e/P"}


def test_engines_agree_on_the_project_itself(own_sources: Sources) -> None:
    shapes = own_sources.folder("shapes/authoring")
    # A tenth of the subjects: their references lead nowhere, so that shapes have much to say.
    data = Graph()
    for triple in own_sources.data():
        if zlib.crc32(str(triple[0]).encode()) % 10 == 0:
            data.add(triple)
    found = {engine: Counter(validate(data, shapes, engine).results) for engine in sorted(ENGINES)}
    assert found["pyshacl"] == found["turbo"]
    assert found["turbo"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("e:p", "<http://e/p>"),
        ("( cn:a rdfs:label )", "cn:a/rdfs:label"),
        ("[ sh:inversePath cn:a ]", "^cn:a"),
        ("[ sh:alternativePath ( cn:a ( cn:b cn:c ) ) ]", "cn:a|(cn:b/cn:c)"),
        ("[ sh:zeroOrMorePath [ sh:alternativePath ( cn:a cn:b ) ] ]", "(cn:a|cn:b)*"),
        ("( [ sh:oneOrMorePath cn:a ] [ sh:zeroOrOnePath cn:b ] )", "cn:a+/cn:b?"),
    ],
)
def test_path_is_read_written_and_stated_again(path: str, text: str, turtle: Turtle) -> None:
    graph = turtle(f"e:x sh:path {path} .")
    read = read_path(graph, next(graph.objects(None, SH.path)))
    assert write_path(read) == text
    again = Graph()
    assert write_path(read_path(again, add_path(again, read))) == text


def test_small_checkout_conforms(make_root: MakeRoot) -> None:
    sources = load_sources(make_root())
    assert validate_definitions(sources, "turbo") == Report()
    assert validate_asserted(sources, "turbo") == Report()
    inferred = close(sources.graph(*sources.names()), "sparq")
    assert validate_closure(sources, inferred, "turbo") == Report()


def test_authoring_shapes_reach_subclasses_and_spare_the_ontology(make_root: MakeRoot) -> None:
    files = {
        "data/catalogue/bare.ttl": "<https://w3id.org/cybernorms/id/agreement/bare> a cn:Treaty ."
    }
    report = validate_asserted(load_sources(make_root(files)), "turbo")
    assert rows(report) == {
        ("agreement/bare", "cn:evidence", "MinCountConstraintComponent", "VIOLATION")
    }
    assert report.results[0].places[0].file == "data/catalogue/bare.ttl"


def test_inferred_type_does_not_cover_up_a_missing_one(make_root: MakeRoot) -> None:
    files = {
        "ontology/range.ttl": "cn:hasProvision rdfs:range cn:Provision .",
        "data/catalogue/bare.ttl": f"{OURS} cn:hasProvision "
        "<https://w3id.org/cybernorms/id/provision/untyped> . "
        '<https://w3id.org/cybernorms/id/provision/untyped> rdfs:label "x" .',
    }
    assert rows(validate_asserted(load_sources(make_root(files)), "turbo")) == {
        ("agreement/treaty", "cn:hasProvision", "ClassConstraintComponent", "VIOLATION")
    }


def test_dangling_reference_is_told_once_with_what_may_be_meant(make_root: MakeRoot) -> None:
    files = {
        "data/catalogue/more.ttl": f"{OURS} cn:hasProvision "
        "<https://w3id.org/cybernorms/id/provision/traety/1> ."
    }
    (result,) = validate_asserted(load_sources(make_root(files)), "turbo").results
    assert row(result) == (
        "agreement/treaty",
        "cn:hasProvision",
        "ReferenceConstraintComponent",
        "VIOLATION",
    )
    assert "did you mean <https://w3id.org/cybernorms/id/provision/treaty/1>?" in result.message


def test_unknown_term_of_ours_is_a_dangling_reference(make_root: MakeRoot) -> None:
    files = {
        "data/catalogue/more.ttl": f"{OURS} cn:hasProvison cn:Trety .",
        "shapes/meta/more.ttl": "cnsh:More a sh:NodeShape ; sh:targetClass cn:Agrement .",
    }
    sources = load_sources(make_root(files))
    messages = [r.message for r in validate_asserted(sources, "turbo").results]
    assert any("did you mean cn:hasProvision?" in message for message in messages)
    assert any("did you mean cn:Treaty?" in message for message in messages)
    (result,) = validate_definitions(sources, "turbo").results
    assert (result.focus_node, result.source_shape) == (CNSH.More, CNSH.Reference)


def test_ontology_and_shapes_are_judged_by_the_meta_shapes(make_root: MakeRoot) -> None:
    files = {"ontology/more.ttl": "cn:Bare a owl:Class ."}
    (result,) = validate_definitions(load_sources(make_root(files)), "turbo").results
    assert (result.source_shape, result.places) == (
        CNSH["Term-label"],
        (Place("ontology/more.ttl", result.places[0].line, 1),),
    )


def test_consistency_shapes_see_what_follows(make_root: MakeRoot) -> None:
    files = {
        "data/catalogue/more.ttl": "<https://w3id.org/cybernorms/id/provision/orphan> "
        "a cn:Provision ."
    }
    sources = load_sources(make_root(files))
    inferred = close(sources.graph(*sources.names()), "sparq")
    (result,) = validate_closure(sources, inferred, "turbo").results
    assert result.focus_node == ID["provision/orphan"]


# Files on top of the graph


def judge(root: Path, *files: Path, profile: str = "core", shapes: Graph | None = None) -> Report:
    own = [file for file in files if file.is_relative_to(root)]
    foreign = [file for file in files if not file.is_relative_to(root)]
    given = Sources(
        (*load_files(own, root).documents, *load_files(foreign, root, FOREIGN).documents)
    )
    return validate_files(
        load_sources(root),
        given,
        validator="turbo",
        reasoner="sparq",
        profile=profile,
        shapes=shapes,
    )


@pytest.fixture
def outside(tmp_path: Path) -> Callable[[str], Path]:
    """Write a Turtle file that is no part of a checkout."""

    def write(text: str) -> Path:
        path = tmp_path / "given.ttl"
        prefixes = (
            "@prefix cn: <https://w3id.org/cybernorms/ontology#> .\n"
            "@prefix agreement: <https://w3id.org/cybernorms/id/agreement/> .\n"
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        )
        path.write_text(prefixes + text, "utf-8")
        return path

    return write


EVIDENCE = "<https://w3id.org/cybernorms/id/passage/report/elections>"


def test_file_may_refer_to_what_we_state(
    make_root: MakeRoot, outside: Callable[[str], Path]
) -> None:
    file = outside(f"agreement:new a cn:Treaty ; cn:evidence {EVIDENCE} .")
    assert judge(make_root(), file) == Report()


def test_only_what_the_file_states_is_reported(
    make_root: MakeRoot, outside: Callable[[str], Path]
) -> None:
    root = make_root(
        {"data/catalogue/bad.ttl": "<https://w3id.org/cybernorms/id/agreement/bad> a cn:Treaty ."}
    )
    report = judge(root, outside("agreement:new a cn:Treaty ."))
    assert [(r.focus_node, r.places[0].line) for r in report.results] == [(ID["agreement/new"], 4)]


def test_changed_copy_of_our_file_is_judged_in_its_place(
    make_root: MakeRoot, outside: Callable[[str], Path]
) -> None:
    report = judge(make_root(), outside("agreement:treaty a cn:Treaty ."))
    assert rows(report) == {
        ("agreement/treaty", "cn:evidence", "MinCountConstraintComponent", "VIOLATION")
    }


def test_addition_to_our_subject_keeps_what_we_say(
    make_root: MakeRoot, outside: Callable[[str], Path]
) -> None:
    assert judge(make_root(), outside('agreement:treaty cn:section "2" .')) == Report()


def test_file_of_the_checkout_is_judged_as_what_it_is(make_root: MakeRoot) -> None:
    root = make_root({"ontology/more.ttl": "cn:Bare a owl:Class ."})
    assert judge(root, root / "data/catalogue/treaty.ttl") == Report()
    (result,) = judge(root, root / "ontology/more.ttl").results
    assert result.source_shape == CNSH["Term-label"]


def test_file_that_contradicts_us_is_inconsistent(
    make_root: MakeRoot, outside: Callable[[str], Path]
) -> None:
    file = outside(
        "<https://w3id.org/cybernorms/id/provision/treaty/1> a cn:Agreement , cn:Provision ; "
        f"cn:evidence {EVIDENCE} . agreement:x cn:hasProvision "
        "<https://w3id.org/cybernorms/id/provision/treaty/1> ."
    )
    (result,) = judge(make_root(), file).results
    assert result.source_shape == CNSH["Contradiction"]
    assert str(result.place).startswith(str(file))
    assert "cax-dw" in result.message
    assert result.remedy
    assert "cn:Provision owl:disjointWith cn:Agreement (ontology/small.ttl:" in result.remedy


def test_given_shapes_replace_ours(
    make_root: MakeRoot, outside: Callable[[str], Path], turtle: Turtle
) -> None:
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetClass cn:Treaty ; "
        "sh:property [ sh:path cn:section ; sh:minCount 1 ] ."
    )
    report = judge(make_root(), outside("agreement:new a cn:Treaty ."), shapes=shapes)
    assert [r.property for r in report.results] == ["cn:section"]


@pytest.mark.parametrize(
    ("target", "focus"),
    {
        f"sh:targetNode e:nowhere , 'a text' , {OURS}": {"http://e/nowhere", "a text"},
        # What only we state was not given, nor was a value of ours.
        "sh:targetClass cn:Treaty": {str(ID["agreement/new"])},
        "sh:targetSubjectsOf rdfs:label": {str(ID["agreement/new"])},
        "sh:targetObjectsOf rdfs:label": {"New"},
        "sh:targetObjectsOf cn:evidence": set[str](),
        "sh:targetObjectsOf rdfs:seeAlso": {"http://e/elsewhere"},
    }.items(),
)
def test_shapes_of_the_callers_find_their_targets_in_what_was_given(
    target: str,
    focus: set[str],
    make_root: MakeRoot,
    outside: Callable[[str], Path],
    turtle: Turtle,
) -> None:
    shapes = turtle(f"e:S {target} ; sh:hasValue 'nothing' .")
    given = outside(
        f"agreement:new a cn:Treaty ; {LABEL} 'New' ; <{RDFS.seeAlso}> <http://e/elsewhere> ; "
        "cn:evidence <https://w3id.org/cybernorms/id/passage/report/elections> ."
    )
    report = judge(make_root(), given, shapes=shapes)
    assert {str(result.focus_node) for result in report.results} == focus


def test_shapes_of_the_callers_have_all_their_results(
    make_root: MakeRoot, outside: Callable[[str], Path], turtle: Turtle
) -> None:
    shapes = turtle(
        "e:S a sh:NodeShape ; sh:targetClass cn:Treaty ; sh:property [ sh:path rdfs:label ; "
        "sh:datatype rdf:langString ; sh:minLength 9 ; sh:message 'One for both.' ] ."
    )
    given = outside(f"agreement:new a cn:Treaty ; {LABEL} 'New' .")
    report = judge(make_root(), given, shapes=shapes)
    assert [result.message for result in report.results] == ["One for both.", "One for both."]


def test_shapes_graph_is_not_judged_as_data(make_root: MakeRoot) -> None:
    sources = load_sources(make_root())
    assert not set(sources.graph(GRAPH_SHAPES)) & set(sources.data())
    assert TREATY in set(sources.data().subjects())
