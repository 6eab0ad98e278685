"""An account as RDF, in PROV-O.

Each statement is an ``rdf:Statement`` and ``prov:Entity``, named by the address of its own account;
each step of a proof is a ``prov:Activity`` that used premises, generated a conclusion and followed
a rule as its plan; an asserted statement has its passages as primary sources. A statement that
several activities generated has several proofs. One that does not hold has a comment that says so,
and links to what holds. PROV is what the ontology is aligned to and what RDF tools know; the
vocabulary made for proofs (PML) is gone from the web.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from rdflib import BNode, Graph, Literal, URIRef, plugin
from rdflib.plugins.serializers.jsonld import JsonLDSerializer
from rdflib.plugins.serializers.nt import NTSerializer
from rdflib.plugins.serializers.rdfxml import XMLSerializer
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.serializer import Serializer
from rdflib.store import Store
from rdflib.term import Node

from cybernorms.explanation.account import Account
from cybernorms.explanation.notation import ntriples
from cybernorms.explanation.proof import Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.support import Support
from cybernorms.namespaces import BASE, CN, DCTERMS, OA, PREFIXES, PROV, RDF, RDFS
from cybernorms.sources import empty_graph

# The classes themselves: a worker may open no file, so what rdflib would load on demand is loaded.
FORMATS: Final[Mapping[str, type[Serializer]]] = MappingProxyType(
    {
        "text/turtle": TurtleSerializer,
        "application/ld+json": JsonLDSerializer,
        "application/n-triples": NTSerializer,
        "application/rdf+xml": XMLSerializer,
    }
)
plugin.get("SimpleMemory", Store)
_PAGE: Final = f"{BASE}explain"
_RULES: Final = URIRef(
    "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"
)


def writer(media_type: str) -> Callable[[Account], str]:
    """Give what writes an account as one of ``FORMATS``."""

    def write(account: Account) -> str:
        graph = describe(account)
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        written = BytesIO()
        FORMATS[media_type](graph).serialize(written, encoding="utf-8")
        return written.getvalue().decode()

    return write


def describe(account: Account) -> Graph:
    """Give an account as a graph; of what does not hold it says just that."""
    graph = empty_graph()
    for triple in _statements(account):
        graph.add(triple)
    return graph


def _statements(account: Account) -> Iterator[Triple]:
    subject = _name(account.triple)
    yield from _statement(account.triple)
    verdict = [] if account.holds else ["This does not hold.", *account.remarks]
    for text in verdict:
        yield subject, RDFS.comment, Literal(text, lang="en")
    for near in account.near:
        yield from _statement(near.triple)
        yield subject, RDFS.seeAlso, _name(near.triple)
    for proof in account.proofs:
        for node in proof.nodes():
            yield from _statement(node.triple)
            if node.rule is not None:
                yield from _step(node)
            yield from node.cells
    for triple, support in account.supports.items():
        yield from _support(_name(triple), support)


def _statement(triple: Triple) -> Iterator[Triple]:
    name = _name(triple)
    s, p, o = triple
    yield name, RDF.type, RDF.Statement
    yield name, RDF.type, PROV.Entity
    yield name, RDF.subject, s
    yield name, RDF.predicate, p
    yield name, RDF.object, o


def _step(step: Proof) -> Iterator[Triple]:
    conclusion = _name(step.triple)
    used = sorted(_name(premise.triple) for premise in step.premises)
    activity = BNode(f"step{_digest(conclusion, str(step.rule), *used)}")
    rule = URIRef(f"{_PAGE}#{step.rule}")
    association = BNode(f"{activity}plan")
    yield activity, RDF.type, PROV.Activity
    yield activity, PROV.generated, conclusion
    yield activity, PROV.qualifiedAssociation, association
    yield association, RDF.type, PROV.Association
    yield association, PROV.hadPlan, rule
    yield rule, RDF.type, PROV.Plan
    yield rule, RDFS.label, Literal(step.rule)
    yield rule, DCTERMS.source, _RULES
    for premise in used:
        yield activity, PROV.used, premise
        yield conclusion, PROV.wasDerivedFrom, premise


def _support(name: Node, support: Support) -> Iterator[Triple]:
    for graph in support.graphs:
        yield name, DCTERMS.isPartOf, graph
    for source in support.sources:
        yield name, DCTERMS.source, source
    if support.justification:
        yield name, RDFS.comment, Literal(support.justification, lang="en")
    for quotation in support.passages:
        passage = quotation.passage
        position, quote = URIRef(f"{passage}#position"), URIRef(f"{passage}#quote")
        yield name, PROV.hadPrimarySource, passage
        yield passage, RDF.type, CN.Passage
        if quotation.document:
            yield passage, CN.sourceDocument, quotation.document
        if quotation.section:
            yield passage, CN.section, Literal(quotation.section)
        if quotation.sha256:
            yield passage, CN.passageDigest, Literal(quotation.sha256)
        if quotation.start is not None and quotation.end is not None:
            yield passage, OA.hasSelector, position
            yield position, RDF.type, OA.TextPositionSelector
            yield position, OA.start, Literal(quotation.start)
            yield position, OA.end, Literal(quotation.end)
        if quotation.locator:
            yield passage, OA.hasSelector, quote
            yield quote, RDF.type, OA.TextQuoteSelector
            yield quote, OA.exact, Literal(quotation.locator)


def _name(triple: Triple) -> URIRef | BNode:
    """Name a statement by the address of its account, if there is one."""
    s, p, o = (str(term) if isinstance(term, URIRef) else ntriples(term) for term in triple)
    if any(isinstance(term, BNode) for term in triple):
        return BNode(f"statement{_digest(s, p, o)}")
    return URIRef(f"{_PAGE}?{urlencode({'s': s, 'p': p, 'o': o})}")


def _digest(*texts: str) -> str:
    return sha256(" ".join(texts).encode()).hexdigest()[:16]
