"""Patterns that one source can be asked for, and paths taken apart into them.

Sequences and inverses become patterns with variables between them (SPARQL 1.1 Query 18.2.2.4).
What other paths there are stays whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from cybernorms.store.rewriting.outline import Unclear
from cybernorms.tokens import Token

_REPEATED: Final = frozenset({"?", "*", "+"})
_SEVERAL: Final = frozenset({"*", "+", "/"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple pattern, its terms as written.

    ``predicates`` are those that its path can take, none for any; ``whole`` says that the path may
    take several steps, all of which one source is asked for.
    """

    subject: str
    path: str
    object: str
    predicates: tuple[str, ...]
    whole: bool = False

    @property
    def text(self) -> str:
        """The pattern as a statement of its own."""
        return f"{self.subject} {self.path} {self.object} ."

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, without their mark, each once."""
        terms = (self.subject, self.path, self.object)
        return (*dict.fromkeys(term[1:] for term in terms if term[0] in "?$"),)


class Names:
    """Variables that a query does not have itself: one for each label, others as needed."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Make names that differ from all that are taken, which have no mark."""
        used = frozenset(taken)
        stems = (f"b{number}_" for number in count())
        self._stem = next(s for s in stems if not any(name.startswith(s) for name in used))
        self._labels: dict[str, str] = {}
        self._made = 0

    @property
    def made(self) -> int:
        """How many were made."""
        return self._made

    def fresh(self) -> str:
        """Give a variable, with its mark."""
        self._made += 1
        return f"?{self._stem}{self._made}"

    def of(self, label: str) -> str:
        """Give the variable of a blank node's label."""
        if label not in self._labels:
            self._labels[label] = self.fresh()
        return self._labels[label]


def take_apart(subject: str, path: Sequence[Token], node: str, names: Names) -> Iterator[Pattern]:
    """Take a path apart where it is a sequence or inverse. Raises Unclear."""
    path = _unwrap(path)
    parts = [*_split(path, "/")] if len([*_split(path, "|")]) == 1 else [path]
    if len(parts) > 1:
        for part in parts[:-1]:
            between = names.fresh()
            yield from take_apart(subject, part, between, names)
            subject = between
        yield from take_apart(subject, parts[-1], node, names)
    elif path[0].text == "^" and path[-1].text not in _REPEATED and not _is_literal(node):
        yield from take_apart(node, path[1:], subject, names)
    else:
        text = "".join(item.text for item in path)
        named = tuple(item.text for item in path if item.kind in {"iri", "name", "word"})
        marks = {item.text for item in path if item.kind == "mark"}
        yield Pattern(subject, text, node, () if "!" in marks else named, bool(marks & _SEVERAL))


def is_name(term: str) -> bool:
    """Tell whether a term is an IRI, in full or with a prefix."""
    return term[0] not in "?$" and not _is_literal(term)


def _is_literal(term: str) -> bool:
    """Tell whether a term is none that can be a subject."""
    return term[0] in "\"'+-.0123456789" or term.lower() in {"true", "false"}


def _unwrap(path: Sequence[Token]) -> Sequence[Token]:
    """Take the brackets off that are around all of a path."""
    while path[0].text == "(" and _closing(path) == len(path) - 1:
        path = path[1:-1]
    return path


def _closing(path: Sequence[Token]) -> int:
    depth = 0
    for place, item in enumerate(path):
        depth += (item.text == "(") - (item.text == ")")
        if depth == 0:
            return place
    raise Unclear


def _split(path: Sequence[Token], mark: str) -> Iterator[Sequence[Token]]:
    """Split a path at a mark that is in no bracket."""
    depth, start = 0, 0
    for place, item in enumerate(path):
        depth += (item.text == "(") - (item.text == ")")
        if depth == 0 and item.kind == "mark" and item.text == mark:
            yield path[start:place]
            start = place + 1
    yield path[start:]
