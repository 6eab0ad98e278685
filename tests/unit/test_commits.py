import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.accounts import Account, create_account
from cybernorms.build import (
    Committed,
    Proposal,
    Workspace,
    build,
    commit,
    current_snapshot,
    is_behind,
    kept_snapshots,
)
from cybernorms.errors import (
    DamagedJournalError,
    ForbiddenGraphError,
    InputError,
    NonconformingError,
    StaleChangeError,
)
from cybernorms.journal import Change, Journal, transactions
from cybernorms.journal.quads import read_quad
from cybernorms.namespaces import (
    CN,
    DCTERMS,
    GRAPH_CATALOGUE,
    GRAPH_META,
    ID,
    PROV,
    RDF,
    RDFS,
    XSD,
)
from cybernorms.settings import Settings, as_environment, load_settings
from cybernorms.validation import Report

MakeRoot = Callable[..., Path]
TREATY = ID["agreement/treaty"]
NEW = ID["agreement/new"]
EVIDENCE = ID["passage/report/elections"]


@pytest.fixture
def account(settings: Settings) -> Account:
    return create_account(settings.state_dir, "institute")[0]


@pytest.fixture
def workspace(make_root: MakeRoot, settings: Settings) -> Workspace:
    return Workspace(make_root(), settings)


Triple = tuple[Node, Node, Node]


def proposal(
    account: Account,
    added: Iterable[Triple] = (),
    removed: Iterable[Triple] = (),
    graph: str | None = None,
) -> Proposal:
    name = URIRef(graph or account.home)
    return Proposal(
        account,
        Change(frozenset((*t, name) for t in added), frozenset((*t, name) for t in removed)),
        "why",
    )


def agreement(name: str) -> list[Triple]:
    iri = ID[f"agreement/{name}"]
    return [(iri, RDF.type, CN.Treaty), (iri, CN.evidence, EVIDENCE)]


def quads(state_dir: Path, name: str = "asserted.nq") -> str:
    return (state_dir / "current" / name).read_text("utf-8")


def assert_same_as_from_scratch(root: Path, settings: Settings, tmp_path: Path) -> None:
    """Build the same files and journal in a state folder of its own, with the same outcome."""
    other = load_settings({}, state_dir=tmp_path / "scratch")
    shutil.rmtree(other.state_dir, ignore_errors=True)
    shutil.copytree(settings.state_dir / "journal", other.state_dir / "journal")
    assert build(root, other).id == current_snapshot(settings.state_dir).id
    assert build(root, settings).reused


def test_commit_is_published_and_equals_a_build_from_scratch(
    workspace: Workspace, account: Account, settings: Settings, tmp_path: Path
) -> None:
    (first,) = commit(workspace, [proposal(account, agreement("new"))])
    assert (first.transaction, first.added, first.removed) == (1, 2, 0)
    assert first.snapshot == current_snapshot(settings.state_dir)
    assert first.snapshot.transaction == 1
    line = f"{NEW.n3()} {RDF.type.n3()} {CN.Treaty.n3()} <{account.home}> ."
    assert line in quads(settings.state_dir).split("\n")
    assert f"{NEW.n3()} {RDF.type.n3()} {CN.Agreement.n3()}" in quads(
        settings.state_dir, "inferred.nq"
    )
    assert_same_as_from_scratch(workspace.root, settings, tmp_path)
    title = (NEW, RDFS.label, Literal("new", lang="en"))
    (second,) = commit(workspace, [proposal(account, [title])])
    (third,) = commit(workspace, [proposal(account, removed=[title, *agreement("new")])])
    assert [c.transaction for c in (second, third)] == [2, 3]
    assert len({c.snapshot.id for c in (first, second, third)}) == 3
    assert account.home not in quads(settings.state_dir)
    assert_same_as_from_scratch(workspace.root, settings, tmp_path)
    assert [t.previous for t in transactions(settings.state_dir)] == [
        "",
        first.snapshot.id,
        second.snapshot.id,
    ]


def test_written_graph_is_described_with_its_writer(
    workspace: Workspace, account: Account, settings: Settings
) -> None:
    own = "http://e/graph#1"
    strange, _ = create_account(settings.state_dir, "strange", (own,))
    commit(workspace, [proposal(account, agreement("new")), proposal(strange, [], [], own)])
    commit(workspace, [proposal(strange, agreement("other"), graph=own)])
    assert current_snapshot(settings.state_dir).manifest["written"] == {account.home: 1, own: 2}
    meta = Graph()
    for line in quads(settings.state_dir).split("\n")[:-1]:
        if line.endswith(f"{GRAPH_META.n3()} ."):
            meta.add(read_quad(line)[:3])
    for name, number, who in ((account.home, 1, account), (own, 2, strange)):
        graph = URIRef(name)
        transaction = meta.value(graph, PROV.wasGeneratedBy)
        assert str(transaction).endswith(f"transaction/{number}")
        assert str(meta.value(graph, PROV.wasAttributedTo)).endswith(f"account/{who.name}")
        assert str(meta.value(graph, DCTERMS.publisher)).endswith(f"account/{who.name}")
        assert meta.value(graph, DCTERMS.license) is None
        assert meta.value(transaction, PROV.endedAtTime) == meta.value(graph, DCTERMS.modified)
    assert meta.value(GRAPH_CATALOGUE, DCTERMS.license)


def test_lexical_forms_are_judged_and_published_as_written(
    workspace: Workspace, account: Account, settings: Settings
) -> None:
    forms = [("01", XSD.integer), ("300", XSD.byte), ("1", XSD.nonNegativeInteger)]
    values = [Literal(t, datatype=d, normalize=False) for t, d in forms]
    commit(workspace, [proposal(account, [(NEW, RDFS.comment, value) for value in values])])
    for text, datatype in forms:
        assert f'"{text}"^^<{datatype}>' in quads(settings.state_dir)
    wrong = Literal("2001-13-01", datatype=XSD.date, normalize=False)
    with pytest.raises(NonconformingError, match="2001-13-01"):
        commit(workspace, [proposal(account, [*agreement("new"), (NEW, CN.opened, wrong)])])


DIFFERENT = URIRef("http://www.w3.org/2002/07/owl#differentFrom")


@pytest.mark.parametrize(
    ("added", "error"),
    [
        ([(NEW, RDF.type, CN.Treaty)], NonconformingError),
        ([(NEW, CN.hasProvision, ID["provision/nowhere"])], NonconformingError),
        ([(NEW, RDF.type, CN.Provision)], NonconformingError),
        ([(NEW, DIFFERENT, NEW)], NonconformingError),
        ([(TREATY, RDF.type, CN.Provision)], NonconformingError),
        ([(URIRef("no iri"), RDF.type, CN.Treaty)], InputError),
    ],
)
def test_refused_change_leaves_everything_as_it_was(
    added: list[Triple],
    error: type[Exception],
    workspace: Workspace,
    account: Account,
    settings: Settings,
    tmp_path: Path,
) -> None:
    commit(workspace, [proposal(account, agreement("good"))])
    former = current_snapshot(settings.state_dir)
    journal = workspace.journal.path.read_bytes()
    with pytest.raises(error):
        commit(workspace, [proposal(account, added)])
    with pytest.raises(error):
        commit(workspace, [proposal(account, agreement("fine")), proposal(account, added)])
    assert current_snapshot(settings.state_dir) == former
    assert workspace.journal.path.read_bytes() == journal
    assert workspace.journal.written.position == 1
    (next_,) = commit(workspace, [proposal(account, agreement("next"))])
    assert next_.transaction == 2
    assert_same_as_from_scratch(workspace.root, settings, tmp_path)


def test_violation_names_the_transaction_that_stated_the_subject(
    workspace: Workspace, account: Account
) -> None:
    commit(workspace, [proposal(account, agreement("good"))])
    with pytest.raises(NonconformingError) as raised:
        commit(workspace, [proposal(account, [(NEW, RDF.type, CN.Treaty)])])
    report = raised.value.report
    assert isinstance(report, Report)
    assert [str(place) for result in report.results for place in result.places] == ["journal:2"]


def test_only_owned_graphs_are_touched(
    workspace: Workspace, account: Account, settings: Settings
) -> None:
    triple = (NEW, RDFS.label, Literal("x"))
    for change in (
        Change(frozenset({(*triple, GRAPH_CATALOGUE)})),
        Change(removed=frozenset({(*triple, GRAPH_META)})),
    ):
        with pytest.raises(ForbiddenGraphError, match="may not write"):
            commit(workspace, [Proposal(account, change)])
    assert not (settings.state_dir / "current").exists()
    assert not workspace.journal.path.exists()


def test_change_without_effect_is_no_transaction(
    workspace: Workspace, account: Account, settings: Settings
) -> None:
    commit(workspace, [proposal(account, agreement("new"))])
    former = current_snapshot(settings.state_dir)
    again = commit(
        workspace, [proposal(account, agreement("new")), proposal(account, removed=agreement("x"))]
    )
    assert again == [Committed(None, former), Committed(None, former)]


def test_stale_change_is_refused(workspace: Workspace, account: Account) -> None:
    commit(Workspace(workspace.root, workspace.settings), [proposal(account, agreement("new"))])
    with pytest.raises(StaleChangeError):
        commit(workspace, [proposal(account, agreement("other"))], position=0)
    assert commit(workspace, [proposal(account, agreement("other"))], position=1)


def test_changed_files_are_seen(
    workspace: Workspace, account: Account, settings: Settings, tmp_path: Path
) -> None:
    commit(workspace, [proposal(account, agreement("new"))])
    with (workspace.root / "data/catalogue/treaty.ttl").open("a") as file:
        file.write(f'{TREATY.n3()} cn:section "seen" .\n')
    commit(workspace, [proposal(account, agreement("other"))])
    assert '"seen"' in quads(settings.state_dir)
    assert_same_as_from_scratch(workspace.root, settings, tmp_path)


def test_transaction_that_was_not_published_is_published_by_the_next(
    workspace: Workspace, account: Account, settings: Settings, make_root: MakeRoot
) -> None:
    build(workspace.root, settings)
    assert not is_behind(settings.state_dir, 0)
    other = load_settings({}, state_dir=settings.state_dir.parent / "other")
    commit(Workspace(workspace.root, other), [proposal(account, agreement("new"))])
    shutil.copytree(other.state_dir / "journal", settings.state_dir / "journal")
    position = Journal(settings.state_dir).written.position
    assert is_behind(settings.state_dir, position)
    former = current_snapshot(settings.state_dir)
    (again,) = commit(workspace, [proposal(account, agreement("new"))])
    assert again == Committed(None, current_snapshot(settings.state_dir))
    assert again.snapshot.id == current_snapshot(other.state_dir).id != former.id
    assert not is_behind(settings.state_dir, position)


def test_lost_journal_is_told(workspace: Workspace, account: Account, settings: Settings) -> None:
    commit(workspace, [proposal(account, agreement("new"))])
    workspace.journal.path.unlink()
    with pytest.raises(DamagedJournalError, match="ends with transaction 0, but 1 was"):
        build(workspace.root, settings)
    with pytest.raises(DamagedJournalError):
        commit(Workspace(workspace.root, settings), [proposal(account, agreement("other"))])


def test_kept_snapshots_are_listed(
    workspace: Workspace, account: Account, settings: Settings
) -> None:
    done = [commit(workspace, [proposal(account, agreement(f"n{n}"))])[0] for n in range(3)]
    kept = kept_snapshots(settings.state_dir)
    assert [snapshot.id for snapshot in kept] == [c.snapshot.id for c in reversed(done)]
    assert [snapshot.transaction for snapshot in kept] == [3, 2, 1]


# Runs in a process of its own, since a process that has reasoned cannot reason in a fork of it.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from rdflib import URIRef
from cybernorms.accounts import list_accounts
from cybernorms.build import Proposal, Workspace, commit, current_snapshot
from cybernorms.journal import Change, Journal
from cybernorms.namespaces import CN, ID, RDF
from cybernorms.settings import load_settings

settings = load_settings()
workspace = Workspace(Path(sys.argv[1]), settings)
workspace.refresh()
account, = list_accounts(settings.state_dir)

def write(pipe, times):
    for _ in range(times):
        workspace.journal.refresh()
        new = ID[f"agreement/n{workspace.journal.written.position + 1}"]
        triples = (RDF.type, CN.Treaty), (CN.evidence, ID["passage/report/elections"])
        change = Change(frozenset((new, *pair, URIRef(account.home)) for pair in triples))
        done, = commit(workspace, [Proposal(account, change)])
        os.write(pipe, f"{done.transaction}\\n".encode())

def fork(times, seconds=None):
    reader, pipe = os.pipe()
    child = os.fork()
    if not child:
        try:
            write(pipe, times)
        finally:
            os._exit(0)
    os.close(pipe)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reader) as told:
        return max((int(line) for line in told.read().split("\\n")[:-1]), default=0)

start = time.monotonic()
fork(2)
usual = (time.monotonic() - start) / 2
chance = random.Random(4)
for _ in range(int(sys.argv[2])):
    acknowledged = fork(9, chance.uniform(0, 2 * usual))
    current = current_snapshot(settings.state_dir)
    text = (current.path / "asserted.nq").read_text()
    print(acknowledged, Journal(settings.state_dir).written.position, current.transaction,
          text.count(f"{RDF.type.n3()} {CN.Treaty.n3()} <{account.home}>"),
          text.count(f"passage/report/elections> <{account.home}>"), flush=True)
"""


def test_acknowledged_commit_outlives_sigkill(
    make_root: MakeRoot, account: Account, settings: Settings, tmp_path: Path
) -> None:
    root = make_root()
    environment = {**os.environ, **as_environment(settings)}
    rounds = subprocess.run(
        [sys.executable, "-c", KILLER, str(root), "24"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    for line in rounds.stdout.splitlines():
        acknowledged, written, published, *halves = map(int, line.split())
        assert acknowledged <= published <= written
        assert halves == [published, published]
    assert len(rounds.stdout.splitlines()) == 24
    assert written > 2
    assert build(root, settings).transaction == written
    assert_same_as_from_scratch(root, settings, tmp_path)
