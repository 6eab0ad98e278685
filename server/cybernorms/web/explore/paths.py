"""How two resources are connected: the shortest few paths, found with bounded work.

The search goes from both ends at once, a query a step (bidirectional breadth-first search). It does
not pass through resources with very many links: that both ends are certain connects nothing.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Final

from cybernorms.engine import Entailment
from cybernorms.web.explore.links import is_link
from cybernorms.web.explore.naming import kind_of
from cybernorms.web.reader import Reader

STEPS: Final = 5
"""Queries that a search takes at most; no path is longer than one more."""
SHOWN: Final = 5
_BUSY: Final = 80
"""Links that make a resource one that paths do not pass through."""
_LISTS: Final = frozenset({"concept", "source"})
_WIDEST: Final = 250
_MOST_LINKS: Final = 8000
_MOST_WALKED: Final = 20_000

_LINKS: Final = f"""
SELECT DISTINCT ?from ?to {{{{
  {{{{ VALUES ?from {{{{ {{iris}} }}}} ?from ?p ?to {is_link("?to")} }}}}
  UNION {{{{ VALUES ?from {{{{ {{iris}} }}}} ?to ?p ?from {is_link("?to")} }}}}
}}}} LIMIT {_MOST_LINKS}
"""
_Links = dict[str, set[str]]
Path = tuple[str, ...]


def find_paths(reader: Reader, start: str, end: str, entailment: Entailment) -> tuple[Path, ...]:
    """Find the shortest paths, and ones that are one link longer, the less busy ones first.

    A path is the resources on it. Without any there is none of up to STEPS links.
    """
    links: _Links = defaultdict(set)
    reached = ({start}, {end})
    frontiers = [{start}, {end}]
    met = False
    for _ in range(STEPS):
        if met or not all(frontiers):
            break
        met = bool(reached[0] & reached[1])  # one step more then, for paths of one link more
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        found = _step(reader, frontiers[side], {start, end}, entailment)
        for one, others in found.items():
            links[one] |= others
            for other in others:
                links[other].add(one)
        fresh = {other for others in found.values() for other in others} - reached[side]
        reached[side].update(fresh)
        frontiers[side] = fresh
    paths = sorted(_walk(links, start, end), key=lambda path: _rank(path, links))
    return tuple(paths[:SHOWN])


def _step(reader: Reader, frontier: set[str], ends: set[str], entailment: Entailment) -> _Links:
    """Read the links of the resources at the frontier, but of the busy ones."""
    iris = " ".join(f"<{iri}>" for iri in sorted(frontier)[:_WIDEST])
    found: _Links = defaultdict(set)
    for row in reader.select(_LINKS.format(iris=iris), entailment):
        found[row["from"].value].add(row["to"].value)
    return {iri: others for iri, others in found.items() if len(others) <= _BUSY or iri in ends}


def _walk(links: _Links, start: str, end: str) -> Iterator[Path]:
    """Walk along links from start to end, never further away than a path may be long."""
    away = _distances(links, end)
    if start not in away:
        return
    longest = away[start] + 1
    waiting: deque[Path] = deque([(start,)])
    for _ in range(_MOST_WALKED):
        if not waiting:
            return
        path = waiting.popleft()
        if path[-1] == end:
            yield path
            continue
        waiting += [
            (*path, other)
            for other in sorted(links[path[-1]])
            if other not in path and len(path) + away.get(other, longest) <= longest
        ]


def _distances(links: _Links, end: str) -> dict[str, int]:
    away = {end: 0}
    waiting = [end]
    for iri in waiting:
        for other in sorted(links[iri]):
            if other not in away:
                away[other] = away[iri] + 1
                waiting.append(other)
    return away


def _rank(path: Path, links: _Links) -> tuple[int, int, int, Path]:
    """Rank by length; to stand in one document or list is what connects least."""
    between = path[1:-1]
    lists = sum(kind_of(iri) in _LISTS for iri in between)
    return len(path), lists, sum(len(links[iri]) for iri in between), path
