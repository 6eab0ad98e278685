"""The project's own graph: complete where it must be, led back to its sources, reasoned alike."""

import csv
import io
import os
from collections import Counter
from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef

from cybernorms.engine import Query as EngineQuery
from cybernorms.engine import QueryEngine
from cybernorms.evidence import verify
from cybernorms.files import graph_root
from cybernorms.namespaces import CN, GRAPH_ONTOLOGY, ID, RDF, SCHEME
from cybernorms.sources import Sources

REPORT = ID["source/igf-bpf-2019"]
TEXTS = Path(os.environ.get("TEXTS_DIR", graph_root().parent / "shared" / "sources"))


@pytest.fixture(scope="session")
def data(own_sources: Sources) -> Graph:
    return own_sources.data()


def rows(engine: QueryEngine, query: str) -> list[dict[str, str]]:
    prefixes = f"PREFIX cn: <{CN}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    asked = EngineQuery(prefixes + query, "text/csv", None, timeout=30)
    return list(csv.DictReader(io.StringIO(engine.query(asked).body.decode())))


def test_report_reviews_twenty_agreements_numbered_from_one(data: Graph) -> None:
    reviewed = list(data.subjects(CN.reviewedIn, REPORT))
    assert len(reviewed) == 20
    numbers = {int(str(data.value(agreement, CN.reviewNumber))) for agreement in reviewed}
    assert numbers == set(range(1, 21))


def test_table_has_one_cell_for_each_agreement_and_element(data: Graph) -> None:
    cells = Counter(
        (data.value(cell, CN.assessedAgreement), data.value(cell, CN.assessedElement))
        for cell in data.subjects(RDF.type, CN.ElementAssessment)
    )
    assert len(cells) == 200
    assert set(cells.values()) == {1}


def test_table_keeps_nothing_printed_apart_from_no(data: Graph) -> None:
    unstated = {
        str(cell).removeprefix(str(ID))
        for cell in data.subjects(CN.assessmentValue, SCHEME["assessment-value/not-stated"])
    }
    assert unstated == {
        "assessment/un-gge-2015/content-restrictions",
        "assessment/foc-recommendations/content-restrictions",
        "assessment/foc-recommendations/definition-cyberattacks",
    }


def test_tags_of_the_report_are_thirty_five_claims_of_microsoft(data: Graph) -> None:
    claims = set(data.subjects(CN.claimant, ID["stakeholder/microsoft"]))
    assert len(claims) == 35
    references = Counter(data.value(claim, CN.claimedReference) for claim in claims)
    assert references[ID["reference/gcsc-norm-5"]] == 2
    assert references[ID["reference/gcsc-norm-7"]] == 2
    assert references[ID["reference/paris-call-principle-1"]] == 9


def test_ambiguous_references_lead_to_no_provision(data: Graph, own_engine: QueryEngine) -> None:
    ambiguous = SCHEME["reference-status/ambiguous"]
    assert list(data.subjects(CN.referenceStatus, ambiguous))
    query = f"""SELECT ?claim {{ ?claim cn:claimedReference/cn:referenceStatus <{ambiguous}> ;
        cn:claimedProvision ?provision }}"""
    assert rows(own_engine, query) == []


def test_data_has_no_blank_nodes(data: Graph) -> None:
    assert not [term for triple in data for term in triple if isinstance(term, BNode)]


def test_derived_properties_are_not_written_by_hand(data: Graph, own_sources: Sources) -> None:
    ontology = own_sources.graph(GRAPH_ONTOLOGY)
    chained = set(ontology.subjects(URIRef("http://www.w3.org/2002/07/owl#propertyChainAxiom")))
    # A claim's provision may be written, so that it is there without reasoning; shapes hold both
    # to the same.
    written = {p for p in chained if (None, p, None) in data} - {CN.claimedProvision}
    assert written == set()


def test_action_serves_a_version_and_so_the_whole(own_engine: QueryEngine) -> None:
    action = ID["action/european-union/public-core-in-cybersecurity-act"]
    served = rows(own_engine, f"SELECT ?a {{ <{action}> cn:implementsAgreement ?a }}")
    assert {row["a"] for row in served} == {
        str(ID["agreement/gcsc"]),
        str(ID["agreement/gcsc/before-singapore"]),
    }


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the source documents are not beside the project")
def test_every_passage_is_found_in_its_document(own_sources: Sources) -> None:
    verification = verify(own_sources, TEXTS)
    assert verification.drifts == ()
    assert verification.found == verification.total > 400
