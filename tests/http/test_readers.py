"""Several servers over the snapshots of one: ``python -m tests.http.readers`` is the long form."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cybernorms.build import Snapshot

from .conftest import SNAPSHOT, free_port, point_current, start, stop, wait_until, write_snapshot
from .readers.run import NGINX, run

NEXT = "00000000000000bb"


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")
def test_each_answer_is_right_for_its_tag(own_snapshot: Snapshot, tmp_path: Path) -> None:
    report = run(own_snapshot.path, tmp_path, 300, 8, 9)
    assert report.seen.wrong == []
    assert {"00000000000000a1", "00000000000000a2"} <= report.seen.snapshots.keys()
    assert report.different > 10
    assert min(report.shares) > 0


def test_reader_follows_and_leaves_writing_to_the_other(tmp_path: Path) -> None:
    state = tmp_path / "writer"
    for name in (SNAPSHOT, NEXT):
        write_snapshot(state / "snapshots" / name)
    point_current(state, SNAPSHOT)
    reader = start(tmp_path / "reader", build=False, follow=str(state), processes=1)
    try:
        assert reader.query("ASK {}").headers["X-Cybernorms-Snapshot"] == SNAPSHOT
        point_current(state, NEXT)
        wait_until(lambda: reader.get("/readyz").text == f"ready {NEXT}\n")
        refused = reader.request("POST", "/update", data={"update": "CLEAR ALL"})
        assert refused.status_code == 403
        assert "another" in refused.json()["detail"]
    finally:
        stop(reader)
    assert {path.name for path in state.iterdir()} == {"snapshots", "current"}


def test_folder_that_was_built_in_follows_no_other(tmp_path: Path) -> None:
    for state in (tmp_path / "one", tmp_path / "other"):
        write_snapshot(state / "snapshots" / SNAPSHOT)
    refused = subprocess.run(
        [sys.executable, "-m", "cybernorms", "serve"],
        env={
            **os.environ,
            "CYBERNORMS_STATE_DIR": str(tmp_path / "one"),
            "CYBERNORMS_FOLLOW": str(tmp_path / "other"),
            "CYBERNORMS_PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "follows no other" in refused.stderr
