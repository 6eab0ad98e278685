"""Requests of the Reconciliation Service API 0.2, read and checked; no Flask.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cybernorms.errors import MalformedRequestError

BATCH: Final = 50
"""Queries that a client may send at once."""
MOST: Final = 50
"""Candidates that a query may ask for."""
_USUAL: Final = 5
_LONGEST: Final = 300
_MOST_PROPERTIES: Final = 10
_MOST_ROWS: Final = 1000
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Given:
    """What else a table says of the thing: a property of ours, and its values as text or ids."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """One query of a batch: a name, the classes it may be of, and what else is known."""

    text: str
    types: tuple[str, ...]
    limit: int
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """What a client wants to know of resources: properties, with how many values of each."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


def parse_queries(text: str) -> dict[str, Sought]:
    """Read a batch (section 4.3). Raises MalformedRequestError."""
    batch = _object(text, "queries")
    if len(batch) > BATCH:
        raise MalformedRequestError(
            f"queries: {len(batch)} of them; send at most {BATCH} at once, in several requests"
        )
    return {key: _sought(f"queries.{key}", value) for key, value in batch.items()}


def parse_extension(text: str) -> Extension:
    """Read a data extension query (section 6.2). Raises MalformedRequestError."""
    asked = _object(text, "extend")
    ids = _strings("extend.ids", asked.get("ids"))
    if len(ids) > _MOST_ROWS:
        raise MalformedRequestError(f"extend.ids: {len(ids)} of them; send at most {_MOST_ROWS}")
    wanted = list(_properties("extend.properties", asked.get("properties", [])))
    return Extension(ids, tuple((name, _limit_of(item)) for name, item in wanted))


def _sought(where: str, value: object) -> Sought:
    if not isinstance(value, dict):
        raise MalformedRequestError(f'{where}: an object is wanted, such as {{"query": "MANRS"}}')
    text = value.get("query", "")
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise MalformedRequestError(
            f"{where}.query: a text of at most {_LONGEST} letters is wanted"
        )
    types = value.get("type") or []
    given = _properties(f"{where}.properties", value.get("properties", []))
    return Sought(
        text,
        _strings(f"{where}.type", [types] if isinstance(types, str) else types),
        _number(f"{where}.limit", value.get("limit", _USUAL)),
        tuple(Given(name, tuple(_values(item.get("v")))) for name, item in given),
    )


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedRequestError(f"{name}: not JSON: {error}") from None
    if not isinstance(found, dict):
        raise MalformedRequestError(f"{name}: a JSON object is wanted")
    return found


def _properties(where: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(value, list) or len(value) > _MOST_PROPERTIES:
        raise MalformedRequestError(f"{where}: a list of at most {_MOST_PROPERTIES} is wanted")
    for item in value:
        name = (item.get("pid") or item.get("id")) if isinstance(item, dict) else None
        if not isinstance(name, str):
            raise MalformedRequestError(f"{where}: each is an object with the id of a property")
        yield name, item


def _values(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield str(item.get("id", ""))
        elif item is not None:
            yield str(item)[:_LONGEST]


def _limit_of(item: Mapping[str, Any]) -> int:
    settings = item.get("settings")
    asked = settings.get("limit") if isinstance(settings, dict) else None
    return _number("extend.properties.settings.limit", asked or MOST)


def _number(where: str, value: object) -> int:
    digits = str(value)
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS or int(digits) == 0:
        raise MalformedRequestError(f"{where}: a number from 1 to {MOST} is wanted")
    return min(int(digits), MOST)


def _strings(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MalformedRequestError(f"{where}: a list of texts is wanted")
    return tuple(value)
