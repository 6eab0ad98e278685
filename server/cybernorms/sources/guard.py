"""What is checked before a parser sees a text: that it is text, and that it nests like one."""

import re
from typing import Final

from cybernorms import tokens
from cybernorms.errors import RdfSyntaxError

# Nobody nests this deep by hand; some parsers, shapes and reasoners walk what is nested.
MOST_NESTING: Final = 200
# The engine dies of some 10,000 triples one inside the other. It need not be told apart which of
# them nest: RDF 1.2 cannot be judged anyway.
_MOST_INNER_TRIPLES: Final = 5000
_BOM: Final = b"\xef\xbb\xbf"
# How files begin that are no text, and what to do with them.
_BINARY: Final = (
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or an office document, not RDF"),
    (b"%PDF", "a PDF document, not RDF"),
    (b"\xff\xfe", "UTF-16 text; save the file as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save the file as UTF-8"),
)
# Brackets, and what they may stand in without being brackets.
_BRACKET: Final = re.compile(
    r"""
    \"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"\"\" | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"
  | '''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+''' | '[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'
  | <[^<>\s]*> | \#[^\n]* | (?P<open>[(\[{]) | (?P<close>[)\]}])
    """,
    re.VERBOSE | re.DOTALL,
)
_JSON_BRACKET: Final = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+" | (?P<open>[\[{]) | (?P<close>[\]}])', re.VERBOSE | re.DOTALL
)


def require_text(content: bytes, file: str) -> str:
    """Decode UTF-8, without the byte order mark. Raises RdfSyntaxError for what is no text."""
    for magic, meaning in _BINARY:
        if content.startswith(magic):
            raise RdfSyntaxError(file, f"this is {meaning}")
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = tokens.position(before, len(before))
        raise RdfSyntaxError(file, "not UTF-8 text; save the file as UTF-8", place) from None
    if "\0" in text:
        place = tokens.position(text, text.index("\0"))
        raise RdfSyntaxError(file, "a NUL character; this is binary data or damaged text", place)
    return text


def admit_turtle(text: str, file: str) -> str:
    """Refuse Turtle or one of its kin that nests deeper than MOST_NESTING, by RdfSyntaxError."""
    if text.count("<<") > _MOST_INNER_TRIPLES:
        raise RdfSyntaxError(file, "triples inside triples are RDF 1.2, which shapes cannot judge")
    _check_nesting(text, file, _BRACKET)
    return text


def check_json_nesting(text: str, file: str) -> None:
    """Refuse JSON that nests deeper than MOST_NESTING, by RdfSyntaxError."""
    _check_nesting(text, file, _JSON_BRACKET)


def too_deep(text: str, file: str, offset: int) -> RdfSyntaxError:
    """Say where a text nests too deep."""
    return RdfSyntaxError(
        file,
        f"nested deeper than {MOST_NESTING} levels; give inner nodes an IRI and state them apart",
        tokens.position(text, offset),
    )


def _check_nesting(text: str, file: str, bracket: re.Pattern[str]) -> None:
    if sum(map(text.count, "([{")) <= MOST_NESTING:
        return
    depth = 0
    for match in bracket.finditer(text):
        if match.lastgroup == "open":
            depth += 1
            if depth > MOST_NESTING:
                raise too_deep(text, file, match.start())
        elif match.lastgroup == "close":
            depth -= 1
