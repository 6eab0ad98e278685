"""Which shapes judge which graph."""

from collections.abc import Collection, Iterable

from rdflib import Graph
from rdflib.term import Node

from cybernorms.namespaces import GRAPH_ONTOLOGY, GRAPH_QUESTIONS, GRAPH_SHAPES, RDFS, SCHEME
from cybernorms.sources import Places, Sources, Triple, merge
from cybernorms.validation.engines import validate, validate_shapes
from cybernorms.validation.focus import focused
from cybernorms.validation.profiles import CORE, choose_profile
from cybernorms.validation.references import validate_references
from cybernorms.validation.repeats import without_repeats
from cybernorms.validation.report import Report


def validate_definitions(sources: Sources, engine: str) -> Report:
    """Judge the ontology, the shapes and the questions by shapes/meta, the shapes by SHACL-SHACL.

    Raises EngineError when a verdict cannot be had.
    """
    places = sources.places()
    shapes = sources.graph(GRAPH_SHAPES)
    definitions = sources.graph(GRAPH_ONTOLOGY, GRAPH_SHAPES, GRAPH_QUESTIONS)
    well_formed = validate_shapes(shapes, engine, places)
    if not well_formed.conforms:
        return well_formed
    return (
        well_formed
        + validate(definitions, sources.folder("shapes/meta"), engine, places)
        + validate_references(definitions, sources.data().subjects(), places)
    )


def validate_asserted(sources: Sources, engine: str) -> Report:
    """Judge what the data says by the core profile, before any reasoning could hide a mistake.

    Raises EngineError when a verdict cannot be had.
    """
    data, places = sources.data(), sources.places()
    ontology = sources.graph(GRAPH_ONTOLOGY)
    shapes = choose_profile(sources, CORE).written_shapes(sources)
    return without_repeats(
        validate(authoring_view(data, ontology), shapes, engine, places),
        validate_references(data, ontology.subjects(), places),
    )


def validate_closure(sources: Sources, inferred: Graph, engine: str) -> Report:
    """Judge data, ontology and what follows from them by the core profile.

    Raises EngineError when a verdict cannot be had.
    """
    closure = merge([sources.asserted(), inferred])
    shapes = choose_profile(sources, CORE).closure_shapes(sources)
    return validate(closure, shapes, engine, sources.places())


def authoring_view(data: Iterable[Triple], ontology: Graph) -> Graph:
    """Join data with what of the ontology its shapes must see, and no more.

    These are the concepts of the schemes, which data refers to, and the hierarchy of classes and
    properties, so that sh:class and sh:targetClass reach subclasses (SHACL 2.1.3.2). Classes and
    properties themselves stay out: they are judged as definitions.
    """
    view = merge([data])
    for s, p, o in ontology:
        if p in (RDFS.subClassOf, RDFS.subPropertyOf) or str(s).startswith(str(SCHEME)):
            view.add((s, p, o))
    return view


def validate_sent(
    view: Graph, shapes: Graph, sent: Collection[Node], engine: str, places: Places
) -> Report:
    """Judge some nodes of a view and no others. Raises EngineError when there is no verdict."""
    pointed, marks = focused(shapes, view, sent)
    for mark in marks:
        view.add(mark)
    try:
        return validate(view, pointed, engine, places)
    finally:
        for mark in marks:
            view.remove(mark)
