"""Provisions of several agreements in groups: those that correspond, directly or through others."""

from collections.abc import Iterable, Mapping
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.frame import Frame
from cybernorms.web.records import Record, record_of
from cybernorms.web.terms import Term

PATTERNS: Final = (
    """
  VALUES ?one {{ {agreements} }} VALUES ?other {{ {agreements} }}
  VALUES ?to {{ cn:toProvision cn:conflictingProvision }}
  VALUES ?p {{
    rdfs:label cn:fromProvision cn:toProvision cn:conflictingProvision cn:relation cn:basis
    cn:justification cn:attributedTo cn:certainty cn:evidence
  }}
  ?from cn:isProvisionOf ?one . ?s cn:fromProvision ?from ; ?to ?target .
  ?target cn:isProvisionOf ?other . GRAPH ?g {{ ?s ?p ?o }}
""",
    """
  VALUES ?one {{ {agreements} }} VALUES ?other {{ {agreements} }}
  ?s cn:isProvisionOf ?one ; cn:earlierVersionOf ?o . ?o cn:isProvisionOf ?other .
  BIND (cn:earlierVersionOf AS ?p) GRAPH ?g {{ ?s ?p ?o }}
""",
)
"""The statements that this needs of some agreements; see frame.read_frame."""
_TARGETS: Final = (CN["toProvision"], CN["conflictingProvision"])
_FROM: Final = str(CN["fromProvision"])
_EARLIER: Final = str(CN["earlierVersionOf"])

Ends = tuple[Term, Term]


def list_links(frame: Frame) -> dict[Ends, tuple[Record, ...]]:
    """Collect what links two provisions: correspondences, or that one is an earlier version.

    They stand in the order of their IRIs, whatever order the engine gave them in.
    """
    found: dict[Ends, list[Record]] = {}
    for fact in sorted(frame, key=lambda fact: (fact.subject.value, fact.value.value)):
        if fact.prop.value == _FROM:
            for target in frame.of(fact.subject.value, *_TARGETS):
                record = record_of(frame, fact.subject.value)
                found.setdefault((fact.value, target.value), []).append(record)
        elif fact.prop.value == _EARLIER:
            record = Record(fact.subject, {"earlierVersionOf": (fact,)})
            found.setdefault((fact.subject, fact.value), []).append(record)
    return {ends: tuple(records) for ends, records in found.items()}


def group(links: Iterable[Ends]) -> Mapping[Term, Term]:
    """Give each linked provision the one that stands for its group."""
    leader: dict[Term, Term] = {}

    def find(term: Term) -> Term:
        while leader.setdefault(term, term) != term:
            term = leader[term]
        return term

    for one, other in links:
        first, second = sorted((find(one), find(other)), key=lambda term: term.value)
        leader[second] = first
    return {term: find(term) for term in tuple(leader)}
