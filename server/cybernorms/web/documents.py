"""The ontology and the shapes: documents whose terms are found by their fragment."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template

from cybernorms import __version__
from cybernorms.namespaces import (
    CN,
    CNSH,
    DCTERMS,
    GRAPH_ONTOLOGY,
    GRAPH_SHAPES,
    OWL,
    RDF,
    RDFS,
    SH,
    SKOS,
)
from cybernorms.protocol.negotiation import GRAPHS, PAGE
from cybernorms.web.answers import choose_document
from cybernorms.web.graphs import graph_document
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_STATEMENTS: Final = """
SELECT ?s ?p ?o {{
  GRAPH <{graph}> {{
    VALUES ?kind {{ {kinds} }}
    ?s a ?kind ; ?p ?o
    FILTER (isIRI(?s) && STRSTARTS(STR(?s), "{namespace}"))
  }}
}}
"""
_SCHEMES: Final = f"""
SELECT ?s (COUNT(?c) AS ?n) {{
  GRAPH <{GRAPH_ONTOLOGY}> {{ ?s a skos:ConceptScheme . OPTIONAL {{ ?c skos:inScheme ?s }} }}
}} GROUP BY ?s ORDER BY ?s
"""
_SECTIONS: Final = (
    ("Classes", str(OWL["Class"])),
    ("Object properties", str(OWL["ObjectProperty"])),
    ("Datatype properties", str(OWL["DatatypeProperty"])),
    ("Annotation properties", str(OWL["AnnotationProperty"])),
)
_FACTS: Final = (
    ("subclass of", str(RDFS["subClassOf"])),
    ("subproperty of", str(RDFS["subPropertyOf"])),
    ("from", str(RDFS["domain"])),
    ("to", str(RDFS["range"])),
    ("inverse of", str(OWL["inverseOf"])),
    ("example", str(SKOS["example"])),
    ("source", str(DCTERMS["source"])),
    ("module", str(RDFS["isDefinedBy"])),
)
_TARGETS: Final = (
    ("judges", str(SH["targetClass"])),
    ("judges subjects of", str(SH["targetSubjectsOf"])),
    ("judges objects of", str(SH["targetObjectsOf"])),
    ("judges", str(SH["targetNode"])),
)

Properties = Mapping[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One term or shape: its own anchor, and what the document says of it."""

    iri: str
    label: str
    text: str
    facts: tuple[tuple[str, tuple[Term, ...]], ...]
    rules: tuple["Entry", ...] = ()

    @property
    def fragment(self) -> str:
        """What stands behind the # of its IRI."""
        return self.iri.rpartition("#")[2]


def documents_blueprint(reader: Reader) -> Blueprint:
    """Make the routes; a suffix chooses the format, as it does for every resource."""
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/ontology")
    @blueprint.get("/ontology.<suffix>")
    @blueprint.get(f"/ontology/{__version__}")
    @blueprint.get(f"/ontology/{__version__}.<suffix>")
    def ontology(suffix: str | None = None) -> Response:
        return _document(reader, str(GRAPH_ONTOLOGY), suffix, _ontology_page)

    @blueprint.get("/shapes")
    @blueprint.get("/shapes.<suffix>")
    @blueprint.get(f"/shapes/{__version__}")
    @blueprint.get(f"/shapes/{__version__}.<suffix>")
    def shapes(suffix: str | None = None) -> Response:
        return _document(reader, str(GRAPH_SHAPES), suffix, _shapes_page)

    return blueprint


def _document(
    reader: Reader, graph: str, suffix: str | None, page: Callable[[Reader], str]
) -> Response:
    choice = choose_document(suffix)
    if choice.format is not PAGE:
        return graph_document(reader, graph, choice)
    response = make_response(page(reader))
    response.vary.add("Accept")
    return response


def _ontology_page(reader: Reader) -> str:
    kinds = [iri for _, iri in _SECTIONS]
    found, labels = _collect(reader, str(GRAPH_ONTOLOGY), kinds, str(CN))
    sections = [
        (title, [_term(iri, found[iri], labels) for iri in _of_kind(found, kind)])
        for title, kind in _SECTIONS
    ]
    rows = reader.select(_SCHEMES)
    scheme_labels = reader.labels(iris_of(rows))
    schemes = [(label(row["s"], scheme_labels), int(row["n"].value)) for row in rows]
    return render_template(
        "ontology.html",
        sections=[(title, entries) for title, entries in sections if entries],
        schemes=schemes,
        formats=GRAPHS,
    )


def _shapes_page(reader: Reader) -> str:
    kinds = [str(SH["NodeShape"]), str(SH["PropertyShape"]), str(SH["SPARQLConstraint"])]
    found, labels = _collect(reader, str(GRAPH_SHAPES), kinds, str(CNSH))
    shapes = [_shape(iri, found, labels) for iri in _of_kind(found, kinds[0])]
    return render_template("shapes.html", shapes=shapes, formats=GRAPHS)


def _collect(
    reader: Reader, graph: str, kinds: Iterable[str], namespace: str
) -> tuple[dict[str, Properties], dict[str, str]]:
    """Read the statements about the terms of some kinds, and the labels of what they name."""
    query = _STATEMENTS.format(
        graph=graph, kinds=" ".join(f"<{kind}>" for kind in kinds), namespace=namespace
    )
    rows = reader.select(query, "none")
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        values = found[row["s"].value][row["p"].value]
        if row["o"] not in values:
            values.append(row["o"])
    return {iri: dict(properties) for iri, properties in found.items()}, reader.labels(
        iris_of(rows)
    )


def _of_kind(found: Mapping[str, Properties], kind: str) -> list[str]:
    return sorted(
        iri
        for iri, properties in found.items()
        if any(term.value == kind for term in properties.get(str(RDF["type"]), ()))
    )


def _facts(
    properties: Properties, wanted: Iterable[tuple[str, str]], labels: Mapping[str, str]
) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Give the named facts that a page can show; blank nodes are in the RDF alone."""
    facts = []
    for name, prop in wanted:
        terms = tuple(label(term, labels) for term in properties.get(prop, ()))
        shown = tuple(term for term in terms if term.kind != "bnode")
        if shown:
            facts.append((name, shown))
    return tuple(facts)


def _first(properties: Properties, *names: object) -> str:
    return next((properties[str(name)][0].value for name in names if str(name) in properties), "")


def _term(iri: str, properties: Properties, labels: Mapping[str, str]) -> Entry:
    return Entry(
        iri,
        _first(properties, RDFS["label"]),
        _first(properties, SKOS["definition"], RDFS["comment"]),
        _facts(properties, _FACTS, labels),
    )


def _shape(iri: str, found: Mapping[str, Properties], labels: Mapping[str, str]) -> Entry:
    properties = found[iri]
    parts = [*properties.get(str(SH["property"]), ()), *properties.get(str(SH["sparql"]), ())]
    rules = [_rule(part.value, found[part.value], labels) for part in parts if part.value in found]
    if str(SH["message"]) in properties:
        rules.insert(0, _rule(iri, properties, labels))
    return Entry(
        iri,
        _first(properties, SH["name"], RDFS["label"]),
        _first(properties, RDFS["comment"], SH["description"]),
        _facts(properties, _TARGETS, labels),
        tuple(rules),
    )


def _rule(iri: str, properties: Properties, labels: Mapping[str, str]) -> Entry:
    return Entry(
        iri,
        _first(properties, SH["name"], RDFS["label"]),
        _first(properties, SH["message"], RDFS["comment"]),
        _facts(
            properties,
            (("about", str(SH["path"])), ("severity", str(SH["severity"]))),
            labels,
        ),
    )
