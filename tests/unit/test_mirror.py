"""Graphs that come one by one make the snapshot that they were taken from, to the byte."""

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from cybernorms.dumps import stream_graphs
from cybernorms.errors import InputError, RefusedAddressError
from cybernorms.journal import Change, Draft, Journal
from cybernorms.mirror import Mirror
from cybernorms.mirror.assembly import Quads, assemble, split
from cybernorms.settings import load_settings

from .test_dumps import LIST, G, write


def test_graphs_make_the_snapshot_again(tmp_path: Path) -> None:
    def apart_and_together(asserted: str) -> Quads:
        folder = tmp_path / write(tmp_path, asserted, inferred)
        graphs: dict[str, bytes] = {}
        for graph, line in stream_graphs(folder):
            graphs[graph] = graphs.get(graph, b"") + line
        return assemble(graphs)

    inferred = f"<http://e/a> <http://e/p> <http://e/b> <{G}inferred/owlrl> .\n"
    snapshot = apart_and_together(
        f'<http://e/a> <http://e/p> "_:x \\"x\\" <http://e/z> _:y \u2028" <{G}a> .\n'
        + LIST.format("x", "y", f"{G}a")
        + LIST.format("u", "v", f"{G}b").replace("http://e/p", "http://e/q")
    )
    assert apart_and_together(snapshot.asserted.decode()) == snapshot
    assert snapshot.inferred == inferred.encode()
    assert b'"_:x \\"x\\" <http://e/z> _:y ' in snapshot.asserted
    blank = {line.split(b" ")[0] for line in snapshot.asserted.splitlines() if line[:1] == b"_"}
    assert len(blank) == 4
    assert split(snapshot.asserted + snapshot.inferred) == snapshot
    assert {name[len(G) :]: len(quads) for name, quads in snapshot.graphs().items()} == {
        "a": 3,
        "b": 2,
        "inferred/owlrl": 1,
    }


def test_folder_with_writes_of_its_own_is_no_mirror(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    draft = Draft(journal.written, "")
    quad = (URIRef("http://e/a"), URIRef("http://e/p"), Literal("x"), URIRef("http://e/g"))
    draft.add("me", Change(frozenset({quad})))
    journal.append(draft.transactions)
    with pytest.raises(InputError, match="written here"):
        Mirror("http://127.0.0.1:9/", load_settings({}, state_dir=tmp_path)).update()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://me:secret@127.0.0.1/", "x"])
def test_mirror_of_what_is_no_server_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(RefusedAddressError):
        Mirror(url, load_settings({}, state_dir=tmp_path))
