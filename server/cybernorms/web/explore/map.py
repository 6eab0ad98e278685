"""A view of the graph: opened resources with what they are linked with, and paths."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Final

from cybernorms.web.explore.links import MOST, around, between, telling
from cybernorms.web.explore.naming import kind_of, short_name
from cybernorms.web.explore.paths import Path, find_paths
from cybernorms.web.explore.state import State
from cybernorms.web.frame import Fact, Frame, read_frame
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term

_SHOWN: Final = 12
"""Links of one resource with one property that are shown."""
_NAMES: Final = """
SELECT ?label {
  VALUES ?class { cn:Agreement cn:ImplementingAction cn:Stakeholder }
  ?x a ?class ; rdfs:label ?label
}
"""
_SAMPLES: Final = "SELECT ?x { ?x a cn:Agreement ; cn:reviewNumber ?number } ORDER BY ?number ?x"


@dataclass(frozen=True, slots=True)
class Node:
    """A resource; ``name`` names it in addresses, ``kind`` is one of naming.KINDS."""

    iri: str
    name: str
    label: str
    kind: str
    href: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Links of one resource with one property, in one direction; ``more`` are not shown."""

    prop: Term
    is_outgoing: bool
    facts: tuple[Fact, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened resource; ``is_cut`` says that not all of its links were read."""

    node: Node
    groups: tuple[Group, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a path, which goes to ``node``: the statements that make it."""

    node: Node
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is drawn."""

    source: str
    target: str
    prop: str
    label: str
    is_derived: bool
    is_on_path: bool


@dataclass(frozen=True, slots=True)
class Map:
    """All that a view shows; ``nodes`` and ``links`` are what is drawn.

    ``names`` are labels of resources to begin with or to lead to; where nothing is shown yet, there
    are ``samples`` of these.
    """

    state: State
    start: Node | None
    end: Node | None
    opened: tuple[Opened, ...]
    paths: tuple[tuple[Hop, ...], ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    names: tuple[str, ...]
    samples: tuple[Node, ...]

    @property
    def drawing(self) -> Mapping[str, object]:
        """What the script of the page draws, with the address that opens each node."""
        return {
            "nodes": [
                {**asdict(node), "step": "" if node.is_open else self.state.open(node.iri)}
                for node in self.nodes
            ],
            "links": [asdict(link) for link in self.links],
            "start": self.state.start,
            "end": self.state.end,
        }


def patterns(state: State, paths: Iterable[Path]) -> list[str]:
    """Write the patterns of all statements that a view is made from."""
    wanted = [pattern for iri in state.shown for pattern in around(iri)]
    pairs = dict.fromkeys(pair for path in paths for pair in pairwise(path))
    return [*wanted, between(pairs)] if pairs else wanted


def paths_of(reader: Reader, state: State) -> tuple[Path, ...]:
    """Find the paths that a view shows."""
    if not state.start or not state.end or state.start == state.end:
        return ()
    return find_paths(reader, state.start, state.end, state.entailment)


def read_map(reader: Reader, state: State) -> Map:
    """Read what a view shows."""
    paths = paths_of(reader, state)
    wanted = patterns(state, paths)
    frame = read_frame(reader, *wanted, entailment=state.entailment) if wanted else Frame(())
    samples = [] if state.start else [row["x"].value for row in reader.select(_SAMPLES)]
    ends = (state.start, state.end, *samples)
    alone = {iri for iri in ends if iri and not frame.term(iri).label}
    labels = reader.labels(alone) if alone else {}
    facts = telling(frame)

    def node(iri: str) -> Node:
        label = labels.get(iri) or frame.term(iri).name
        href = Term("uri", iri).href
        return Node(iri, short_name(iri), label, kind_of(iri), href, iri in state.shown)

    opened = tuple(_open(iri, node(iri), facts, frame) for iri in state.shown)
    routes = tuple(_route(path, facts, node) for path in paths)
    on_paths = {id(fact) for route in routes for hop in route for fact in hop.facts}
    drawn = [fact for each in opened for group in each.groups for fact in group.facts]
    drawn += [fact for route in routes for hop in route for fact in hop.facts]
    unique = list({id(fact): fact for fact in drawn}.values())
    iris = dict.fromkeys(
        [
            *state.shown,
            *(iri for fact in unique for iri in (fact.subject.value, fact.value.value)),
        ]
    )
    return Map(
        state,
        node(state.start) if state.start else None,
        node(state.end) if state.end else None,
        opened,
        routes,
        tuple(node(iri) for iri in iris),
        tuple(
            Link(
                fact.subject.value,
                fact.value.value,
                fact.prop.value,
                fact.prop.name,
                fact.is_derived,
                id(fact) in on_paths,
            )
            for fact in unique
        ),
        tuple(sorted({row["label"].value for row in reader.select(_NAMES)}, key=str.lower)),
        () if state.start else tuple(map(node, samples)),
    )


def sheet(found: Map) -> Sheet:
    """Write each link that is shown as a row."""
    labels = {node.iri: node.label for node in found.nodes}

    def row(link: Link) -> tuple[Cell, ...]:
        derived = "derived" if link.is_derived else "stated"
        ends = (labels[link.source], labels[link.target])
        return link.source, ends[0], link.prop, link.label, link.target, ends[1], derived

    header = ("from", "fromLabel", "property", "propertyLabel", "to", "toLabel", "basis")
    return Sheet(header, map(row, found.links))


def _open(iri: str, node: Node, facts: Sequence[Fact], frame: Frame) -> Opened:
    groups: dict[tuple[bool, Term], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.subject.value == iri:
            groups[True, fact.prop].append(fact)
        elif fact.value.value == iri:
            groups[False, fact.prop].append(fact)
    ways = (len(frame.about(iri)), sum(fact.value.value == iri for fact in frame))
    return Opened(
        node,
        tuple(
            _group(prop, found, is_outgoing=is_outgoing)
            for (is_outgoing, prop), found in sorted(
                groups.items(), key=lambda item: (not item[0][0], item[0][1].name)
            )
        ),
        max(ways) >= MOST,
    )


def _group(prop: Term, facts: list[Fact], *, is_outgoing: bool) -> Group:
    facts.sort(key=lambda fact: (fact.value if is_outgoing else fact.subject).name.lower())
    return Group(prop, is_outgoing, tuple(facts[:_SHOWN]), max(0, len(facts) - _SHOWN))


def _route(path: Path, facts: Iterable[Fact], node: Callable[[str], Node]) -> tuple[Hop, ...]:
    by_pair: dict[frozenset[str], list[Fact]] = defaultdict(list)
    for fact in facts:
        by_pair[frozenset((fact.subject.value, fact.value.value))].append(fact)
    return tuple(
        Hop(node(there), tuple(by_pair[frozenset((here, there))])) for here, there in pairwise(path)
    )
