"""The shapes as a whole: they conform to the shapes for shapes, and leave no term out."""

import re

import pytest
from rdflib import BNode, Graph
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from cybernorms.files import graph_root
from cybernorms.namespaces import CN, CNSH, SCHEME, SH
from cybernorms.sources import Sources, load_sources
from cybernorms.validation import validate_definitions

OWN_TERM = re.compile(r"(?<![\w-])cn:(\w+)")

# Written in data and derived as well: a claim may name the provision that its reference means.
WRITTEN_TOO = {CN.claimedProvision}

# Classes whose members state nothing that a passage could support, with the reason where needed.
WITHOUT_EVIDENCE = {
    CN.Correspondence,  # only a stated one needs it, which cnsh:Correspondence-stated says
    CN.Passage,
    CN.ProvisionReference,  # its words are the evidence
    CN.SourceDocument,
    CN.Stakeholder,
}


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(graph_root())


@pytest.fixture(scope="module")
def ontology(sources: Sources) -> Graph:
    return sources.folder("ontology")


@pytest.fixture(scope="module")
def shapes(sources: Sources) -> Graph:
    return sources.folder("shapes")


def test_ontology_and_shapes_conform_to_the_shapes_for_them(sources: Sources) -> None:
    report = validate_definitions(sources, "turbo")
    assert [f"{row.focus_node}: {row.message}" for row in report.results] == []


def test_queries_of_shapes_use_defined_terms(shapes: Graph, ontology: Graph) -> None:
    defined = set(ontology.subjects(RDFS.isDefinedBy))
    used = {
        CN[term]
        for query in shapes.objects(None, SH.select)
        for term in OWN_TERM.findall(str(query))
    }
    assert used
    assert used <= defined


def test_every_property_that_is_written_is_constrained(
    shapes: Graph, sources: Sources, ontology: Graph
) -> None:
    assert own_properties(ontology) - derived(sources) <= path_steps(shapes)


def test_derived_properties_cannot_be_written(sources: Sources, ontology: Graph) -> None:
    chains = set(ontology.subjects(OWL.propertyChainAxiom)) - WRITTEN_TOO
    assert chains <= derived(sources)
    for one, other in ontology.subject_objects(OWL.inverseOf):
        assert {one, other} & derived(sources), f"{one} and its inverse can both be written"


def test_every_class_of_the_data_has_the_rules_of_a_resource(
    shapes: Graph, ontology: Graph
) -> None:
    assert set(shapes.objects(CNSH.Resource, SH.targetClass)) == data_classes(ontology)


def test_every_class_of_the_data_needs_evidence_or_is_excepted(
    shapes: Graph, ontology: Graph
) -> None:
    evidenced = set(shapes.objects(CNSH.Evidenced, SH.targetClass))
    assert evidenced | WITHOUT_EVIDENCE == data_classes(ontology)
    assert not evidenced & WITHOUT_EVIDENCE


def test_scheme_that_properties_take_values_from_has_a_shape(
    shapes: Graph, ontology: Graph
) -> None:
    # Its concepts have a class of their own, which the shapes name instead.
    free = {SCHEME["horizontal-component"]}
    in_scheme = set(shapes.subjects(SH.path, SKOS.inScheme))
    checked = {scheme for rule in in_scheme for scheme in shapes.objects(rule, SH.hasValue)}
    assert checked == schemes(ontology) - free


def data_classes(ontology: Graph) -> set[Node]:
    """List our classes that have no superclass among ours, and no concepts as instances."""
    return {
        term
        for term in ontology.subjects(RDF.type, OWL.Class)
        if str(term).startswith(str(CN))
        and not any(
            str(above).startswith(str(CN)) or above == SKOS.Concept
            for above in ontology.objects(term, RDFS.subClassOf)
        )
    }


def own_properties(ontology: Graph) -> set[Node]:
    """List the properties that the ontology defines."""
    return {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        if (term, RDFS.isDefinedBy, None) in ontology
    }


def derived(sources: Sources) -> set[Node]:
    """List the properties that must not be written."""
    return set(sources.folder("shapes").objects(CNSH.Derived, SH.targetSubjectsOf))


def path_steps(shapes: Graph) -> set[Node]:
    """List the properties that the paths of shapes go over, composite paths too."""
    steps: set[Node] = set()
    waiting = list(shapes.objects(None, SH.path))
    while waiting:
        step = waiting.pop()
        steps.add(step)
        if isinstance(step, BNode):
            waiting += [part for part in shapes.objects(step) if part not in steps]
    return steps


def schemes(ontology: Graph) -> set[Node]:
    """List the concept schemes."""
    return set(ontology.subjects(RDF.type, SKOS.ConceptScheme))
