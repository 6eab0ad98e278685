"""The recipes for a submitter's CI, run as they are written."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cybernorms.files import graph_root

ROOT = graph_root()
TERM = "https://w3id.org/cybernorms/ontology#"
BAD = f'<https://e.org/x> a <{TERM}Agreemnt> ; <http://purl.org/dc/terms/title> "x" .\n'


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line that begins with cybernorms, as a shell in the folder would."""
    program, *words = shlex.split(command)
    assert program == "cybernorms"
    files = [str(p) for word in words for p in (*sorted(folder.glob(word)),) or (word,)]
    line = [sys.executable, "-m", "cybernorms", *files]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bad.ttl").write_text(BAD)
    return tmp_path


def commands() -> list[str]:
    workflow = yaml.safe_load((ROOT / "docs/ci/validate.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["validate"]["steps"]]
    page = re.findall(
        r"^    (cybernorms .*--output.*)$", (ROOT / "docs/validation.md").read_text(), re.M
    )
    return sorted({step for step in [*steps, *page] if step.startswith("cybernorms ")})


@pytest.mark.parametrize("command", commands())
def test_command_of_a_recipe_writes_its_report_and_fails(command: str, repository: Path) -> None:
    result = run(command, repository)
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    (file,) = re.findall(r"--output (\S+)", command)
    assert "data/bad.ttl" in (repository / file).read_text()


def test_workflow_uploads_what_it_writes(repository: Path) -> None:
    workflow = yaml.safe_load((ROOT / "docs/ci/validate.yml").read_text())
    (upload,) = [s for s in workflow["jobs"]["validate"]["steps"] if "sarif" in s.get("uses", "")]
    (command,) = [line for line in commands() if "sarif" in line]
    run(command, repository)
    (scan,) = json.loads((repository / upload["with"]["sarif_file"]).read_text())["runs"]
    assert any("cn:Agreement" in row["message"]["text"] for row in scan["results"])


def test_hook_judges_the_files_that_git_gives_it(repository: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    config = yaml.safe_load((ROOT / "docs/ci/pre-commit-config.yaml").read_text())
    (wanted,) = config["repos"][0]["hooks"]
    assert wanted["id"] == hook["id"]
    assert re.search(hook["files"], "data/bad.ttl")
    assert not re.search(hook["files"], "data/README.md")
    result = run(shlex.join([*hook["entry"].split(), *wanted["args"], "data/bad.ttl"]), repository)
    assert result.returncode == 1
    assert "did you mean cn:Agreement?" in result.stdout
