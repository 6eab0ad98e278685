"""What a parameter of a question may be: resources of the graph by slug, each with its label."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import BASE, PREFIXES
from cybernorms.questions import Parameter
from cybernorms.terms import nearest
from cybernorms.web.reader import Reader

_VALUES: Final = "{{ BIND ({place} AS ?place) {pattern} ?value a <{kind}> . }}"
_SPACE: Final = re.compile(re.escape(BASE) + "(?:id|scheme)/[^/]+/")
_SHOWN: Final = 12
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A resource that a parameter may be set to; ``slug`` is the short name that it goes by."""

    iri: str
    slug: str
    label: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be asked for by: slug, IRI, CURIE."""
        curies = (
            f"{prefix}:{self.iri.removeprefix(space)}"
            for prefix, space in PREFIXES.items()
            if self.iri.startswith(space)
        )
        return (self.slug, self.iri, *curies)


def read_choices(
    reader: Reader, parameters: Iterable[Parameter]
) -> Mapping[str, tuple[Choice, ...]]:
    """Find what each parameter that takes a resource may be, by label, in two queries.

    The choices of a parameter are found by its IRI.
    """
    wanted = [parameter for parameter in parameters if parameter.kind]
    kinds = list(dict.fromkeys((parameter.kind, parameter.prop) for parameter in wanted))
    found = _read_values(reader, kinds) if kinds else []
    return {
        parameter.iri: found[kinds.index((parameter.kind, parameter.prop))] for parameter in wanted
    }


def _read_values(reader: Reader, kinds: Sequence[tuple[str, str]]) -> Sequence[tuple[Choice, ...]]:
    """Read the members of classes that are values of a property, for each such pair."""
    patterns = (
        _VALUES.format(place=place, kind=kind, pattern=f"?any <{prop}> ?value ." if prop else "")
        for place, (kind, prop) in enumerate(kinds)
    )
    rows = reader.select(
        f"SELECT DISTINCT ?place ?value {{ {' UNION '.join(patterns)} FILTER (isIRI(?value)) }}"
    )
    labels = reader.labels(row["value"].value for row in rows)
    found: list[list[Choice]] = [[] for _ in kinds]
    for row in rows:
        iri = row["value"].value
        slug = _SPACE.sub("", iri)
        found[int(row["place"].value)].append(Choice(iri, slug, labels.get(iri, slug)))
    return [tuple(sorted(each, key=lambda one: (one.label.lower(), one.iri))) for each in found]


def pick(parameter: Parameter, text: str, choices: tuple[Choice, ...]) -> Choice:
    """Find the choice that a text names.

    Raises MalformedRequestError, which tells what is allowed, for one that is none.
    """
    for choice in choices:
        if text in choice.names:
            return choice
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    near = nearest(shown, (choice.slug for choice in choices))
    hint = f"did you mean {near.name}? " if near else ""
    slugs = sorted(choice.slug for choice in choices)
    more = f" and {len(slugs) - _SHOWN} more" if len(slugs) > _SHOWN else ""
    raise MalformedRequestError(
        f"{parameter.name}={shown}: {hint}Allowed are {', '.join(slugs[:_SHOWN])}{more}, each by "
        "this name, its IRI or a CURIE such as id:agreement/paris-call; the page of the question "
        "lists them"
    )
