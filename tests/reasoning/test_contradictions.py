"""Each contradiction is told with its rule, the things, the axioms, and the lines to look at."""

from collections.abc import Callable

import pytest
from rdflib import Graph, URIRef
from tests.reasoning.rules import RULES, Contradiction

from cybernorms.namespaces import CNSH, PREFIXES
from cybernorms.sources import Document, Places, merge, read_rdf
from cybernorms.validation import Report, derive

CASES = {name: rule for name, rule in RULES.items() if isinstance(rule, Contradiction)}
HEADER = "".join(f"@prefix {name}: <{space}> . " for name, space in PREFIXES.items())


def document(file: str, text: str) -> Document:
    content = f"{HEADER}@prefix e: <http://e/> .\n{text}"
    return read_rdf(content.encode(), file, URIRef("http://e/graph"))


def judged(*documents: Document, near: str = "") -> Report:
    asserted = merge(document.triples for document in documents)
    own = Places(document for document in documents if document.file == near) if near else None
    return derive(asserted, "sparq", Places(documents), own)[1]


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_contradiction_leads_to_its_lines(name: str, case: Contradiction) -> None:
    report = judged(document("data.ttl", case.given.replace(" . ", " .\n")))
    result = report.results[0]
    assert not report.conforms
    assert (case.found_by or name) in result.message
    assert str(result.focus_node).startswith("http://e/")
    assert result.place is not None
    assert result.place.file == "data.ttl"
    assert result.remedy is not None
    assert result.remedy.count("(data.ttl:") >= len(result.value_places) > 0
    assert result.source_shape == CNSH["Contradiction"]


def test_what_only_follows_is_traced_back_to_the_files_that_say_it() -> None:
    axioms = document(
        "axioms.ttl",
        "e:p rdfs:range e:Norm .\ne:Norm rdfs:subClassOf e:Text .\n"
        "e:Text owl:disjointWith e:Actor .",
    )
    theirs = document("theirs.ttl", "e:a e:p e:b .")
    ours = document("ours.ttl", "e:b a e:Company .\ne:Company rdfs:subClassOf e:Actor .")
    (result,) = judged(axioms, theirs, ours, near="theirs.ttl").results
    assert "<http://e/b> is a <http://e/Text> and a <http://e/Actor>" in result.message
    assert [str(place) for place in result.value_places] == ["theirs.ttl:2:9"]
    assert str(result.reason).startswith("These statements exclude each other by cax-dw, with ")
    assert "prp-rng" in str(result.reason)
    assert result.remedy is not None
    assert [place in result.remedy for place in ("theirs.ttl:2:9", "ours.ttl:2:7")] == [True, True]
    for line, file in ((2, "axioms"), (3, "axioms"), (4, "axioms"), (3, "ours")):
        assert f"{file}.ttl:{line}:" in result.remedy


def test_members_of_a_list_are_shown() -> None:
    text = "[] a owl:AllDisjointClasses ;\n owl:members ( e:A e:B ) .\ne:x a e:A , e:B ."
    (result,) = judged(document("data.ttl", text)).results
    assert "( <http://e/A> <http://e/B> )" in str(result.remedy)


def test_one_cause_with_many_effects_is_told_with_its_statements_first() -> None:
    things = " ".join(f"e:x{number} e:p e:a ." for number in range(80))
    report = judged(document("data.ttl", f"e:a owl:sameAs e:b ; owl:differentFrom e:b .\n{things}"))
    assert [str(result.place) for result in report.results] == ["data.ttl:2:16"]


def test_derive_gives_the_closure_when_all_is_well(turtle: Callable[[str], Graph]) -> None:
    inferred, report = derive(turtle("e:p rdfs:domain e:C . e:a e:p e:b ."), "sparq", Places())
    assert len(inferred) == 1
    assert report.conforms
