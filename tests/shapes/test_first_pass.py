"""The quick pass for large graphs finds in the fixtures of all shapes what the reference finds."""

from pathlib import Path

import pytest

from cybernorms.sources import write_statements
from cybernorms.store import LineStore
from cybernorms.validation import Report
from cybernorms.validation.first_pass import pass_lines

from ..results import rows
from .test_fixtures import BAD, GOOD, alone, authoring_context, judge, node_shapes, parse


def judged_by_core(file: Path) -> bool:
    stated = node_shapes()[file.parent.name]
    return stated.startswith(("shapes/authoring/", "shapes/core/", "shapes/consistency/"))


def pass_file(file: Path, folder: Path) -> Report:
    data = parse(file)
    if not node_shapes()[file.parent.name].startswith("shapes/consistency/"):
        data += authoring_context()
    lines = folder / "data.nt"
    lines.write_text("".join(f"{line} .\n" for line in write_statements(data)), "utf-8")
    store = LineStore(lines)
    return pass_lines(lines, alone(file.parent.name), store.ask, store.describe)


@pytest.mark.parametrize("files", [GOOD, BAD], ids=["good", "bad"])
def test_it_finds_what_the_engines_find(files: list[Path], tmp_path: Path) -> None:
    unequal, tried = [], 0
    for file in filter(judged_by_core, files):
        tried += 1
        found = rows(pass_file(file, tmp_path))
        if found != rows(judge(file, "turbo")):
            unequal.append(file.parent.name + "/" + file.name)
    assert tried > 50
    assert unequal == []
