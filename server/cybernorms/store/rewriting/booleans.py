"""TRUE and FALSE in any case, which the engine knows in small letters only."""

import re
from typing import Final

from cybernorms import tokens

_BOOLEANS: Final = frozenset({"TRUE", "FALSE"})
_OTHER_CASE: Final = re.compile(r"(?!true|false)(?i:true|false)")


def lower_booleans(text: str) -> str:
    """Write the booleans of a query small (SPARQL 1.1 Query 19.8, note 1); no place changes."""
    if not _OTHER_CASE.search(text):
        return text
    for token in tokens.tokenize(text):
        if token.kind == "word" and token.text.upper() in _BOOLEANS:
            text = text[: token.offset] + token.text.lower() + text[token.end :]
    return text
