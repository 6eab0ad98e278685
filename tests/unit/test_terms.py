import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import CN, ID, XSD
from cybernorms.terms import shorten


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (CN.Norm, "cn:Norm"),
        (ID["provision/paris-call/8"], "id:provision/paris-call/8"),
        (URIRef("http://e/a"), "<http://e/a>"),
        (URIRef(str(CN)), "<https://w3id.org/cybernorms/ontology#>"),
        (Literal('a "b"\nc', lang="en"), '"a \\"b\\"\\nc"@en'),
        (Literal("01", datatype=XSD.integer, normalize=False), '"01"^^xsd:integer'),
        (BNode("b1"), "_:b1"),
    ],
)
def test_term_is_written_for_people(node: Node, text: str) -> None:
    assert shorten(node) == text
