"""After any changes the closure is that of a build from scratch, and the one that owlrl finds."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from cybernorms.accounts import create_account
from cybernorms.build import Proposal, Workspace, build, commit, current_snapshot
from cybernorms.journal import Change
from cybernorms.namespaces import (
    CN,
    OWL,
    RDF,
)
from cybernorms.reasoning import close
from cybernorms.settings import load_settings
from cybernorms.sources import write_statements

MakeRoot = Callable[..., Path]
Triple = tuple[URIRef, URIRef, URIRef]

ONTOLOGY = """
cn:p a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf cn:q .
cn:q a owl:ObjectProperty ; rdfs:range cn:Treaty .
cn:r a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf cn:s .
cn:s a owl:ObjectProperty ; owl:propertyChainAxiom ( cn:p cn:r ) , ( cn:s cn:q ) .
"""
things = st.sampled_from([URIRef(f"http://e/{name}") for name in "abcd"])
links = st.tuples(
    things, st.sampled_from([CN.p, CN.q, CN.r, CN.s, CN.p, CN.q, CN.r, OWL.sameAs]), things
)
types = st.tuples(things, st.just(RDF.type), st.just(CN.SourceDocument))
facts = st.frozensets(st.one_of(links, links, types), max_size=6)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=st.lists(st.tuples(st.booleans(), facts), min_size=2, max_size=4))
def test_closure_after_changes_is_that_of_a_build_from_scratch(
    make_root: MakeRoot, changes: list[tuple[bool, frozenset[Triple]]]
) -> None:
    """A change puts other facts in the place of those in a file, or of those that are written."""
    with TemporaryDirectory() as folder:
        root = shutil.copytree(make_root({"ontology/more.ttl": ONTOLOGY}), Path(folder) / "root")
        here = load_settings({}, state_dir=Path(folder) / "state")
        account, _ = create_account(here.state_dir, "institute")
        workspace, written = Workspace(root, here), frozenset[Triple]()
        for is_file, wanted in changes:
            if is_file:
                text = "".join(f"{line} .\n" for line in write_statements(wanted))
                (root / "data/catalogue/facts.ttl").write_text(text, "utf-8")
                build(root, here)
            else:
                home = URIRef(account.home)
                added, removed = (
                    frozenset((*triple, home) for triple in triples)
                    for triples in (wanted - written, written - wanted)
                )
                commit(workspace, [Proposal(account, Change(added, removed))])
                written = wanted
            sources = workspace.sources()
            assert inferred(here.state_dir) == closure(sources.asserted())
        assert from_scratch(root, here.state_dir) == current_snapshot(here.state_dir).id


def inferred(state_dir: Path) -> set[str]:
    """Read what is derived in all graphs of the current snapshot."""
    lines = (state_dir / "current" / "inferred.nq").read_text("utf-8").split("\n")[:-1]
    return {line.rpartition(" <")[0] for line in lines}


def closure(asserted: Graph) -> set[str]:
    return set(write_statements(close(asserted, "owlrl")))


def from_scratch(root: Path, state_dir: Path) -> str:
    """Build files and journal in a state folder of their own."""
    other = load_settings({}, state_dir=state_dir.with_name("other"))
    if (state_dir / "journal").exists():
        shutil.copytree(state_dir / "journal", other.state_dir / "journal")
    return build(root, other).id
