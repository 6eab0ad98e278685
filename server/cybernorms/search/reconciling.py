"""Which resource a name in somebody else's table means, and how surely."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from cybernorms.search.connection import every_name, inode, opened
from cybernorms.search.folding import fold
from cybernorms.search.kinds import KINDS

_SECONDS: Final = 1.0
_LOOKED_AT: Final = 40
_LEAST: Final = 45.0
_CERTAIN: Final = 88.0
_AHEAD: Final = 6.0
"""Points by which a candidate that is taken without asking is better than the next."""
_CODE: Final = 2
_SAME_CODE: Final = 98.0
_OF_A_CODE: Final = 0.85
_NEARLY: Final = 99.0
_OF_THE_WHOLE: Final = 0.35
_LONGEST: Final = 300
RECONCILED: Final = (
    "agreement",
    "provision",
    "stakeholder",
    "action",
    "document",
    "incident",
    "concept",
)
"""The kinds of what is in the tables of others."""
_WEIGHTS: Final = {kind.name: kind.weight for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Name:
    """A folded name of a resource; ``rank`` as in the index: label, variant, code."""

    text: str
    iri: str
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that may be meant: its score of 100, and the folded name that fits best."""

    iri: str
    kind: str
    score: float
    name: str


def reconcile(
    path: Path, text: str, limit: int = 5, among: Container[str] | None = None
) -> tuple[Candidate, ...]:
    """Name the resources whose names are most like a text, the best first.

    Every label, variant and identifier counts, as its letters (slips, exchanged ones) and as its
    words (left out, in another order). ``among`` are the IRIs to choose from. Raises
    NoSearchIndexError where the snapshot has no index.
    """
    folded = fold(text[:_LONGEST])
    if not folded:
        return ()
    names = [name for name in _names(path) if among is None or name.iri in among]
    found: dict[str, Candidate] = {}
    for place in _likely(folded, [name.text for name in names]):
        name = names[place]
        score = _likeness(folded, name)
        if score >= _LEAST and (name.iri not in found or found[name.iri].score < score):
            found[name.iri] = Candidate(name.iri, name.kind, round(score, 1), name.text)
    return tuple(sorted(found.values(), key=_order)[:limit])


def _order(candidate: Candidate) -> tuple[float, float, int, str]:
    weight = _WEIGHTS.get(candidate.kind, 0)
    return -candidate.score, -weight, len(candidate.iri), candidate.iri


def is_certain(candidates: tuple[Candidate, ...]) -> bool:
    """Tell whether the first of some candidates can be taken without asking a person."""
    if not candidates or candidates[0].score < _CERTAIN:
        return False
    return len(candidates) == 1 or candidates[0].score - candidates[1].score >= _AHEAD


def _names(path: Path) -> tuple[Name, ...]:
    return _read(path, inode(path))


@lru_cache(maxsize=4)
def _read(path: Path, _: int) -> tuple[Name, ...]:
    with opened(path, _SECONDS) as database:
        return tuple(Name(*row) for row in every_name(database, RECONCILED))


def _likely(text: str, names: Sequence[str]) -> set[int]:
    """Choose the places of names that are worth a closer look, by letters and by words."""
    scorers = (fuzz.ratio, fuzz.token_set_ratio, fuzz.token_sort_ratio)
    return {
        place
        for scorer in scorers
        for _, _, place in process.extract(text, names, scorer=scorer, limit=_LOOKED_AT)
    }


def _likeness(text: str, name: Name) -> float:
    """Rate from 0 to 100 how much a text is like a name.

    The whole decides, by letters or by words in any order; where words are left out, those that are
    there make up for most of it. Identifiers differ by a letter from each other.
    """
    if text == name.text:
        return _SAME_CODE if name.rank == _CODE else 100.0
    letters = 100 * DamerauLevenshtein.normalized_similarity(text, name.text)
    whole = max(letters, fuzz.token_sort_ratio(text, name.text))
    parts = fuzz.token_set_ratio(text, name.text)
    score = min(_NEARLY, max(whole, _OF_THE_WHOLE * whole + (1 - _OF_THE_WHOLE) * parts))
    return score * _OF_A_CODE if name.rank == _CODE else score
