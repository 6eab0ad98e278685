"""Search: the index that a build writes beside a snapshot, and what is asked of it."""

from cybernorms.search.facets import FACETS
from cybernorms.search.found import Count, Found, Hit, Wanted
from cybernorms.search.index import labels, search
from cybernorms.search.kinds import KINDS, OTHER
from cybernorms.search.reconciling import RECONCILED, Candidate, is_certain, reconcile
from cybernorms.search.snippets import Piece
from cybernorms.search.suggesting import Suggestion, suggest
from cybernorms.search.writing import FILE, make_index, write_index

__all__ = [
    "FACETS",
    "FILE",
    "KINDS",
    "OTHER",
    "RECONCILED",
    "Candidate",
    "Count",
    "Found",
    "Hit",
    "Piece",
    "Suggestion",
    "Wanted",
    "is_certain",
    "labels",
    "make_index",
    "reconcile",
    "search",
    "suggest",
    "write_index",
]
