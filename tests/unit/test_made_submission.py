"""The submission that bench/validation.py measures with: what it is meant to be, in small."""

from runpy import run_path

import pytest
from rdflib import URIRef

from cybernorms.files import graph_root
from cybernorms.reasoning import ENGINES as REASONERS
from cybernorms.sources import Sources, load_sources, read_rdf
from cybernorms.validation import ENGINES, FOREIGN, SUBMISSION, Report, validate_files

MADE = run_path(str(graph_root() / "bench" / "submission.py"))
FAULTS = len(MADE["FAULTS"])


@pytest.fixture(scope="module")
def own() -> Sources:
    return load_sources(graph_root())


def judge(own: Sources, faults: int, engine: str = "turbo") -> Report:
    text = MADE["write_submission"](1000, faults)
    given = Sources((read_rdf(text.encode(), "made.ttl", URIRef(FOREIGN)),))
    reasoner = sorted(REASONERS)[-1]
    return validate_files(own, given, validator=engine, reasoner=reasoner, profile=SUBMISSION)


def test_without_faults_it_conforms(own: Sources) -> None:
    assert judge(own, 0).results == ()


def test_both_engines_find_its_faults(own: Sources) -> None:
    reports = [judge(own, FAULTS, engine) for engine in ENGINES]
    assert reports[0] == reports[1]
    assert len({result.focus_node for result in reports[0].results}) >= FAULTS


def test_same_seed_makes_the_same() -> None:
    write = MADE["write_submission"]
    assert write(500, 3, seed=7) == write(500, 3, seed=7) != write(500, 3, seed=8)
