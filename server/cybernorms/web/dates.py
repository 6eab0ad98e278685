"""Dates as a page writes them: no more exact than they are."""

from calendar import monthrange
from datetime import date
from typing import Final

from babel.dates import format_date as format_day
from babel.dates import format_skeleton

from cybernorms.web.messages import page_language
from cybernorms.web.terms import Term

_SKELETONS: Final = {2: "yMMMM", 1: "y"}
_LOCALES: Final = {"en": "en_GB"}
"""Where a language alone means a way of writing that is not ours."""


def format_date(term: Term) -> str:
    """Write an xsd:date, xsd:gYearMonth or xsd:gYear in the language of the page.

    What has another form, such as a time zone, stays as it is.
    """
    parts = term.value.split("-")
    locale = _LOCALES.get(page_language(), page_language())
    try:
        day = date(*(int(part) for part in (*parts, "1", "1")[:3]))
        if len(parts) == 3:
            return format_day(day, "long", locale)
        return format_skeleton(_SKELETONS[len(parts)], day, locale=locale)
    except (KeyError, ValueError):
        return term.value


def span(term: Term) -> tuple[date, date] | None:
    """Give the first and the last day that a date may mean; None for what format_date leaves."""
    try:
        year, *rest = (int(part) for part in term.value.split("-"))
        first = date(year, *(rest or (1,)), *(() if len(rest) > 1 else (1,)))
        if len(rest) > 1:
            return first, first
        month = rest[0] if rest else 12
        return first, date(year, month, monthrange(year, month)[1])
    except (TypeError, ValueError):
        return None
