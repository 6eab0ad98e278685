"""Which shapes judge which graph."""

from collections.abc import Collection, Iterable

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import GRAPH_ONTOLOGY, GRAPH_QUESTIONS, GRAPH_SHAPES, RDFS, SCHEME
from cybernorms.sources import Places, Sources, Triple, merge
from cybernorms.validation.engines import validate, validate_shapes
from cybernorms.validation.focus import focused
from cybernorms.validation.profiles import CORE, choose_profile, list_profiles
from cybernorms.validation.references import validate_references
from cybernorms.validation.repeats import without_repeats
from cybernorms.validation.report import Report, make_report


def validate_definitions(
    sources: Sources, engine: str, known: Iterable[Node] | None = None
) -> Report:
    """Judge the ontology, the shapes and the questions by shapes/meta, the shapes by SHACL-SHACL.

    ``known`` are the subjects that data states, by default those of the sources.
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
        + validate_references(
            definitions, sources.data().subjects() if known is None else known, places
        )
    )


def validate_asserted(sources: Sources, engine: str, submitted: Collection[URIRef] = ()) -> Report:
    """Judge what the data says by the core profile, before any reasoning could hide a mistake.

    Graphs that were ``submitted`` by others are spared what the profile asks of us alone. Raises
    EngineError when a verdict cannot be had.
    """
    data, places = sources.data(), sources.places()
    ontology = sources.graph(GRAPH_ONTOLOGY)
    shapes = choose_profile(sources, CORE).written_shapes(sources)
    judged = validate(authoring_view(data, ontology), shapes, engine, places)
    if submitted:
        judged = _sparing(sources, set(sources.graph(*submitted).subjects()), judged)
    return without_repeats(judged, validate_references(data, ontology.subjects(), places))


def validate_closure(sources: Sources, inferred: Graph, engine: str) -> Report:
    """Judge data, ontology and what follows from them by the core profile.

    Raises EngineError when a verdict cannot be had.
    """
    closure = merge([sources.asserted(), inferred])
    shapes = choose_profile(sources, CORE).closure_shapes(sources)
    return validate(closure, shapes, engine, sources.places())


def _sparing(sources: Sources, nodes: Collection[Node], report: Report) -> Report:
    """Leave out what shapes of the core profile, and of none for others, say of some nodes."""
    profiles = list_profiles(sources)
    asked = {folder for profile in profiles if profile.foreign for folder in profile.written}
    core = choose_profile(sources, CORE).written
    ours = {s for folder in core if folder not in asked for s in sources.folder(folder).subjects()}
    return make_report(
        result
        for result in report.results
        if result.source_shape not in ours or result.focus_node not in nodes
    )


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
