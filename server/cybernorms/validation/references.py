"""Terms and references that lead nowhere: ours that no file states, others' that do not exist."""

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import CN, CNSH, ID, RDF, SCHEME
from cybernorms.sources import Places, Triple
from cybernorms.terms import Near, nearest, shorten
from cybernorms.validation.patch import Patch
from cybernorms.validation.report import Report, Result, Severity, make_report
from cybernorms.vocabularies import LIVING, VOCABULARIES, space_of

SHAPE: Final = CNSH["Reference"]
COMPONENT: Final = CNSH["ReferenceConstraintComponent"]
REASON: Final = "Whoever follows a link of this graph should arrive somewhere."

OURS: Final = (str(ID), str(SCHEME), str(CN), str(CNSH))
"""The name spaces in which everything that is referred to has to be stated."""


def validate_references(
    data: Graph, known: Iterable[Node], places: Places, *, foreign: bool = False
) -> Report:
    """Find every term of a known vocabulary that does not exist, with the nearest that does.

    Of our own name spaces any property or value is looked at, of others properties, classes and
    datatypes. ``known`` are the subjects that are stated anywhere; those of ``data`` need not be
    among them. No single shape can say this, as it holds of every property. Whose data is
    ``foreign`` is not told to define what is missing in our name spaces.
    """
    search = _Search({str(node) for node in known} | {str(node) for node in data.subjects()})
    return make_report(
        _result(search, triple, missing, places, foreign)
        for triple, missing in search.dangling(data)
    )


def find_missing(iris: Iterable[str]) -> list[str]:
    """Tell which IRIs should be stated, or be of a vocabulary, of some that nobody states.

    They are values in our name spaces, and any that are in use as terms.
    """
    search = _Search(set())
    return sorted(filter(search.lacks, iris))


def _result(
    search: "_Search", triple: Triple, missing: URIRef, places: Places, foreign: bool
) -> Result:
    subject, property_, _ = triple
    near = search.nearest(missing)
    patch = None
    if near and near.certain:
        meant = tuple(_exchanged(term, missing, URIRef(near.name)) for term in triple)
        patch = Patch((triple,), ((meant[0], meant[1], meant[2]),))
    return Result(
        focus_node=subject,
        path=URIRef(str(property_)),
        value=missing,
        message=_message(missing, near, foreign),
        severity=Severity.WARNING if space_of(missing) in LIVING else Severity.VIOLATION,
        source_shape=SHAPE,
        component=COMPONENT,
        reason=REASON,
        places=places.of_subject(subject),
        # A property is told at its value: it stands right before.
        value_places=places.of_value(triple),
        remedy=patch.words() if patch else None,
        patch=patch,
    )


def _exchanged(term: Node, missing: URIRef, meant: URIRef) -> Node:
    if isinstance(term, Literal) and term.datatype == missing:
        return Literal(str(term), datatype=meant, normalize=False)
    return meant if term == missing else term


def _message(missing: URIRef, near: Near | None, foreign: bool) -> str:
    """Say what is missing and, when something is spelled alike, what may be meant."""
    ours = str(missing).startswith(OURS)
    meant = f"did you mean {shorten(URIRef(near.name))}?" if near else ""
    if not ours:
        space = space_of(missing)
        return f"{shorten(missing)} does not exist in the vocabulary <{space}>" + (
            f"; {meant}" if meant else "; look its terms up there"
        )
    if foreign:
        return f"{shorten(missing)} does not exist here; " + (meant or "look up what is meant")
    hint = f"{meant} Otherwise state" if meant else "state"
    return f"{shorten(missing)} is stated nowhere; {hint} it, at least with a type and a label"


class _Search:
    """What is stated, and what was found out about terms that are not."""

    def __init__(self, stated: set[str]) -> None:
        self._stated = stated
        self._missing: dict[str, bool] = {}
        self._near: dict[str, Near | None] = {}

    def dangling(self, data: Graph) -> Iterator[tuple[Triple, URIRef]]:
        """Give each statement with the term of it that is missing."""
        for triple in data:
            _, property_, value = triple
            for term in (property_, value.datatype if isinstance(value, Literal) else value):
                if not isinstance(term, URIRef):
                    continue
                # Of others' IRIs any may be a resource; only some positions take terms.
                ours = str(term).startswith(OURS)
                if (ours or term is not value or property_ == RDF.type) and self.lacks(str(term)):
                    yield triple, term

    def nearest(self, missing: URIRef) -> Near | None:
        """Find the name of the same kind that is spelt most alike."""
        if missing not in self._near:
            self._near[missing] = self._find(str(missing))
        return self._near[missing]

    def lacks(self, term: str) -> bool:
        """Tell whether a term should be stated, or be one of a vocabulary, and is not."""
        if term not in self._missing:
            space = space_of(term)
            self._missing[term] = (
                term.startswith(OURS)
                or (space is not None and term.removeprefix(space) not in VOCABULARIES[space])
            ) and term not in self._stated
        return self._missing[term]

    def _find(self, missing: str) -> Near | None:
        ours = next((space for space in OURS if missing.startswith(space)), None)
        if ours is None:
            space = space_of(missing) or ""
            names: Iterable[str] = VOCABULARIES[space]
        else:
            # Of a resource the kind is taken for sure: id/provision/… is not id/agreement/….
            kind = missing.removeprefix(ours).partition("/")[0] + "/" if ours == str(ID) else ""
            space = ours + kind
            names = (iri.removeprefix(space) for iri in self._stated if iri.startswith(space))
        name = missing.removeprefix(space)
        # Classes begin with a capital, properties with a small letter, in all of these.
        near = nearest(name, [n for n in names if n[:1].isupper() == name[:1].isupper()])
        return Near(space + near.name, near.certain) if near else None
