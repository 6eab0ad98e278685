"""What a search gave, as its page shows it: labelled, with links that narrow and widen it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cybernorms import search
from cybernorms.search import Count, Found, Hit, Piece
from cybernorms.web.languages import rank_language
from cybernorms.web.messages import translate
from cybernorms.web.page import Sheet
from cybernorms.web.search.parameters import SPACES, Parameters
from cybernorms.web.terms import local_path, shorten

Labels = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Named:
    """A resource with its label and the path of its page here."""

    iri: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Result:
    """A result: what it is, where it belongs, and where it fits.

    ``title`` is its label in pieces, ``also`` another name of it that fits better, if one does.
    """

    place: int
    iri: str
    path: str
    kind: str
    kind_name: str
    types: tuple[Named, ...]
    label: str
    title: tuple[Piece, ...]
    also: tuple[Piece, ...]
    belongs_to: Named | None
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, how many results have it, and the address that chooses or drops it."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the chosen ones first, then by count or year."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a search.

    ``instead`` says with which words it was read if it was not with those that were typed;
    ``complete`` whether the results have all of them. ``verbatim`` is the address that reads
    nothing else, ``wide`` narrows nothing down; ``previous`` and ``next`` are those of the
    neighbouring pages, or empty.
    """

    text: str
    instead: str
    complete: bool
    total: int
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    verbatim: str
    wide: str
    previous: str
    next: str


def show(asked: Parameters, found: Found, labels: Labels) -> Results:
    """Put labels and links to what a search gave."""
    pages = max(1, -(-found.total // asked.limit))
    start = (asked.page - 1) * asked.limit + 1
    return Results(
        asked.text,
        found.instead,
        found.complete,
        found.total,
        asked.page,
        pages,
        tuple(_result(place, hit, labels) for place, hit in enumerate(found.hits, start)),
        tuple(_facet(asked, name, found.facets[name], labels) for name in search.FACETS),
        asked.address(literal=True) if found.instead else "",
        asked.address(dict.fromkeys(search.FACETS, ())),
        asked.address(page=min(asked.page, pages + 1) - 1) if asked.page > 1 else "",
        asked.address(page=asked.page + 1) if asked.page < pages else "",
    )


def named_in(found: Found) -> set[str]:
    """Collect the resources whose labels ``show`` needs."""
    return {
        *(hit.iri for hit in found.hits),
        *(hit.owner for hit in found.hits if hit.owner),
        *(iri for hit in found.hits for iri in hit.types),
        *(count.value for name in SPACES for count in found.facets[name]),
    }


def best_label(iri: str, names: Iterable[tuple[str, str]]) -> str:
    """Choose the label in the language that is most welcome, or else shorten the IRI."""
    best = min(names, key=lambda name: rank_language(name[1]), default=None)
    return best[0] if best else shorten(iri)


def sheet(results: Results) -> Sheet:
    """Make the table of CSV: a row a result."""
    header = ("place", "iri", "kind", "label", "belongs to", "belongs to (label)", "excerpt")
    rows = (
        (
            result.place,
            result.iri,
            result.kind,
            result.label,
            result.belongs_to.iri if result.belongs_to else None,
            result.belongs_to.label if result.belongs_to else None,
            "".join(piece.text for piece in result.excerpt),
        )
        for result in results.results
    )
    return Sheet(header, rows)


def kind_name(kind: str) -> str:
    """Give what people call a kind."""
    return translate(f"search-kind-{kind}")


def _result(place: int, hit: Hit, labels: Labels) -> Result:
    label = best_label(hit.iri, labels.get(hit.iri, ()))
    lines = {"".join(piece.text for piece in name): name for name in hit.names}
    title = lines.get(label, (Piece(label),))
    others = (name for line, name in lines.items() if line != label)
    fitting = [name for name in others if _fitting(name) > _fitting(title)]
    return Result(
        place,
        hit.iri,
        local_path(hit.iri),
        hit.kind,
        kind_name(hit.kind),
        tuple(_named(iri, labels) for iri in hit.types),
        label,
        title,
        max(fitting, key=_fitting, default=()),
        _named(hit.owner, labels) if hit.owner else None,
        hit.excerpt,
    )


def _fitting(name: Sequence[Piece]) -> int:
    return sum(piece.fits for piece in name)


def _named(iri: str, labels: Labels) -> Named:
    return Named(iri, best_label(iri, labels.get(iri, ())), local_path(iri))


def _facet(asked: Parameters, name: str, counts: Sequence[Count], labels: Labels) -> Facet:
    values = [_value(asked, name, count, labels) for count in counts]
    values.sort(
        key=lambda value: (
            not value.chosen,
            -int(value.value) if name == "year" and value.value.isdecimal() else -value.count,
            value.label,
        )
    )
    return Facet(name, translate(f"search-facet-{name}"), tuple(values))


def _value(asked: Parameters, name: str, count: Count, labels: Labels) -> Value:
    parameter = count.value.removeprefix(SPACES.get(name, ""))
    before = asked.chosen.get(name, ())
    after = [v for v in before if v != parameter] if count.chosen else [*before, parameter]
    if name in SPACES:
        label = best_label(count.value, labels.get(count.value, ()))
    else:
        label = kind_name(count.value) if name == "kind" else count.value
    return Value(parameter, label, count.number, count.chosen, asked.address({name: after}))
