import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph, Literal

from cybernorms.build import Snapshot, build, current_snapshot
from cybernorms.build.description import DATASET
from cybernorms.errors import (
    NonconformingError,
    NoSnapshotError,
    UnreadableSourcesError,
)
from cybernorms.namespaces import (
    CN,
    DCTERMS,
    GRAPH,
    GRAPH_META,
    ID,
    LICENSE,
    RDF,
    SD,
    SH,
    VOID,
    XSD,
)
from cybernorms.settings import Settings, as_environment, load_settings
from cybernorms.validation import Report

MakeRoot = Callable[..., Path]

TREATY = "<https://w3id.org/cybernorms/id/agreement/treaty>"
MORE: dict[str, str | None] = {"data/catalogue/more.ttl": f'{TREATY} cn:section "2" .'}
VIOLATION: dict[str, str | None] = {
    "data/catalogue/bad.ttl": "<https://w3id.org/cybernorms/id/agreement/bad> a cn:Treaty ."
}


def read(snapshot: Snapshot, name: str) -> str:
    return (snapshot.path / name).read_text("utf-8")


def run_build(
    root: Path, settings: Settings, prelude: str = "", **environ: str
) -> subprocess.Popen[str]:
    """Start a build in a process of its own; it prints the id of the snapshot."""
    code = f"""
import os, signal, sys
from pathlib import Path
from cybernorms.build import build
from cybernorms.settings import load_settings
{prelude}
print(build(Path(sys.argv[1]), load_settings()).id)
"""
    environment = {**os.environ, **as_environment(settings), **environ}
    return subprocess.Popen(
        [sys.executable, "-c", code, str(root)], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_snapshot_holds_asserted_inferred_manifest_report_and_index(
    make_root: MakeRoot, settings: Settings
) -> None:
    root = make_root()
    snapshot = build(root, settings)
    assert sorted(path.name for path in snapshot.path.iterdir()) == [
        "asserted.nq",
        "inferred.nq",
        "manifest.json",
        "report.ttl",
        "search.sqlite",
    ]
    content = read(snapshot, "asserted.nq") + read(snapshot, "inferred.nq")
    assert snapshot.id == hashlib.sha256(content.encode()).hexdigest()[:16]
    assert (settings.state_dir / "current").readlink() == Path("snapshots") / snapshot.id
    manifest = json.loads(read(snapshot, "manifest.json"))
    assert manifest["id"] == snapshot.id
    assert manifest["engines"]["sparq-rdf"] == "0.1.6"
    file = "data/catalogue/treaty.ttl"
    assert manifest["inputs"][file] == hashlib.sha256((root / file).read_bytes()).hexdigest()
    report = Graph().parse(data=read(snapshot, "report.ttl"), format="turtle")
    assert (None, SH.conforms, Literal(True)) in report


@pytest.mark.parametrize(
    ("store", "triples", "on_disk"),
    [("auto", 10_000, False), ("auto", 10, True), ("disk", 10_000, True), ("memory", 10, False)],
)
def test_what_is_large_gets_a_store_on_disk(
    make_root: MakeRoot, settings: Settings, store: str, triples: int, on_disk: bool
) -> None:
    build(make_root(), settings)  # the same snapshot, without
    chosen = replace(settings, store=store, store_memory_triples=triples)
    snapshot = build(make_root(), chosen, force=True)
    assert (snapshot.path / "store").is_dir() == on_disk


def test_quads_are_sorted_and_counted_by_graph(make_root: MakeRoot, settings: Settings) -> None:
    snapshot = build(make_root(), settings)
    counts: dict[str, int] = {}
    for name in ("asserted.nq", "inferred.nq"):
        lines = read(snapshot, name).split("\n")[:-1]
        assert lines == sorted(set(lines))
        for line in lines:
            graph = line.removesuffix(" .").rpartition(" ")[2].strip("<>")
            counts[graph] = counts.get(graph, 0) + 1
    assert counts == snapshot.manifest["graphs"]
    assert snapshot.triples == sum(counts.values())


def test_inferred_is_new_and_without_blank_nodes(make_root: MakeRoot, settings: Settings) -> None:
    snapshot = build(make_root(), settings)
    triples = {
        name: {line.rpartition(" <")[0] for line in read(snapshot, f"{name}.nq").splitlines()}
        for name in ("asserted", "inferred")
    }
    part_of = f"{ID['provision/treaty/1'].n3()} {CN.isProvisionOf.n3()} {TREATY}"
    assert part_of in triples["inferred"]
    assert f"{TREATY} {RDF.type.n3()} {CN.Agreement.n3()}" in triples["inferred"]
    assert triples["inferred"].isdisjoint(triples["asserted"])
    assert "_:" not in read(snapshot, "inferred.nq")


def test_lexical_forms_reach_the_snapshot(make_root: MakeRoot, settings: Settings) -> None:
    snapshot = build(make_root({"data/catalogue/x.ttl": f"{TREATY} cn:section 01 ."}), settings)
    assert f'"01"^^{XSD.integer.n3()}' in read(snapshot, "asserted.nq")


def test_meta_graph_counts_and_licenses_every_graph(
    make_root: MakeRoot, settings: Settings
) -> None:
    snapshot = build(make_root(), settings)
    mark = f" {GRAPH_META.n3()} ."
    lines = read(snapshot, "asserted.nq").splitlines()
    triples = [line.removesuffix(mark) + " ." for line in lines if line.endswith(mark)]
    meta = Graph().parse(data="\n".join(triples), format="nt")
    counts = {
        str(meta.value(named, SD.name)): meta.value(meta.value(named, SD.graph), VOID.triples)
        for named in meta.subjects(RDF.type, SD.NamedGraph)
    }
    expected = {
        graph: Literal(number)
        for graph, number in snapshot.manifest["graphs"].items()
        if graph != str(GRAPH_META)
    }
    assert counts == expected
    assert meta.value(DATASET, DCTERMS.license) == LICENSE
    assert meta.value(GRAPH["source/report"], DCTERMS.source) == ID["source/report"]
    assert str(meta.value(GRAPH["source/report"], DCTERMS.title)) == "A report"


def test_same_input_gives_the_same_snapshot_in_every_process(
    make_root: MakeRoot, tmp_path: Path
) -> None:
    root = make_root({"data/catalogue/x.ttl": f"{TREATY} cn:section [ rdfs:label 'a' ] , [] ."})
    ids = set()
    for seed, reasoner, validator in (("1", "sparq", "turbo"), ("2", "owlrl", "pyshacl")):
        settings = load_settings(
            {}, state_dir=tmp_path / seed, reasoner=reasoner, validator=validator
        )
        process = run_build(root, settings, PYTHONHASHSEED=seed)
        ids.add(process.communicate()[0].strip())
        assert process.returncode == 0
    assert len(ids) == 1


def test_unchanged_input_is_not_built_again(make_root: MakeRoot, settings: Settings) -> None:
    root = make_root()
    stages: list[str] = []
    first = build(root, settings, progress=stages.append)
    assert len(stages) > 3
    stages.clear()
    second = build(root, settings, progress=stages.append)
    assert (second.id, second.reused, stages) == (first.id, True, [])
    forced = build(root, settings, force=True, progress=stages.append)
    assert (forced.id, forced.reused) == (first.id, False)
    assert len(stages) > 3


def test_change_of_a_comment_is_judged_and_gives_the_same_snapshot(
    make_root: MakeRoot, settings: Settings
) -> None:
    root = make_root()
    first = build(root, settings)
    with (root / "data/catalogue/treaty.ttl").open("a") as file:
        file.write("# a comment\n")
    second = build(root, settings)
    assert (second.id, second.reused) == (first.id, False)
    assert build(root, settings).reused


def test_another_engine_builds_again(make_root: MakeRoot, settings: Settings) -> None:
    root = make_root()
    build(root, settings)
    other = load_settings({}, state_dir=settings.state_dir, reasoner="owlrl")
    assert not build(root, other).reused


def test_files_that_look_as_they_did_are_read_again_only_by_force(
    make_root: MakeRoot, settings: Settings
) -> None:
    root = make_root()
    first = build(root, settings)
    file = min((root / "data").rglob("*.ttl"))
    before = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b" ")  # for the line break at its end
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(root, settings).reused
    forced = build(root, settings, force=True)
    assert (forced.id, forced.reused) == (first.id, False)
    assert build(root, settings).reused


def test_damaged_snapshot_is_built_again(make_root: MakeRoot, settings: Settings) -> None:
    root = make_root()
    snapshot = build(root, settings)
    damaged = snapshot.path / "inferred.nq"
    damaged.unlink()
    damaged.write_text("")
    again = build(root, settings)
    assert (again.id, again.reused) == (snapshot.id, False)
    assert read(again, "inferred.nq")


@pytest.mark.parametrize(
    ("files", "error"),
    [
        (VIOLATION, NonconformingError),
        ({"data/catalogue/bad.ttl": f"{TREATY} a cn:Provision ."}, NonconformingError),
        ({"data/catalogue/bad.ttl": f"{TREATY} cn:opened"}, UnreadableSourcesError),
        (
            {"shapes/authoring/bad.ttl": "cnsh:X a sh:NodeShape ; sh:property [] ."},
            NonconformingError,
        ),
    ],
)
def test_failed_build_leaves_the_former_snapshot(
    files: dict[str, str | None],
    error: type[Exception],
    make_root: MakeRoot,
    settings: Settings,
) -> None:
    former = build(make_root(), settings)
    with pytest.raises(error):
        build(make_root(files), settings)
    assert current_snapshot(settings.state_dir) == former
    assert [path.name for path in (settings.state_dir / "snapshots").iterdir()] == [former.id]


def test_violation_is_reported_with_file_subject_and_remedy(
    make_root: MakeRoot, settings: Settings
) -> None:
    with pytest.raises(NonconformingError) as raised:
        build(make_root(VIOLATION), settings)
    assert isinstance(raised.value.report, Report)
    message = str(raised.value)
    for part in ("data/catalogue/bad.ttl:", "id/agreement/bad>", "Add cn:evidence."):
        assert part in message


def test_violation_of_the_closure_stops_the_build(make_root: MakeRoot, settings: Settings) -> None:
    orphan = "<https://w3id.org/cybernorms/id/provision/orphan> a cn:Provision ."
    with pytest.raises(NonconformingError, match="provision/orphan"):
        build(make_root({"data/catalogue/orphan.ttl": orphan}), settings)


def test_old_snapshots_are_pruned_but_never_the_current_one(
    make_root: MakeRoot, tmp_path: Path
) -> None:
    settings = load_settings({}, state_dir=tmp_path / "state", keep_snapshots=1)
    ids = [
        build(make_root({"data/catalogue/x.ttl": f'{TREATY} cn:section "{number}" .'}), settings).id
        for number in range(4)
    ]
    kept = {path.name for path in (settings.state_dir / "snapshots").iterdir()}
    assert kept == set(ids[-2:])
    assert current_snapshot(settings.state_dir).id == ids[-1]


@pytest.mark.parametrize("step", range(1, 8))
def test_killed_build_leaves_nothing_half_done(
    step: int, make_root: MakeRoot, settings: Settings
) -> None:
    former = build(make_root(), settings)
    kill = f"""
calls = 0
def fsync(descriptor, sync=os.fsync):
    global calls
    calls += 1
    if calls == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(descriptor)
os.fsync = fsync
"""
    root = make_root(MORE)
    process = run_build(root, settings, kill)
    process.communicate()
    assert process.returncode == -9
    assert current_snapshot(settings.state_dir).id == former.id
    for path in (settings.state_dir / "snapshots").iterdir():
        complete = len(list(path.iterdir())) == 5
        assert complete or path.name.startswith(".")
    after = build(root, settings)
    assert after.id != former.id
    assert not list((settings.state_dir / "snapshots").glob(".*"))


def test_builds_at_once_wait_for_each_other(make_root: MakeRoot, settings: Settings) -> None:
    roots = [make_root(name="one"), make_root(MORE, name="two")]
    processes = [run_build(root, settings) for root in roots * 2]
    ids = {process.communicate()[0].strip() for process in processes}
    assert {process.returncode for process in processes} == {0}
    assert len(ids) == 2
    assert {path.name for path in (settings.state_dir / "snapshots").iterdir()} == ids
    assert current_snapshot(settings.state_dir).id in ids


def test_without_a_build_there_is_no_current_snapshot(settings: Settings) -> None:
    with pytest.raises(NoSnapshotError, match="cybernorms build"):
        current_snapshot(settings.state_dir)
