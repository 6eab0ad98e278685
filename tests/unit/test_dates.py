"""Which days a date may mean."""

from datetime import date

import pytest

from cybernorms.web.dates import span
from cybernorms.web.terms import Term


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-11-12", date(2018, 11, 12), date(2018, 11, 12)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31)),
        ("2008", date(2008, 1, 1), date(2008, 12, 31)),
    ],
)
def test_a_date_spans_what_it_leaves_open(text: str, first: date, last: date) -> None:
    assert span(Term("literal", text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "-0044-03-15", "2018-11-12Z", "2018-13", "2018-02-30", "10000", "1-2-3-4", "0"]
)
def test_what_is_no_plain_date_spans_nothing(text: str) -> None:
    assert span(Term("literal", text)) is None
