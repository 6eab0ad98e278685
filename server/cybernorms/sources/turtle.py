"""Turtle, parsed faithfully: lexical forms as written, lines of subjects, errors with a place."""

import hashlib
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser, sfloat
from rdflib.term import Node

from cybernorms.errors import Position, RdfSyntaxError
from cybernorms.namespaces import PREFIXES, XSD

_NO_BASE: Final = "relative:/"
_NUMBER: Final = re.compile(r"[0-9.eE+-]+\Z")
# What the parser makes of a number without quotes, and the datatype it stands for (Turtle 2.5.2).
_NUMBER_TYPES: Final = {int: XSD.integer, Decimal: XSD.decimal, sfloat: XSD.double}
_NOT_IN_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_COMPLAINT: Final = re.compile(r"Failed to convert Literal|does not look like a valid URI")
_UNBOUND: Final = re.compile(r'Prefix "(.*):" not bound')


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed Turtle file: its name, the graph it belongs to, its statements and their lines.

    ``lines`` gives for each subject the line where its first statement starts.
    """

    file: str
    name: URIRef
    sha256: str
    graph: Graph
    lines: Mapping[Node, int]


def parse_turtle(content: bytes, file: str, name: URIRef) -> Document:
    """Parse Turtle, keeping every lexical form, ill-typed ones too (RDF 1.1 Turtle).

    Raises RdfSyntaxError, also for a relative IRI without ``@base``: it would mean another
    resource on every machine.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = _position(before, len(before))
        raise RdfSyntaxError(file, "not UTF-8 text; save the file as UTF-8", place) from None
    graph = Graph(bind_namespaces="none")
    sink = _Sink(graph)
    parser = _Parser(sink, baseURI=_NO_BASE, turtle=True)
    with silenced_literal_complaints():
        try:
            parser.loadBuf(text)
        except BadSyntax as error:
            raise _syntax_error(file, text, error) from None
        except Exception as error:  # noqa: BLE001 (any of a dozen kinds)
            # On some malformed input the parser stumbles over itself and tells only the line.
            raise RdfSyntaxError(file, _stumble(error), Position(parser.lines + 1, 1)) from None
    return Document(file, name, hashlib.sha256(content).hexdigest(), graph, sink.lines)


@contextmanager
def silenced_literal_complaints() -> Iterator[None]:
    """Keep rdflib quiet about ill-typed literals; saying so is the work of the shapes."""
    logger = logging.getLogger("rdflib.term")

    def keep(record: logging.LogRecord) -> bool:
        return not _COMPLAINT.search(record.getMessage())

    logger.addFilter(keep)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        logger.removeFilter(keep)


class _Sink(RDFSink):
    """Collects statements with literals as written, and the line of each subject."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.line = 1
        self.lines: dict[Node, int] = {}

    def newLiteral(  # noqa: N802 (rdflib's name)
        self, s: str, dt: URIRef | None, lang: str | None
    ) -> Literal:
        # "x" and "x"^^xsd:string are one literal (RDF 1.1 Concepts 3.3) but two to rdflib.
        datatype = None if dt == XSD.string else dt
        return Literal(s, lang=lang, datatype=datatype, normalize=False)

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:  # noqa: N802, ANN401
        super().makeStatement(quadruple, why)
        subject = quadruple[2]
        # A nested blank node is stated where the statement around it starts.
        self.lines.setdefault(subject, self.line)


class _Parser(SinkParser):
    """rdflib's Turtle parser, stricter about IRIs and faithful to how numbers are written."""

    _store: _Sink

    def statement(self, argstr: str, i: int) -> int:
        self._store.line = self.lines + 1
        start = i
        end: int = super().statement(argstr, i)
        if end >= 0 and argstr[start] in "\"'0123456789+-":
            self.BadSyntax(argstr, start, "a literal cannot be a subject")
        return end

    def verb(self, argstr: str, i: int, res: Any) -> int:  # noqa: ANN401
        end: int = super().verb(argstr, i, res)
        if end >= 0 and isinstance(res[-1][1], Literal | BNode):
            self.BadSyntax(argstr, i, "a predicate must be an IRI")
        return end

    def uri_ref2(self, argstr: str, i: int, res: Any) -> int:  # noqa: ANN401
        end: int = super().uri_ref2(argstr, i, res)
        if end >= 0 and isinstance(res[-1], URIRef):
            if res[-1].startswith(_NO_BASE):
                self.BadSyntax(argstr, i, "relative IRI; write it in full or with a prefix")
            if bad := _NOT_IN_IRI.search(res[-1]):
                self.BadSyntax(argstr, i, f"{bad.group()!r} cannot stand in an IRI; encode it")
        return end

    def nodeOrLiteral(self, argstr: str, i: int, res: Any) -> int:  # noqa: N802, ANN401
        end: int = super().nodeOrLiteral(argstr, i, res)
        number = _NUMBER_TYPES.get(type(res[-1])) if end >= 0 else None
        written = _NUMBER.search(argstr[i:end])
        if number and written:
            res[-1] = self._store.newLiteral(written.group(), number, None)
        return end


def _syntax_error(file: str, text: str, error: BadSyntax) -> RdfSyntaxError:
    """Say in plain words where and why rdflib's parser stopped."""
    at = error._i
    if at <= 0 and "EOF" in error._why:  # told without a place
        at = len(text)
    elif at <= 0 and "unterminated URI" in error._why:
        at = _open_iri(text)
    while at < len(text) and text[at].isspace():
        at += 1
    return RdfSyntaxError(file, _plain(error._why, text[at : at + 40]), _position(text, at))


def _plain(reason: str, rest: str) -> str:
    """Turn the parser's words into advice; ``rest`` is the text where it stopped."""
    if unbound := _UNBOUND.match(reason):
        prefix = unbound.group(1)
        namespace = PREFIXES.get(prefix, "…")
        return f"prefix {prefix}: is not declared; add  @prefix {prefix}: <{namespace}> ."
    if reason.startswith("Found "):
        return reason.removeprefix("Found ").replace("in Turtle mode", "is N3, not Turtle")
    found = f"found {rest.splitlines()[0]!r}" if rest else "the file ends"
    for fragment, advice in _ADVICE:
        if fragment in reason:
            return f"{advice}; {found}"
    return f"{reason}; {found}"


def _stumble(error: Exception) -> str:
    """Explain an exception of the parser that is no verdict on the syntax."""
    if "Quote expected" in str(error):
        return "a string that starts here is not closed"
    if "language tag" in str(error):
        return str(error)
    return "this statement cannot be read; look for a missing '.', quote, bracket or datatype"


_ADVICE: Final = (
    ("expected '.' or '}' or ']'", "expected '.', ';' or ',' after the previous value"),
    ("expected directive or statement", "expected a statement or a @prefix line"),
    ("objectList expected", "expected a value after the property"),
    ("expected propertylist", "expected a property after the subject"),
    ("EOF found in list syntax", "a list is not closed with ')'"),
    ("EOF found", "the last statement is not finished with '.'"),
    ("unterminated URI", "an IRI is not closed with '>'"),
    ("newline found in string literal", 'a "…" string ends on its line; use """…""" for several'),
    ("unterminated string literal", "a string is not closed"),
)


def _open_iri(text: str) -> int:
    """Find the last '<' that no '>' closes before white space: there the parser ran away."""
    opened = [match.start() for match in re.finditer(r"<(?=[^\s<>]*(?:\s|$))", text)]
    return opened[-1] if opened else 0


def _position(text: str, at: int) -> Position:
    """Count line and column, both from 1, of the character at an offset."""
    before = text[:at]
    return Position(before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
