"""The JSON-LD context that ships with the project: its prefixes and its properties."""

from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from cybernorms.files import graph_root, turtle_files
from cybernorms.namespaces import BASE, CN, OWL, PREFIXES, RDF, RDFS, XSD

CONTEXT: Final = BASE + "context.jsonld"
_NODE: Final = {"@type": "@id"}


@cache
def own_context() -> dict[str, Any]:
    """Make the context document from the prefixes and the ontology's properties.

    A property goes by its local name; values of object properties are IRIs, those of the others
    are of the datatype that is the property's range (JSON-LD 1.1, 4.2.3).
    """
    kinds: dict[str, dict[str, str]] = {}
    ranges: dict[str, str] = {}
    for path in turtle_files(graph_root() / "ontology"):
        for subject, predicate, value, _ in ox.parse(path=path):
            term, kind = str(subject.value), getattr(value, "value", "")
            if predicate.value == str(RDFS.range):
                ranges[term] = kind
            elif predicate.value == str(RDF.type) and kind == str(OWL.ObjectProperty):
                kinds[term] = _NODE
            elif predicate.value == str(RDF.type) and kind == str(OWL.DatatypeProperty):
                kinds.setdefault(term, {})
    terms = {
        iri.removeprefix(CN): {"@id": iri, **(kind or _datatype(ranges.get(iri, "")))}
        for iri, kind in sorted(kinds.items())
        if iri.startswith(CN)
    }
    return {"@context": {"@version": 1.1, "@vocab": str(CN), **PREFIXES, **terms}}


def _datatype(range_: str) -> dict[str, str]:
    plain = (str(XSD.string), str(RDF.langString))
    return {"@type": range_} if range_.startswith(str(XSD)) and range_ not in plain else {}
