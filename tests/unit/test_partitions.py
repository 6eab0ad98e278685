"""VoID statistics are what counting by hand gives, and their nodes have stable names."""

from collections.abc import Callable

from rdflib import Graph, Literal, URIRef

from cybernorms.build.partitions import count, dataset_iri, detail, summarise, types_of
from cybernorms.namespaces import CN, GRAPH, RDF, RDFS, VOID, VOID_EXT, XSD

NAME = GRAPH["source/report"]
A, B = URIRef("http://e/A"), URIRef("http://e/B")
TYPED = "e:a a e:A . e:b a e:A , e:B . e:c a e:B ."
SAID = """
e:a e:p e:b , e:c , e:d , "x"@en , "y" , 1 .
e:b e:p e:c ; rdfs:label "b" .
e:d e:p e:a .
"""

Turtle = Callable[[str], Graph]


def described(turtle: Turtle) -> Graph:
    statistics = count(set(turtle(SAID)), types_of(turtle(TYPED)))
    graph = Graph()
    for triple in (*summarise(NAME, statistics), *detail(NAME, statistics)):
        graph.add(triple)
    return graph


def partition(graph: Graph, *path: tuple[URIRef, URIRef, URIRef]) -> URIRef:
    """Follow (link, what, value) steps from the data set to the one partition they lead to."""
    node = NAME
    for link, what, value in path:
        (node,) = (part for part in graph.objects(node, link) if (part, what, value) in graph)  # type: ignore[assignment]
    return node


def number(graph: Graph, node: URIRef, property_: URIRef) -> object:
    value = graph.value(node, property_)
    assert isinstance(value, Literal)
    return value.value


P = URIRef("http://e/p")
OF_A = (VOID.classPartition, VOID["class"], A)
WITH_P = (VOID.propertyPartition, VOID.property, P)


def test_totals_are_counted(turtle: Turtle) -> None:
    graph = described(turtle)
    expected = {
        VOID.triples: 9,
        VOID.distinctSubjects: 3,
        VOID.distinctObjects: 8,
        VOID.classes: 2,
        VOID.properties: 2,
    }
    assert {name: number(graph, NAME, name) for name in expected} == expected


def test_classes_count_their_subjects_here_by_types_from_elsewhere(turtle: Turtle) -> None:
    graph = described(turtle)
    assert number(graph, partition(graph, OF_A), VOID.entities) == 2
    of_b = (VOID.classPartition, VOID["class"], B)
    assert number(graph, partition(graph, of_b), VOID.entities) == 1


def test_properties_are_counted_over_all_and_by_class(turtle: Turtle) -> None:
    graph = described(turtle)
    assert number(graph, partition(graph, WITH_P), VOID.triples) == 8
    assert number(graph, partition(graph, OF_A, WITH_P), VOID.triples) == 7


def test_values_are_counted_by_class_and_by_datatype(turtle: Turtle) -> None:
    graph = described(turtle)
    for class_, expected in ((A, 1), (B, 3)):
        step = (VOID.classPartition, VOID["class"], class_)
        part = partition(graph, OF_A, WITH_P, step)
        assert number(graph, part, VOID.triples) == expected
    for datatype in (RDF.langString, XSD.string, XSD.integer):
        step = (VOID_EXT.datatypePartition, VOID_EXT.datatype, datatype)
        assert number(graph, partition(graph, OF_A, WITH_P, step), VOID.triples) == 1


def test_partitions_have_readable_names_where_a_prefix_gives_one(turtle: Turtle) -> None:
    data = turtle('e:x a cn:Norm ; rdfs:label "x" ; e:p 1 .')
    statistics = count(set(data), types_of(data))
    nodes = {str(subject) for subject, _, _ in detail(NAME, statistics)}
    base = "https://w3id.org/cybernorms/void#source/report"
    assert {f"{base}/cn:Norm/rdfs:label", f"{base}/cn:Norm/rdfs:label/xsd:string"} <= nodes
    assert all(not node.endswith("http://e/p") for node in nodes)
    assert dataset_iri(NAME, "named") == URIRef(f"{base}/named")
    assert (CN.Norm, RDFS.label) in statistics.by_class


def test_blank_classes_are_left_out(turtle: Turtle) -> None:
    assert types_of(turtle("e:x a [ a e:Restriction ] , e:A ."))[URIRef("http://e/x")] == {A}
