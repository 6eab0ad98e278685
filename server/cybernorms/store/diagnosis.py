"""Where and why a query text is not SPARQL, told so that its writer can mend it.

The engine reports the furthest place that any of its attempts reached, which can be a dozen
characters behind the mistake, and lists what each attempt wanted. So the text is offered to it
again, cut behind one token after the other: the first cut that cannot be continued to a query
ends with the token that is wrong.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from cybernorms import tokens
from cybernorms.errors import Position, QuerySyntaxError
from cybernorms.namespaces import PREFIXES
from cybernorms.tokens import Token

# The engine tries a keyword by reading as many characters as it has, the longest 14; blanks in
# greater number than that lie between a failed attempt and the end of the text.
_PADDING: Final = " " * 40
_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\']|\'[^\']*\')*\]|[^,]+')
_MOST_EXPECTED: Final = 8

# The words that may begin a query, for which the engine only says that it wants a keyword.
_BEGINNINGS: Final = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX", "BASE")

_MEANINGS: Final = {
    "The SELECT contains a variable that is unbound": (
        "SELECT has a variable that is neither in GROUP BY nor inside an aggregate"
    ),
    "Duplicated variable name in SELECT": "SELECT gives the same name to two columns",
    "IRI parsing failed": "this is not a valid IRI",
    "language tag parsing failed": "this is not a valid language tag",
}
_PHRASES: Final = {
    **dict.fromkeys(("?", "$"), "a variable"),
    **dict.fromkeys(("<", ":"), "an IRI"),
    **dict.fromkeys(('"', "'", '"""', "'''"), "a string"),
    **dict.fromkeys(("true", "false"), "a boolean"),
    **dict.fromkeys(("!=", "&&", "/", "<=", "=", ">", ">=", "||"), "an operator"),
    **dict.fromkeys(("<<", "<<(", "{|", "~", "_:", "+", "-", "^", "!"), ""),
    "['0'..='9']": "a number",
    "[_]": "a keyword",
}


def diagnose(text: str, base: str | None, error: SyntaxError) -> QuerySyntaxError:
    """Turn the engine's complaint about a query into place, reason and remedy."""
    items = list(tokens.tokenize(text))
    wrong = bisect_left(items, True, key=lambda token: not _continues(text[: token.end], base))
    if wrong == len(items):
        return _at_end(text, items, base, str(error))
    token = items[wrong]
    reason = _meaning(_complaint(text[: token.end], base)) or _unexpected(text, token, base)
    if token.kind == "name" and reason == "Prefix not found":
        reason = _undeclared(token)
    return QuerySyntaxError(reason, tokens.position(text, token.offset))


def _complaint(text: str, base: str | None) -> str:
    """Give what the engine says against a text; empty when it takes it as a query."""
    try:
        ox.Store().query(text, base_iri=base)
    except SyntaxError as error:
        return str(error)
    except (OSError, RuntimeError, ValueError):
        return ""  # it parsed, and failed only in evaluating
    return ""


def _continues(text: str, base: str | None) -> bool:
    """Tell whether the engine reads the whole text and only misses more of it."""
    report = _REPORT.match(_complaint(text + _PADDING, base))
    if report is None:
        return True
    padded = text + _PADDING
    return tokens.offset(padded, Position(int(report[1]), int(report[2]))) >= len(padded)


def _expected(complaint: str) -> list[str]:
    report = _REPORT.match(complaint)
    found = _EXPECTED.findall(report[3]) if report else []
    return [item.strip() for item in found if item.strip()]


def _meaning(complaint: str) -> str:
    """Find the reason among the expectations: the only one that is a phrase, not a token."""
    phrases = [item for item in _expected(complaint) if " " in item and item[0] not in "\"['"]
    return _MEANINGS.get(phrases[0], phrases[0]) if phrases else ""


def _unexpected(text: str, token: Token, base: str | None) -> str:
    before = text[: token.offset].rstrip() + _PADDING
    wanted = _wanted(_complaint(before, base))
    if wanted == "; expected a keyword":
        near = get_close_matches(token.text.upper(), _BEGINNINGS, n=1)
        wanted = f"; did you mean {near[0]}?" if near else "; expected " + _any_of(_BEGINNINGS)
    return f"unexpected '{_shorten(token.text)}'{wanted}"


def _at_end(text: str, items: list[Token], base: str | None, complaint: str) -> QuerySyntaxError:
    """Explain a text that could be continued, but is no query as it stands."""
    end = tokens.position(text, len(text.rstrip()))
    if not items:
        return QuerySyntaxError("the query is empty", end)
    for item in items:
        if item.kind == "unclosed":
            return QuerySyntaxError(
                "the string that begins here has no closing quote",
                tokens.position(text, item.offset),
            )
    reason = _meaning(complaint)
    if not reason:
        unclosed = _unclosed(items)
        if unclosed:
            return QuerySyntaxError(
                f"the '{unclosed.text}' that opens here is never closed",
                tokens.position(text, unclosed.offset),
            )
        reason = "the query ends too early" + _wanted(_complaint(text + "\n" + _PADDING, base))
    return QuerySyntaxError(reason, end)


def _unclosed(items: list[Token]) -> Token | None:
    opened: list[Token] = []
    for item in items:
        if item.kind == "mark" and item.text in {"(", "{", "["}:
            opened.append(item)
        elif item.kind == "mark" and item.text in {")", "}", "]"} and opened:
            opened.pop()
    return opened[-1] if opened else None


def _wanted(complaint: str) -> str:
    """List the tokens that the engine would have taken, the many ways of one kind as one."""
    raws = [
        item[1:-1].replace('\\"', '"').replace("\\\\", "\\") if item.startswith('"') else item
        for item in _expected(complaint)
    ]
    if "<=" in raws:
        raws.remove("<")
    told = [raw for raw in raws if raw in _PHRASES or not raw.startswith("['")]
    phrases = dict.fromkeys(_PHRASES.get(raw, f"'{raw}'") for raw in told)
    wanted = [phrase for phrase in phrases if phrase]
    if not wanted:
        return ""
    if len(wanted) > _MOST_EXPECTED:
        wanted = [*wanted[:_MOST_EXPECTED], "…"]
    return "; expected " + _any_of(wanted)


def _any_of(phrases: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(phrases[:-1]), phrases[-1])))


def _undeclared(token: Token) -> str:
    prefix = token.text.split(":")[0]
    known = PREFIXES.get(prefix, "…")
    return (
        f"the prefix {prefix}: is not declared; "
        f"add PREFIX {prefix}: <{known}> at the top of the query"
    )


def _shorten(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"
