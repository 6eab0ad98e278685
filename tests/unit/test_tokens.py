"""The lexer: every kind of token, and the texts that a careless one gets wrong."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cybernorms.errors import Position
from cybernorms.tokens import offset, pass_prologue, position, tokenize


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://example.org/a#b>", "iri"),
        ("<a\\u0041b>", "iri"),
        ('"say \\"hi\\""', "string"),
        ("'it'", "string"),
        ('"""two\n"quoted" lines"""', "string"),
        ("'''it''s'''", "string"),
        ("?größe", "variable"),
        ("$x1", "variable"),
        ("_:b.1", "blank"),
        ("ex:a.b", "name"),
        (":", "name"),
        ("ex:a%20b\\~c", "name"),
        ("é.b:c", "name"),
        ("@en-GB", "language"),
        ("@ar--rtl", "language"),
        ("1.5e-3", "number"),
        (".5", "number"),
        ("SELECT", "word"),
        ("{|", "mark"),
        ("<<(", "mark"),
    ],
)
def test_tokenize_keeps_a_terminal_whole(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


def test_tokenize_skips_comments_to_the_end_of_the_line() -> None:
    assert kinds("ASK # SERVICE\n{ }") == [("word", "ASK"), ("mark", "{"), ("mark", "}")]


def test_tokenize_reads_no_comment_inside_an_iri() -> None:
    assert kinds("<http://a#b> ?c") == [("iri", "<http://a#b>"), ("variable", "?c")]


def test_tokenize_splits_less_than_from_an_iri_behind_it() -> None:
    assert kinds("?a<<http://b#c>") == [
        ("variable", "?a"),
        ("mark", "<"),
        ("iri", "<http://b#c>"),
    ]


def test_tokenize_reads_less_than_where_no_iri_can_be() -> None:
    assert kinds("?a < ?b") == [("variable", "?a"), ("mark", "<"), ("variable", "?b")]


def test_tokenize_splits_a_keyword_from_a_number_glued_to_it() -> None:
    assert kinds("1SERVICE") == [("number", "1"), ("word", "SERVICE")]


def test_tokenize_ends_an_unclosed_string_with_its_line() -> None:
    assert kinds('"open }\nASK') == [("unclosed", '"open }'), ("word", "ASK")]


def test_tokenize_ends_an_unclosed_long_string_with_the_text() -> None:
    assert kinds('"""a"}\nASK') == [("unclosed", '"""a"}\nASK')]


def test_keyword_decodes_escapes() -> None:
    (token,) = tokenize("\\u0053ervice")
    assert token.keyword == "SERVICE"


def test_keyword_is_empty_for_names() -> None:
    (token,) = tokenize("service:a")
    assert token.keyword == ""


@pytest.mark.parametrize(
    "piece", ["a.", "a..", "<a", '"\\', '\\"""\n', "<<", "1.", "é", "_:a.", "\\u"]
)
def test_tokenize_takes_one_pass_over_hostile_text(piece: str) -> None:
    text = piece * (65536 // len(piece.encode()))
    started = time.monotonic()
    assert sum(1 for _ in tokenize(text)) > 0
    assert time.monotonic() - started < 10  # a second pass from each character takes minutes


@given(st.text(max_size=200))
def test_tokens_lie_where_they_say(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert token.offset >= end
        assert text[token.offset : token.end] == token.text
        end = token.end


@pytest.mark.parametrize(
    ("prologue", "rest"),
    [
        ("PREFIX a: <http://e/> ", "SELECT * {}"),
        ("prefix : <> \n\tBaSe<x>\r\nPREFIX b:\n<select> ", "ASK {}"),
        ("", "# PREFIX a: <b> \nASK {}"),
        ("PREFIX a: <b> ", "# more\nPREFIX c: <d> ASK {}"),
        ("", "PREFIX a: <b>ASK {}"),
        ("", "PREFIX a: <b c> ASK {}"),
        ("", "SELECT * { ?a ?b 'PREFIX a: <b> ' }"),
    ],
)
def test_declarations_are_passed_and_no_more(prologue: str, rest: str) -> None:
    place = pass_prologue(prologue + rest)
    assert place == len(prologue)
    assert list(tokenize(prologue + rest))[-1] == list(tokenize(prologue + rest, place))[-1]


@given(st.text(alphabet="ab\n\r\u2028", max_size=50), st.data())
def test_offset_inverts_position(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert offset(text, position(text, place)) == place


def test_position_counts_from_one_and_only_line_feeds_end_lines() -> None:
    assert position("a\r\u2028b\nc", 5) == Position(2, 1)
    assert position("", 0) == Position(1, 1)


def test_offset_of_a_place_outside_is_the_end() -> None:
    assert offset("ab\nc", Position(9, 9)) == 4
