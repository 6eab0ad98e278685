"""What the pages say: one catalogue of messages for each language, in Fluent.

A language is a folder of ``.ftl`` files under ``messages/``; what it lacks is taken from English.
Syntax: https://projectfluent.org/fluent/guide/.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

from cybernorms.web.languages import DEFAULT, LANGUAGES

FOLDER: Final = Path(__file__).with_name("messages")


def translate(message: str, /, **values: object) -> str:
    """Give a message in the best language that there is; ``values`` fill its places.

    Raises LookupError for a message that the catalogue lacks.
    """
    return _format(message, values)


def translate_markup(message: str, /, **values: object) -> Markup:
    """Give a message that holds markup; values that hold none are escaped."""
    escaped = {
        name: value if isinstance(value, int | float) else str(escape(value))
        for name, value in values.items()
    }
    return Markup(_format(message, escaped))  # noqa: S704 - the catalogue is ours


def page_language() -> str:
    """Name the language that this request's pages are written in."""
    return _best(LANGUAGES.get())


@cache
def available() -> tuple[str, ...]:
    """List the languages that have a catalogue, English first."""
    found = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def _format(message: str, values: Mapping[str, object]) -> str:
    for language in dict.fromkeys((page_language(), DEFAULT)):
        bundle = _bundle(language)
        if bundle.has_message(message) and (pattern := bundle.get_message(message).value):
            text, errors = bundle.format_pattern(pattern, dict(values))
            if errors:
                raise LookupError(f"message {message} cannot be written: {errors[0]}")
            return str(text)
    raise LookupError(f"{FOLDER.name}/{DEFAULT}/*.ftl has no message {message}")


def _best(wanted: tuple[str, ...]) -> str:
    mains = (tag.partition("-")[0] for tag in wanted)
    return next((language for language in mains if language in available()), DEFAULT)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle
