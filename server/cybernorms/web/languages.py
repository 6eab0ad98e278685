"""In which languages this request is answered: Accept-Language (RFC 9110 12.5.4)."""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final

from werkzeug.datastructures import LanguageAccept

DEFAULT: Final = "en"
LANGUAGES: Final[ContextVar[tuple[str, ...]]] = ContextVar("languages", default=(DEFAULT,))
"""The languages that the reader of a page wants, best first; English is always the last of them."""
_MOST: Final = 10


def remember_languages(accepted: LanguageAccept) -> None:
    """Set the languages that this thread answers in from now on."""
    wanted = (tag.lower() for tag, quality in list(accepted)[:_MOST] if quality > 0 and tag != "*")
    LANGUAGES.set(tuple(dict.fromkeys((*wanted, DEFAULT))))


def rank_language(tag: str, wanted: Sequence[str] | None = None) -> int:
    """Tell how welcome text with a language tag is: the lower, the better.

    A range fits a tag that begins with it (RFC 4647 3.3.1), and a range with a region fits the
    bare language as well, for that is better than another language. Text without a tag comes after
    all that is wanted, before everything else.
    """
    languages = LANGUAGES.get() if wanted is None else wanted
    given = tag.lower()
    for place, language in enumerate(languages):
        if given and (given == language or _main(given) == _main(language)):
            return place
    return len(languages) + bool(given)


def _main(tag: str) -> str:
    return tag.partition("-")[0]
