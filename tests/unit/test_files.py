from pathlib import Path

import pytest

from cybernorms.errors import InputError
from cybernorms.files import FOLDERS, graph_root, turtle_files


def test_graph_root_is_this_checkout() -> None:
    root = graph_root()
    assert root == Path(__file__).resolve().parents[2]
    assert all((root / folder).is_dir() for folder in FOLDERS)


def test_turtle_files_are_sorted_and_only_turtle(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/z.ttl", "a/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert turtle_files(tmp_path) == [tmp_path / "a/z.ttl", tmp_path / "b.ttl"]


def test_missing_folder_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        turtle_files(tmp_path / "ontology")
