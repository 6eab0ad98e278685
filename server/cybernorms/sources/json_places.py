"""JSON whose objects, lists, strings and numbers know the offset at which they are written."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from json import decoder, scanner
from typing import Any, Final

Json = Any
"""Whatever JSON can hold."""

_Scan = Callable[[str, int], tuple[Json, int]]


class PlacedText(str):
    """A string with its offset ``at``."""

    at: int


class PlacedInteger(int):
    """A whole number with its offset ``at``."""

    at: int


class PlacedFloat(float):
    """Another number with its offset ``at``."""

    at: int


@dataclass(frozen=True, slots=True)
class PlacedBoolean:
    """True or false with its offset ``at``; Python's own have no room for one."""

    value: bool
    at: int


class PlacedObject(dict[str, Json]):
    """An object with its offset ``at``."""

    at: int


class PlacedList(list[Json]):
    """A list with its offset ``at``."""

    at: int


_KINDS: Final = {
    str: PlacedText,
    int: PlacedInteger,
    float: PlacedFloat,
    dict: PlacedObject,
    list: PlacedList,
}


def read_placed_json(text: str) -> Json:
    """Read JSON; all of it but null is an instance of the classes above.

    Raises json.JSONDecodeError, and RecursionError for what nests too deep.
    """
    return _PlacingDecoder().decode(text)


def placed(value: Json, offset: int) -> Json:
    """Give one of the classes above its offset."""
    value.at = offset
    return value


class _PlacingDecoder(json.JSONDecoder):
    """The standard library's reader, in Python so that it can be told of each offset."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_object = self._object
        self.parse_array = self._array
        self.scan_once = _placing(scanner.py_make_scanner(self))  # type: ignore[attr-defined]

    @staticmethod
    def _object(start: tuple[str, int], strict: bool, scan: _Scan, *rest: Json) -> tuple[Json, int]:
        return decoder.JSONObject(start, strict, _placing(scan), *rest)  # type: ignore[attr-defined,no-any-return]

    @staticmethod
    def _array(start: tuple[str, int], scan: _Scan) -> tuple[Json, int]:
        return decoder.JSONArray(start, _placing(scan))  # type: ignore[attr-defined,no-any-return]


def _placing(scan: _Scan) -> _Scan:
    def scan_once(text: str, offset: int) -> tuple[Json, int]:
        value, end = scan(text, offset)
        if isinstance(value, bool):
            return PlacedBoolean(value, offset), end
        kind = _KINDS.get(type(value))
        return (value if kind is None else placed(kind(value), offset)), end

    return scan_once
