"""Made-up data of bench/generator.py: what it is meant to be, in small."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from cybernorms.files import graph_root
from cybernorms.namespaces import GRAPH_ONTOLOGY
from cybernorms.sources import load_sources, write_statements
from cybernorms.store.lines import LineStore
from cybernorms.validation import CORE, Report, choose_profile, validate_asserted
from cybernorms.validation.first_pass import pass_lines
from cybernorms.validation.stages import authoring_view

TRIPLES = 4000


def generate(folder: Path, *arguments: str) -> Path:
    command = [sys.executable, str(graph_root() / "bench/generator.py"), str(folder)]
    subprocess.run([*command, "--size", str(TRIPLES), *arguments], check=True, capture_output=True)
    return folder


def solve(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    return list(store.query(query))  # type: ignore[arg-type]


def written(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.glob("data/sources/made-*/*.ttl")
    }


def failures(report: Report) -> set[tuple[str, str]]:
    return {(str(result.focus_node), str(result.source_shape)) for result in report.results}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("made") / "sound")


def test_the_same_seed_makes_the_same_files_and_another_one_others(
    sound: Path, tmp_path: Path
) -> None:
    files = written(sound)
    assert sum(content.count(b"\n") for content in files.values()) >= TRIPLES
    assert written(generate(tmp_path / "again")) == files
    assert written(generate(tmp_path / "other", "--seed", "2")) != files


def test_without_faults_it_conforms(sound: Path) -> None:
    assert json.loads((sound / "faults.json").read_text("utf-8")) == []
    assert validate_asserted(load_sources(sound), "turbo").conforms


def test_each_fault_is_found_and_nothing_else(tmp_path: Path) -> None:
    folder = generate(tmp_path / "spoilt", "--faults", "0.7")
    made = {
        (fault["node"], fault["shape"])
        for fault in json.loads((folder / "faults.json").read_text("utf-8"))
    }
    sources = load_sources(folder)
    assert failures(validate_asserted(sources, "turbo")) == made
    assert len({shape for _, shape in made}) == 10
    lines = tmp_path / "data.nt"
    view = authoring_view(sources.data(), sources.graph(GRAPH_ONTOLOGY))
    lines.write_text("".join(f"{line} .\n" for line in write_statements(view)), "utf-8")
    shapes, store = choose_profile(sources, CORE).written_shapes(sources), LineStore(lines)
    quick = failures(pass_lines(lines, shapes, store.ask, store.describe))
    assert quick == {(node, shape) for node, shape in made if (URIRef(shape), None, None) in shapes}


def test_each_template_finds_something_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(graph_root() / "bench"))
    generator, templates = import_module("generator"), import_module("templates")
    store = ox.Store()
    store.load("\n".join(generator.write_graph(20_000)), ox.RdfFormat.N_TRIPLES)
    assert len(templates.TEMPLATES) == 15
    for template in templates.TEMPLATES:
        choices: list[dict[str, str]] = [{}]
        if template.parameters:
            rows = solve(store, template.choose(3))
            choices = [{name: str(row[name]) for name in template.names} for row in rows]
        answers = [len(solve(store, template.fill(choice))) for choice in choices]
        assert answers
        assert all(answers), template.id
