"""No template and no script holds text of its own: it would have no translation."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from cybernorms.web.messages import FOLDER

WEB = FOLDER.parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SPOKEN = frozenset({"alt", "aria-label", "aria-description", "content", "placeholder", "title"})
SAMPLES = frozenset({"code", "pre", "script"})
NAMES = re.compile(
    r"\b(cybernorms|JSON(-LD)?|CSV|TSV|XML|SARIF|JUnit|Turtle|RDF/XML|N-Triples|SPARQL|curl|Python|"
    r"width=device-width|initial-scale|light dark|id:\w+|cn:\w+|CC BY|cnsh:)"
)
WORD = re.compile(r"[^\W\d_]{2,}")
TYPE = re.compile(r"page_type = '\w+'")
PHRASE = re.compile(r"[A-Z][a-z]+$|.*[a-z] [a-z]")


class _Text(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within.append(tag)
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            del self._within[self._within.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not SAMPLES & set(self._within):
            self.found.append(data)


def english(source: str) -> list[str]:
    """Find text of a template that comes from no message."""
    tokens = list(Environment(autoescape=True).lex(TYPE.sub("page_type = ''", source)))
    reader = _Text()
    reader.feed("".join(value for _, kind, value in tokens if kind == "data"))
    literals = [value[1:-1] for _, kind, value in tokens if kind == "string"]
    spoken = [text for text in literals if PHRASE.match(text) and "http" not in text]
    return [text for text in (*reader.found, *spoken) if WORD.search(NAMES.sub("", text))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_text_of_their_own(path: Path) -> None:
    assert english(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<p>{{ x }} and {{ y }}</p>",
        '<a title="More">{{ x }}</a>',
        "{{ 'Yes' if x else '' }}",
        "<p>{{ t('x') ~ 'of the rows' }}</p>",
    ],
)
def test_text_is_found(source: str) -> None:
    assert english(source)
