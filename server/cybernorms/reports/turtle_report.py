"""A report as the W3C's validation report (SHACL 3.6), as a graph and in Turtle."""

from io import BytesIO

from rdflib import BNode, Graph, Literal
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from cybernorms.namespaces import CNSH, DCTERMS, RDF, RDFS, SCHEMA, SH, XSD
from cybernorms.reports.style import Style
from cybernorms.sources import merge
from cybernorms.validation import Report, Result
from cybernorms.validation.paths import add_path


def write(report: Report, _: Style) -> str:
    """Write the results as RDF, in Turtle."""
    stream = BytesIO()
    _FaithfulSerializer(report_graph(report)).serialize(stream)
    return stream.getvalue().decode("utf-8")


def report_graph(report: Report) -> Graph:
    """State the results as the W3C has it: ``sh:conforms`` is false with a mere warning too.

    File, line and column of value and focus node are given as schema:location, the reason and its
    source as rdfs:comment and dcterms:source, remedy and patch as cnsh:remedy and cnsh:patch.
    """
    graph = merge([])
    node = BNode("report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not report.results)))
    for number, result in enumerate(report.results, 1):
        # Labels that do not change keep the order of the file the same from run to run.
        graph.add((node, SH.result, _add(graph, f"result{number:06}", result)))
    if report.hidden:
        graph.add((node, RDFS.comment, Literal(f"{len(report.hidden)} more results are left out")))
    return graph


class _FaithfulSerializer(TurtleSerializer):
    """Writes most typed literals in full: rdflib's short forms rewrite some and break others."""

    def label(self, node: Node, position: int) -> str:
        short = (XSD.boolean, XSD.integer)
        if isinstance(node, Literal) and (node.ill_typed or node.datatype not in (None, *short)):
            return node.n3(self.store.namespace_manager)
        text: str = super().label(node, position)
        return text


def _add(graph: Graph, label: str, result: Result) -> BNode:
    node = BNode(label)
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, result.focus_node))
    graph.add((node, SH.resultSeverity, result.severity.value))
    graph.add((node, SH.sourceShape, result.source_shape))
    graph.add((node, SH.sourceConstraintComponent, result.component))
    graph.add((node, SH.resultMessage, Literal(result.message)))
    if result.path is not None:
        graph.add((node, SH.resultPath, add_path(graph, result.path)))
    if result.value is not None:
        graph.add((node, SH.value, result.value))
    for place in (*result.value_places, *result.places):
        graph.add((node, SCHEMA.location, Literal(str(place))))
    for property_, text in (
        (RDFS.comment, result.reason),
        (DCTERMS.source, result.source),
        (CNSH.remedy, result.remedy),
        (CNSH.patch, result.patch),
    ):
        if text is not None:
            graph.add((node, property_, Literal(str(text))))
    details = [detail for branch in result.branches for detail in branch.results]
    for number, detail in enumerate(details, 1):
        graph.add((node, SH.detail, _add(graph, f"{label}-{number:03}", detail)))
    return node
