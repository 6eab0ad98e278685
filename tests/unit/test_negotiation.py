"""Negotiation: one table of Accept headers and what they get."""

import pytest

from cybernorms.errors import MalformedRequestError, NotAcceptableError
from cybernorms.protocol.negotiation import (
    GRAPHS,
    PAGE,
    RESULTS,
    choose,
    choose_encoding,
    choose_for_graph,
    choose_for_query,
    split_suffix,
)

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "results", "graph"),
    [
        (None, JSON, "text/turtle"),
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("*", JSON, "text/turtle"),
        ("text/csv", "text/csv", None),
        ("text/turtle", None, "text/turtle"),
        ("TEXT/CSV", "text/csv", None),
        ("text/*", "text/csv", "text/turtle"),
        ("application/*", JSON, "application/ld+json"),
        # the most specific range decides the quality of a type
        ("text/*, text/csv;q=0", TSV, "text/turtle"),
        ("text/csv;q=0, */*", JSON, "text/turtle"),
        ("*/*;q=0, text/csv", "text/csv", None),
        (f"{JSON};q=0, */*;q=0.1", XML, "text/turtle"),
        # then quality, then how exactly a type is named, then our order
        (f"{JSON};q=0.5, text/csv;q=0.6", "text/csv", None),
        (f"{XML}, {JSON}", JSON, None),
        ("*/*, text/csv", "text/csv", "text/turtle"),
        ("text/csv, */*;q=0.1", "text/csv", "text/turtle"),
        ("application/ld+json, text/turtle;q=0.9", None, "application/ld+json"),
        # parameters
        ("text/csv;charset=utf-8", "text/csv", None),
        ("text/csv; header=present; q=0.5, text/tab-separated-values;q=0.4", "text/csv", None),
        ("text/turtle;charset=UTF-8;q=0.9, application/n-triples", None, "application/n-triples"),
        ('text/turtle;profile="a,b";q=0.2, application/trig;q=0.1', None, "text/turtle"),
        ("text/csv;q=high, text/tab-separated-values;q=0.9", "text/csv", None),
        ("text/csv;q=7, text/tab-separated-values", "text/csv", None),
        # other names
        ("application/json", "application/json", "application/json"),
        ("application/xml", "application/xml", "application/xml"),
        ("text/plain", None, "text/plain"),
        # nothing
        ("image/png", None, None),
        ("text/html;q=0", None, None),
        (",;,", JSON, "text/turtle"),
    ],
)
def test_accept_chooses(accept: str | None, results: str | None, graph: str | None) -> None:
    found_results, found_graph = choose(accept, RESULTS), choose(accept, GRAPHS)
    assert (found_results and found_results.content_type) == results
    assert (found_graph and found_graph.content_type) == graph


def test_an_alias_is_the_same_format_under_the_name_that_was_asked_for() -> None:
    choice = choose("application/json", RESULTS)
    assert choice is not None
    assert (choice.format.media_type, choice.content_type) == (JSON, "application/json")


@pytest.mark.parametrize("accept", [BROWSER, "text/html", "text/html;q=0.9, text/csv;q=0.8"])
def test_browsers_get_a_page(accept: str) -> None:
    assert choose_for_query(accept, None).page
    assert choose_for_graph(accept, None).format is PAGE


@pytest.mark.parametrize("accept", [None, "*/*", "text/*", "text/html;q=0.1, text/csv"])
def test_programs_get_data(accept: str | None) -> None:
    assert not choose_for_query(accept, None).page


def test_nothing_acceptable_lists_what_there_is() -> None:
    with pytest.raises(NotAcceptableError) as caught:
        choose_for_query("image/png", None)
    for offer in (*RESULTS, *GRAPHS, PAGE):
        assert offer.media_type in str(caught.value)


def test_one_kind_is_enough_before_the_form_is_known() -> None:
    choices = choose_for_query("text/csv", None)
    assert choices.results is not None
    assert choices.graph is None


@pytest.mark.parametrize("name", ["csv", "CSV", "text/csv"])
def test_format_beats_accept(name: str) -> None:
    choices = choose_for_query(BROWSER, name)
    assert not choices.page
    assert choices.results is not None
    assert choices.results.content_type == "text/csv"


def test_format_html_is_a_page() -> None:
    assert choose_for_query("text/csv", "html").page


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("ttl", "text/turtle"), ("turtle", "text/turtle"), ("json-ld", "application/ld+json")],
)
def test_format_takes_suffixes_and_names(name: str, media_type: str) -> None:
    assert choose_for_graph(None, name).content_type == media_type


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(MalformedRequestError, match="csv"):
        choose_for_query(None, "xls")
    with pytest.raises(MalformedRequestError, match="ttl"):
        choose_for_graph(None, "csv")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("agreement/paris-call.ttl", ("agreement/paris-call", "ttl")),
        ("agreement/paris-call.html", ("agreement/paris-call", "html")),
        ("agreement/paris-call", ("agreement/paris-call", None)),
        ("agreement/version-1.0", ("agreement/version-1.0", None)),
        (".ttl", (".ttl", None)),
    ],
)
def test_split_suffix_takes_known_suffixes_only(
    path: str, expected: tuple[str, str | None]
) -> None:
    assert split_suffix(path) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("br, gzip", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.1, gzip;q=0.2", "gzip"),
        ("br;q=0.1", "br"),
        ("br;q=0.1, identity;q=0.2", None),
        ("*;q=0", None),
        ("gzip, *;q=0", "gzip"),
        ("*;q=0.3, br;q=0", "gzip"),
        ("deflate, zstd", None),
        ("br;q=much", None),
        (", ;q=1,,", None),
        ("x" * 5000 + ", gzip", None),
    ],
)
def test_content_coding_is_chosen_by_quality(header: str | None, expected: str | None) -> None:
    assert choose_encoding(header, ("br", "gzip")) == expected
