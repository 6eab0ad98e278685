from collections.abc import Callable
from pathlib import Path

import pytest

from cybernorms.errors import InputError
from cybernorms.evidence import (
    Span,
    Verification,
    digest,
    locate,
    locator,
    read_document,
    verify,
    write_passage,
)
from cybernorms.namespaces import ID
from cybernorms.sources import load_sources

MakeRoot = Callable[..., Path]
TEXT = "One  two\nthree four.\r\nOne two five “six” naïve 😀 nice seven.\nOne two\tfive eight."


def edit(texts: Path, old: str, new: str) -> None:
    path = texts / "report.txt"
    content = path.read_bytes().decode()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new).encode())


def check(root: Path, texts: Path) -> Verification:
    return verify(load_sources(root), texts)


def test_locate_gives_offsets_in_characters_of_the_text_as_it_is() -> None:
    span = locate(TEXT, "five “six”", "😀 nice seven.")
    assert TEXT[span.start : span.end] == "five “six” naïve 😀 nice seven."


def test_locate_takes_any_white_space_for_any_other() -> None:
    span = locate(TEXT, "One two three", "four. One")
    assert span == Span(0, TEXT.index("four.\r\nOne") + 10)


def test_locate_without_last_words_takes_the_words_themselves() -> None:
    span = locate(TEXT, " two\n three ")
    assert TEXT[span.start : span.end] == "two\nthree"


def test_locate_takes_the_nearest_end() -> None:
    span = locate(TEXT, "three", "One two")
    assert TEXT[span.start : span.end].endswith("four.\r\nOne two")


def test_locate_takes_signs_literally() -> None:
    assert locate("a+b (c) [d].", "(c) [d].") == Span(4, 12)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("One two", "", r"3 places \(lines 1, 3, 4\); give more"),
        ("One two seven", "", "not in the document; it goes “… One two” and then “three four"),
        ("absent", "", "“absent” is not in the document"),
        ("three four", "nine", "does not come after “three four” .line 2"),
        ("eight", "three", "does not come after"),
        ("  ", "", "give the passage's first words"),
    ],
)
def test_locate_says_why_it_cannot(first: str, last: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        locate(TEXT, first, last)


def test_locator_has_twelve_words_at_most() -> None:
    assert locator(" ".join("abcdefghijklmnop")) == "a b c d e f g h i j k l"
    assert locator("one\n two") == "one two"


def test_document_is_read_without_newline_translation(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\r\nb\rc\n")
    assert read_document(path) == "a\r\nb\rc\n"
    path.write_bytes(b"\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_document(path)


def test_every_passage_is_found(make_root: MakeRoot, texts: Path) -> None:
    assert check(make_root(), texts) == Verification(found=2, total=2, documents=1, drifts=())


def test_passage_that_is_written_is_found(make_root: MakeRoot, texts: Path) -> None:
    text = read_document(texts / "report.txt")
    span = locate(text, "And so", "on.")
    turtle = write_passage(text, span, ID["source/report"], "end", "2 «Ende»")
    verification = check(make_root({"data/sources/report/end.ttl": turtle}), texts)
    assert (verification.found, verification.drifts) == (3, ())


def test_passage_is_named_after_its_first_words(texts: Path) -> None:
    text = read_document(texts / "report.txt")
    turtle = write_passage(text, locate(text, "says the", "Call”"), ID["source/report"])
    assert "<https://w3id.org/cybernorms/id/passage/report/says-the-call>" in turtle
    assert "cn:section" not in turtle


def test_changed_passage_is_named_with_place_expected_and_found(
    make_root: MakeRoot, texts: Path
) -> None:
    edit(texts, "elections", "electionz")
    verification = check(make_root(), texts)
    assert (verification.found, verification.total) == (1, 2)
    document, passage = verification.drifts
    assert document.problem == "the document is not the one that was read"
    assert (passage.subject, passage.file) == (ID["passage/report/elections"], "report.txt")
    assert passage.offset == 16
    assert passage.expected is not None
    assert passage.expected.startswith("“The parties shall protect …”, sha256 ")
    assert passage.found is not None
    assert passage.found.startswith("“The parties shall protect electionz …”")
    assert passage.found.endswith(digest("The parties shall  protect\nelectionz")[:12] + "…")
    assert passage.moved_to is None
    assert passage.places[0].file == "data/sources/report/document.ttl"
    assert "data/sources/report/document.ttl:" in str(passage)


def test_moved_passage_is_told_where_it_went(make_root: MakeRoot, texts: Path) -> None:
    edit(texts, "Introduction", "A longer introduction")
    moved = [drift.moved_to for drift in check(make_root(), texts).drifts[1:]]
    assert moved == ["unchanged at 25 to 61 (line 3)", "unchanged at 63 to 78 (line 4)"]


def test_passage_that_moved_and_changed_is_told_by_its_first_words(
    make_root: MakeRoot, texts: Path
) -> None:
    edit(texts, "Introduction", "A longer introduction")
    edit(texts, "elections", "votes")
    assert check(make_root(), texts).drifts[1].moved_to == "its first words stand at 25 (line 3)"


def test_change_between_passages_is_drift_of_the_document_alone(
    make_root: MakeRoot, texts: Path
) -> None:
    edit(texts, "And so on", "And so at")
    verification = check(make_root(), texts)
    assert verification.found == 2
    assert [drift.subject for drift in verification.drifts] == [ID["source/report"]]


def test_changed_line_ends_are_drift(make_root: MakeRoot, texts: Path) -> None:
    edit(texts, "\r\n\r\n", "\n\n")
    assert len(check(make_root(), texts).drifts) == 3


def test_wrong_quote_is_drift(make_root: MakeRoot, texts: Path) -> None:
    root = make_root()
    path = root / "data/sources/report/document.ttl"
    path.write_text(path.read_text().replace("The parties shall protect", "Parties shall"))
    (drift,) = check(root, texts).drifts
    assert "oa:exact" in drift.problem


def test_missing_document_is_drift_once(make_root: MakeRoot, texts: Path) -> None:
    (texts / "report.txt").unlink()
    verification = check(make_root(), texts)
    assert (verification.found, verification.documents) == (0, 0)
    (drift,) = verification.drifts
    assert (drift.file, drift.subject) == ("report.txt", ID["source/report"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("oa:start 16", "oa:start 'x'", "missing or malformed"),
        ("oa:start 16 ; ", "", "missing or malformed"),
        ("oa:start 16", "oa:start 99999", "not there as it was read"),
        ('cn:fileName "report.txt"', 'cn:fileName "../report.txt"', "no plain file name"),
    ],
)
def test_malformed_evidence_is_drift(
    old: str, new: str, problem: str, make_root: MakeRoot, texts: Path
) -> None:
    root = make_root()
    path = root / "data/sources/report/document.ttl"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert any(problem in drift.problem for drift in check(root, texts).drifts)


def test_nothing_to_verify_is_no_success(make_root: MakeRoot, texts: Path) -> None:
    root = make_root({"data/sources/report/document.ttl": None})
    with pytest.raises(InputError, match="nothing to verify"):
        check(root, texts)


def test_missing_folder_of_documents_is_an_input_error(make_root: MakeRoot) -> None:
    with pytest.raises(InputError, match="no such folder"):
        check(make_root(), Path("absent"))
