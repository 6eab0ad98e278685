"""Query texts changed before the engine reads them, where it would be wrong or slow.

Each rule keeps the answer that SPARQL 1.1 Query defines, and does nothing where it is not certain
to. ``graphs``, ``paths`` and ``functions`` are about answers, ``optionals``, ``existence`` and
``constants`` about plans, ``columns`` is about the look of a table.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from cybernorms.store.rewriting.booleans import lower_booleans
from cybernorms.store.rewriting.columns import order_columns
from cybernorms.store.rewriting.constants import bind_constants
from cybernorms.store.rewriting.existence import nest_existence
from cybernorms.store.rewriting.functions import drop_languages, separate_nodes
from cybernorms.store.rewriting.graphs import name_graphs
from cybernorms.store.rewriting.optionals import join_first
from cybernorms.store.rewriting.outline import Unclear
from cybernorms.store.rewriting.paths import add_empty_paths
from cybernorms.store.rewriting.scene import Data, Edit, Scene

__all__ = ["Data", "is_mendable", "lower_booleans", "mend"]

_LONGEST: Final = 16_384
"""Characters of the longest text that is changed; a longer one is planned and answered once."""
_MOST_ROUNDS: Final = 4
"""How often a rule may find more to do in what it wrote: in clauses inside of clauses."""

_RULES: Final[Sequence[tuple[Callable[[Scene], list[Edit]], re.Pattern[str], int]]] = [
    (rule, re.compile(sign), rounds)  # for a text in capitals, where it is found much faster
    for rule, sign, rounds in (
        (order_columns, r"SELECT[^{]*\*", 1),
        (drop_languages, r"GROUP_CONCAT", 1),
        (separate_nodes, r"BNODE", 1),
        (name_graphs, r"GRAPH\s*[?$]", _MOST_ROUNDS),
        (add_empty_paths, r"\*|\?(?!\w)", 1),
        (join_first, r"OPTIONAL", 1),
        (nest_existence, r"EXISTS", _MOST_ROUNDS),
        (bind_constants, r"FILTER", 1),
    )
]
_ANY_SIGN: Final = re.compile("|".join(f"(?:{sign.pattern})" for _, sign, _ in _RULES))


def is_mendable(text: str) -> bool:
    """Tell at a glance whether a text may be one that a rule changes."""
    return len(text) <= _LONGEST and bool(_ANY_SIGN.search(text.upper()))


def mend(text: str, base: str | None, columns: Sequence[str], data: Data) -> str:
    """Apply the rules to a text that the engine accepts with this base.

    ``columns`` are the variables of a SELECT as the engine sees them, empty for other forms.
    """
    scene = Scene(text, base, columns, data)
    for rule, sign, rounds in _RULES:
        for _ in range(rounds if sign.search(scene.text.upper()) else 0):
            try:
                edits = rule(scene)
            except (Unclear, RecursionError):
                break
            if not edits:
                break
            scene = scene.edited(edits)
    return scene.text
