"""Resources as rows of what a page shows: their facts by the name of the property."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, Generic, TypeVar

from cybernorms.web.frame import Fact, Frame, Passage
from cybernorms.web.languages import rank_language
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.terms import Term

HEADER: Final = (
    *("section", "subject", "subject_label", "property", "value", "value_label"),
    *("derived", "graphs", "passages", "sources"),
)

_DIGITS: Final = re.compile(r"(\d+)")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Record:
    """A resource and its facts, by the local name of the property; see record_of."""

    term: Term
    facts: Mapping[str, tuple[Fact, ...]]

    def all(self, *names: str) -> tuple[Fact, ...]:
        """Give the facts with any of some properties."""
        return tuple(fact for name in names for fact in self.facts.get(name, ()))

    def one(self, *names: str) -> Fact | None:
        """Give the first fact with the first property that there is, in the best language."""
        for name in names:
            if found := self.facts.get(name):
                return min(found, key=lambda fact: rank_language(fact.value.language))
        return None

    def target(self, *names: str) -> Term | None:
        """Give the value that ``one`` finds."""
        fact = self.one(*names)
        return fact.value if fact else None

    def text(self, *names: str) -> str:
        """Give what to show of the value that ``one`` finds, or nothing."""
        target = self.target(*names)
        return target.name if target else ""

    def value(self, *names: str) -> str:
        """Give the IRI or lexical form that ``one`` finds, or nothing."""
        target = self.target(*names)
        return target.value if target else ""

    @property
    def is_derived(self) -> bool:
        """Whether only reasoning speaks of it."""
        return bool(self.facts) and not any(self._stated())

    @property
    def graphs(self) -> tuple[Term, ...]:
        """List the graphs that state what is not derived."""
        return _union(fact.graphs for fact in self._stated())

    @property
    def passages(self) -> tuple[Passage, ...]:
        """List the passages that are evidence of it."""
        return _union(fact.passages for fact in self._stated())

    @property
    def sources(self) -> tuple[Term, ...]:
        """List what else is named as its source."""
        return _union(fact.sources for fact in self._stated())

    def _stated(self) -> Iterator[Fact]:
        return (fact for facts in self.facts.values() for fact in facts if not fact.is_derived)


@dataclass(frozen=True, slots=True)
class Group(Generic[_Item]):
    """Items that have a term in common, or have none."""

    term: Term | None
    items: tuple[_Item, ...]


def record_of(frame: Frame, iri: str) -> Record:
    """Collect what a frame has about a resource."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in frame.about(iri):
        found[local_name(fact.prop.value)].append(fact)
    return Record(
        frame.term(iri),
        {
            name: tuple(sorted(facts, key=lambda fact: fact.value.name.lower()))
            for name, facts in sorted(found.items())
        },
    )


def subjects(frame: Frame, value: str, *props: object) -> tuple[Record, ...]:
    """Collect the resources that have one of some properties with a value, by their labels."""
    found = dict.fromkeys(fact.subject.value for fact in frame.to(value, *props))
    return tuple(record_of(frame, iri) for iri in found)


def by_label(term: Term | None) -> tuple[bool, str]:
    """Make a key that sorts terms by their label; nothing comes last."""
    return (term is None, term.name.lower() if term else "")


def group_by(
    items: Iterable[_Item],
    key: Callable[[_Item], Term | None],
    order: Callable[[Term | None], Any] | None = by_label,
) -> tuple[Group[_Item], ...]:
    """Group items by a term; without an order the groups come as their first items do."""
    groups: dict[Term | None, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    terms = sorted(groups, key=order) if order else groups
    return tuple(Group(term, tuple(groups[term])) for term in terms)


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """Make a key that sorts numbers within text by their value, such as 13(j) behind 2."""
    parts = _DIGITS.split(text.lower())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def facts_sheet(model: Any) -> Sheet:  # noqa: ANN401 - the dataclass of any page
    """Write each fact of what a page shows as a row; sections are the fields that have facts."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for section in fields(model):
            for fact in dict.fromkeys(facts_in(getattr(model, section.name))):
                yield section.name, *fact_row(fact)

    return Sheet(HEADER, rows())


def facts_in(part: Any) -> Iterator[Fact]:  # noqa: ANN401 - anything that a model consists of
    """Find all facts within a part of a model."""
    if isinstance(part, Fact):
        yield part
    elif is_dataclass(part):
        for field in fields(part):
            yield from facts_in(getattr(part, field.name))
    elif isinstance(part, Mapping):
        yield from facts_in(tuple(part.values()))
    elif isinstance(part, tuple | list):
        for item in part:
            yield from facts_in(item)


def local_name(iri: str) -> str:
    """Cut an IRI down to what stands behind its last / or #."""
    return iri.replace("#", "/").rpartition("/")[2]


def fact_row(fact: Fact) -> tuple[Cell, ...]:
    """Write a fact as a row; what it belongs to stands before it."""
    return (
        fact.subject.value,
        fact.subject.name,
        fact.prop.value,
        fact.value.value,
        fact.value.name,
        "true" if fact.is_derived else "false",
        " ".join(graph.value for graph in fact.graphs),
        " ".join(passage.term.value for passage in fact.passages),
        " ".join(source.value for source in fact.sources),
    )


def _union(groups: Iterable[Iterable[_Item]]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
