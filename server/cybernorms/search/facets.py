"""By what results are narrowed: agreements, stakeholder groups, years and key elements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from cybernorms.namespaces import CN, SCHEME, XSD
from cybernorms.search.documents import Document, kind_of_document
from cybernorms.search.facts import Facts, iris

FACETS: Final = ("kind", "agreement", "group", "year", "element")

Values = dict[str, set[str]]
"""By facet, the values of a resource: IRIs, years of four digits, a kind's name."""

_KEPT: Final = 50_000
_GROUPS: Final = f"{SCHEME}stakeholder-group/"
_DATES: Final = frozenset(iris(XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime))
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
_STAKEHOLDER_GROUP, _ISSUED_BY = iris(CN.stakeholderGroup, CN.issuedBy)
_ASSESSED_AGREEMENT, _ASSESSED_ELEMENT, _ASSESSMENT_VALUE = iris(
    CN.assessedAgreement, CN.assessedElement, CN.assessmentValue
)
INVERSE: Final = (
    *_CONCERNED_WITH,
    _EVENT_OF,
    _EVIDENCE,
    _PARTICIPATION_IN,
    _COUNT_OF,
    _ASSESSED_AGREEMENT,
)
"""Properties that values are found by from their objects."""


class Facets:
    """What resources are narrowed by: their own values, and those of what they are about."""

    def __init__(self, facts: Facts) -> None:
        """Take the statements; ``INVERSE`` has to be among those that are known by object."""
        self._facts = facts
        self._own = lru_cache(_KEPT)(self._find)
        self._whole = lru_cache(_KEPT)(self._join)

    def add(self, document: Document) -> Document:
        """Add to a document the values that results are narrowed by."""
        found = self._whole(document.iri)
        if document.kind.name == "passage":
            found = _copy(found)
            for citing in self._facts.subjects_of(document.iri, _EVIDENCE):
                if kind_of_document(self._facts, citing):
                    _merge(found, self._whole(citing))
        facets = {name: tuple(sorted(values)) for name, values in found.items()}
        return replace(document, facets={"kind": (document.kind.name,), **facets})

    def _find(self, iri: str) -> Values:
        kind = kind_of_document(self._facts, iri)
        return _values(self._facts, iri, kind.name) if kind else {}

    def _join(self, iri: str) -> Values:
        kind = kind_of_document(self._facts, iri)
        values = _copy(self._own(iri))
        for _, target in self._facts.links(iri) if kind and kind.follows else ():
            other = kind_of_document(self._facts, target)
            if other and other.follows:
                _merge(values, self._own(target))
        return values


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
    return counted | _groups(facts, (*joining, *facts.objects(agreement, _ISSUED_BY)))


def _groups(facts: Facts, stakeholders: Iterable[str]) -> set[str]:
    return {group for name in stakeholders for group in facts.objects(name, _STAKEHOLDER_GROUP)}


def _years(facts: Facts, iri: str) -> set[str]:
    return {
        text.value[:4]
        for text in facts.literals(iri)
        if text.datatype in _DATES and text.value[:4].isdecimal()
    }


def _merge(values: Values, further: Mapping[str, set[str]]) -> None:
    for facet, more in further.items():
        values[facet] |= more


def _copy(values: Values) -> Values:
    return defaultdict(set, {facet: set(found) for facet, found in values.items()})
