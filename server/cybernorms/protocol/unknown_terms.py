"""Terms of known vocabularies that a query names and that do not exist."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from cybernorms.errors import Position
from cybernorms.namespaces import CN, OWL
from cybernorms.terms import Near, nearest, shorten
from cybernorms.tokens import position, tokenize
from cybernorms.vocabularies import VOCABULARIES, space_of

_OURS: Final = str(CN)
OUR_TERMS: Final = f"""
SELECT DISTINCT ?term {{
  VALUES ?kind {{ <{OWL.Class}> <{OWL.ObjectProperty}> <{OWL.DatatypeProperty}>
    <{OWL.AnnotationProperty}> }}
  ?term a ?kind FILTER (STRSTARTS(STR(?term), "{CN}"))
}}
"""
"""The query for the terms of our ontology."""


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A term that nobody defines, where the query names it, and the one that may be meant."""

    iri: str
    position: Position
    near: Near | None

    def __str__(self) -> str:
        """Say it in a sentence."""
        text = f"{shorten(URIRef(self.iri))} does not exist, so nothing can match it"
        return f"{text}; did you mean {shorten(URIRef(self.near.name))}?" if self.near else text


def names_ours(text: str) -> bool:
    """Tell whether a query names a term of our ontology, existing or not."""
    return any(iri.startswith(_OURS) for iri, _ in _iris(text))


def unknown_terms(text: str, ours: Set[str]) -> list[UnknownTerm]:
    """Find what a query names in vain, each term once.

    ``ours`` are the IRIs of our own terms; without any, those that it names are not looked at.
    """
    known = {**VOCABULARIES, _OURS: {iri.removeprefix(_OURS) for iri in ours}}
    found: dict[str, UnknownTerm] = {}
    for iri, at in _iris(text):
        space = _OURS if ours and iri.startswith(_OURS) else space_of(iri)
        name = iri.removeprefix(space or "")
        if space is None or not name or name in known[space] or iri in found:
            continue
        # Classes begin with a capital, properties with a small letter, in all of these.
        near = nearest(name, [n for n in known[space] if n[:1].isupper() == name[:1].isupper()])
        meant = Near(space + near.name, near.certain) if near else None
        found[iri] = UnknownTerm(iri, position(text, at), meant)
    return list(found.values())


def _iris(text: str) -> Iterator[tuple[str, int]]:
    """Give each IRI of a query with its offset, but for those of its PREFIX lines."""
    prefixes: dict[str, str] = {}
    before = ["", ""]
    for token in tokenize(text):
        if token.kind == "iri" and before[0] == "PREFIX":
            prefixes[before[1]] = token.text[1:-1]
        elif token.kind == "iri" and before[1] != "BASE":
            yield token.text[1:-1], token.offset
        elif token.kind == "name" and before[1] != "PREFIX":
            prefix, _, local = token.text.partition(":")
            if f"{prefix}:" in prefixes:
                yield prefixes[f"{prefix}:"] + local.replace("\\", ""), token.offset
        before = [before[1], token.keyword or token.text]
