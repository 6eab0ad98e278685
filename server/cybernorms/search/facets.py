"""By what results are narrowed: agreements, stakeholder groups, years and key elements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from cybernorms.namespaces import CN, SCHEME, XSD
from cybernorms.search.documents import Document
from cybernorms.search.facts import Facts, iris

FACETS: Final = ("kind", "agreement", "group", "year", "element")

Values = dict[str, set[str]]
"""By facet, the values of a resource: IRIs, years of four digits, a kind's name."""

_GROUPS: Final = f"{SCHEME}stakeholder-group/"
_DATES: Final = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime})
# When an agreement came to be, in contrast to what happened to it before and after.
_BEGINNINGS: Final = frozenset(
    f"{SCHEME}event-kind/{name}"
    for name in (
        "adoption",
        "conclusions",
        "launch",
        "opening-for-signature",
        "political-agreement",
        "publication",
    )
)
_MET: Final = frozenset(iris(SCHEME["assessment-value/yes"], SCHEME["assessment-value/indirect"]))
_ACTORS: Final = iris(
    CN.carriedOutBy,
    CN.participant,
    CN.holder,
    CN.involves,
    CN.about,
    CN.concerns,
    CN.countOf,
    CN.inCooperationWith,
)
_CONCERNED_WITH: Final = iris(CN.issuedBy, CN.reviewedIn, CN.mentionedIn)
_AGREEMENT, _PROVISION, _KEY_ELEMENT = iris(CN.Agreement, CN.Provision, CN.KeyElement)
_IS_PROVISION_OF, _IS_VERSION_OF, _EVIDENCE = iris(CN.isProvisionOf, CN.isVersionOf, CN.evidence)
_EVENT_OF, _EVENT_KIND = iris(CN.eventOf, CN.eventKind)
_PARTICIPATION_IN, _PARTICIPANT = iris(CN.participationIn, CN.participant)
_COUNT_OF, _COUNTED_GROUP = iris(CN.countOf, CN.countedGroup)
_STAKEHOLDER_GROUP: Final = str(CN.stakeholderGroup)
_ASSESSED_AGREEMENT, _ASSESSED_ELEMENT, _ASSESSMENT_VALUE = iris(
    CN.assessedAgreement, CN.assessedElement, CN.assessmentValue
)


def with_facets(facts: Facts, documents: Iterable[Document]) -> list[Document]:
    """Add to documents the values that results are narrowed by."""
    given = list(documents)
    kinds = {document.iri: document.kind.name for document in given}
    found = {iri: _values(facts, iri, kind) for iri, kind in kinds.items()}
    near = {document.iri: _copy(found[document.iri]) for document in given if document.kind.follows}
    for iri in near:
        for _, target in facts.links(iri):
            _merge(found[iri], near.get(target, {}))
    for iri, kind in kinds.items():
        if kind == "passage":
            for citing in facts.subjects_of(iri, _EVIDENCE):
                _merge(found[iri], found.get(citing, {}))
    return [
        replace(
            document,
            facets={
                "kind": (document.kind.name,),
                **{name: tuple(sorted(values)) for name, values in found[document.iri].items()},
            },
        )
        for document in given
    ]


def _values(facts: Facts, iri: str, kind: str) -> Values:
    """Find the values that a resource has by itself and by what it points at."""
    values: Values = defaultdict(set)
    values["agreement"] = {
        whole for name in _agreements(facts, iri, kind) for whole in _wholes(facts, name)
    }
    if kind == "agreement":
        events = facts.subjects_of(iri, _EVENT_OF)
        values["year"] = {year for event in events for year in _years(facts, event)}
        values["group"] = _groups_of_agreement(facts, iri)
        values["element"] = {
            element
            for assessment in facts.subjects_of(iri, _ASSESSED_AGREEMENT)
            if not _MET.isdisjoint(facts.objects(assessment, _ASSESSMENT_VALUE))
            for element in facts.objects(assessment, _ASSESSED_ELEMENT)
        }
        return values
    if kind == "provision":
        values["year"] = {
            year
            for agreement in facts.objects(iri, _IS_PROVISION_OF)
            for event in facts.subjects_of(agreement, _EVENT_OF)
            if not _BEGINNINGS.isdisjoint(facts.objects(event, _EVENT_KIND))
            for year in _years(facts, event)
        }
    else:
        values["year"] = _years(facts, iri)
    linked = [target for _, target in facts.links(iri)]
    if kind not in {"concept", "scheme", "term", "question", "shape"}:
        values["group"] = {
            *(target for target in linked if target.startswith(_GROUPS)),
            *_groups(facts, facts.objects(iri, *_ACTORS)),
        }
        values["element"] = {target for target in linked if facts.is_a(target, _KEY_ELEMENT)}
    return values


def _agreements(facts: Facts, iri: str, kind: str) -> set[str]:
    """Name the agreements that a resource belongs to or is about."""
    if kind == "agreement":
        return {iri}
    if kind == "provision":
        return {*facts.objects(iri, _IS_PROVISION_OF)}
    found = {*facts.subjects_of(iri, *_CONCERNED_WITH)}
    for _, target in facts.links(iri):
        if facts.is_a(target, _AGREEMENT):
            found.add(target)
        elif facts.is_a(target, _PROVISION):
            found.update(facts.objects(target, _IS_PROVISION_OF))
    return found


def _wholes(facts: Facts, agreement: str) -> set[str]:
    """Give an agreement and those that it is a version of."""
    found = {agreement}
    ahead = [agreement]
    while ahead:
        further = {*facts.objects(ahead.pop(), _IS_VERSION_OF)} - found
        found |= further
        ahead.extend(further)
    return found


def _groups_of_agreement(facts: Facts, agreement: str) -> set[str]:
    """Name the groups of those who made, joined or are counted in an agreement."""
    joining = [
        participant
        for participation in facts.subjects_of(agreement, _PARTICIPATION_IN)
        for participant in facts.objects(participation, _PARTICIPANT)
    ]
    counted = {
        group
        for count in facts.subjects_of(agreement, _COUNT_OF)
        for group in facts.objects(count, _COUNTED_GROUP)
    }
    return counted | _groups(facts, (*joining, *facts.objects(agreement, CN.issuedBy)))


def _groups(facts: Facts, stakeholders: Iterable[str]) -> set[str]:
    return {group for name in stakeholders for group in facts.objects(name, _STAKEHOLDER_GROUP)}


def _years(facts: Facts, iri: str) -> set[str]:
    return {
        str(text)[:4]
        for _, text in facts.literals(iri)
        if text.datatype in _DATES and str(text)[:4].isdecimal()
    }


def _merge(values: Values, further: Mapping[str, set[str]]) -> None:
    for facet, more in further.items():
        values[facet] |= more


def _copy(values: Values) -> Values:
    return defaultdict(set, {facet: set(found) for facet, found in values.items()})
