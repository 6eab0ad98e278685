"""Source selection: which sources can have a match of a pattern.

Of a member that is told by its predicates and classes, of ours by the data themselves.
"""

from collections.abc import Callable, Sequence
from typing import Final

from cybernorms.engine import Source
from cybernorms.federation.steps import Pattern
from cybernorms.namespaces import RDF, SKOS
from cybernorms.store.reading import resolve_iris

_TYPE: Final = str(RDF["type"])


class Selection:
    """Chooses among sources for the patterns of one query."""

    def __init__(
        self,
        sources: Sequence[Source],
        holds: Callable[[str], bool],
        prologue: str,
        base: str | None,
    ) -> None:
        """Choose among ours, of which ``holds`` tells whether an ASK query is true, and others."""
        self._sources, self._holds = sources, holds
        self._prologue, self._base = prologue, base

    def choose(self, pattern: Pattern) -> tuple[Source | None, ...]:
        """Give the sources that can have matches of a pattern, ours as None."""
        predicates = frozenset(self._resolve(pattern.predicates))
        classes = frozenset[str]()
        if predicates == {_TYPE} and not pattern.whole and pattern.object[0] not in "?$\"'":
            classes = frozenset(self._resolve([pattern.object]))
        found: list[Source | None] = [
            source for source in self._sources if _may_have(source, predicates, classes)
        ]
        if self._holds(f"{self._prologue}\nASK {{ {pattern.text} }}"):
            found.insert(0, None)
        return tuple(found)

    def has_names(self, term: str = "?one") -> bool:
        """Tell whether an accepted mapping says that a thing, or anything, has other names."""
        match = f"<{SKOS.exactMatch}>"
        both = f"{{ {term} {match} ?other }} UNION {{ ?other {match} {term} }}"
        return self._holds(f"{self._prologue}\nASK {{ {both} }}")

    def _resolve(self, names: Sequence[str]) -> list[str]:
        """Give the IRIs that names stand for in the query."""
        known = [name for name in names if name != "a"]
        iris = iter(resolve_iris(self._prologue, known, self._base))
        return [_TYPE if name == "a" else next(iris) for name in names]


def _may_have(source: Source, predicates: frozenset[str], classes: frozenset[str]) -> bool:
    if predicates and source.predicates is not None and not predicates & {*source.predicates}:
        return False
    return not classes or source.classes is None or bool(classes & {*source.classes})
