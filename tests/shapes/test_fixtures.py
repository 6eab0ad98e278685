"""Every shape against its fixtures, under both engines, with the exact results.

A folder is named after a node shape. ``good.ttl`` conforms; each ``bad-<reason>.ttl`` changes one
thing in it and has its results, and no others, in ``bad-<reason>.expected.ttl`` (a W3C
``sh:ValidationReport``). Only the shape under test is applied, with what it refers to: fixtures
are minimal, and what other shapes miss in them does not count. Concepts and the class hierarchy of
the ontology stand beside the data of authoring shapes, as in a build.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.files import graph_root, turtle_files
from cybernorms.namespaces import CNSH, DCTERMS, RDF, RDFS, SH, SKOS
from cybernorms.sources import Places, Sources, load_files, read_rdf
from cybernorms.validation import ENGINES, Report, validate
from cybernorms.validation.reading import read_report
from cybernorms.validation.stages import authoring_view, validate_sent

from ..results import rows

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*/*.ttl"))
GOOD = [file for file in FILES if file.name == "good.ttl"]
BAD = [
    file for file in FILES if file.match("bad-*.ttl") and not file.name.endswith(".expected.ttl")
]
EXPECTED = [file for file in FILES if file.name.endswith(".expected.ttl")]

# These forbid whatever they target, so a conforming graph has nothing for them to look at.
PROHIBITIONS = {"Axiom", "Derived", "UnsupportedAxiom"}

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

# Constraint parameters in use and the component that reports each (SHACL 4 and 5).
COMPONENTS = {
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.disjoint: SH.DisjointConstraintComponent,
    SH.equals: SH.EqualsConstraintComponent,
    SH.hasValue: SH.HasValueConstraintComponent,
    SH["in"]: SH.InConstraintComponent,
    SH.languageIn: SH.LanguageInConstraintComponent,
    SH.lessThan: SH.LessThanConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.minCount: SH.MinCountConstraintComponent,
    SH.minExclusive: SH.MinExclusiveConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.node: SH.NodeConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH["not"]: SH.NotConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.qualifiedMaxCount: SH.QualifiedMaxCountConstraintComponent,
    SH.qualifiedMinCount: SH.QualifiedMinCountConstraintComponent,
    SH.sparql: SH.SPARQLConstraintComponent,
    SH.uniqueLang: SH.UniqueLangConstraintComponent,
}


def test_conforming_fixture_has_no_results(good: Path, engine: str) -> None:
    assert rows(judge(good, engine)) == Counter()


def test_violating_fixture_has_exactly_the_expected_results(bad: Path, engine: str) -> None:
    expected = rows(read_report(parse(expected_of(bad)), Graph(), Graph(), Places()))
    assert expected
    assert rows(judge(bad, engine)) == expected


def test_violating_fixture_has_an_expected_report() -> None:
    assert sorted(expected_of(file) for file in BAD) == EXPECTED


def test_expected_report_says_that_the_data_does_not_conform(expected: Path) -> None:
    (verdict,) = parse(expected).objects(None, SH.conforms)
    assert verdict == Literal(False)


def test_shape_with_a_target_has_good_and_bad_fixtures() -> None:
    targeted = {name for name in node_shapes() if has_target(CNSH[name])}
    assert targeted == {file.parent.name for file in GOOD}
    assert targeted == {file.parent.name for file in BAD}


def test_conforming_fixture_has_a_focus_node(good: Path) -> None:
    focus = focus_nodes(parse(good), CNSH[good.parent.name])
    assert bool(focus) != (good.parent.name in PROHIBITIONS)


def test_every_constraint_fires_in_some_fixture() -> None:
    """Each parameter of each shape has a result in some expected report.

    Shapes without a target are reached through the sh:node of others, which is such a parameter.
    """
    fired = {
        (result.source_shape, result.component)
        for file in EXPECTED
        for result in read_report(parse(file), Graph(), Graph(), Places()).results
    }
    graph = shapes_graph()
    silent = [
        f"{shape.fragment}: {component.fragment}"
        for shape in sorted(rule for rule in rules(graph))
        for parameter, component in COMPONENTS.items()
        if (shape, parameter, None) in graph and (shape, component) not in fired
    ]
    assert silent == []


def test_every_parameter_of_a_shape_is_known_to_this_test() -> None:
    graph = shapes_graph()
    known = {*COMPONENTS, *TARGETS, RDF.type, RDFS.comment, SH.path, SH.property}
    known |= {SH.name, SH.message, SH.severity, SH.order, SH.description, SH.qualifiedValueShape}
    known |= {DCTERMS.source, DCTERMS.isPartOf}
    used = {predicate for rule in rules(graph) for predicate in graph.predicates(rule)}
    assert used - known == set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test a file, so that a new fixture is a new test."""
    for name, files in (("good", GOOD), ("bad", BAD), ("expected", EXPECTED)):
        if name in metafunc.fixturenames:
            ids = [str(file.relative_to(FOLDER).with_suffix("")) for file in files]
            metafunc.parametrize(name, files, ids=ids)
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ENGINES)


def judge(file: Path, engine: str) -> Report:
    """Apply the shape that the fixture's folder is named after."""
    shape = file.parent.name
    data = parse(file)
    if node_shapes()[shape].startswith(("shapes/consistency/", "shapes/meta/")):
        return validate(data, alone(shape), engine)
    sent = set(data.subjects())
    return validate_sent(data + authoring_context(), alone(shape), sent, engine, Places())


def parse(file: Path) -> Graph:
    """Read a fixture as the build would."""
    return read_rdf(file.read_bytes(), file.name, URIRef(file.as_uri())).graph


def expected_of(bad: Path) -> Path:
    """Name the expected report of a violating fixture."""
    return bad.with_name(bad.name.removesuffix(".ttl") + ".expected.ttl")


@cache
def all_shapes() -> Sources:
    """Read shapes/ once."""
    root = graph_root()
    return load_files(turtle_files(root / "shapes"), root)


@cache
def shapes_graph() -> Graph:
    """Join all shapes once."""
    return all_shapes().folder("shapes")


@cache
def authoring_context() -> Graph:
    """Read once what authoring shapes need beside the data, and a build shows to them."""
    root = graph_root()
    ontology = load_files(turtle_files(root / "ontology"), root).folder("ontology")
    context = Graph()
    for triple in authoring_view(Graph(), ontology):
        if triple[1] in (RDFS.subClassOf, SKOS.inScheme):
            context.add(triple)
    return context


@cache
def node_shapes() -> dict[str, str]:
    """Tell for the local name of each node shape the file that states it."""
    return {
        str(shape).removeprefix(str(CNSH)): document.file
        for document in all_shapes().documents
        for shape in document.graph.subjects(RDF.type, SH.NodeShape)
    }


def has_target(shape: Node) -> bool:
    """Tell whether a shape looks for focus nodes itself."""
    graph = shapes_graph()
    return any((shape, target, None) in graph for target in TARGETS)


@cache
def alone(name: str) -> Graph:
    """Take one node shape out of its file, with all that it refers to but no other target."""
    graph = shapes_graph()
    taken = Graph()
    seen: set[Node] = set()
    waiting: list[Node] = [CNSH[name]]
    while waiting:
        node = waiting.pop()
        seen.add(node)
        for triple in graph.triples((node, None, None)):
            _, predicate, value = triple
            if predicate in TARGETS and node != CNSH[name]:
                continue
            taken.add(triple)
            if predicate not in TARGETS and value not in seen:
                waiting.append(value)
    return taken


def rules(graph: Graph) -> set[URIRef]:
    """List what a result can cite: shapes with a target, and the property shapes that they have.

    Those of a shape without target speak only through the sh:node of another one.
    """
    targeted = {URIRef(str(s)) for target in TARGETS for s in graph.subjects(target)}
    return targeted | {
        URIRef(str(rule)) for shape in targeted for rule in graph.objects(shape, SH.property)
    }


def focus_nodes(data: Graph, shape: URIRef) -> set[Node]:
    """Find the focus nodes of a shape in a fixture, by its targets (SHACL 2.1.3)."""
    graph = shapes_graph()
    context = authoring_context()
    found: set[Node] = set(graph.objects(shape, SH.targetNode))
    for property_ in graph.objects(shape, SH.targetSubjectsOf):
        found |= set(data.subjects(property_))
    for property_ in graph.objects(shape, SH.targetObjectsOf):
        found |= set(data.objects(None, property_))
    for class_ in graph.objects(shape, SH.targetClass):
        for subclass in context.transitive_subjects(RDFS.subClassOf, class_):
            found |= set(data.subjects(RDF.type, subclass))
    return found & {*data.subjects(), *data.objects()}
