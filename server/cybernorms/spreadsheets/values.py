"""What a cell may hold: how its text becomes an RDF term, and a term its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import XSD
from cybernorms.sources import LEXICAL, certain_literal, typed_literal
from cybernorms.spreadsheets.names import Meant, Names, meant, tail

SEPARATOR: Final = "|"
NO_IRI: Final = re.compile(r"[\s<>\"{}|\\^`]")
IRI: Final = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_MOST_NAMED: Final = 5


class Reading(NamedTuple):
    """What a text was read as; ``complaint`` says what is wrong with it and ``remedy`` how to mend.

    With a complaint the term is what was certainly meant, or None.
    """

    term: Node | None
    complaint: str = ""
    remedy: str = ""


class Scope(Protocol):
    """The resources that a cell may refer to."""

    def meant(self, name: str, classes: tuple[URIRef, ...]) -> Meant:
        """Find a member of some classes by its name; of no class, whatever has a row."""

    def title(self, node: Node) -> str:
        """Give the name of a resource."""


class Form(NamedTuple):
    """How the values of a datatype are written: its name for people, and an example."""

    words: str
    example: str = ""


_ANY: Final = Form("a text")
_FORMS: Final[Mapping[URIRef, Form]] = MappingProxyType(
    {
        XSD.date: Form("a day", "2018-11-12"),
        XSD.gYearMonth: Form("a month", "2018-11"),
        XSD.gYear: Form("a year", "2018"),
        XSD.dateTime: Form("a time", "2018-11-12T09:00:00Z"),
        XSD.integer: Form("a whole number", "75"),
        XSD.decimal: Form("a number", "12.5"),
        XSD.boolean: Form("true or false", "true"),
        XSD.anyURI: Form("a web address", "https://example.org/"),
    }
)


@dataclass(frozen=True, slots=True)
class Typed:
    """Literals of the first of some datatypes that a text fits."""

    datatypes: tuple[URIRef, ...]

    @property
    def words(self) -> str:
        """What to write, for people."""
        forms = (_FORMS.get(datatype, _ANY) for datatype in self.datatypes)
        return ", ".join(f"{f.words} as {f.example}" if f.example else f.words for f in forms)

    def read(self, text: str, _: Scope) -> Reading:
        """Choose the datatype by how the text is written."""
        for datatype in self.datatypes:
            literal = certain_literal(text, datatype)
            if literal is None and datatype not in LEXICAL:
                literal = typed_literal(text, datatype)
            if literal is not None and not literal.ill_typed:
                return Reading(literal)
        wanted = " or ".join(_FORMS.get(datatype, _ANY).words for datatype in self.datatypes)
        return Reading(None, f'"{text}" is not {wanted}', f"Write {self.words}.")

    def write(self, node: Node, _: Scope) -> str:
        """Write the lexical form."""
        return str(node)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Texts in one language."""

    language: str

    @property
    def words(self) -> str:
        """What to write, for people."""
        return "a text in " + {"en": "English"}.get(self.language, f"the language {self.language}")

    def read(self, text: str, _: Scope) -> Reading:
        """Take the text as it is."""
        return Reading(Literal(text, lang=self.language))

    def write(self, node: Node, _: Scope) -> str:
        """Write the text without its language."""
        return str(node)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list, by its name or its IRI."""

    options: Mapping[Node, str]
    names: Names

    @property
    def words(self) -> str:
        """What to write, for people."""
        first = list(self.options.values())[: _MOST_NAMED * 4]
        more = ", …" if len(self.options) > len(first) else ""
        return f"one of: {', '.join(first)}{more}"

    def read(self, text: str, _: Scope) -> Reading:
        """Find what bears the name."""
        if (iri := URIRef(text) if IRI.fullmatch(text) else None) in self.options:
            return Reading(iri)
        return _found(text, meant(text, [self.names]), f"Choose {self.words}.")

    def write(self, node: Node, _: Scope) -> str:
        """Write the name."""
        return self.options.get(node, str(node))


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource: the id of a row, the name of something that is known, or an IRI."""

    classes: tuple[URIRef, ...]
    nouns: str

    @property
    def words(self) -> str:
        """What to write, for people."""
        return f"the id of a row ({self.nouns}), a name that we have, or an IRI"

    def read(self, text: str, scope: Scope) -> Reading:
        """Find what has the id or bears the name."""
        if IRI.fullmatch(text):
            return Reading(URIRef(text))
        return _found(text, scope.meant(text, self.classes), f"Write {self.words}.")

    def write(self, node: Node, scope: Scope) -> str:
        """Write the name if it is nobody else's, else the IRI."""
        for name in (scope.title(node), tail(node)):
            if name and SEPARATOR not in name and self.read(name, scope).term == node:
                return name
        return str(node)


@dataclass(frozen=True, slots=True)
class Address:
    """An IRI that leads somewhere on the web."""

    words: str = "a web address as https://example.org/"

    def read(self, text: str, _: Scope) -> Reading:
        """Take what an IRI may consist of."""
        if IRI.fullmatch(text):
            return Reading(URIRef(text))
        blank = "blanks or brackets in it" if IRI.match(text) else "no https:// in front"
        return Reading(None, f'"{text}" is not a web address: {blank}', f"Write {self.words}.")

    def write(self, node: Node, _: Scope) -> str:
        """Write the IRI."""
        return str(node)


Values = Typed | Tagged | Choice | Reference | Address
PLAIN: Final = Typed((XSD.string,))


def _found(text: str, what: Meant, remedy: str) -> Reading:
    if len(what.found) == 1:
        return Reading(what.found[0])
    if what.found:
        iris = ", ".join(str(node) for node in what.found[:_MOST_NAMED])
        several = f'"{text}" may mean {len(what.found)} things'
        return Reading(None, several, f"Write the IRI of one of them: {iris}.")
    complaint = f'nothing is known by the name "{text}"'
    if what.near is None:
        return Reading(None, complaint, remedy)
    complaint += f'; did you mean "{what.near}"?'
    return Reading(what.certain, complaint, f'Write "{what.near}".' if what.certain else remedy)
