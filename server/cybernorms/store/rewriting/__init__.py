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
from cybernorms.store.rewriting.scene import Data, Edit, Scene, is_variable

__all__ = ["Data", "Scene", "Unclear", "is_variable", "lower_booleans", "mend"]

_LONGEST: Final = 16_384
"""Characters of the longest text that is changed; a longer one is planned and answered once."""
_MOST_ROUNDS: Final = 4
"""How often a rule may find more to do in what it wrote: in clauses inside of clauses."""

# What begins a triple, and what a comparison with an IRI has beside its sign.
_TRIPLE: Final = r"[?$<\[(_]|[\w.-]*:"
_IRI_COMPARED: Final = (
    r"SAMETERM|\bIN\s*\(|(?<![!<>])=\s*(?:<[^=\s]|[\w.-]*:)|(?:>\s|:[\w.%-]*\s*)="
)

_PORTABLE: Final = frozenset({order_columns, drop_languages, separate_nodes, name_graphs})
"""Rules that look at no triple, and serve with other engines too."""

_RULES: Final[Sequence[tuple[Callable[[Scene], list[Edit]], str, re.Pattern[str], int]]] = [
    (rule, word, re.compile(sign), rounds)  # for a text in capitals, where it is found much faster
    for rule, word, sign, rounds in (
        (order_columns, "SELECT", r"SELECT[^{]*\*", 1),
        (drop_languages, "GROUP_CONCAT", "", 1),
        (separate_nodes, "BNODE", "", 1),
        (name_graphs, "GRAPH", r"GRAPH\s*[?$]", _MOST_ROUNDS),
        (add_empty_paths, "*", r"(?<!\()\*", 1),
        (add_empty_paths, "?", r"\?(?!\w)", 1),
        (join_first, "OPTIONAL", rf"[}})][\s.]*(?:{_TRIPLE})", 1),
        (nest_existence, "EXISTS", r"\{[^}]*(?:[;,{]|\.\s+[^\s}])", _MOST_ROUNDS),
        (bind_constants, "FILTER", _IRI_COMPARED, 1),
    )
]


def mend(text: str, base: str | None, data: Data, *, portable: bool = False) -> str:
    """Apply the rules to a text; one that the engine does not accept comes out as one of that kind.

    With ``portable`` only those that are right with any engine.

    One that it does accept may, in odd cases, come out as one that it does not.
    """
    if len(text) > _LONGEST:
        return text
    capitals = text.upper()
    end = capitals.rfind("}") + 1  # no rule is about what stands behind the last group
    scene = Scene(text, base, data)
    for rule, word, sign, rounds in _RULES:
        first = -1 if portable and rule not in _PORTABLE else capitals.find(word)
        if first < 0 or not sign.search(capitals, first, end):
            continue
        for _ in range(rounds):
            try:
                edits = rule(scene)
            except (Unclear, RecursionError, LookupError, SyntaxError, ValueError):
                break  # not known for certain; or the text is no query, and the engine will say so
            nested = any(word in scene.text[edit.start + 1 : edit.end].upper() for edit in edits)
            scene = scene.edited(edits) if edits else scene
            if not nested:
                break
    return scene.text
