"""docs/tutorial-federation.md: its commands, one after the other, against a server of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cybernorms.build import Snapshot
from cybernorms.files import graph_root

from .conftest import free_port

ROOT = graph_root()
TEXT = (ROOT / "docs" / "tutorial-federation.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
LIMIT = 1500
"""Seconds; a quiet machine takes one."""


def script_of(folder: Path) -> str:
    """Join the commands into one, which tells which block it is at; ports and files are its own."""
    blocks = (f"echo '## {number}'\n{block}" for number, block in enumerate(BLOCKS))
    script = "\n".join(("set -eu", *blocks))
    for port in ("8000", "7878"):
        script = re.sub(rf"(?<=[: ]){port}\b", str(free_port()), script)
    return script.replace("build/", f"{folder}/")


@pytest.fixture(scope="module")
def told(own_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What each block wrote."""
    if not shutil.which("curl") or not (Path(sys.executable).parent / "oxigraph").exists():
        pytest.skip("the tutorial needs curl and the server of the package oxigraph")
    folder = tmp_path_factory.mktemp("tutorial")
    state = own_snapshot.path.parent.parent
    shutil.copytree(state, folder / "tutorial", symlinks=True, ignore=_volatile)
    paths = (str(Path(sys.executable).parent), os.environ["PATH"])
    environment = {
        **os.environ,
        "PATH": os.pathsep.join(paths),
        "CYBERNORMS_LOG_LEVEL": "error",
    }
    process = subprocess.Popen(
        ["/bin/bash", "-c", script_of(folder)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        pytest.fail(f"the tutorial did not end:\n{output[-4000:]}")
    assert process.returncode == 0, output[-4000:]
    assert not list(folder.iterdir())
    parts = re.split(r"^## (\d+)\n", output, flags=re.MULTILINE)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def _volatile(_: str, names: list[str]) -> set[str]:
    """Leave out what belongs to servers that run."""
    return {name for name in names if name in {"run", "dumps"} or name.endswith(("-wal", "-shm"))}


def block_with(told: dict[int, str], command: str) -> str:
    """Give what the block with a command wrote."""
    (number,) = (number for number, block in enumerate(BLOCKS) if command in block)
    return told[number]


def test_examples_conform(told: dict[int, str]) -> None:
    assert "conforms\n" in block_with(told, "--profile federation-member")
    assert "conforms\n" in block_with(told, "validate --profile action")
    assert "does not conform" not in "".join(told.values())


def test_observatory_is_asked_by_service_and_as_one_graph(told: dict[int, str]) -> None:
    assert re.search(r"observatory\s+active", block_with(told, "federation activate"))
    by_service = block_with(told, "SERVICE <")
    assert by_service.count("Desk for reports of vulnerabilities") == 1
    assert by_service.count("Charter of the national response team") == 1
    as_one = block_with(told, "members=observatory")
    assert "x-cybernorms-complete: yes" in as_one.lower()
    assert as_one.count("Ban on hacking back") == 1
    assert as_one.count("Programme for the security of routing") == 1


def test_academy_is_reviewed_and_seen_in_answers(told: dict[int, str]) -> None:
    assert '"state": "accepted"' in block_with(told, "/decision")
    rows = block_with(told, "?norm ?project {").splitlines()
    assert len([row for row in rows if "," in row]) == 4
    assert any(row.endswith(",Course for prosecutors") for row in rows)


def test_copy_has_it_too(told: dict[int, str]) -> None:
    copied = block_with(told, "cybernorms mirror")
    assert "mirrored: snapshot " in copied
    assert "https://w3id.org/cybernorms/graph/member/academy/projects" in copied
    assert ",Create," in copied
