"""The catalogue of messages: what templates ask for is there, and nothing else."""

import re
from pathlib import Path

import pytest

from cybernorms.web import messages
from cybernorms.web.languages import LANGUAGES, rank_language
from cybernorms.web.messages import FOLDER, translate, translate_markup

WEB = FOLDER.parent
ASKED = re.compile(r"""\b(?:t|tm|translate|translate_markup)\(\s*['"]([a-z0-9-]+)['"]""")
DEFINED = re.compile(r"^([a-z][a-z0-9-]*) =", re.MULTILINE)


def files(pattern: str) -> list[Path]:
    return sorted(WEB.rglob(pattern))


def asked() -> set[str]:
    return {
        name
        for path in (*files("*.html"), *files("*.py"))
        for name in ASKED.findall(path.read_text("utf-8"))
    }


def defined() -> list[str]:
    english = sorted((FOLDER / "en").glob("*.ftl"))
    return [name for path in english for name in DEFINED.findall(path.read_text("utf-8"))]


def test_every_message_that_is_asked_for_is_there() -> None:
    names = {name for name in asked() if not name.endswith("-")}
    assert not names - set(defined())


def test_names_that_are_put_together_have_messages() -> None:
    beginnings = {name for name in asked() if name.endswith("-")}
    assert all(any(name.startswith(each) for name in defined()) for each in beginnings)


def test_no_message_is_there_twice() -> None:
    names = defined()
    assert len(names) == len(set(names))


def test_values_fill_their_places() -> None:
    assert translate("fact-passages", count=1) == "1 passage"
    assert translate("fact-passages", count=3) == "3 passages"


def test_markup_in_values_is_escaped() -> None:
    assert "<b>" not in translate_markup("fact-stated-in", graph="<b>")


def test_a_message_that_is_missing_is_an_error() -> None:
    with pytest.raises(LookupError, match="no-such-message"):
        translate("no-such-message")


@pytest.mark.parametrize(
    ("wanted", "best", "worse"),
    [
        (("en",), "en", "fr"),
        (("fr", "en"), "fr-CA", "en"),
        (("fr-CH", "en"), "fr", "en"),
        (("en",), "", "de"),
        (("en",), "en-GB", ""),
    ],
)
def test_languages_are_ranked_as_they_are_wanted(
    wanted: tuple[str, ...], best: str, worse: str
) -> None:
    assert rank_language(best, wanted) < rank_language(worse, wanted)


def test_another_language_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, text in (("en", "Home"), ("xx", "Hjem")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "site.ftl").write_text(f"site-home = {text}\n", "utf-8")
    (tmp_path / "en" / "more.ftl").write_text("site-more = More\n", "utf-8")
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    messages.available.cache_clear()
    messages._bundle.cache_clear()
    known = LANGUAGES.set(("xx-yy", "en"))
    try:
        assert messages.page_language() == "xx"
        assert translate("site-home") == "Hjem"
        assert translate("site-more") == "More"  # not yet translated
    finally:
        LANGUAGES.reset(known)
        messages.available.cache_clear()
        messages._bundle.cache_clear()
