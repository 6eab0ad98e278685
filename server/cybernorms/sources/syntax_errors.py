"""Syntax errors of every RDF format in plain words: what is wrong, where, and how to mend it."""

import re
from collections.abc import Callable
from typing import Final

from cybernorms import tokens
from cybernorms.errors import Position, RdfSyntaxError
from cybernorms.namespaces import PREFIXES
from cybernorms.sources.turtle_spots import unclosed

_PREAMBLE: Final = re.compile(r"Parser error (?:at|between) .*?: ", re.DOTALL)
_WIDEST: Final = 40
_GRAPH: Final = "a graph in braces is TriG, not Turtle; tell the format by the suffix .trig"
_VARIABLE: Final = "data has no variables; they belong into queries"


def explain(error: SyntaxError, text: str, file: str, stop: int | None = None) -> RdfSyntaxError:
    """Turn the engine's complaint about a text into place, reason and remedy.

    ``stop`` is the offset of the fault, for an engine that does not tell it.
    """
    reason = _PREAMBLE.sub("", error.msg, count=1)
    if error.lineno is not None:
        place = Position(error.lineno, error.offset or 1)
        return RdfSyntaxError(file, _plain(reason, text, tokens.offset(text, place)), place)
    if stop is not None:
        return RdfSyntaxError(file, _plain(reason, text, stop), tokens.position(text, stop))
    return RdfSyntaxError(file, _plain(reason, text, 0))


def resembling(error: RdfSyntaxError, text: str, title: str) -> RdfSyntaxError:
    """Add to an error that the text begins like another format than the one it was read as."""
    start = text.lstrip()
    other = next((o for begin, o in _BEGINNINGS if begin.match(start)), title)
    if other in {title, _KIN.get(title)}:
        return error
    reason = f"this looks like {other}, not {title}; tell the format by suffix or media type"
    return RdfSyntaxError(error.source, f"{reason} ({error.message})", error.position)


# How texts begin, and of which format those are; the first that fits is taken.
_BEGINNINGS: Final = (
    (re.compile(r"<!doctype html|<html", re.IGNORECASE), "a web page"),
    (re.compile(r"<\?xml|<!DOCTYPE|<rdf:RDF"), "RDF/XML"),
    (re.compile(r'\{\s*["}]|\[\s*[{\]]'), "JSON-LD"),
    (re.compile(r"@prefix|@base|PREFIX|BASE", re.IGNORECASE), "Turtle"),
)
_KIN: Final = {"TriG": "Turtle"}


def _plain(reason: str, text: str, at: int) -> str:
    for fragment, advice in _ADVICE:
        if fragment in reason:
            return advice if isinstance(advice, str) else advice(reason, text, at)
    return reason


def _found(text: str, at: int) -> str:
    lines = text[at : at + _WIDEST].splitlines()
    return f"found {lines[0]!r}" if lines else "the file ends"


def _open_bracket(text: str, at: int) -> str:
    """Name the bracket that is still open; empty if there is none."""
    bracket = unclosed(text, at)
    if bracket is None:
        return ""
    closing = {"(": ")", "[": "]", "{": "}"}[bracket[0]]
    place = tokens.position(text, bracket[1])
    return (
        f"the '{bracket[0]}' at line {place.line}, column {place.column} is not closed "
        f"with '{closing}'; {_found(text, at)}"
    )


def _prefix(reason: str, _text: str, _at: int) -> str:
    prefix = reason.removeprefix("The prefix ").partition(":")[0]
    return (
        f"prefix {prefix}: is not declared; add  @prefix {prefix}: <{PREFIXES.get(prefix, '…')}> ."
    )


def _subject(_reason: str, text: str, at: int) -> str:
    if text[at : at + 1] == "{":
        return _GRAPH
    if text[at : at + 1] in {"?", "$"}:
        return _VARIABLE
    if text[at : at + 1] in {'"', "'"} or text[at : at + 1].isdigit():
        return "a literal cannot be a subject"
    if text[at : at + 1] in {")", "]", "}"}:
        return f"this '{text[at]}' closes nothing"
    return f"expected a statement or a @prefix line; {_found(text, at)}"


def _predicate(_reason: str, text: str, at: int) -> str:
    if text[at : at + 1] == "{":
        return _GRAPH
    if text[at : at + 1] in {'"', "'", "["} or text.startswith("_:", at):
        return "a predicate must be an IRI"
    if text.startswith(("=", "<="), at):
        return f"this is N3, not Turtle; {_found(text, at)}"
    return f"expected a property after the subject; {_found(text, at)}"


def _object(_reason: str, text: str, at: int) -> str:
    if text[at : at + 1] in {"?", "$"}:
        return _VARIABLE
    bracket = _open_bracket(text, at)
    if "'('" in bracket and text[at : at + 1] in {".", ";", ","}:
        return bracket
    return f"expected a value after the property; {_found(text, at)}"


def _dot(_reason: str, text: str, at: int) -> str:
    return (
        _open_bracket(text, at)
        or f"expected '.', ';' or ',' after the previous value; {_found(text, at)}"
    )


def _end(_reason: str, text: str, at: int) -> str:
    if text[at : at + 1] in {'"', "'"}:
        return "the string that starts here is not closed"
    if text[at : at + 1] == "<":
        return "an IRI is not closed with '>'"
    return _open_bracket(text, at) or "the last statement is not finished with '.'; the file ends"


def _character(reason: str, text: str, at: int) -> str:
    if "\n" in text[at : text.find(">", at) + 1 or len(text)]:
        return "an IRI is not closed with '>'"
    return f"{reason.rpartition('code point ')[2]} cannot stand in an IRI; encode it"


def _iri(reason: str, _text: str, _at: int) -> str:
    iri = reason.removeprefix("error while parsing IRI ").rpartition(": ")[0]
    if "No scheme" in reason:
        return f"relative IRI {iri}; write it in full, or declare a base"
    return f"{reason.rpartition('code point ')[2]} cannot stand in the IRI {iri}; encode it"


_Advice = str | Callable[[str, str, int], str]
# A fragment of the engine's complaint, and what to say instead; the first that fits is taken.
_ADVICE: Final[tuple[tuple[str, _Advice], ...]] = (
    ("has not been declared", _prefix),
    ("error while parsing IRI", _iri),
    ("No scheme found in an absolute IRI", "relative IRI; write it in full or with a prefix"),
    ("Invalid IRI code point", _character),
    ("is not a valid subject or graph name", _subject),
    ("is not a valid predicate", _predicate),
    ("is not a valid RDF object", _object),
    ("should end with a ']'", _dot),
    ("A dot is expected", _dot),
    ("'}' or a '.' is expected", _dot),
    ("Line jumps are not allowed", 'a "…" string ends on its line; use """…""" for several'),
    ("language", lambda reason, _, __: f"not a valid language tag: {reason}"),
    ("Unexpected end", _end),
    ("XML namespaces are required", "a name without a namespace; write rdf:about, not about"),
    ("Unexpected text event", "text where only elements may stand; put it into a property"),
    ("No value found for rdf:XMLLiteral", 'rdf:parseType="Literal" without content'),
    ("should be followed by a dot", _end),
)
