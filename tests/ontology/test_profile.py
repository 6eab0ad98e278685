"""The ontology stays inside OWL 2 RL, so that rules compute its closure.

OWL 2 Profiles 4.2 says which class expressions may stand where, OWL 2 Structural Specification 11.2
which properties may have chains. The checks know the RDF form of the axioms that are in use, and
refuse every other construct of OWL, so that a new one must first be looked up.
"""

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

CLASSES = {OWL.Class, OWL.Restriction}
CHARACTERISTICS = {
    OWL.AsymmetricProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
}
TYPES = {
    *CLASSES,
    *CHARACTERISTICS,
    OWL.AllDisjointClasses,
    OWL.AnnotationProperty,
    OWL.DatatypeProperty,
    OWL.ObjectProperty,
    OWL.Ontology,
}
EXPRESSIONS = {
    OWL.allValuesFrom,
    OWL.complementOf,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.maxCardinality,
    OWL.oneOf,
    OWL.someValuesFrom,
    OWL.unionOf,
}
PROPERTIES = {
    *EXPRESSIONS,
    OWL.deprecated,
    OWL.disjointWith,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.imports,
    OWL.inverseOf,
    OWL.members,
    OWL.onProperty,
    OWL.propertyChainAxiom,
    OWL.propertyDisjointWith,
    OWL.versionIRI,
    OWL.versionInfo,
}
# Those of the OWL 2 RL datatypes (OWL 2 Profiles 4.2) that are likely to be wanted.
DATATYPES = {
    RDF.langString,
    RDFS.Literal,
    XSD.anyURI,
    XSD.boolean,
    XSD.dateTime,
    XSD.dateTimeStamp,
    XSD.decimal,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.positiveInteger,
    XSD.string,
}
# A property with a chain below it is not simple, and must have none of these (11.2).
FOR_SIMPLE_PROPERTIES = CHARACTERISTICS - {OWL.SymmetricProperty, OWL.TransitiveProperty}


def test_ontology_is_in_owl_2_rl(ontology: Graph) -> None:
    assert violations(ontology) == []


@pytest.mark.parametrize(
    ("axiom", "reason"),
    [
        ("ex:A a owl:Class ; owl:hasKey ( ex:p )", "owl:hasKey"),
        ("ex:p a owl:ReflexiveProperty", "owl:ReflexiveProperty"),
        ("ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; "
         "owl:someValuesFrom ex:B ]", "super class"),
        ("ex:A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( ex:B ex:C ) ]", "super class"),
        ("ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; "
         "owl:maxCardinality 2 ]", "super class"),
        ("[ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ] "
         "rdfs:subClassOf ex:A", "sub class"),
        ("[ a owl:Class ; owl:complementOf ex:B ] rdfs:subClassOf ex:A", "sub class"),
        ("owl:Thing rdfs:subClassOf ex:A", "sub class"),
        ("ex:A owl:equivalentClass [ a owl:Class ; owl:unionOf ( ex:B ex:C ) ]", "equivalent"),
        ("ex:p rdfs:range [ a owl:Class ; owl:unionOf ( ex:B ex:C ) ]", "super class"),
        ("ex:p a owl:DatatypeProperty ; rdfs:range xsd:gYear", "datatype"),
        ("ex:p a owl:DatatypeProperty , owl:SymmetricProperty", "characteristic"),
        ("ex:p a owl:FunctionalProperty ; owl:propertyChainAxiom ( ex:q ex:r )", "not simple"),
        ("ex:q a owl:AsymmetricProperty . ex:p rdfs:subPropertyOf ex:q ; "
         "owl:propertyChainAxiom ( ex:r ex:s )", "not simple"),
        ("ex:p owl:propertyChainAxiom ( ex:q ex:p ex:r )", "regular"),
        ("ex:p owl:propertyChainAxiom ( ex:q ex:r ) . ex:q owl:propertyChainAxiom ( ex:p ex:r )",
         "regular"),
    ],
)  # fmt: skip
def test_profile_check_refuses(axiom: str, reason: str) -> None:
    assert any(reason in violation for violation in violations(small_graph(axiom)))


@pytest.mark.parametrize(
    "axiom",
    [
        "ex:A rdfs:subClassOf ex:B , [ a owl:Restriction ; owl:onProperty ex:p ; "
        "owl:allValuesFrom ex:B ]",
        "ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality 1 ]",
        "[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom owl:Thing ] "
        "rdfs:subClassOf ex:A",
        "[ a owl:Class ; owl:unionOf ( ex:A ex:B ) ] rdfs:subClassOf ex:C",
        "ex:A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( ex:B "
        "[ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue ex:b ] ) ]",
        "ex:p owl:propertyChainAxiom ( ex:p ex:q ) , ( ex:q ex:p ) , ( ex:p ex:p )",
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C )",
    ],
)
def test_profile_check_allows(axiom: str) -> None:
    assert violations(small_graph(axiom)) == []


def small_graph(turtle: str) -> Graph:
    """Read a few axioms about ex:."""
    prefixes = {"ex": "https://example.org/", "owl": OWL, "rdfs": RDFS, "xsd": XSD}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    return Graph().parse(data=f"{head}{turtle} .", format="turtle")


def violations(graph: Graph) -> list[str]:
    """Say what of a graph is outside OWL 2 RL, or outside what this check knows."""
    return [
        *unknown_constructs(graph),
        *misplaced_expressions(graph),
        *unfit_properties(graph),
        *irregular_chains(graph),
    ]


def unknown_constructs(graph: Graph) -> Iterable[str]:
    """Find terms of OWL that are not on the lists above."""
    for predicate in set(graph.predicates()):
        if str(predicate).startswith(str(OWL)) and predicate not in PROPERTIES:
            yield f"owl:{name(predicate)} is not supported"
    for type_ in set(graph.objects(None, RDF.type)):
        if str(type_).startswith(str(OWL)) and type_ not in TYPES:
            yield f"owl:{name(type_)} is not supported"


def misplaced_expressions(graph: Graph) -> Iterable[str]:
    """Find class expressions in a place where OWL 2 RL does not have them."""
    places: tuple[tuple[str, Callable[[Graph, Node], bool], Iterable[Node]], ...] = (
        ("sub class", is_sub, graph.subjects(RDFS.subClassOf)),
        ("super class", is_super, graph.objects(None, RDFS.subClassOf)),
        ("super class", is_super, graph.objects(None, RDFS.domain)),
        ("super class", is_super, object_ranges(graph)),
        ("sub class", is_sub, graph.subjects(OWL.disjointWith)),
        ("sub class", is_sub, graph.objects(None, OWL.disjointWith)),
        ("sub class", is_sub, disjoint_members(graph)),
        ("equivalent class", is_equivalent, graph.subjects(OWL.equivalentClass)),
        ("equivalent class", is_equivalent, graph.objects(None, OWL.equivalentClass)),
    )
    for place, fits, expressions in places:
        for expression in expressions:
            if not fits(graph, expression):
                yield f"{name(expression)} cannot be a {place}"


def is_sub(graph: Graph, node: Node) -> bool:
    """Tell whether a node is a subClassExpression."""
    match expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf | OWL.unionOf, members):
            return all(is_sub(graph, member) for member in graph.items(members))
        case (OWL.someValuesFrom, filler):
            return filler == OWL.Thing or filler in DATATYPES or is_sub(graph, filler)
        case (construct, _):
            return construct in (OWL.oneOf, OWL.hasValue)


def is_super(graph: Graph, node: Node) -> bool:
    """Tell whether a node is a superClassExpression."""
    match expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf, members):
            return all(is_super(graph, member) for member in graph.items(members))
        case (OWL.complementOf, operand):
            return is_sub(graph, operand)
        case (OWL.allValuesFrom, filler):
            return filler in DATATYPES or is_super(graph, filler)
        case (OWL.maxCardinality, number):
            return isinstance(number, Literal) and number.value in (0, 1)
        case (construct, _):
            return construct == OWL.hasValue


def is_equivalent(graph: Graph, node: Node) -> bool:
    """Tell whether a node is an equivClassExpression."""
    match expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf, members):
            return all(is_equivalent(graph, member) for member in graph.items(members))
        case (construct, _):
            return construct == OWL.hasValue


def expression(graph: Graph, node: Node) -> tuple[URIRef, Node] | None:
    """Give the construct of a class expression and its operand; None for a named class."""
    if not isinstance(node, BNode):
        return None
    ((construct, operand),) = (
        (URIRef(str(p)), o) for p, o in graph.predicate_objects(node) if p in EXPRESSIONS
    )
    return construct, operand


def object_ranges(graph: Graph) -> Iterable[Node]:
    """List the ranges that are classes."""
    for property_, range_ in graph.subject_objects(RDFS.range):
        if (property_, RDF.type, OWL.DatatypeProperty) not in graph:
            yield range_


def disjoint_members(graph: Graph) -> Iterable[Node]:
    """List the members of owl:AllDisjointClasses."""
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(axiom, OWL.members):
            yield from graph.items(members)


def unfit_properties(graph: Graph) -> Iterable[str]:
    """Find datatype properties with what only object properties have, and properties not simple."""
    for property_ in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for type_ in graph.objects(property_, RDF.type):
            if type_ in CHARACTERISTICS - {OWL.FunctionalProperty}:
                yield f"{name(property_)}: no characteristic of a datatype property"
        for range_ in graph.objects(property_, RDFS.range):
            if range_ not in DATATYPES:
                yield f"{name(property_)}: {name(range_)} is no OWL 2 RL datatype"
    for property_ in composite(graph):
        for type_ in graph.objects(property_, RDF.type):
            if type_ in FOR_SIMPLE_PROPERTIES:
                yield f"{name(property_)} is not simple and cannot be an owl:{name(type_)}"
        if (property_, OWL.propertyDisjointWith, None) in graph:
            yield f"{name(property_)} is not simple and cannot be disjoint with another"


def composite(graph: Graph) -> set[Node]:
    """List the properties with a chain below, transitive ones, and their superproperties."""
    found = {
        *graph.subjects(OWL.propertyChainAxiom),
        *graph.subjects(RDF.type, OWL.TransitiveProperty),
    }
    waiting = list(found)
    while waiting:
        property_ = waiting.pop()
        above = {
            *graph.objects(property_, RDFS.subPropertyOf),
            *graph.objects(property_, OWL.inverseOf),
            *graph.subjects(OWL.inverseOf, property_),
        }
        waiting += above - found
        found |= above
    return found


def irregular_chains(graph: Graph) -> Iterable[str]:
    """Find chains without an order to compute them in; inverses count as one property."""
    below: dict[Node, set[Node]] = {}
    for property_, chain in graph.subject_objects(OWL.propertyChainAxiom):
        head = direction(graph, property_)
        steps = [direction(graph, step) for step in graph.items(chain)]
        if steps != [head, head]:
            if steps[0] == head:
                steps = steps[1:]
            elif steps[-1] == head:
                steps = steps[:-1]
            below.setdefault(head, set()).update(steps)
    for lower, upper in graph.subject_objects(RDFS.subPropertyOf):
        if direction(graph, lower) != direction(graph, upper):
            below.setdefault(direction(graph, upper), set()).add(direction(graph, lower))
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        yield f"not regular: {' < '.join(name(step) for step in error.args[1])}"


def direction(graph: Graph, property_: Node) -> Node:
    """Choose one of a property and its inverses to stand for all."""
    inverses = {
        *graph.objects(property_, OWL.inverseOf),
        *graph.subjects(OWL.inverseOf, property_),
        property_,
    }
    return min(inverses, key=str)


def name(node: Node) -> str:
    """Write the last part of an IRI."""
    return str(node).rpartition("#")[2].rpartition("/")[2]
