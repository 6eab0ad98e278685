"""Whether the ontology is fit for use: profile, classes that can have members, known pitfalls."""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph

from cybernorms.namespaces import CN, CNSH, GRAPH_ONTOLOGY, OWL, SCHEME
from cybernorms.quality import profile
from cybernorms.quality.pitfalls import pitfalls
from cybernorms.quality.profile import Violation
from cybernorms.quality.samples import silent_ranges, unusable_terms
from cybernorms.sources import Places, Sources
from cybernorms.terms import shorten
from cybernorms.validation import (
    CORE,
    Report,
    Result,
    Severity,
    choose_profile,
    derive,
    validate,
    validate_definitions,
)
from cybernorms.validation.report import make_report
from cybernorms.validation.stages import authoring_view

__all__ = ["check_ontology"]

COMPONENT: Final = CNSH["QualityConstraintComponent"]


def check_ontology(sources: Sources, *, reasoner: str, validator: str) -> Report:
    """Judge the ontology by shapes/meta, by the OWL 2 RL profile, by samples and by pitfalls.

    The data counts in so far as it must not contradict the ontology or make two terms one. Raises
    EngineError when there is no verdict.
    """
    ontology, places = sources.graph(GRAPH_ONTOLOGY), sources.places()
    shapes = choose_profile(sources, CORE).written_shapes(sources)

    def judge(data: Graph) -> Report:
        return validate(authoring_view(data, ontology), shapes, validator, Places())

    inferred, contradictions = derive(sources.asserted(), reasoner, places)
    checks = (
        ("Profile", profile.violations(ontology)),
        ("UsableTerm", unusable_terms(ontology, reasoner)),
        ("NoticedRange", silent_ranges(ontology, reasoner, judge)),
        ("OneTerm", _merged_terms(inferred)),
    )
    found = [
        *(_result(name, fault, places) for name, faults in checks for fault in faults),
        *(_result("Pitfall", fault, places, severity) for severity, fault in pitfalls(ontology)),
    ]
    return validate_definitions(sources, validator) + contradictions + make_report(found)


def _merged_terms(inferred: Graph) -> Iterator[Violation]:
    for one, other in inferred.subject_objects(OWL.sameAs):
        if str(one).startswith((str(CN), str(SCHEME))):
            yield one, f"it becomes the same as {shorten(other)}"


def _result(
    check: str, fault: Violation, places: Places, severity: Severity = Severity.VIOLATION
) -> Result:
    node, message = fault
    return Result(
        focus_node=node,
        path=None,
        value=None,
        message=message,
        severity=severity,
        source_shape=CNSH[check],
        component=COMPONENT,
        places=places.of_subject(node),
    )
