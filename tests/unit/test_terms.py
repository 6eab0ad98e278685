import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import CN, ID, XSD
from cybernorms.terms import Near, nearest, shorten


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (CN.Norm, "cn:Norm"),
        (ID["provision/8"], "<https://w3id.org/cybernorms/id/provision/8>"),
        (ID["a."], "<https://w3id.org/cybernorms/id/a.>"),
        (URIRef("http://e/a"), "<http://e/a>"),
        (URIRef(str(CN)), "<https://w3id.org/cybernorms/ontology#>"),
        (Literal('a "b"\nc', lang="en"), '"a \\"b\\"\\nc"@en'),
        (Literal("01", datatype=XSD.integer, normalize=False), '"01"^^xsd:integer'),
        (BNode("b1"), "_:b1"),
    ],
)
def test_term_is_written_to_be_pasted(node: Node, text: str) -> None:
    assert shorten(node) == text


NAMES = ["hasProvision", "hasEvent", "evidence", "Agreement", "issuedBy", "isVersionOf", "title"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("hasProvison", Near("hasProvision", certain=True)),
        ("hasPorvision", Near("hasProvision", certain=True)),
        ("issuedby", Near("issuedBy", certain=True)),
        ("Argement", Near("Agreement", certain=True)),
        ("hasEvnetz", Near("hasEvent", certain=True)),
        ("hasEvidence", Near("hasEvent", certain=False)),
        ("organisation", None),
        ("titl", Near("title", certain=True)),
    ],
)
def test_nearest_name_is_told_and_how_sure_it_is(name: str, near: Near | None) -> None:
    assert nearest(name, NAMES) == near


def test_two_names_as_near_leave_doubt() -> None:
    found = nearest("hasNrom", ["hasNorm", "hasForm", "hasNoun"])
    assert found == Near("hasNorm", certain=True)
    found = nearest("startX", ["startA", "startB"])
    assert found is not None
    assert not found.certain
