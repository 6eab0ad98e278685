"""The profile check knows what OWL 2 RL has and has not (OWL 2 Profiles 4.2)."""

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDFS, XSD

from cybernorms.quality.profile import violations


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
    assert any(reason in message for _, message in violations(small_graph(axiom)))


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
    assert list(violations(small_graph(axiom))) == []


def small_graph(turtle: str) -> Graph:
    """Read a few axioms about ex:."""
    prefixes = {"ex": "https://example.org/", "owl": OWL, "rdfs": RDFS, "xsd": XSD}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    return Graph().parse(data=f"{head}{turtle} .", format="turtle")
