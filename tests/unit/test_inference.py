"""What follows from ours alone is told apart from what takes an account's data."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, PROV, RDF

from cybernorms.accounts import Account, create_account
from cybernorms.build import Proposal, Workspace, build, commit, current_snapshot
from cybernorms.journal import Change
from cybernorms.journal.quads import read_quad
from cybernorms.namespaces import CN, GRAPH, GRAPH_INFERRED, GRAPH_META, ID, is_inferred
from cybernorms.settings import Settings
from cybernorms.sources import Triple

X, Y = URIRef("http://e/x"), URIRef("http://e/y")
NEW, OTHER = ID["agreement/new"], ID["agreement/other"]
EVIDENCE = ID["passage/report/elections"]


@pytest.fixture
def workspace(make_root: Callable[..., Path], settings: Settings) -> Workspace:
    return Workspace(make_root(), settings)


@pytest.fixture
def write(workspace: Workspace) -> Callable[..., None]:
    def change(
        account: Account, added: Iterable[Triple] = (), removed: Iterable[Triple] = ()
    ) -> None:
        name = URIRef(account.home)
        quads = [frozenset((*triple, name) for triple in triples) for triples in (added, removed)]
        commit(workspace, [Proposal(account, Change(*quads))])

    return change


def graphs(state_dir: Path, file: str) -> dict[URIRef, Graph]:
    found: dict[URIRef, Graph] = {}
    for line in (state_dir / "current" / file).read_text("utf-8").splitlines():
        s, p, o, name = read_quad(line)
        found.setdefault(name, Graph()).add((s, p, o))
    return found


def test_what_follows_is_parted_by_whose_data_it_takes(
    workspace: Workspace, settings: Settings, write: Callable[..., None]
) -> None:
    build(workspace.root, settings)
    ours = graphs(settings.state_dir, "inferred.nq")
    assert set(ours) == {GRAPH_INFERRED}
    one, two = (create_account(settings.state_dir, name)[0] for name in ("one", "two"))
    of_one, of_two = (GRAPH[f"inferred/owlrl/member/{name}"] for name in ("one", "two"))
    together = GRAPH["inferred/owlrl/members"]

    agreement = [(NEW, RDF.type, CN.Treaty), (NEW, CN.evidence, EVIDENCE), (X, OWL.sameAs, Y)]
    write(one, agreement)
    parted = graphs(settings.state_dir, "inferred.nq")
    assert set(parted) == {GRAPH_INFERRED, of_one}
    assert set(parted[GRAPH_INFERRED]) == set(ours[GRAPH_INFERRED])
    assert set(parted[of_one]) == {(NEW, RDF.type, CN.Agreement), (Y, OWL.sameAs, X)}

    treaty = [(OTHER, RDF.type, CN.Treaty), (OTHER, CN.evidence, EVIDENCE)]
    write(two, [(X, CN.section, Literal("1")), *treaty])
    parted = graphs(settings.state_dir, "inferred.nq")
    assert set(parted) == {GRAPH_INFERRED, of_one, of_two, together}
    assert set(parted[together]) == {(Y, CN.section, Literal("1"))}
    assert set(parted[of_two]) == {(OTHER, RDF.type, CN.Agreement)}

    meta = graphs(settings.state_dir, "asserted.nq")[GRAPH_META]
    sources = {name: set(meta.objects(name, PROV.wasDerivedFrom)) for name in parted}
    homes = {URIRef(account.home) for account in (one, two)}
    assert not homes & sources[GRAPH_INFERRED]
    assert homes & sources[of_one] == {URIRef(one.home)}
    assert homes <= sources[together]
    assert not any(is_inferred(str(name)) for name in sources[together])

    write(one, removed=agreement)
    assert set(graphs(settings.state_dir, "inferred.nq")) == {GRAPH_INFERRED, of_two}
    counted = current_snapshot(settings.state_dir).manifest["graphs"]
    assert {name for name in counted if is_inferred(name)} == {str(GRAPH_INFERRED), str(of_two)}
