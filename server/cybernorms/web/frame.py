"""The piece of the graph that a page shows: labelled, and each fact with what it rests on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.engine import Entailment
from cybernorms.namespaces import is_inferred
from cybernorms.web.languages import rank_language
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution, Term, iris_of, label, spoken_names

_BATCH: Final = 2000
_EVIDENCE: Final = """
SELECT DISTINCT ?of ?g ?source ?passage ?document ?section ?locator {{
  VALUES ?of {{ {iris} }}
  {{ GRAPH ?g {{ ?of dcterms:source ?source }} }}
  UNION {{
    {{ GRAPH ?g {{ ?of cn:evidence ?passage }} }}
    UNION {{ GRAPH ?g {{ ?of a cn:Passage }} BIND (?of AS ?passage) }}
    ?passage cn:sourceDocument ?document ; cn:section ?section .
    OPTIONAL {{ ?passage oa:hasSelector/oa:exact ?locator }}
  }}
}} ORDER BY ?document ?passage ?source
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source document; ``locator`` is the few words that locate it."""

    term: Term
    document: Term
    section: str
    locator: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement, the graphs that state it, and what these give as evidence of its subject.

    ``sources`` are what they name by dcterms:source, which is all there is beyond the documents
    that are held. What only reasoning states has neither: /explain leads to them.
    """

    subject: Term
    prop: Term
    value: Term
    graphs: tuple[Term, ...]
    passages: tuple[Passage, ...]
    sources: tuple[Term, ...]

    @property
    def is_derived(self) -> bool:
        """Whether only reasoning states it."""
        return all(is_inferred(graph.value) for graph in self.graphs)

    @property
    def question(self) -> dict[str, str]:
        """The parameters of /explain that ask why it holds."""
        return {
            "s": self.subject.notation,
            "p": self.prop.notation,
            "o": self.value.notation,
        }


class Frame:
    """Facts by subject and property; see read_frame."""

    def __init__(self, facts: Iterable[Fact], terms: Iterable[Term] = ()) -> None:
        """Index facts; ``terms`` are further terms with their labels."""
        self._about: dict[str, list[Fact]] = defaultdict(list)
        self._from: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._to: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._terms = {term.value: term for term in terms}
        for fact in facts:
            self._about[fact.subject.value].append(fact)
            self._from[fact.subject.value, fact.prop.value].append(fact)
            self._to[fact.value.value, fact.prop.value].append(fact)
            self._terms.update((term.value, term) for term in (fact.subject, fact.prop, fact.value))

    def __iter__(self) -> Iterator[Fact]:
        """Give all facts, by subject."""
        return (fact for facts in self._about.values() for fact in facts)

    def about(self, subject: str) -> tuple[Fact, ...]:
        """Give all facts of a subject."""
        return tuple(self._about.get(subject, ()))

    def of(self, subject: str, *props: object) -> tuple[Fact, ...]:
        """Give the facts of a subject with any of some properties, by the label of their value."""
        return self._pick(self._from, subject, props, lambda fact: fact.value.name.lower())

    def to(self, value: str, *props: object) -> tuple[Fact, ...]:
        """Give the facts with a value and any of some properties, by the label of their subject."""
        return self._pick(self._to, value, props, lambda fact: fact.subject.name.lower())

    def one(self, subject: str, *props: object) -> Fact | None:
        """Give the first fact with the first property that there is, in the best language."""
        for prop in props:
            if found := self.of(subject, prop):
                return min(found, key=lambda fact: rank_language(fact.value.language))
        return None

    def text(self, subject: str, *props: object) -> str:
        """Give what ``one`` says, or nothing."""
        fact = self.one(subject, *props)
        return fact.value.name if fact else ""

    def term(self, iri: str) -> Term:
        """Give an IRI with its label, if the frame knows it."""
        return self._terms.get(iri, Term("uri", iri))

    @staticmethod
    def _pick(
        index: Mapping[tuple[str, str], list[Fact]],
        end: str,
        props: Iterable[object],
        order: Callable[[Fact], str],
    ) -> tuple[Fact, ...]:
        found = [fact for prop in props for fact in index.get((end, str(prop)), ())]
        return tuple(sorted(found, key=order))


def read_frame(reader: Reader, *patterns: str, entailment: Entailment = "owlrl") -> Frame:
    """Read the statements that fit patterns, their labels and their passages, in three queries.

    With the entailment "none" there is nothing derived among them. Each pattern is a group of
    SPARQL that binds ?s ?p ?o and ?g, such as ``VALUES ?s { <…> } GRAPH ?g { ?s ?p ?o }``. A value
    that is in several graphs is one fact.
    """
    union = " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
    rows = reader.select(f"SELECT DISTINCT ?s ?p ?o ?g {{ {union} }}", entailment)
    evidence = _read_evidence(reader, {row["s"].value for row in rows if row["s"].is_iri})
    labels = spoken_names(rows) | reader.labels(iris_of((*rows, *evidence)))
    behind = _evidence_by_graph(evidence, labels)
    graphs: dict[tuple[Term, Term, Term], list[Term]] = defaultdict(list)
    for row in rows:
        graphs[row["s"], row["p"], row["o"]].append(label(row["g"], labels))
    return Frame(
        (
            _fact(triple, labels, sorted(stating, key=lambda graph: graph.value), behind)
            for triple, stating in graphs.items()
        ),
        (Term("uri", iri, label=text) for iri, text in labels.items()),
    )


def pattern(properties: str, *groups: str) -> str:
    """Write a pattern for read_frame: statements with some properties of some resources.

    ``properties`` are prefixed names; each group of SPARQL binds some of the resources as ?s.
    """
    union = " UNION ".join(f"{{ {group} }}" for group in groups)
    # The engine finds the resources first, and then goes through all statements with one of the
    # properties: quicker than looking up each pair of both, as long as there are not millions.
    found = f"{{ SELECT DISTINCT ?s {{ {union} }} }}"
    return f"{found} VALUES ?p {{ {properties} }} GRAPH ?g {{ ?s ?p ?o }}"


_Evidence = dict[tuple[str, str], dict[Passage | Term, None]]
"""Passages and sources, in order, by what they are evidence of and by graph."""


def _fact(
    triple: tuple[Term, Term, Term],
    labels: Mapping[str, str],
    graphs: list[Term],
    behind: _Evidence,
) -> Fact:
    subject, prop, value = (label(term, labels) for term in triple)
    found = {
        item: None for graph in graphs for item in behind.get((subject.value, graph.value), ())
    }
    passages = tuple(item for item in found if isinstance(item, Passage))
    sources = tuple(item for item in found if isinstance(item, Term))
    return Fact(subject, prop, value, tuple(graphs), passages, sources)


def _read_evidence(reader: Reader, iris: Iterable[str]) -> tuple[Solution, ...]:
    wanted = sorted(iris)
    batches = (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
    return tuple(
        row
        for batch in batches
        for row in reader.select(_EVIDENCE.format(iris=" ".join(f"<{iri}>" for iri in batch)))
    )


def _evidence_by_graph(rows: Iterable[Solution], labels: Mapping[str, str]) -> _Evidence:
    found: _Evidence = defaultdict(dict)
    for row in rows:
        item = label(row["source"], labels) if "source" in row else _passage(row, labels)
        found[row["of"].value, row["g"].value][item] = None
    return found


def _passage(row: Solution, labels: Mapping[str, str]) -> Passage:
    locator = row["locator"].value if "locator" in row else ""
    term, document = (label(row[name], labels) for name in ("passage", "document"))
    return Passage(term, document, row["section"].value, locator)
