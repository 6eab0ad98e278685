"""TRUE and FALSE in any case, which the engine knows in small letters only."""

from typing import Final

from cybernorms import tokens

_BOOLEANS: Final = frozenset({"true", "false"})


def lower_booleans(text: str) -> str:
    """Write the booleans of a query small (SPARQL 1.1 Query 19.8, note 1); no place changes."""
    small = text.lower()
    if all(small.count(word) == text.count(word) for word in _BOOLEANS):
        return text
    for token in tokens.tokenize(text):
        if token.kind == "word" and token.text.lower() in _BOOLEANS:
            text = text[: token.offset] + token.text.lower() + text[token.end :]
    return text
