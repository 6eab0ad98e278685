"""``cybernorms explain`` over the project's own snapshot: its proofs, their leaves, its exits."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.build.snapshots import Snapshot
from cybernorms.cli import main
from cybernorms.engine import Entailment, Query, QueryEngine
from cybernorms.errors import MalformedRequestError
from cybernorms.explanation import account_for, ntriples, prove, read_term, write_term
from cybernorms.namespaces import CN, RDF, XSD, is_inferred
from cybernorms.store import StoreFacts, open_facts

Explain = Callable[..., Result]
POLICY = "id:action/microsoft/vulnerability-disclosure-policy"

# Ten derived triples of different kinds, with the rule of the last step.
DERIVED = {
    "chain through a claim and a correspondence": (
        f"{POLICY} cn:contributesTo id:provision/un-gge-2015/13f",
        "prp-spo2",
    ),
    "chain": (f"{POLICY} cn:implements id:provision/paris-call/1", "prp-spo2"),
    "chain of a chain": (f"{POLICY} cn:implementsAgreement id:agreement/paris-call", "prp-spo2"),
    "inverse of a chain": (f"id:provision/paris-call/1 cn:isImplementedBy {POLICY}", "prp-inv"),
    "symmetric": (
        "id:provision/paris-call/1 cn:correspondsTo id:provision/un-gge-2015/13f",
        "prp-symp",
    ),
    "inverse": ("id:agreement/paris-call cn:hasProvision id:provision/paris-call/1", "prp-inv"),
    "subproperty": (f"{POLICY} prov:wasAssociatedWith id:stakeholder/microsoft", "prp-spo1"),
    "subclass": (f"{POLICY} a prov:Activity", "cax-sco"),
    "subclass axiom": ("cn:Norm rdfs:subClassOf prov:Entity", "scm-sco"),
    "subproperty axiom": ("cn:claimant rdfs:subPropertyOf prov:wasAttributedTo", "scm-spo"),
    "domain": ("id:stakeholder/microsoft a foaf:Agent", ""),  # two ways, equally short
    "classification": (
        "id:agreement/paris-call cn:space "
        "<https://w3id.org/cybernorms/scheme/space/between-stakeholder-groups>",
        "prp-spo2",
    ),
}


@pytest.fixture(scope="module")
def facts(own_snapshot: Snapshot) -> StoreFacts:
    return open_facts(own_snapshot.path)


@pytest.fixture
def explain(own_snapshot: Snapshot) -> Explain:
    def invoke(*arguments: str) -> Result:
        environment = {"CYBERNORMS_STATE_DIR": str(own_snapshot.path.parent.parent)}
        return CliRunner().invoke(main, ["explain", *arguments], env=environment)

    return invoke


@pytest.mark.parametrize(("triple", "rule"), DERIVED.values(), ids=DERIVED)
def test_derived_triple_is_proved_checked_and_supported(
    triple: str, rule: str, explain: Explain
) -> None:
    result = explain(*triple.split(), "--check", "--format", "json")
    assert result.exit_code == 0, result.output
    account = json.loads(result.stdout)
    assert account["proofs"]
    assert account["proofs"][0]["tree"]["rule"].startswith(rule)
    assert result.stderr.count("checked") == len(account["proofs"])
    for leaf in leaves_of(account):
        assert_supported(leaf)


def leaves_of(account: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the asserted nodes of all proof trees."""
    nodes = [proof["tree"] for proof in account["proofs"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("premises", ())
        if "asserted" in node:
            yield node


def assert_supported(leaf: dict[str, Any]) -> None:
    """An axiom names its source; a fact has passages, each with document, place and words."""
    support = leaf["asserted"]
    if support["graphs"] == ["https://w3id.org/cybernorms/graph/ontology"]:
        assert support["sources"], leaf
        return
    assert support["passages"] or support["sources"], leaf
    for passage in support["passages"]:
        assert passage["document"].startswith("https://w3id.org/cybernorms/id/source/")
        assert passage["section"]
        assert passage["start"] < passage["end"]
        assert passage["locator"]


def test_text_shows_the_tree_and_the_passages(explain: Explain) -> None:
    triple, _ = DERIVED["chain through a claim and a correspondence"]
    text = explain(*triple.split()).stdout
    assert text.startswith(triple)
    assert "├─ cn:contributesTo owl:propertyChainAxiom ( cn:implements cn:correspondsTo )" in text
    assert "[prp-symp]" in text
    assert "characters " in text
    assert "because: " in text


def test_turtle_of_a_proof_reads_back(explain: Explain) -> None:
    triple, _ = DERIVED["chain through a claim and a correspondence"]
    graph = Graph().parse(data=explain(*triple.split(), "--format", "ttl").stdout)
    s, _, o = map(read_term, triple.split())
    assert (None, RDF.predicate, CN.contributesTo) in graph
    assert (None, RDF.subject, s) in graph
    assert (None, RDF.object, o) in graph


@pytest.mark.parametrize(
    ("triple", "code", "words"),
    [
        (f"{POLICY} cn:carriedOutBy id:stakeholder/microsoft", 0, "it is asserted"),
        (f"{POLICY} cn:carriedOutBy id:stakeholder/orange", 1, "with another object"),
        (f"{POLICY} cn:carriedOutBy id:stakeholder/microsofd", 1, "id:stakeholder/microsoft?"),
        (f"id:stakeholder/microsoft cn:carriedOutBy {POLICY}", 1, "the other way round"),
        (f"{POLICY} cn:carriedOutBy microsoft", 2, "'microsoft' is no term"),
    ],
)
def test_exits_and_what_holds_instead(triple: str, code: int, words: str, explain: Explain) -> None:
    result = explain(*triple.split())
    assert result.exit_code == code
    assert words in result.output


def test_sample_of_the_snapshot_is_supported(facts: StoreFacts) -> None:
    derived = [triple for triple in everything(facts) if triple[1] != RDF.type]
    for triple in random.Random(4).sample(derived, 150):  # noqa: S311 (no secret)
        account = account_for(triple, facts, most=1)
        assert account.proofs, triple
        for leaf, support in account.supports.items():
            assert support.graphs, leaf
            assert support.passages or support.sources or leaf[0] in account.labels, leaf


def everything(facts: StoreFacts) -> list[tuple[Node, Node, Node]]:
    found = facts.find(None, None, None, 10**6)
    return [triple for triple, asserted in found.items() if not asserted]


# With and without what is derived

HEADLINE = """
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
SELECT DISTINCT ?action ?provision ?agreement {from} WHERE {{
  {{ ?claim cn:claimedAction ?action ; cn:claimedProvision ?provision }}
  UNION {{ ?action cn:contributesTo ?provision }}
  {{ ?provision cn:isProvisionOf ?agreement }} UNION {{ ?agreement cn:hasProvision ?provision }}
}}
"""


def rows(engine: QueryEngine, entailment: Entailment, clause: str = "") -> set[tuple[str, ...]]:
    """Ask which actions further which provisions of which agreements."""
    answer = engine.query(
        Query(HEADLINE.format(**{"from": clause}), "text/csv", None, 10, entailment)
    )
    return {tuple(line.split(",")) for line in answer.body.decode().split()[1:]}


def test_headline_question_differs_by_exactly_the_derived_rows(
    own_engine: QueryEngine, facts: StoreFacts
) -> None:
    stated, all_ = rows(own_engine, "none"), rows(own_engine, "owlrl")
    assert stated
    assert stated < all_
    for row in all_:
        action, provision, agreement = map(URIRef, row)
        claims = [s for s, _, _ in facts.find(None, CN.claimedAction, action, 1000)]
        is_stated = any(
            facts.find(claim, CN.claimedProvision, provision, 1).get(
                (claim, CN.claimedProvision, provision)
            )
            for claim in claims
        ) and any(
            asserted
            for pattern in (
                (provision, CN.isProvisionOf, agreement),
                (agreement, CN.hasProvision, provision),
            )
            for asserted in facts.find(*pattern, 1).values()
        )
        assert is_stated is (row in stated), row
        if row not in stated:
            assert prove((action, CN.contributesTo, provision), facts).proofs


def test_dataset_clause_leaves_the_derived_rows_out_too(
    own_engine: QueryEngine, own_snapshot: Snapshot
) -> None:
    graphs = [name for name in own_snapshot.manifest["graphs"] if not is_inferred(name)]
    clause = "".join(f"FROM <{name}> " for name in graphs)
    assert rows(own_engine, "owlrl", clause) == rows(own_engine, "none")


# Terms


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a", RDF.type),
        ("cn:Norm", CN.Norm),
        ("<http://e/a>", URIRef("http://e/a")),
        (" http://e/a ", URIRef("http://e/a")),
        ("urn:isbn:1", URIRef("urn:isbn:1")),
        ("id:provision/x/1", URIRef("https://w3id.org/cybernorms/id/provision/x/1")),
        ("id:provision\\/x", URIRef("https://w3id.org/cybernorms/id/provision/x")),
        ('"x"', Literal("x")),
        ('"a\\"b\\n\\u00e9"@en-GB', Literal('a"b\né', lang="en-GB")),
        ('"01"^^xsd:integer', Literal("01", datatype=XSD.integer, normalize=False)),
        (f'"soon"^^<{XSD.date}>', Literal("soon", datatype=XSD.date, normalize=False)),
    ],
)
def test_term_is_read_and_written_back(text: str, term: Node) -> None:
    assert read_term(text) == term
    assert read_term(write_term(term)) == term
    assert read_term(ntriples(term)) == term


@pytest.mark.parametrize("text", ["", "x", "no:x", "_:b", '"x', '"x"@', "<a b>", "http://e/ x"])
def test_what_is_no_term_is_said(text: str) -> None:
    with pytest.raises(MalformedRequestError):
        read_term(text)
