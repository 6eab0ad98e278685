"""The terms of vocabularies that others keep and that we or our users write with."""

from collections.abc import Mapping
from inspect import get_annotations
from types import MappingProxyType
from typing import Final

from rdflib import namespace as ns

# The Web Annotation Vocabulary (sections 3 and 4), which rdflib does not carry.
_OA: Final = """
Annotation Choice CssSelector CssStyle DataPositionSelector Direction FragmentSelector
HttpRequestState Motivation PreferContainedDescriptions PreferContainedIRIs RangeSelector
ResourceSelection Selector SpecificResource State Style SvgSelector TextPositionSelector
TextQuoteSelector TextualBody TimeState XPathSelector
annotationService bodyValue cachedSource canonical end exact hasBody hasEndSelector hasPurpose
hasScope hasSelector hasSource hasStartSelector hasState hasTarget motivatedBy prefix
processingLanguage refinedBy renderedVia sourceDate sourceDateEnd sourceDateStart start styleClass
styledBy suffix textDirection via
assessing bookmarking classifying commenting describing editing highlighting identifying linking
moderating questioning replying tagging ltrDirection rtlDirection
"""
_CARRIED: Final = (
    ns.DC, ns.DCAT, ns.DCTERMS, ns.FOAF, ns.ORG, ns.OWL, ns.PROF, ns.PROV, ns.RDF, ns.RDFS, ns.SDO,
    ns.SH, ns.SKOS, ns.TIME, ns.VANN, ns.VOID, ns.XSD,
)  # fmt: skip
# What rdflib annotates beside terms; dir() leaves it out too, but makes an IRI of each term.
_NO_TERMS: Final = {"_NS", "_warn", "_fail", "_extras", "_underscore_num"}


def _terms() -> dict[str, frozenset[str]]:
    spaces = {
        str(space): frozenset([*get_annotations(space), *space._extras]) - _NO_TERMS
        for space in _CARRIED
    }
    spaces["http://schema.org/"] = spaces[str(ns.SDO)]
    spaces["http://www.w3.org/ns/oa#"] = frozenset(_OA.split())
    return spaces


# These grow from year to year, so that a term may be newer than our list of it.
LIVING: Final = frozenset({str(ns.DCAT), str(ns.SDO), "http://schema.org/"})
# Name space -> its terms, without the name space.
VOCABULARIES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(_terms())


def space_of(iri: str) -> str | None:
    """Give the name space of a term if we know its terms; None for an IRI further below it."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    space = str(iri)[:end]
    if space not in VOCABULARIES or not iri[end:] or _member(str(iri)):
        return None
    return space


def _member(iri: str) -> bool:
    """Tell whether it is rdf:_1 or its like (RDF Schema 5.1.5)."""
    return iri.startswith(str(ns.RDF) + "_")
