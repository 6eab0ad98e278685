"""Submissions without a server: the archive, decisions by command, what changed shapes break."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.http.submitting import agreement, forbid, write_root

from cybernorms.build import Workspace, build, commit, current_snapshot
from cybernorms.cli import main
from cybernorms.errors import NotFoundError, WrongStateError
from cybernorms.journal import transactions
from cybernorms.settings import Settings, load_settings
from cybernorms.submissions import Archive, File, Record, held_graphs
from cybernorms.submissions.record import new_id
from cybernorms.workers.judgement import judge
from cybernorms.workers.keeping import read_kept
from cybernorms.workers.reception import job_of
from cybernorms.workers.settling import settle

PLEDGE_OF_B = "https://b.example/pledge"


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Settings]:
    """A small checkout and its built state folder."""
    root = write_root(tmp_path / "root")
    settings = load_settings({}, state_dir=tmp_path / "state")
    build(root, settings)
    return root, settings


def submit(root: Path, settings: Settings, institution: str, text: str) -> Record:
    """Submit a text and judge it, as a clerk would."""
    archive, content = Archive(settings.state_dir), text.encode()
    files = [File("body", "turtle", len(content))]
    record = archive.add(institution, "pledges", files, content, profile="submission")
    own = Workspace(root, settings).sources()
    judged = read_kept(judge(job_of(record, content), own, settings))
    archive.judged(record.id, judged, "basis")
    return archive.find(record.id)


def run(root: Path, settings: Settings, *arguments: str, code: int = 0) -> str:
    environment = {"CYBERNORMS_STATE_DIR": str(settings.state_dir)}
    result = CliRunner().invoke(main, [*arguments], env=environment)
    assert result.exit_code == code, result.output
    return result.output


def accept(root: Path, settings: Settings, record: Record) -> None:
    run(root, settings, "review", "--root", str(root), "accept", record.id, "--reason", "read")


def test_ids_sort_by_time_and_differ() -> None:
    ids = [new_id() for _ in range(50)]
    assert len(set(ids)) == 50 and {len(id_) for id_ in ids} == {26}
    assert [id_[:10] for id_ in ids] == sorted(id_[:10] for id_ in ids)


def test_archive_refuses_what_no_state_allows(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.records() == []
    with pytest.raises(NotFoundError):
        archive.find("nothing")
    record = archive.add("a", "x", [File("body", "turtle", 1)], b".", profile="submission")
    with pytest.raises(WrongStateError, match="is received; to be approved it has to be conforms"):
        archive.decide(record.id, "accept", "curator", "because")
    assert archive.withdraw(record.id, "a", "a slip").state == "retracted"
    with pytest.raises(WrongStateError):
        archive.withdraw(record.id, "a", "again")
    assert [event.kind for event in archive.events(record.id)] == ["received", "retracted"]


def test_canonical_form_does_not_depend_on_how_it_was_written(
    place: tuple[Path, Settings],
) -> None:
    first = submit(*place, "a", agreement("a", "One"))
    lines = agreement("a", "One").split("\n")
    again = submit(*place, "a", "\n".join(lines).replace(" ;\n", "\n;  "))
    assert first.digest == again.digest and first.sha256 != again.sha256
    content = Archive(place[1].state_dir).statements(first.id)
    assert hashlib.sha256(content).hexdigest() == first.digest


def test_decisions_by_command(place: tuple[Path, Settings]) -> None:
    root, settings = place
    first = submit(root, settings, "a", agreement("a", "One"))
    second = submit(root, settings, "b", agreement("b", "Two"))
    assert second.state == "conforms"
    accept(root, settings, first)
    listed = run(root, settings, "review", "--root", str(root), "list", "--state", "accepted")
    assert first.id in listed and second.id not in listed
    run(
        *(root, settings, "review", "--root", str(root)),
        *("reject", second.id, "--reason", "no licence"),
    )
    shown = run(root, settings, "review", "--root", str(root), "show", second.id)
    assert 'rejected by @command  "no licence"' in shown
    asserted = (current_snapshot(settings.state_dir).path / "asserted.nq").read_text("utf-8")
    assert '"One"@en <https://w3id.org/cybernorms/graph/member/a/pledges>' in asserted
    assert '"Two"@en' not in asserted
    run(root, settings, "review", "--root", str(root), "retract", first.id, "--reason", "wrong")
    asserted = (current_snapshot(settings.state_dir).path / "asserted.nq").read_text("utf-8")
    assert '"One"@en' not in asserted
    assert [transaction.account for transaction in transactions(settings.state_dir)] == ["a", "a"]


def test_what_waits_shares_a_build_and_a_crash_behind_the_journal_is_made_good(
    place: tuple[Path, Settings],
) -> None:
    root, settings = place
    archive, workspace = Archive(settings.state_dir), Workspace(root, settings)
    records = [submit(root, settings, name, agreement(name, name.upper())) for name in "abc"]
    for record in records:
        archive.decide(record.id, "accept", "curator", "because")
    calls = []

    def commit_and_die(proposals: object) -> None:
        calls.append(commit(workspace, proposals))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settle(archive, workspace, commit_and_die)
    assert [record.state for record in archive.records()] == ["approved"] * 3
    settle(archive, Workspace(root, settings), commit_and_die)
    assert [record.state for record in archive.records()] == ["accepted"] * 3
    assert [len(committed) for committed in calls] == [3]
    assert len(held_graphs(workspace.journal.written)) == 3


def test_one_that_fails_with_the_rest_is_refused_alone(place: tuple[Path, Settings]) -> None:
    root, settings = place
    archive, workspace = Archive(settings.state_dir), Workspace(root, settings)
    records = [submit(root, settings, name, agreement(name, name.upper())) for name in "abc"]
    for record in records:
        archive.decide(record.id, "accept", "curator", "because")
    shape = root / "shapes/authoring/agreement.shapes.ttl"
    shape.write_text(shape.read_text("utf-8") + forbid(PLEDGE_OF_B), "utf-8")
    settle(archive, workspace, lambda proposals: commit(workspace, proposals))
    states = {record.institution: record.state for record in archive.records()}
    assert states == {"a": "accepted", "b": "conforms", "c": "accepted"}
    refusal = archive.events(records[1].id)[-1]
    assert refusal.kind == "refused" and "Not this one." in refusal.reason
    assert refusal.report is not None
    assert "sh:ValidationReport" in refusal.report["text/turtle"]


def test_impact_tells_whose_data_would_break(place: tuple[Path, Settings]) -> None:
    root, settings = place
    for name in "ab":
        accept(root, settings, submit(root, settings, name, agreement(name, name.upper())))
    shape = root / "shapes/authoring/agreement.shapes.ttl"
    changed = root.parent / "agreement.shapes.ttl"
    changed.write_text(shape.read_text("utf-8"), "utf-8")
    command = ("shapes", "impact", str(changed), "--root", str(root), "--format", "json")
    assert json.loads(run(root, settings, *command)) == []
    changed.write_text(shape.read_text("utf-8") + forbid(PLEDGE_OF_B), "utf-8")
    told = run(root, settings, *command, code=1)
    assert len(json.loads(told)) == 1, told
    (found,) = json.loads(told)
    assert (found["institution"], found["results"][0]["message"]) == ("b", "Not this one.")
    ours = "https://w3id.org/cybernorms/id/agreement/treaty"
    changed.write_text(shape.read_text("utf-8") + forbid(ours), "utf-8")
    told = run(root, settings, *command, code=1)
    assert len(json.loads(told)) == 1, told
    (found,) = json.loads(told)
    assert (found["institution"], found["graph"][-9:]) == (None, "catalogue")
    changed.rename(changed.with_name("other.ttl"))
    told = run(root, settings, *command[:2], str(root.parent / "other.ttl"), *command[3:5], code=2)
    assert "--as" in told


def test_unknown_and_unfinished(place: tuple[Path, Settings]) -> None:
    root, settings = place
    record = submit(root, settings, "a", agreement("a", "One").replace('"2026-01-02"', '"soon"'))
    assert record.state == "nonconforming"
    told = run(
        *(root, settings, "review", "--root", str(root), "accept", record.id, "--reason", "x"),
        code=2,
    )
    assert "is nonconforming" in told
    run(root, settings, "review", "--root", str(root), "show", "nothing", code=2)
    assert replace(record, state="accepted").is_public is False
