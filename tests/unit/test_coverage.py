"""How much of a document is cited, counted by hand on the small document."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cybernorms.cli import main
from cybernorms.cli.exits import ExitCode
from cybernorms.errors import InputError
from cybernorms.evidence import coverage
from cybernorms.sources import load_sources

MakeRoot = Callable[..., Path]

CITED = "The parties shall  protect\nelections"
BOILERPLATE = (
    "<https://w3id.org/cybernorms/id/passage/report/call> a cn:Boilerplate ; "
    'cn:note "A phrase."@en .\n'
)


@pytest.fixture
def document(texts: Path) -> str:
    return (texts / "report.txt").read_bytes().decode()


def printed(text: str) -> int:
    return sum(not character.isspace() for character in text)


def test_coverage_counts_what_a_statement_cites(
    make_root: MakeRoot, texts: Path, document: str
) -> None:
    (measured,) = coverage(load_sources(make_root()), texts)
    assert (measured.document.cited, measured.document.total) == (printed(CITED), printed(document))
    assert measured.lengths == (len(CITED),)
    assert measured.boilerplate == 0


def test_coverage_leaves_boilerplate_out(make_root: MakeRoot, texts: Path, document: str) -> None:
    root = make_root({"data/catalogue/boilerplate.ttl": BOILERPLATE})
    (measured,) = coverage(load_sources(root), texts)
    left = printed(document) - printed("says the “Call”")
    assert (measured.document.cited, measured.document.total) == (printed(CITED), left)
    assert measured.boilerplate == pytest.approx(
        100 * printed("says the “Call”") / printed(document)
    )


def test_coverage_adds_up_over_sections(make_root: MakeRoot, texts: Path, document: str) -> None:
    (measured,) = coverage(load_sources(make_root()), texts)
    assert sum(section.total for section in measured.sections) == measured.document.total
    assert {section.name for section in measured.sections} == {"", "1"}


def test_coverage_lists_only_long_gaps(make_root: MakeRoot, texts: Path, document: str) -> None:
    assert coverage(load_sources(make_root()), texts)[0].gaps == ()
    (texts / "report.txt").write_bytes((document + "word " * 60).encode())
    (gap,) = coverage(load_sources(make_root()), texts)[0].gaps
    assert gap.start == document.index(CITED) + len(CITED)
    assert gap.words.startswith(", says the")


def test_coverage_needs_the_folder(make_root: MakeRoot, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        coverage(load_sources(make_root()), tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("percent", "code"), [("10", ExitCode.FINE), ("99", ExitCode.NONCONFORMING)]
)
def test_coverage_command_fails_below_the_wanted_share(
    make_root: MakeRoot, texts: Path, percent: str, code: ExitCode
) -> None:
    arguments = ["sources", "coverage", "--dir", str(texts), "--root", str(make_root())]
    result = CliRunner().invoke(main, [*arguments, "--at-least", percent])
    assert result.exit_code == code
    assert "cited passages, median 36 characters" in result.output
