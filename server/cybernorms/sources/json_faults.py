"""Where JSON breaks the grammar of JSON-LD, which the engine does not tell."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cybernorms.sources.json_places import Json, PlacedBoolean, read_placed_json

_TEXTS: Final = (str,)
# What the value of a keyword may be, beside null (JSON-LD 1.1, 9); its aliases are not looked for.
_KEYWORDS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "@id": _TEXTS,
        "@type": (str, list),
        "@language": _TEXTS,
        "@direction": _TEXTS,
        "@index": _TEXTS,
        "@base": _TEXTS,
        "@vocab": _TEXTS,
        "@value": (str, int, float, PlacedBoolean),
        "@container": (str, list),
        "@reverse": (str, dict),
    }
)
_CONTAINERS: Final = frozenset(
    {"@list", "@set", "@index", "@language", "@id", "@type", "@graph"},
)


def misplaced_value(text: str) -> int | None:
    """Give the offset of the first value that may not stand where it does; None if all may."""
    return next(_misplaced(read_placed_json(text)), None)


def _misplaced(value: Json) -> Iterator[int]:
    if isinstance(value, list):
        for item in value:
            yield from _misplaced(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if item is None:
            continue
        if key in _KEYWORDS and not isinstance(item, _KEYWORDS[key]):
            yield item.at
        elif key in {"@type", "@container"}:
            yield from _no_names(item, _CONTAINERS if key == "@container" else None)
        elif key == "@context":
            yield from _no_definitions(item)
        else:
            yield from _misplaced(item)


def _no_names(value: Json, allowed: frozenset[str] | None) -> Iterator[int]:
    for item in value if isinstance(value, list) else [value]:
        if item is not None and not (isinstance(item, str) and item in (allowed or (item,))):
            yield item.at


def _no_definitions(context: Json) -> Iterator[int]:
    """Find terms whose definition is no text and no object (9.15)."""
    for each in context if isinstance(context, list) else [context]:
        if not isinstance(each, dict):
            continue
        for term, definition in each.items():
            if definition is None or term.startswith("@"):
                continue
            if not isinstance(definition, str | dict):
                yield definition.at
            yield from _misplaced(definition)
