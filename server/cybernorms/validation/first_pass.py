"""Graphs too large for the engines that report: a quick pass that only says whether they conform.

The constraints of SHACL Core are judged by the engine ``shacl``, on a file, in little memory. It
solves those of SHACL-SPARQL node by node, and compares dates wrongly there, so each of these is
asked of the whole graph at once instead: for all focus nodes, as one query.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import shacl
from rdflib import BNode, Graph, Literal
from rdflib.paths import MulPath, SequencePath
from rdflib.term import Node

from cybernorms.errors import EngineError, UnfitError
from cybernorms.namespaces import RDF, RDFS, SH
from cybernorms.sources import Places, merge, silenced_literal_complaints, write_statements
from cybernorms.validation.paths import add_path, read_path, write_path
from cybernorms.validation.reading import read_report
from cybernorms.validation.report import Report

Ask = Callable[[Sequence[str]], Sequence[Sequence[Mapping[str, Node]]]]
"""Solves SELECT queries over the whole graph."""
Describe = Callable[[Iterable[Node]], Graph]
"""Gives what a graph states of some nodes."""

MOST: Final = 1000
"""Results of an engine; who has more understands by then."""
_TARGETS: Final[Mapping[Node, str]] = {
    SH.targetSubjectsOf: "$this <{}> ?_other",
    SH.targetObjectsOf: "?_other <{}> $this",
}
_INSTANCE_OF: Final = SequencePath(RDF.type, MulPath(RDFS.subClassOf, "*"))
_SUBCLASSES: Final = f"SELECT ?class {{{{ ?class <{RDFS.subClassOf}>* <{{}}> }}}}"


def pass_lines(file: Path, shapes: Graph, ask: Ask, describe: Describe) -> Report:
    """Judge N-Triples by shapes, up to MOST results of each engine, without their places.

    Raises EngineError when there is no verdict, and UnfitError for shapes whose SPARQL can not be
    asked of all nodes at once.
    """
    constraints = set(shapes.objects(None, SH.sparql))
    core = merge([[t for t in shapes if t[1] != SH.sparql and t[0] not in constraints]])
    _spell_out_classes(core)
    text = "".join(f"{statement} .\n" for statement in write_statements(core))
    try:
        judged = shacl.Shapes.from_text(text, "ntriples").validate_file(str(file), max_results=MOST)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"could not judge, shacl failed: {error}") from None
    found = Graph()
    if judged.results:
        found.parse(data=judged.serialize("ntriples"), format="nt")
    instances = _instances(shapes, ask)
    pairs = sorted(shapes.subject_objects(SH.sparql))
    rows = ask([_whole(*pair, shapes, instances) for pair in pairs])
    for (shape, constraint), solutions in zip(pairs, rows, strict=True):
        for row in solutions:
            _add_result(found, shape, constraint, row, shapes)
    if not found:
        return Report()
    with silenced_literal_complaints():
        return read_report(found, describe(found.objects(None, SH.focusNode)), shapes, Places())


def _spell_out_classes(shapes: Graph) -> None:
    """Write sh:class of shapes inside of shapes as the path that it stands for (SHACL 4.1.1).

    For each node that such a shape judges, the engine goes through all instances of the class;
    nothing of it shows in results, which are those of the shape around it.
    """
    for shape, class_ in list(shapes.subject_objects(SH["class"])):
        if isinstance(shape, BNode) and (shape, SH.path, None) not in shapes:
            instance = BNode()
            shapes.remove((shape, SH["class"], class_))
            shapes.add((shape, SH.property, instance))
            shapes.add((instance, SH.path, add_path(shapes, _INSTANCE_OF)))
            shapes.add((instance, SH.hasValue, class_))


def _whole(shape: Node, constraint: Node, shapes: Graph, instances: Mapping[Node, str]) -> str:
    """Write the query of a constraint so that it looks for all focus nodes (SHACL 5.3)."""
    targets = [
        target
        for owner in (shape, *shapes.subjects(SH.property, shape))
        for target in _targets(owner, shapes, instances)
    ]
    select = shapes.value(constraint, SH.select)
    others = set(shapes.predicates(None, shape)) - {SH.property}
    if not targets or others or not isinstance(select, Literal) or select.count("{") == 0:
        raise UnfitError(f"{shape}: its query can not be asked of all nodes at once")
    start = select.index("{") + 1
    focus = f"{{ SELECT DISTINCT $this {{ {{ {' } UNION { '.join(targets)} }} }} }}"
    path = shapes.value(shape, SH.path)
    text = f"{select[:start]} {focus} {select[start:]}"
    if path is not None:
        text = text.replace("$PATH", write_path(read_path(shapes, path), lambda iri: f"<{iri}>"))
    declared = (d for o in shapes.objects(constraint, SH.prefixes) for d in _declared(o, shapes))
    return "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in declared) + (
        f"{text} LIMIT {MOST}"
    )


def _instances(shapes: Graph, ask: Ask) -> Mapping[Node, str]:
    """Write for each class that is a target what its instances are (SHACL 2.1.3.2)."""
    targets = sorted(set(shapes.objects(None, SH.targetClass)), key=str)
    classes = (
        " ".join(f"<{row['class']}>" for row in rows)
        for rows in ask([_SUBCLASSES.format(target) for target in targets])
    )
    return {
        target: f"VALUES ?_class {{ {all_} }} $this a ?_class"
        for target, all_ in zip(targets, classes, strict=True)
    }


def _targets(owner: Node, shapes: Graph, instances: Mapping[Node, str]) -> Iterator[str]:
    for kind, pattern in _TARGETS.items():
        yield from (pattern.format(value) for value in shapes.objects(owner, kind))
    yield from (instances[class_] for class_ in shapes.objects(owner, SH.targetClass))


def _declared(ontology: Node, shapes: Graph) -> Iterator[tuple[Node, Node]]:
    for declaration in shapes.objects(ontology, SH.declare):
        prefix, space = (
            shapes.value(declaration, SH.prefix),
            shapes.value(declaration, SH.namespace),
        )
        if prefix is not None and space is not None:
            yield prefix, space


def _add_result(
    found: Graph, shape: Node, constraint: Node, row: Mapping[str, Node], shapes: Graph
) -> None:
    """Write a solution as a validation result (SHACL 5.3.2)."""
    result, path, own = BNode(), row.get("path"), shapes.value(shape, SH.path)
    if path is None and own is not None:
        path = add_path(found, read_path(shapes, own))
    message = shapes.value(constraint, SH.message) or shapes.value(shape, SH.message)
    for property_, value in (
        (SH.focusNode, row["this"]),
        (SH.value, row.get("value")),
        (SH.resultPath, path),
        (SH.sourceShape, shape),
        (SH.sourceConstraint, constraint),
        (SH.sourceConstraintComponent, SH.SPARQLConstraintComponent),
        (SH.resultSeverity, shapes.value(shape, SH.severity) or SH.Violation),
        (SH.resultMessage, message),
    ):
        if value is not None:
            found.add((result, property_, value))
    found.add((BNode(), SH.result, result))
