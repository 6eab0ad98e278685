"""Parameters of a request, read strictly: UTF-8, not too many, and once where once is meant."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Final, get_args
from urllib.parse import unquote

from cybernorms.engine import Entailment
from cybernorms.errors import MalformedRequestError

Values = Mapping[str, Sequence[str]]
"""The values of each parameter, in the order they came."""

_MOST_PARAMETERS: Final = 500
_NEAR: Final = 0.86
"""How alike names have to be; RDF4J's queryLn is as like query as 0.83 and means something else."""
_LONGEST: Final = 24
_MOST_COMPARED: Final = 10
_REGIMES: Final[Mapping[str, Entailment]] = {regime: regime for regime in get_args(Entailment)}
_ABSOLUTE_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')


def decode(data: bytes, where: str) -> str:
    """Read bytes as UTF-8. Raises MalformedRequestError, which names ``where`` they are."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(
            f"{where} is not UTF-8 (byte {error.start}); send UTF-8"
        ) from None


def parse_parameters(encoded: str, where: str) -> list[tuple[str, str]]:
    """Read percent-encoded parameters. Raises MalformedRequestError, which names ``where``."""
    fields = encoded.split("&", _MOST_PARAMETERS)
    if len(fields) > _MOST_PARAMETERS:
        raise MalformedRequestError(f"{where} has more than {_MOST_PARAMETERS} parameters")
    try:
        parts = [field.partition("=") for field in fields if field]
        return [(_decode_percent(name), _decode_percent(value)) for name, _, value in parts]
    except UnicodeDecodeError:
        raise MalformedRequestError(
            f"a parameter in {where} is not UTF-8 behind its percent-encoding; send UTF-8"
        ) from None


def _decode_percent(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    try:  # urllib's way is a loop in Python; %41 is \\x41 to a codec written in C
        escaped = text.replace("\\", "%5C").replace("%", "\\x").encode("ascii")
        data = escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeError:
        return unquote(text, errors="strict")  # it knows what to do with a lone % and the like
    return data.decode("utf-8")


def collect(parameters: Iterable[tuple[str, str]], once: Iterable[str]) -> Values:
    """Collect the values of each parameter.

    Raises MalformedRequestError when one that may come ``once`` came more often.
    """
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    for name in once:
        if len(values.get(name, ())) > 1:
            raise MalformedRequestError(
                f"the parameter {name} is given {len(values[name])} times; give it once"
            )
    return values


def refuse_misspelt(names: Iterable[str], known: Collection[str]) -> None:
    """Raise MalformedRequestError for a name that is nearly a known one.

    Other unknown names pass, for clients of other endpoints send them (SPARQL 1.1 Protocol 2.1),
    but with one misspelt the answer would silently be to another question.
    """
    unknown = (name for name in names if name not in known and len(name) <= _LONGEST)
    for name in islice(unknown, _MOST_COMPARED):
        if near := get_close_matches(name.lower(), known, 1, _NEAR):
            raise MalformedRequestError(f"there is no parameter {name}; did you mean {near[0]}?")


def single(values: Values, name: str) -> str | None:
    """Give the value of a parameter that came once; None if it did not come."""
    return values[name][0] if name in values else None


def check_graph_name(iri: str) -> str:
    """Give the IRI back if it can name a graph. Raises MalformedRequestError if not."""
    if not _ABSOLUTE_IRI.fullmatch(iri):
        raise MalformedRequestError(f"{iri!r} is no absolute IRI, so it names no graph")
    return iri


def entailment(values: Values) -> Entailment:
    """Read the parameter entailment. Raises MalformedRequestError for a regime that is none."""
    value = single(values, "entailment")
    if value and value not in _REGIMES:
        raise MalformedRequestError(f"entailment={value}: choose one of {', '.join(_REGIMES)}")
    return _REGIMES[value] if value else "owlrl"
