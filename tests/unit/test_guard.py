"""The guard: what it refuses, and above all what it lets through."""

import pytest

from cybernorms import guard
from cybernorms.errors import (
    ForbiddenQueryError,
    QueryLimitError,
    QuerySyntaxError,
    TooLargeError,
)
from cybernorms.guard import check_query, check_size


def check(text: str, max_nesting: int = 200) -> None:
    check_query(text, max_nesting)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://a/> { ?s ?p ?o } }",
        "ASK { service silent <http://a/> { ?s ?p ?o } }",
        "ASK { SeRvIcE ?where { ?s ?p ?o } }",
        "ASK {SERVICE<http://a/>{?s ?p ?o}}",
        "ASK { SERVICE#comment\n<http://a/> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { { SERVICE <http://a/> { ?s ?p ?o } } } }",
        "PREFIX : <http://a/> ASK {SERVICE:b{?s ?p ?o}}",
        "PREFIX ex: <http://a/> ASK {SERVICEex:b{?s ?p ?o}}",
        "ASK {SERVICESILENT<http://a/>{?s ?p ?o}}",
        "ASK {?s ?p 1SERVICE<http://a/>{?s ?p ?o}}",
        "ASK {?s ?p trueSERVICE<http://a/>{?s ?p ?o}}",
        'ASK {?s ?p "x"SERVICE<http://a/>{?s ?p ?o}}',
        "ASK { FILTER(?a<<http://a#b>) SERVICE <http://a/> { ?s ?p ?o } }",
        "ASK { \\u0053ERVICE <http://a/> { ?s ?p ?o } }",
        'ASK { ?s ?p """a\\""" """ SERVICE <http://a/> { ?s ?p ?o } }',
    ],
)
def test_service_is_forbidden(text: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="SERVICE at line"):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service ?p $SERVICE }",
        "ASK { _:service ?p ?o }",
        "ASK { ex:service ex:isSERVICE service:x }",
        "ASK { <http://a/SERVICE> ?p <http://b#service> }",
        'ASK { ?s ?p "SERVICE <http://a/> {" }',
        "ASK { ?s ?p 'it\\'s SERVICE <http://a/> {' }",
        'ASK { ?s ?p """a "quoted" SERVICE\n<http://a/> {""" }',
        "ASK { ?s ?p '''a 'quoted' SERVICE\n<http://a/> {''' }",
        "ASK { } # SERVICE <http://a/> { }",
        "PREFIX service: <http://a/> SELECT * FROM service:g { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <http://a/> DESCRIBE service:a { ?s ?p ?o }",
        'ASK { ?s ?p "x"@service }',
    ],
)
def test_service_elsewhere_passes(text: str) -> None:
    check(text)


def test_service_is_told_with_its_place() -> None:
    with pytest.raises(ForbiddenQueryError, match="line 2, column 3"):
        check("ASK {\n  SERVICE <http://a/> {} }")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a/> <http://b/> 1 }",
        "PREFIX ex: <http://a/>\nBASE <http://b/>\ndelete where { ?s ?p ?o }",
        "LOAD <http://a/>",
        "CLEAR ALL",
        "WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "# SELECT\nDROP ALL",
    ],
)
def test_updates_are_forbidden(text: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="only reads"):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX insert: <http://a/> SELECT ?delete { ?delete insert:x 'LOAD' }",
        "PREFIX load: <http://a/> ASK { ?s ?p ?o }",
        "SELECT (REPLACE(?a, 'INSERT', 'DELETE') AS ?b) { ?s ?p ?a }",
    ],
)
def test_words_of_updates_elsewhere_pass(text: str) -> None:
    check(text)


def test_size_is_counted_in_bytes_and_the_limit_passes() -> None:
    check_size("é" * 5, 10)
    with pytest.raises(TooLargeError) as caught:
        check_size("é" * 5 + "e", 10)
    assert (caught.value.limit, caught.value.value) == ("max_query_bytes", 10)


@pytest.mark.parametrize("bracket", ["{", "(", "[", "<<", "<<(", "{|", "[ ex:p ("])
def test_nesting_above_the_limit_is_refused(bracket: str) -> None:
    check("ASK " + bracket * 3, max_nesting=6)
    with pytest.raises(QueryLimitError) as caught:
        check("ASK " + (bracket + " ") * 7, max_nesting=6)
    assert (caught.value.limit, caught.value.value) == ("max_query_nesting", 6)


def test_nesting_counts_what_is_open_and_not_what_was() -> None:
    check("ASK { " + "{ ?s ?p ?o } " * 50 + "}", max_nesting=2)


def test_brackets_in_strings_and_comments_do_not_nest() -> None:
    check('ASK { ?s ?p "((((((" } # {{{{{{', max_nesting=2)


def test_an_unclosed_string_is_refused_since_it_could_hide_anything() -> None:
    with pytest.raises(QuerySyntaxError, match="closing quote"):
        check('ASK { VALUES ?x {"""a"} SERVICE <http://a/> {} }')


@pytest.mark.parametrize("text", ["ASK { ?s ?p 'a }", 'ASK { ?s ?p """a" }'])
def test_an_unclosed_string_is_left_to_the_engine_where_it_can_hide_nothing(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\nPREFIX ex: <http://a/>\nBASE <http://b/> INSERT DATA { ex:a ex:b 1 } #ASK",
        "PREFIX select: <http://a/> DELETE WHERE { ?s select:x ?o }",
        "# SELECT",
    ],
)
def test_only_what_begins_as_a_query_is_harmless_at_a_glance(text: str) -> None:
    assert not guard._is_harmless(text, 200)


def test_a_long_text_without_anything_to_refuse_is_not_cut_into_tokens() -> None:
    assert guard._is_harmless(
        "PREFIX ex: <http://a/> ASK { ?s ex:with 'INSERT' } " + "#" * 60_000, 200
    )
