"""Builds of much data: the same outcome as of the usual way, by files."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest

from cybernorms.build import Snapshot, build, kept_snapshots
from cybernorms.build.bulk import stages
from cybernorms.build.bulk.process import Crew
from cybernorms.errors import EngineError, NonconformingError, UnreadableSourcesError
from cybernorms.files import graph_root
from cybernorms.settings import Settings, as_environment
from cybernorms.validation import Report

from ..results import rows

MakeRoot = Callable[..., Path]
TREATY = "<https://w3id.org/cybernorms/id/agreement/treaty>"
STORED = ("asserted.nq", "inferred.nq", "search.sqlite")


@pytest.fixture
def bulk(settings: Settings) -> Settings:
    return replace(settings, bulk_bytes=0)


def _is_of_bulk(stage: str) -> bool:
    return stage.startswith("indexing")


def test_our_own_graph_comes_out_as_by_the_usual_way(
    own_snapshot: Snapshot, bulk: Settings
) -> None:
    told: list[str] = []
    snapshot = build(graph_root(), bulk, progress=told.append)
    assert any(map(_is_of_bulk, told))
    for name in STORED:
        assert (snapshot.path / name).read_bytes() == (own_snapshot.path / name).read_bytes()
    same = {"id", "graphs", "inputs", "transaction", "written"}
    assert {k: v for k, v in snapshot.manifest.items() if k in same} == {
        k: v for k, v in own_snapshot.manifest.items() if k in same
    }


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("a cn:Treaty .", "evidence"),
        (
            'a cn:Treaty ; rdfs:label "B"@en ; cn:hasProvision <../provision/none> .',
            "provision/none",
        ),
        ('a cn:Treaty , cn:Provision ; rdfs:label "B"@en .', "agreement/bad"),
    ],
)
def test_what_is_wrong_is_told_as_by_the_usual_way(
    make_root: MakeRoot, bulk: Settings, statement: str, told: str
) -> None:
    text = f"<https://w3id.org/cybernorms/id/agreement/bad> {statement}"
    text = text.replace("..", "https://w3id.org/cybernorms/id")
    root = make_root({"data/catalogue/bad.ttl": text})
    with pytest.raises(NonconformingError, match=told) as fault:
        build(root, bulk)
    assert kept_snapshots(bulk.state_dir) == []
    with pytest.raises(NonconformingError) as usual:
        build(root, replace(bulk, bulk_bytes=10**9))
    assert isinstance(fault.value.report, Report)
    assert isinstance(usual.value.report, Report)
    assert rows(fault.value.report) == rows(usual.value.report)
    assert list((bulk.state_dir / "snapshots").iterdir()) == []


def test_a_file_that_does_not_parse_is_told_with_its_place(
    make_root: MakeRoot, bulk: Settings
) -> None:
    root = make_root({"data/catalogue/bad.ttl": f"{TREATY} cn:section ."})
    with pytest.raises(UnreadableSourcesError, match=r"bad\.ttl:\d+:\d+"):
        build(root, bulk)


def test_what_only_the_usual_way_can_judge_goes_that_way(
    make_root: MakeRoot, bulk: Settings
) -> None:
    root = make_root({"data/catalogue/same.ttl": f"{TREATY} owl:sameAs <http://e/treaty> ."})
    told: list[str] = []
    snapshot = build(root, bulk, progress=told.append)
    assert not any(map(_is_of_bulk, told))
    assert snapshot.id == build(root, replace(bulk, bulk_bytes=10**9), force=True).id


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that never ends, so who sorts it never does either."""
    path = tmp_path / "endless"
    os.mkfifo(path)
    return path


def _wait_until_nobody_reads(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # for POLLERR, which is told in any case
    assert poll.poll(60_000) == [(descriptor, select.POLLERR)]
    os.close(descriptor)


def test_whoever_leaves_stages_by_an_error_leaves_none_running(endless: Path) -> None:
    with pytest.raises(EngineError, match="given up"), Crew(2) as crew:
        waiting = crew.start(stages.sort_lines, endless.with_name("sorted"), endless)
        descriptor = os.open(endless, os.O_WRONLY)  # waits for the one who sorts
        later = [crew.start(stages.sort_lines, endless, endless) for _ in range(2)]
        raise EngineError("given up")
    assert later[1].cancelled()
    with pytest.raises(EngineError, match=f"ended with -{signal.SIGKILL:d}"):
        waiting.result()
    _wait_until_nobody_reads(descriptor)


def test_how_much_stages_have_read_is_told(endless: Path) -> None:
    told: Queue[str] = Queue()
    with Crew(1, told.put) as crew:
        crew.announce("sorting")
        crew.start(stages.sort_lines, endless.with_name("sorted"), endless)
        with endless.open("wb") as lines:
            lines.write(b"a line\n")
            lines.flush()
            assert told.get() == "sorting"
            assert re.fullmatch(r"sorting: sort lines \d+ MiB, \d+\.\d a second", told.get())


def test_stages_die_with_the_one_who_started_them(endless: Path) -> None:
    code = f"""
from pathlib import Path
from cybernorms.build.bulk import stages
from cybernorms.build.bulk.process import Crew

with Crew(1) as crew:
    crew.start(stages.sort_lines, Path({str(endless)!r} + ".sorted"), Path({str(endless)!r}))
"""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        descriptor = os.open(endless, os.O_WRONLY)
        process.kill()
        _wait_until_nobody_reads(descriptor)


@pytest.mark.parametrize("stage", ["reading", "reasoning", "indexing"])
def test_a_killed_build_leaves_nothing_behind(
    make_root: MakeRoot, bulk: Settings, stage: str
) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from cybernorms.build import build
from cybernorms.settings import load_settings

def die(stage):
    if stage.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

build(Path(sys.argv[1]), load_settings(), progress=die)
"""
    root = make_root()
    environment = {**os.environ, **as_environment(bulk)}
    died = subprocess.run(
        [sys.executable, "-c", code, str(root), stage], env=environment, check=False
    )
    assert died.returncode == -signal.SIGKILL
    snapshot = build(root, bulk)
    assert list((bulk.state_dir / "snapshots").iterdir()) == [
        bulk.state_dir / "snapshots" / snapshot.id
    ]
