"""``cybernorms questions``: the competency questions against the graph."""

from pathlib import Path

import click

from cybernorms.build import build
from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.cli.progress import progress
from cybernorms.engine import QueryEngine
from cybernorms.errors import InputError, QueryError
from cybernorms.questions import Question, answer, choose, differences, load_questions
from cybernorms.settings import Settings, load_settings
from cybernorms.sources import load_sources
from cybernorms.workers import open_engine

_SLUGS = click.argument("slugs", nargs=-1, metavar="[SLUG]...")


@click.group()
def questions() -> None:
    """Ask the competency questions, which tell what the graph must answer."""


@questions.command(name="list")
@_SLUGS
@root_option
def list_(slugs: tuple[str, ...], root: Path) -> None:
    """List the questions with their titles."""
    for question in choose(load_questions(load_sources(root)), slugs):
        click.echo(f"{question.identifier}  {question.title}")


@questions.command()
@_SLUGS
@click.option(
    "--expected",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the expected answers.  [default: tests/competency of the checkout]",
)
@click.option("--write", is_flag=True, help="Write the answers there instead of comparing them.")
@root_option
@click.pass_context
def run(
    ctx: click.Context, slugs: tuple[str, ...], expected: Path | None, write: bool, root: Path
) -> None:
    """Ask the questions and compare the answers; builds first if a file has changed.

    A question without an expected answer fails. A SLUG may be shortened to its number, as cq-01.
    """
    settings = load_settings()
    folder = expected or root / "tests" / "competency"
    if not (folder.is_dir() or write):
        raise InputError(f"{folder}: no such folder; name that of the answers by --expected")
    chosen = choose(load_questions(load_sources(root)), slugs)
    snapshot = build(root, settings, progress=progress)
    passed = 0
    with open_engine(settings, snapshot.path) as engine:
        for question in chosen:
            if write:
                passed += _write(question, engine, settings, folder)
            else:
                passed += _compare(question, engine, settings, folder)
    click.echo(f"{passed} of {len(chosen)} questions {'written' if write else 'pass'}")
    if passed < len(chosen):
        ctx.exit(ExitCode.NONCONFORMING)


def _compare(question: Question, engine: QueryEngine, settings: Settings, folder: Path) -> bool:
    """Ask, compare and tell; whether the answer is the expected one."""
    path = folder / question.answer_file
    try:
        actual = answer(question, engine, settings.timeout)
    except QueryError as error:
        return _tell(question, [str(error)])
    if not path.is_file():
        return _tell(question, [f"no expected answer {path.name}; write it with --write, read it"])
    return _tell(question, differences(question, path.read_text("utf-8"), actual))


def _write(question: Question, engine: QueryEngine, settings: Settings, folder: Path) -> bool:
    """Write the answer as the expected one, for somebody to read and commit."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        actual = answer(question, engine, settings.timeout)
    except QueryError as error:
        return _tell(question, [str(error)])
    (folder / question.answer_file).write_text(actual, "utf-8")
    click.echo(f"wrote  {question.answer_file}")
    return True


def _tell(question: Question, faults: list[str]) -> bool:
    click.echo(f"{'fail' if faults else 'pass'}  {question.identifier}  {question.title}")
    for line in faults:
        click.echo(f"      {line}")
    return not faults
