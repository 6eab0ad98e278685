"""A stored question as it is asked: with values for its parameters, read strictly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.parameters import Values, collect
from cybernorms.questions import Parameter, Question, bind, read_literal
from cybernorms.web.questions.choices import Choice, pick, read_choices
from cybernorms.web.reader import Reader

RESERVED: Final = ("format", "entailment", "release")
MOST_LISTED: Final = 80
"""Choices that a list to pick from has; with more there is a field that completes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form shows it: what to choose from, and what is chosen."""

    parameter: Parameter
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether the choices are few enough for a list."""
        return len(self.choices) <= MOST_LISTED

    @property
    def is_optional(self) -> bool:
        """Whether the question can be asked without it."""
        return not self.parameter.default


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its fields, its title for their values, and the query that has them.

    ``given`` are the values that were sent, as they were sent.
    """

    question: Question
    fields: tuple[Field, ...]
    title: str
    query: str
    given: tuple[tuple[str, str], ...]


def ask_with(reader: Reader, question: Question, sent: Sequence[tuple[str, str]]) -> Asked:
    """Ask a question with what was sent; what was sent empty counts as not sent.

    Raises MalformedRequestError for a parameter that there is not, that comes too often, or whose
    value is none that it may have.
    """
    values = _read(question, [(name, value) for name, value in sent if value])
    choices = read_choices(reader, question.parameters)
    fields: list[Field] = []
    bindings: dict[str, list[Node]] = {}
    for parameter in question.parameters:
        field, terms = _fill(parameter, values, choices.get(parameter.iri, ()))
        fields.append(field)
        if terms is not None:
            bindings[parameter.name] = terms
    title = question.title
    if bindings:
        title = question.title_for({f.parameter.name: ", ".join(f.names) for f in fields})
    given = tuple((name, value) for name, value in sent if value and name not in RESERVED)
    return Asked(question, tuple(fields), title, bind(question.query, bindings), given)


def _read(question: Question, sent: Sequence[tuple[str, str]]) -> Values:
    known = [parameter.name for parameter in question.parameters]
    for name, _ in sent:
        if name not in known and name not in RESERVED:
            raise MalformedRequestError(
                f"this question has no parameter {name[:40]}; it takes "
                + ", ".join((*known, *RESERVED))
            )
    once = [parameter.name for parameter in question.parameters if parameter.most == 1]
    values = collect(sent, (*once, *RESERVED))
    for parameter in question.parameters:
        if len(values.get(parameter.name, ())) > parameter.most:
            raise MalformedRequestError(
                f"the parameter {parameter.name} takes up to {parameter.most} values"
            )
    return values


def _fill(
    parameter: Parameter, values: Values, choices: tuple[Choice, ...]
) -> tuple[Field, list[Node] | None]:
    """Give the field of a parameter, and the terms to bind it to if any were sent."""
    sent = values.get(parameter.name)
    if parameter.datatype:
        numbers = [read_literal(parameter, text) for text in sent or ()]
        shown = tuple(map(str, numbers or parameter.default))
        return Field(parameter, (), shown, shown), list(numbers) or None
    by_iri: Mapping[str, Choice] = {choice.iri: choice for choice in choices}
    picked = [pick(parameter, text, choices) for text in sent or ()]
    standing = picked or [by_iri[str(iri)] for iri in parameter.default if str(iri) in by_iri]
    field = Field(
        parameter,
        choices,
        tuple(choice.slug for choice in standing),
        tuple(choice.label for choice in standing),
    )
    return field, [URIRef(choice.iri) for choice in picked] or None
