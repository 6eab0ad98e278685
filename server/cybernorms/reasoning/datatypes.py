"""Literals and the datatypes of OWL 2 RL: which value one has, and which datatypes hold it.

The datatypes are those of OWL 2 Profiles 4.2, with the lexical spaces of XSD 1.1 part 2. What other
datatypes hold (xsd:date, say) the rules of OWL 2 RL do not tell; it is the business of the shapes.
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from math import inf
from types import MappingProxyType
from typing import Final

from rdflib import Literal
from rdflib.term import Node

from cybernorms.namespaces import RDF, RDFS, XSD

Value = tuple[str, object]
"""A value behind the name of its space; no two spaces have a value in common."""

_INTEGERS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "integer": (-inf, inf),
        "nonNegativeInteger": (0, inf),
        "positiveInteger": (1, inf),
        "nonPositiveInteger": (-inf, 0),
        "negativeInteger": (-inf, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
    }
)
_NAME: Final = r"[^\W\d][\w.\-\u00b7]*"
_STRINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string": r"[\s\S]*",
        "normalizedString": r"[^\t\n\r]*",
        "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
        "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
        "Name": rf":*(?:{_NAME}|:)(?::|{_NAME})*",
        "NCName": _NAME,
        "NMTOKEN": r"[\w.\-:\u00b7]+",
    }
)


def _moment(text: str) -> datetime | None:
    value = Literal(text, datatype=XSD.dateTime).value
    return value if isinstance(value, datetime) else None


_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_FLOAT: Final = rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_DAY_AND_TIME: Final = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?"
_ZONE: Final = r"(?:Z|[+-]\d\d:\d\d)"
# Datatype -> its value space, its lexical forms, and what reads them.
_OTHERS: Final[Mapping[str, tuple[str, str, Callable[[str], object]]]] = MappingProxyType(
    {
        "decimal": ("decimal", _NUMBER, Decimal),
        "float": ("float", _FLOAT, float),
        "double": ("double", _FLOAT, float),
        "boolean": ("boolean", "true|1|false|0", lambda text: text in {"true", "1"}),
        "hexBinary": ("hexBinary", "(?:[0-9a-fA-F]{2})*", bytes.fromhex),
        "base64Binary": ("base64Binary", "(?:(?:[A-Za-z0-9+/] ?){2,4}(?:= ?)*)*", base64.b64decode),
        "anyURI": ("anyURI", ".*", str),
        "dateTime": ("dateTime", _DAY_AND_TIME + _ZONE + "?", _moment),
        "dateTimeStamp": ("dateTime", _DAY_AND_TIME + _ZONE, _moment),
    }
)
DATATYPES: Final[frozenset[Node]] = frozenset(
    {
        *(XSD[name] for name in (*_INTEGERS, *_STRINGS, *_OTHERS)),
        RDF.langString,
        RDF.PlainLiteral,
        RDFS.Literal,
    }
)


def value_of(literal: Literal) -> Value | None:
    """Give the value of a literal; None when it has none, or its datatype is not of OWL 2 RL.

    Two literals with a value have the same one just if these are equal (dt-eq, dt-diff).
    """
    if literal.language:
        return "langString", (str(literal), literal.language.lower())
    return _read(str(literal), literal.datatype or XSD.string)


def fits(literal: Literal, datatype: Node) -> bool:
    """Tell whether a datatype of OWL 2 RL holds the value of a literal (dt-type2, dt-not-type).

    One of a datatype that is neither of OWL 2 RL nor of XSD is given the benefit of the doubt.
    """
    value = value_of(literal)
    if value is None:
        own = literal.datatype
        return own not in DATATYPES and (
            datatype == RDFS.Literal or not str(own).startswith(str(XSD))
        )
    space, content = value
    if datatype in (RDFS.Literal, RDF.PlainLiteral, RDF.langString):
        return datatype == RDFS.Literal or space in (
            ("langString",) if datatype == RDF.langString else ("langString", "string")
        )
    return _read(_canonical(content, str(literal)), datatype) == value


def _read(text: str, datatype: Node) -> Value | None:
    """Read a lexical form; white space around it counts for strings only."""
    name = str(datatype).removeprefix(str(XSD))
    if name in _STRINGS and datatype in DATATYPES:
        return ("string", text) if re.fullmatch(_STRINGS[name], text) else None
    text = text.strip(" \t\n\r")
    if name in _INTEGERS and datatype in DATATYPES:
        low, high = _INTEGERS[name]
        if re.fullmatch(r"[+-]?[0-9]+", text) and low <= int(text) <= high:
            return "decimal", Decimal(text)
    elif name in _OTHERS and datatype in DATATYPES:
        space, form, read = _OTHERS[name]
        if re.fullmatch(form, text, re.ASCII) and (content := read(text)) is not None:
            return space, content
    return None


def _canonical(content: object, text: str) -> str:
    """Write a value so that each datatype that has it can read it."""
    if isinstance(content, Decimal) and content == content.to_integral_value():
        return str(int(content))
    return text


__all__ = ["DATATYPES", "Value", "fits", "value_of"]
