"""The quick pass for large graphs finds in the fixtures of all shapes what the reference finds."""

from pathlib import Path

import pytest
from rdflib import Graph

from cybernorms.sources import Places, write_statements
from cybernorms.store.lines import LineStore
from cybernorms.validation import Report, validate
from cybernorms.validation.first_pass import pass_lines

from ..results import rows
from .test_fixtures import BAD, GOOD, alone, authoring_context, judge, node_shapes, parse

NESTED = """
    @prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    e:Shape a sh:NodeShape ; sh:targetClass e:Owner ; sh:property e:any , e:one .
    e:any a sh:PropertyShape ; sh:path e:has ; sh:or ( [ sh:class e:Cat ] [ sh:class e:Dog ] ) .
    e:one a sh:PropertyShape ; sh:path e:has ;
        sh:qualifiedValueShape [ sh:class e:Cat ; sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1 .
"""
OWNERS = """
    @prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    e:Tabby rdfs:subClassOf e:Striped . e:Striped rdfs:subClassOf e:Cat .
    e:tom a e:Tabby . e:kim a e:Cat . e:rex a e:Dog , e:Tabby . e:car a e:Thing .
    e:a a e:Owner ; e:has e:tom , e:rex . e:b a e:Owner ; e:has e:kim , "kim" .
    e:c a e:Owner ; e:has e:car . e:d a e:Owner ; e:has e:kim , e:tom .
"""


def judged_by_core(file: Path) -> bool:
    stated = node_shapes()[file.parent.name]
    return stated.startswith(("shapes/authoring/", "shapes/core/", "shapes/consistency/"))


def pass_file(file: Path, folder: Path) -> Report:
    data = parse(file)
    if not node_shapes()[file.parent.name].startswith("shapes/consistency/"):
        data += authoring_context()
    lines = folder / "data.nt"
    lines.write_text("".join(f"{line} .\n" for line in write_statements(data)), "utf-8")
    store = LineStore(lines)
    return pass_lines(lines, alone(file.parent.name), store.ask, store.describe)


@pytest.mark.parametrize("files", [GOOD, BAD], ids=["good", "bad"])
def test_it_finds_what_the_engines_find(files: list[Path], tmp_path: Path) -> None:
    unequal, tried = [], 0
    for file in filter(judged_by_core, files):
        tried += 1
        found = rows(pass_file(file, tmp_path))
        if found != rows(judge(file, "turbo")):
            unequal.append(file.parent.name + "/" + file.name)
    assert tried > 50
    assert unequal == []


def test_instances_of_subclasses_count_in_shapes_inside_of_shapes(tmp_path: Path) -> None:
    shapes, data = Graph().parse(data=NESTED), Graph().parse(data=OWNERS)
    lines = tmp_path / "data.nt"
    lines.write_text("".join(f"{line} .\n" for line in write_statements(data)), "utf-8")
    store = LineStore(lines)
    found = rows(pass_lines(lines, shapes, store.ask, store.describe))
    assert found == rows(validate(data, shapes, "pyshacl", Places()))
    assert sorted(row.focus for row in found) == [f"<http://e/{name}>" for name in "abcd"]
