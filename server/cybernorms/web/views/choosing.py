"""What a view is asked for: its parameters, read strictly, and what there is to choose from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import BASE
from cybernorms.protocol.parameters import (
    Values,
    collect,
    parse_parameters,
    refuse_misspelt,
    single,
)
from cybernorms.terms import nearest
from cybernorms.web.terms import Term

_ALWAYS: Final = ("format", "release")
_LONGEST: Final = 200
_LISTED: Final = 20
_YEARS: Final = range(1000, 3000)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a parameter may have: what it means, and how often it occurs."""

    value: str
    term: Term
    count: int
    chosen: bool


def read_parameters(once: Iterable[str], often: Iterable[str] = ()) -> Values:
    """Read the parameters of this request; those without a value count as not given.

    Raises MalformedRequestError for what is not UTF-8, repeated without need or misspelt.
    """
    encoded = request.query_string.decode("latin-1")
    given = [pair for pair in parse_parameters(encoded, "the query string") if pair[1]]
    values = collect(given, (*once, *_ALWAYS))
    refuse_misspelt(values, (*once, *often, *_ALWAYS))
    return values


def slug_of(term: Term) -> str:
    """Name a resource in a parameter: ours by what is behind the kind, the scheme or the #."""
    own = term.value.removeprefix(BASE)
    if own == term.value:
        return own
    return own.partition("#")[2] or own.partition("/")[2].partition("/")[2]


def choose(values: Values, name: str, known: Iterable[Term]) -> tuple[Term, ...]:
    """Give the resources that a parameter names, by slug or by IRI, each once.

    Raises MalformedRequestError for one that is none of those that are known.
    """
    by_slug = {slug_of(term): term for term in known}
    by_name = {**{term.value: term for term in by_slug.values()}, **by_slug}
    chosen = []
    for value in values.get(name, ()):
        if value not in by_name:
            raise MalformedRequestError(f"{name}={value[:_LONGEST]}: {_remedy(value, by_slug)}")
        chosen.append(by_name[value])
    return tuple(dict.fromkeys(chosen))


def read_years(values: Values) -> tuple[int | None, int | None]:
    """Read the parameters from and to. Raises MalformedRequestError for what are no years."""
    first, last = _read_year(values, "from"), _read_year(values, "to")
    if first and last and first > last:
        raise MalformedRequestError(f"from={first} is after to={last}; exchange them")
    return first, last


def in_years(year: int | None, years: tuple[int | None, int | None]) -> bool:
    """Tell whether a year is in a span that may be open; no year is only where both ends are."""
    first, last = years
    if year is None:
        return first is None and last is None
    return (first or year) <= year <= (last or year)


def options(terms: Iterable[Term], chosen: Iterable[Term]) -> tuple[Option, ...]:
    """Make a choice of resources that occur, each as often as it is given, by their labels."""
    wanted = set(chosen)
    counted = Counter(terms)
    return tuple(
        Option(slug_of(term), term, counted[term], term in wanted)
        for term in sorted(counted, key=lambda term: term.name.lower())
    )


def address(path: str, parameters: Mapping[str, object]) -> str:
    """Write the address of a page with those parameters that have a value."""
    kept = [(name, value) for name, value in parameters.items() if value]
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def _read_year(values: Values, name: str) -> int | None:
    text = single(values, name)
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 4 or int(text) not in _YEARS:
        raise MalformedRequestError(f"{name}={text[:_LONGEST]}: give a year, such as 2018")
    return int(text)


def _remedy(value: str, known: Mapping[str, Term]) -> str:
    near = nearest(value[:_LONGEST], known)
    if near:
        return f"did you mean {near.name}?"
    listed = ", ".join(sorted(known)[:_LISTED])
    return f"there is none of that name; choose of {listed}{' …' if len(known) > _LISTED else ''}"
