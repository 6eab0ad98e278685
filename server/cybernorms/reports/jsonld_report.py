"""A report as the W3C's validation report (SHACL 3.6), in JSON-LD 1.1."""

import json

from rdflib.plugins.serializers.jsonld import Converter
from rdflib.plugins.shared.jsonld.context import Context

from cybernorms.namespaces import PREFIXES
from cybernorms.reports.style import Style
from cybernorms.reports.turtle_report import report_graph
from cybernorms.validation import Report


def write(report: Report, _: Style) -> str:
    """Write the graph of ``turtle_report`` with the context inline, so that nothing is fetched."""
    context = dict(PREFIXES)
    converter = Converter(Context(context), use_native_types=False, use_rdf_type=False)
    # With a context rdflib would write "01"^^xsd:integer as 1 whatever one says.
    converter.use_native_types = False
    nodes = converter.convert(report_graph(report))
    document = {"@context": context, "@graph": nodes if isinstance(nodes, list) else [nodes]}
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
