"""A snapshot's graphs one by one, and the files that are made of them."""

import gzip
import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard

from cybernorms.dumps import Shelf, describe_dumps, graph_path, graph_states, stream_graphs
from cybernorms.dumps.making import make_dumps
from cybernorms.errors import EngineError
from cybernorms.namespaces import DCAT, SPDX

G = "https://w3id.org/cybernorms/graph/"
LIST = '_:{0} <http://e/p> _:{1} <{2}> .\n_:{1} <http://e/p> "x" <{2}> .\n'


def lines(text: str) -> bytes:
    return "".join(f"{line}\n" for line in sorted(text.split("\n")) if line).encode()


def write(folder: Path, asserted: str, inferred: str = "") -> str:
    """Write a snapshot into a folder of snapshots, under the id that a build gives it."""
    content = lines(asserted), lines(inferred)
    id_ = hashlib.sha256(b"".join(content)).hexdigest()[:16]
    (folder / id_).mkdir(parents=True)
    for name, quads in zip(("asserted.nq", "inferred.nq"), content, strict=True):
        (folder / id_ / name).write_bytes(quads)
    return id_


def alike(*quads: list[ox.Quad]) -> bool:
    """Tell whether lists of quads have the same triples but for the labels of blank nodes."""
    forms = []
    for each in quads:
        triples = ox.Dataset(ox.Quad(*quad.triple) for quad in each)
        triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        forms.append(set(triples))
    return all(form == forms[0] for form in forms)


def test_graph_has_one_digest_whatever_stands_beside_it(tmp_path: Path) -> None:
    mine = f'<http://e/a> <http://e/p> "_:x" <{G}a> .\n<http://e/z> <http://e/p> "<" <{G}a> .\n'
    alone = write(tmp_path, mine + LIST.format("c14n0", "c14n1", f"{G}a"))
    both = write(
        tmp_path,
        mine + LIST.format("c14n7", "c14n2", f"{G}a") + LIST.format("c14n0", "c14n1", f"{G}b"),
        f"<http://e/a> <http://e/p> <http://e/b> <{G}inferred/owlrl> .\n",
    )
    first, second = graph_states(tmp_path / alone), graph_states(tmp_path / both)
    assert first[f"{G}a"] == second[f"{G}a"]
    assert first[f"{G}a"].statements == 4
    assert second.keys() == {f"{G}a", f"{G}b", f"{G}inferred/owlrl"}
    assert second[f"{G}b"].digest != first[f"{G}a"].digest
    read = [line for graph, line in stream_graphs(tmp_path / both) if graph == f"{G}a"]
    assert read == sorted(read)
    assert first[f"{G}a"].digest == hashlib.sha256(b"".join(read)).hexdigest()


@pytest.mark.parametrize(
    ("graph", "path"),
    [
        (f"{G}source/report", "source/report"),
        ("http://kasei.us/a", "other/"),
        (f"{G}a%2Fb", "other/"),
        (f"{G}a?b", "other/"),
        (f"{G}other/x", "other/"),
        (f"{G}a//b", "other/"),
    ],
)
def test_path_of_a_graph(graph: str, path: str) -> None:
    assert graph_path(graph).startswith(path)
    assert len(graph_path(graph)) == len(path) + 16 * (path == "other/")


def test_dumps_hold_what_the_snapshot_does(tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    id_ = write(
        snapshots,
        f"<http://e/a> <http://e/p> <http://e/b> <{G}a> .\n" + LIST.format("x", "y", f"{G}b"),
        f"<http://e/a> <http://e/p> <http://e/b> <{G}inferred/owlrl> .\n",
    )
    dumps = Shelf(tmp_path).take(id_, patience=60)
    read: dict[str, list[ox.Quad]] = {}
    assert dumps.statements == {f"{G}a": 1, f"{G}b": 2, f"{G}inferred/owlrl": 1}
    for dump in dumps.files:
        packed = Shelf(tmp_path).file(id_, dump).read_bytes()
        assert (len(packed), hashlib.sha256(packed).hexdigest()) == (dump.bytes, dump.sha256)
        content = (
            gzip.decompress(packed)
            if dump.coding == "gz"
            else zstandard.ZstdDecompressor().decompress(packed, 1_000_000)
        )
        assert hashlib.sha256(content).hexdigest() == dump.content_sha256
        assert len(content) == dump.content_bytes
        if dump.path == ".nq.gz":
            assert dump.content_sha256.startswith(id_)
        format_ = {"nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}.get(dump.format)
        read[dump.path] = list(ox.parse(content, format=format_ or ox.RdfFormat.TRIG))
    for suffix, whole, of_b in (("nq", 4, 2), ("trig", 4, None), ("ttl", 3, 2), ("jsonld", 4, 2)):
        for coding in ("gz", "zst"):
            assert len(read[f".{suffix}.{coding}"]) == whole
            assert of_b is None or len(read[f"b.{suffix}.{coding}"]) == of_b
    assert alike(read["b.ttl.gz"], read["b.jsonld.gz"], read["b.nq.zst"])
    described = describe_dumps("http://here/", dumps)
    assert len(set(described.objects(None, DCAT["downloadURL"]))) == len(dumps.files)
    assert {str(each) for each in described.objects(None, SPDX["checksumValue"])} == {
        dump.sha256 for dump in dumps.files
    }


def test_dumps_of_what_is_dropped_and_unfinished_go(tmp_path: Path) -> None:
    id_ = write(tmp_path / "snapshots", f"<http://e/a> <http://e/p> <http://e/b> <{G}a> .\n")
    for name in ("0123456789abcdef", ".unfinished-x"):
        (tmp_path / "dumps" / name).mkdir(parents=True)
    make_dumps(tmp_path, id_)
    kept = [path.name for path in (tmp_path / "dumps").iterdir() if path.is_dir()]
    assert kept == [id_]


def test_dumps_that_cannot_be_made_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "snapshots" / "0123456789abcdef").mkdir(parents=True)
    (tmp_path / "dumps").mkdir()
    with pytest.raises(EngineError, match="cannot be made"):
        Shelf(tmp_path).take("0123456789abcdef", patience=60)
    assert not [path for path in (tmp_path / "dumps").iterdir() if path.is_dir()]
