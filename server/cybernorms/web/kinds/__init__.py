"""Pages of resources, each made for its kind: a module a kind, a row of the table each.

A module reads what its page shows, which is JSON too, and makes the one table of it for CSV.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from cybernorms.namespaces import CN, SKOS
from cybernorms.web.kinds import (
    action,
    agreement,
    anything,
    concept,
    document,
    dossier,
    passage,
    provision,
    stakeholder,
    statement,
)
from cybernorms.web.page import Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.records import facts_sheet


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: the classes that it is known by, and its page; see page.View."""

    classes: frozenset[str]
    template: str
    read: Callable[[Reader, str], Any]
    sheet: Callable[[Any], Sheet]


def _named(*names: str) -> frozenset[str]:
    return frozenset(str(CN[name]) for name in names)


_SIMPLE: Final = _named("Incident", "ReferenceWork", "Result")
"""Kinds of which stated facts say all that there is."""
_CONCEPT: Final = frozenset({str(SKOS["Concept"])})
_SCHEME: Final = frozenset({str(SKOS["ConceptScheme"])})
KINDS: Final[tuple[Kind, ...]] = (
    Kind(_named("Agreement"), "kinds/agreement.html", agreement.read, facts_sheet),
    Kind(_named("Provision"), "kinds/provision.html", provision.read, facts_sheet),
    Kind(_named("Stakeholder"), "kinds/stakeholder.html", stakeholder.read, dossier.sheet),
    Kind(_named("ImplementingAction"), "kinds/action.html", action.read, dossier.sheet),
    Kind(_named("SourceDocument"), "kinds/document.html", document.read, document.sheet),
    Kind(_named("Passage"), "kinds/passage.html", passage.read, dossier.sheet),
    Kind(_SIMPLE, "kinds/dossier.html", dossier.read, dossier.sheet),
    Kind(_named(*statement.KINDS), "kinds/statement.html", statement.read, facts_sheet),
    Kind(_CONCEPT, "kinds/concept.html", concept.read_concept, dossier.sheet),
    Kind(_SCHEME, "kinds/scheme.html", concept.read_scheme, dossier.sheet),
)
"""The first that has a class of a resource shows it."""

_ANYTHING: Final = Kind(frozenset(), "kinds/anything.html", anything.read, anything.sheet)


def kind_of(types: Collection[str]) -> Kind:
    """Choose the page for a resource with these classes; there is one for anything."""
    return next((kind for kind in KINDS if not kind.classes.isdisjoint(types)), _ANYTHING)
