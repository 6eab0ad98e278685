"""The ontology is fit for use; and each check finds what it is there for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Graph

from cybernorms.cli import main
from cybernorms.files import graph_root
from cybernorms.quality import check_ontology
from cybernorms.quality.pitfalls import pitfalls
from cybernorms.quality.samples import silent_ranges, unusable_terms
from cybernorms.sources import load_sources
from cybernorms.validation import Report, Severity

Turtle = Callable[[str], Graph]
MODULE = "rdfs:isDefinedBy e:module"


def test_ontology_of_the_project_has_no_fault() -> None:
    report = check_ontology(load_sources(graph_root()), reasoner="sparq", validator="turbo")
    serious = [r for r in report.results if r.severity is not Severity.INFO]
    assert [(str(result.focus_node), result.message) for result in serious] == []


@pytest.mark.parametrize(
    ("axioms", "number"),
    [
        (f"e:A a owl:Class ; {MODULE} ; owl:equivalentClass e:B . e:B {MODULE} .", "P02"),
        (f"e:A a owl:Class ; {MODULE} .", "P04"),
        ("e:p rdfs:domain e:A ; owl:inverseOf e:q . e:q rdfs:range e:B .", "P05"),
        ("e:A rdfs:subClassOf e:B . e:B rdfs:subClassOf e:C . e:C rdfs:subClassOf e:A .", "P06"),
        ("e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:p .", "P06"),
        (f"e:ActsAndNorms a owl:Class ; {MODULE} .", "P07"),
        (f"e:A a owl:Class ; {MODULE} .", "P10"),
        (f"e:p a owl:DatatypeProperty ; {MODULE} ; rdfs:domain e:A .", "P11"),
        (f"e:p a owl:ObjectProperty ; {MODULE} .", "P13"),
        ("e:p owl:inverseOf e:p .", "P25"),
        ("e:p a owl:SymmetricProperty ; rdfs:domain e:A ; rdfs:range e:B .", "P28"),
        ("e:p a owl:TransitiveProperty ; rdfs:domain e:A ; rdfs:range e:B .", "P29"),
        ("e:p owl:propertyChainAxiom ( e:q ) .", "P33"),
    ],
)
def test_pitfall_is_found(axioms: str, number: str, turtle: Turtle) -> None:
    graph = turtle(axioms.replace(f"e:B {MODULE}", f"e:B a owl:Class ; {MODULE}"))
    assert any(f"({number})" in message for _, (_, message) in pitfalls(graph))


def test_what_is_well_made_is_no_pitfall(turtle: Turtle) -> None:
    graph = turtle(
        f"e:A a owl:Class ; {MODULE} ; owl:disjointWith e:B . e:B a owl:Class ; {MODULE} ."
        f"e:p a owl:ObjectProperty ; {MODULE} ; rdfs:domain e:A ; rdfs:range e:B ."
        f"e:q a owl:ObjectProperty ; {MODULE} ; rdfs:domain e:B ; rdfs:range e:A ."
        "e:q owl:inverseOf e:p ."
    )
    assert list(pitfalls(graph)) == []


@pytest.mark.parametrize(
    ("axioms", "term"),
    [
        ("e:C rdfs:subClassOf e:A , e:B .", "C"),
        ("e:p rdfs:domain e:A ; rdfs:subPropertyOf e:q . e:q rdfs:domain e:B .", "p"),
        ("e:p rdfs:range e:A , e:B .", "p"),
        ("e:p a owl:IrreflexiveProperty , owl:ObjectProperty .", None),
    ],
)
def test_term_that_nothing_can_have_is_found(axioms: str, term: str | None, turtle: Turtle) -> None:
    terms = turtle(
        f"e:A a owl:Class ; {MODULE} ; owl:disjointWith e:B . e:C a owl:Class ; {MODULE} ."
        f"e:p a owl:ObjectProperty ; {MODULE} . {axioms}"
    )
    found = {str(node).removeprefix("http://e/") for node, _ in unusable_terms(terms, "sparq")}
    assert found == ({term} if term else set())


def test_range_that_hides_a_mistake_is_found(turtle: Turtle) -> None:
    axioms = (
        f"e:A a owl:Class ; {MODULE} . e:B a owl:Class ; {MODULE} ."
        f"e:p a owl:ObjectProperty ; {MODULE} ; rdfs:domain e:A ; rdfs:range e:B ."
    )
    found = list(silent_ranges(turtle(axioms), "sparq", lambda _: Report()))
    assert [str(node) for node, _ in found] == ["http://e/p"]
    disjoint = turtle(f"{axioms} e:A owl:disjointWith e:B .")
    assert list(silent_ranges(disjoint, "sparq", lambda _: Report())) == []


def test_command_reports_a_pitfall_with_its_place(make_root: Callable[..., Path]) -> None:
    axiom = "cn:hasProvision owl:propertyChainAxiom ( cn:evidence ) ."
    root = make_root({"ontology/short.ttl": axiom})
    result = CliRunner().invoke(main, ["ontology", "check", "--root", str(root)])
    assert result.exit_code == 1, result.output
    assert "ontology/short.ttl:" in result.output
    assert "(P33)" in result.output


def test_command_compares_both_closures(make_root: Callable[..., Path]) -> None:
    result = CliRunner().invoke(main, ["ontology", "closure", "--root", str(make_root())])
    assert result.exit_code == 0, result.output
    counts = [line.split()[1] for line in result.output.splitlines() if "derived in" in line]
    assert len(counts) == 2
    assert counts[0] == counts[1] != "0"
    assert "difference: 0 triples" in result.output
