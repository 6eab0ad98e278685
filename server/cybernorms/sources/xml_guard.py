"""What is checked before the engine sees RDF/XML, and where it stops at what is wrong."""

import re
from typing import IO, Final, NoReturn, cast
from xml.parsers import expat

import pyoxigraph as ox

from cybernorms import tokens
from cybernorms.errors import Position, RdfSyntaxError
from cybernorms.namespaces import RDF
from cybernorms.sources.guard import MOST_NESTING, too_deep

_PARSE_TYPE: Final = f"{RDF} parseType"
_PARSE_TYPES: Final = frozenset({"Collection", "Literal", "Resource"})
# Entities may stretch a text this much, as namespaces do that are written as entities.
_MOST_STRETCH: Final = 10
_LEAST_STRETCHED: Final = 1_000_000
_MOST_ENTITIES: Final = 200
_MOST_ATTRIBUTES: Final = 500


def admit_xml(text: str, file: str) -> str:
    """Refuse XML that is not well-formed, nests too deep, or leads elsewhere by an entity or DTD.

    Raises RdfSyntaxError with the place. Entities may only stand for plain text.
    """
    _Check(text, file).run()
    return text


def stopping_tag(text: str) -> int | None:
    """Give the offset of the tag, or of the text before one, at which the engine stops reading.

    What is wrong beyond XML it tells without a place, so it gets the text once more tag by tag.
    """
    reader = _TagByTag(text)
    try:
        for _ in ox.parse(cast(IO[bytes], reader), format=ox.RdfFormat.RDF_XML):
            pass
    except SyntaxError:
        return reader.at
    return None


class _TagByTag:
    def __init__(self, text: str) -> None:
        self._tags = re.finditer(r"[^>]*>|[^>]+\Z", text)
        self.at = 0

    def read(self, _: int = -1) -> bytes:
        match = next(self._tags, None)
        if match is None:
            return b""
        self.at = match.end() - len(match[0].lstrip())
        return match[0].encode("utf-8")


class _Check:
    """One pass over the tags, before the engine reads the text."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file
        self._depth = 0
        self._entities: dict[str, str] = {}
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.AttlistDeclHandler = self._attributes
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def run(self) -> None:
        try:
            self._parser.Parse(self._text.encode("utf-8"), True)
        except expat.ExpatError as error:
            place = Position(error.lineno, error.offset + 1)
            raise RdfSyntaxError(
                self._file, f"not XML: {expat.ErrorString(error.code)}", place
            ) from None
        stretched = sum(
            self._text.count(f"&{name};") * len(value) for name, value in self._entities.items()
        )
        if stretched > max(_LEAST_STRETCHED, _MOST_STRETCH * len(self._text)):
            raise RdfSyntaxError(
                self._file, f"its entities stand for {stretched} characters; write less of them"
            )

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            self._refuse(f"encoding {encoding}; save the file as UTF-8 and declare that")

    def _doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if system or public:
            self._refuse(
                f"a DTD from elsewhere ({system or public}); nothing is fetched, remove it"
            )

    def _entity(
        self,
        name: str,
        parameter: int,
        value: str | None,
        _base: str | None,
        system: str | None,
        *_: str | None,
    ) -> None:
        if value is None:
            self._refuse(
                f"the entity {name} is elsewhere ({system}); nothing is fetched, remove it"
            )
        if parameter or re.search("[&%<]", value):
            self._refuse(f"the entity {name} is made of markup; write its text in full")
        self._entities.setdefault(name, value)
        if len(self._entities) > _MOST_ENTITIES:
            self._refuse(f"more than {_MOST_ENTITIES} entities; write their text in full")

    def _attributes(self, element: str, *_: object) -> None:
        self._refuse(f"attributes of {element} by a DTD; write them at the element")

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_NESTING:
            place = Position(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
            raise too_deep(self._text, self._file, tokens.offset(self._text, place))
        if len(attributes) > _MOST_ATTRIBUTES:
            self._refuse(f"more than {_MOST_ATTRIBUTES} attributes; state them as elements")
        if (kind := attributes.get(_PARSE_TYPE, "Literal")) not in _PARSE_TYPES:
            self._refuse(f'rdf:parseType="{kind}" is none of {", ".join(sorted(_PARSE_TYPES))}')

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _refuse(self, reason: str) -> NoReturn:
        place = Position(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        raise RdfSyntaxError(self._file, reason, place)
