"""A snapshot loaded in parts is the snapshot."""

from pathlib import Path

import pytest
from rdflib import URIRef

from cybernorms.errors import EngineError, NoSnapshotError
from cybernorms.namespaces import GRAPH_INFERRED
from cybernorms.store import open_facts

NAMES = [URIRef(f"https://example.org/{number}") for number in range(50)]
PROPERTY = URIRef("https://example.org/p")
ASSERTED = "".join(
    f"<{name}> <{PROPERTY}> <{NAMES[0]}> <https://example.org/g> .\n" for name in NAMES
)
INFERRED = "".join(f"<{NAMES[0]}> <{PROPERTY}> <{name}> <{GRAPH_INFERRED}> .\n" for name in NAMES)


def snapshot(folder: Path, asserted: str, inferred: str) -> Path:
    (folder / "asserted.nq").write_text(asserted, "utf-8")
    (folder / "inferred.nq").write_text(inferred, "utf-8")
    return folder


@pytest.mark.parametrize("cores", [1, 2, 3, 7, 64])
def test_whatever_the_number_of_parts_the_facts_are_the_same(
    cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)))
    opened = open_facts(snapshot(tmp_path, ASSERTED, INFERRED))
    pointing = opened.find(None, PROPERTY, NAMES[0], 1000)
    assert {s for s, _, _ in pointing} == set(NAMES)
    assert all(pointing.values())
    assert {o for _, _, o in opened.find(NAMES[0], PROPERTY, None, 1000)} == set(NAMES)
    both = (NAMES[0], PROPERTY, NAMES[0])
    assert opened.graphs(both) == (URIRef("https://example.org/g"), URIRef(str(GRAPH_INFERRED)))
    assert opened.find(NAMES[0], PROPERTY, NAMES[7], 1) == {(NAMES[0], PROPERTY, NAMES[7]): False}


def test_nothing_inferred_is_fine(tmp_path: Path) -> None:
    opened = open_facts(snapshot(tmp_path, ASSERTED, ""))
    assert len(opened.find(None, None, None, 1000)) == len(NAMES)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="cybernorms build"):
        open_facts(tmp_path)


def test_a_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"inferred\.nq: not N-Quads"):
        open_facts(snapshot(tmp_path, ASSERTED, "<https://example.org/cut"))
