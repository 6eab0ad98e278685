"""JSON-LD before the engine sees it: that it is JSON, and that its contexts lead nowhere.

The engine drops in silence what it cannot expand: a key without a term, a relative IRI without a
base. It therefore gets a vocabulary and a base that no text has of its own; what comes out with
these is a mistake, and told.
"""

import json
import re
from typing import Final, NoReturn

from cybernorms import tokens
from cybernorms.errors import Position, RdfSyntaxError
from cybernorms.sources.context import CONTEXT, own_context
from cybernorms.sources.guard import MOST_NESTING, check_json_nesting
from cybernorms.sources.json_places import Json

RELATIVE: Final = "x-relative:/"
UNDEFINED: Final = "x-undefined:"
_VOCABULARY: Final = [{"@vocab": UNDEFINED}]
# The key of a context, the brackets, and the strings in which either might seem to stand.
_TOKEN: Final = re.compile(
    r"""(?P<context>"@context"\s*:\s*) | "[^"\\]*+(?:\\.[^"\\]*+)*+"
      | (?P<open>[\[{]) | (?P<close>[\]}])""",
    re.VERBOSE | re.DOTALL,
)
_DECODER: Final = json.JSONDecoder()
_CONSTANT: Final = re.compile(r"(?<=[:,\[\s])-?(?:NaN|Infinity)(?=[,\]}\s])")
# An escape for one half of a surrogate pair, the backslash of which is not escaped itself.
_SURROGATE: Final = re.compile(
    r"(?<!\\)(?:\\\\)*(?<!\\u[dD][89abAB][0-9a-fA-F]{2})"
    r"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F])"
)
# The engine drops a node with such an IRI.
_NO_IRI: Final = re.compile(r'(?<="@id")\s*:\s*"[^"\s<>{}|^`]*[\s<>{}|^`]')


def admit_json(text: str, file: str) -> str:
    """Give the text as the engine should read it, with the contexts that ship with the project.

    Raises RdfSyntaxError for what is no JSON, nests too deep or names a context that is elsewhere.
    """
    check_json_nesting(text, file)
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = Position(error.lineno, error.colno)
        raise RdfSyntaxError(file, f"not JSON: {_advise(error.msg)}", place) from None
    except _NoNumberError:
        match = _CONSTANT.search(text)
        at = tokens.position(text, match.start()) if match else None
        raise RdfSyntaxError(file, "not JSON: no such number", at) from None
    except ValueError:
        raise RdfSyntaxError(
            file, "a number has thousands of digits; write it as a string"
        ) from None
    except RecursionError:  # brackets that only look closed
        raise RdfSyntaxError(file, f"nested deeper than {MOST_NESTING} levels") from None
    if not isinstance(data, dict | list):
        raise RdfSyntaxError(file, "JSON-LD is an object or a list of objects", Position(1, 1))
    if match := _NO_IRI.search(text):
        place = tokens.position(text, match.start())
        raise RdfSyntaxError(file, "this IRI has a character that none can have; encode it", place)
    if match := _SURROGATE.search(text):
        place = tokens.position(text, match.start())
        raise RdfSyntaxError(file, "half a character; write the character itself", place)
    text = _resolve_contexts(text, file)
    if isinstance(data, list):
        return f'{{"@context":{json.dumps(_VOCABULARY)},"@graph":{text}}}'
    if "@context" in data:
        return text
    begin = text.index("{") + 1
    return f'{text[:begin]}"@context":{json.dumps(_VOCABULARY)}{"," if data else ""}{text[begin:]}'


class _NoNumberError(Exception):
    pass


def _refuse_constant(_: str) -> NoReturn:
    raise _NoNumberError


def misread(iri: str, text: str, file: str) -> RdfSyntaxError | None:
    """Tell the mistake behind an IRI that the engine made by our vocabulary or base; else None."""
    if iri.startswith(UNDEFINED):
        term = iri.removeprefix(UNDEFINED)
        reason = f"the @context defines no term {term!r}; define it, or write the IRI in full"
    elif iri.startswith(RELATIVE):
        term = iri.removeprefix(RELATIVE)
        reason = f"relative IRI {term!r}; write it in full, or give the @context a @base"
    else:
        return None
    at = text.find(json.dumps(term, ensure_ascii=False))
    return RdfSyntaxError(file, reason, tokens.position(text, at) if at >= 0 else None)


def _resolve_contexts(text: str, file: str) -> str:
    """Put our own context in the place of its IRI, and the vocabulary before the outermost."""
    parts: list[str] = []
    end = at = depth = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match.lastgroup == "open":
            depth += 1
        elif match.lastgroup == "close":
            depth -= 1
        elif match.lastgroup == "context":
            written, stop = _DECODER.raw_decode(text, at)
            context = resolve_context(written, text, at, file)
            if depth == 1:
                context = [*_VOCABULARY, *(context if isinstance(context, list) else [context])]
            parts += [text[end:at], json.dumps(context)]
            end = at = stop
    return "".join([*parts, text[end:]])


def resolve_context(context: Json, text: str, at: int, file: str) -> Json:
    """Give a context without references. Raises RdfSyntaxError for those that are not ours."""
    match context:
        case str():
            if context == CONTEXT:
                return own_context()["@context"]
            raise RdfSyntaxError(
                file,
                f"the context {context} is elsewhere; nothing is fetched, so write it into the "
                f"file or use {CONTEXT}",
                tokens.position(text, at),
            )
        case list():
            return [resolve_context(item, text, at, file) for item in context]
        case dict():
            terms = {
                key: {**value, "@context": resolve_context(value["@context"], text, at, file)}
                if isinstance(value, dict) and "@context" in value
                else value
                for key, value in context.items()
            }
            imported = terms.pop("@import", None)
            return (
                terms
                if imported is None
                else {**resolve_context(imported, text, at, file), **terms}
            )
    return context


def _advise(message: str) -> str:
    """Add what to do about the commonest complaints of the JSON reader."""
    return _ADVICE.get(message, message[:1].lower() + message[1:])


_ADVICE: Final = {
    "Expecting property name enclosed in double quotes": (
        "a key in double quotes should stand here; is there a comma too many?"
    ),
    "Expecting ',' delimiter": "a ',' is missing before this",
    "Expecting ':' delimiter": "a ':' is missing before this",
    "Expecting value": "a value should stand here; is there a comma too many, or a quote missing?",
    "Extra data": "the document ended before this",
    "Unterminated string starting at": "the string that starts here is not closed",
    "Invalid control character at": "a line break or tab inside a string; write \\n or \\t",
    "Illegal trailing comma before end of object": "a comma too many",
    "Illegal trailing comma before end of array": "a comma too many",
}
