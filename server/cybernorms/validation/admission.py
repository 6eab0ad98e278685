"""What is refused of shapes that others wrote, before an engine reads them.

They get SHACL Core and SHACL-SPARQL, whole. A job that runs them could not open a file or a
connection anyway; here it is told in words, and with the place.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from cybernorms import guard, tokens
from cybernorms.errors import ForbiddenShapesError, InputError, QueryError
from cybernorms.namespaces import RDF, SH
from cybernorms.sources import Places
from cybernorms.terms import shorten

# What gives a shape focus nodes (SHACL 2.1.3); the class of an implicit target is one by its type.
_TARGETED: Final = (
    (SH.targetClass, None),
    (SH.targetNode, None),
    (SH.targetObjectsOf, None),
    (SH.targetSubjectsOf, None),
    (RDF.type, SH.NodeShape),
    (RDF.type, SH.PropertyShape),
)
_QUERIES: Final = (SH.ask, SH.construct, SH.select, SH.update)
_NO_SERVICE: Final = "shapes may not ask other endpoints; bring the data along"
# Terms of SHACL Advanced Features and SHACL-JS. Engines pass over them in silence, and then a shape
# whose target they are conforms to anything.
_BEYOND: Final = frozenset(
    {
        *(SH.rule, SH.Rule, SH.SPARQLRule, SH.TripleRule, SH.JSRule),
        *(SH.target, SH.Target, SH.TargetType, SH.SPARQLTarget, SH.SPARQLTargetType),
        *(SH.Function, SH.SPARQLFunction, SH.expression, SH.ExpressionConstraintComponent),
        *(SH["values"], SH.js, SH.jsFunctionName, SH.jsLibrary, SH.jsLibraryURL),
        *(SH.JSConstraint, SH.JSFunction, SH.JSLibrary, SH.JSValidator),
        *(SH.JSTarget, SH.JSTargetType),
    }
)


def admit_shapes(shapes: Graph, places: Places, max_nesting: int) -> None:
    """Let shapes of others pass (SHACL 2 to 6), or say why not.

    Raises ForbiddenShapesError for a feature beyond SHACL Core and SHACL-SPARQL, for SERVICE and
    nesting deeper than ``max_nesting`` in any query, and for a prefix declaration that would change
    the query it is put before; and InputError where no shape has a target, as anything would
    conform to those.
    """
    faults = (*_beyond(shapes), *_queries(shapes, max_nesting), *_declarations(shapes))
    told = sorted({f"{_where(places, node)}{fault}" for node, fault in faults})
    if told:
        raise ForbiddenShapesError("\n".join(told))
    if not any((None, property_, class_) in shapes for property_, class_ in _TARGETED):
        raise InputError(
            "the shapes judge nothing, for no shape has a target; add sh:targetClass or the like"
        )


def _beyond(shapes: Graph) -> Iterator[tuple[Node, str]]:
    for subject, property_, value in shapes:
        used = value if property_ == RDF.type else property_
        if used in _BEYOND:
            yield (
                subject,
                f"{shorten(used)} is neither SHACL Core nor SHACL-SPARQL, and no shape is judged "
                "in part; leave it out",
            )


def _queries(shapes: Graph, max_nesting: int) -> Iterator[tuple[Node, str]]:
    for property_ in _QUERIES:
        for subject, text in shapes.subject_objects(property_):
            try:
                guard.check_query(str(text), max_nesting, _NO_SERVICE)
            except QueryError as error:
                yield subject, f"the query of {shorten(property_)}: {error}"


def _declarations(shapes: Graph) -> Iterator[tuple[Node, str]]:
    """Find what would not stay a prefix or an IRI in PREFIX (SHACL 5.2.1)."""
    for subject, prefix in shapes.subject_objects(SH.prefix):
        if not _is_one(f"{prefix}:", "name"):
            yield subject, f"{_shown(prefix)} is no prefix"
    for subject, namespace in shapes.subject_objects(SH.namespace):
        if not _is_one(f"<{namespace}>", "iri"):
            yield subject, f"{_shown(namespace)} is no namespace IRI"


def _is_one(text: str, kind: tokens.Kind) -> bool:
    return [token.kind for token in tokens.tokenize(text)] == [kind]


def _shown(node: Node) -> str:
    return shorten(node) if isinstance(node, Literal) else str(node)


def _where(places: Places, node: Node) -> str:
    place = next(iter(places.of_subject(node)), None)
    name = "" if isinstance(node, BNode) else f"{shorten(node)}: "
    return f"{place}: {name}" if place else name
