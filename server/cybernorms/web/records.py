"""Resources as rows of what a page shows: their facts by the name of the property."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, TypeVar

from cybernorms.web.frame import Fact, Frame, Passage
from cybernorms.web.languages import rank_language
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.terms import Term

HEADER: Final = (
    *("section", "subject", "subject_label", "property", "value", "value_label"),
    *("derived", "graphs", "passages", "sources"),
)

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

    def text(self, *names: str) -> str:
        """Give the name of the value that ``one`` finds, or nothing."""
        fact = self.one(*names)
        return fact.value.name if fact else ""

    def value(self, *names: str) -> str:
        """Give the value itself that ``one`` finds, or nothing."""
        fact = self.one(*names)
        return fact.value.value if fact else ""

    @property
    def is_derived(self) -> bool:
        """Whether only reasoning speaks of it."""
        return all(fact.is_derived for facts in self.facts.values() for fact in facts)

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
