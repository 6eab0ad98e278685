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
_VARIABLE: Final = "data has no variables; they belong into queries"


def explain(error: SyntaxError, text: str, file: str) -> RdfSyntaxError:
    """Turn the engine's complaint about a text into place, reason and remedy."""
    reason = _PREAMBLE.sub("", error.msg, count=1)
    if error.lineno is None:
        return RdfSyntaxError(file, _plain(reason, text, None))
    place = Position(error.lineno, error.offset or 1)
    return RdfSyntaxError(file, _plain(reason, text, tokens.offset(text, place)), place)


def _plain(reason: str, text: str, at: int | None) -> str:
    for fragment, advice in _ADVICE:
        if fragment in reason:
            return advice if isinstance(advice, str) else advice(reason, text, at or 0)
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
    if text[at : at + 1] in {"?", "$"}:
        return _VARIABLE
    if text[at : at + 1] in {'"', "'"} or text[at : at + 1].isdigit():
        return "a literal cannot be a subject"
    if text[at : at + 1] in {")", "]", "}"}:
        return f"this '{text[at]}' closes nothing"
    return f"expected a statement or a @prefix line; {_found(text, at)}"


def _predicate(_reason: str, text: str, at: int) -> str:
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


_Advice = str | Callable[[str, str, int], str]
# A fragment of the engine's complaint, and what to say instead; the first that fits is taken.
_ADVICE: Final[tuple[tuple[str, _Advice], ...]] = (
    ("has not been declared", _prefix),
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
    ("should be followed by a dot", _end),
)
