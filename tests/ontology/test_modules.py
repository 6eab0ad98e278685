"""Modules: what each defines and imports, and that the README says the same."""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from cybernorms.files import graph_root
from cybernorms.namespaces import CN, ONTOLOGY

ROOT = "cybernorms"
ROW = re.compile(r"^\| `(?P<module>\w+)` \| [^|]+ \|(?P<imports>[^|]*)\|$", re.MULTILINE)


def test_imports_are_acyclic(modules: Mapping[str, Graph]) -> None:
    order = TopologicalSorter({name: imports(name, modules) for name in modules}).static_order()
    assert list(order)[-1] == ROOT


def test_root_imports_every_module(modules: Mapping[str, Graph]) -> None:
    assert imports(ROOT, modules) == set(modules) - {ROOT}


def test_term_stands_in_the_file_of_its_module(modules: Mapping[str, Graph]) -> None:
    for name, graph in modules.items():
        for term, module in graph.subject_objects(RDFS.isDefinedBy):
            assert module == module_iri(name), f"{term} in {name}.ttl"


def test_term_is_described_in_one_file_only(modules: Mapping[str, Graph]) -> None:
    for name, graph in modules.items():
        described = {s for s in graph.subjects() if str(s).startswith(str(CN))}
        defined = set(graph.subjects(RDFS.isDefinedBy))
        assert described == defined, name


def test_terms_in_use_are_defined_in_the_module_or_its_imports(
    modules: Mapping[str, Graph],
) -> None:
    for name, graph in modules.items():
        visible = {
            term
            for module in {name, *reachable(name, modules)}
            for term in modules[module].subjects(RDFS.isDefinedBy)
        }
        used = {o for o in graph.objects() if isinstance(o, URIRef) and o.startswith(str(CN))}
        assert used <= visible, name


def test_readme_lists_the_modules_with_their_imports(modules: Mapping[str, Graph]) -> None:
    readme = graph_root() / "ontology" / "README.md"
    if not readme.is_file():
        pytest.skip("no README beside the ontology")
    listed = {
        row["module"]: set(re.findall(r"`(\w+)`", row["imports"]))
        for row in ROW.finditer(readme.read_text(encoding="utf-8"))
    }
    assert listed == {name: imports(name, modules) for name in modules if name != ROOT}


def imports(name: str, modules: Mapping[str, Graph]) -> set[str]:
    """Name the modules that one imports."""
    header = next(iter(modules[name].subjects(RDF.type, OWL.Ontology)))
    return {
        str(module).removeprefix(f"{ONTOLOGY}/")
        for module in modules[name].objects(header, OWL.imports)
    }


def reachable(name: str, modules: Mapping[str, Graph]) -> set[str]:
    """Name the modules that one imports, directly or through others."""
    direct = imports(name, modules)
    return direct.union(*(reachable(module, modules) for module in direct))


def module_iri(name: str) -> URIRef:
    """Give the IRI of a module's header."""
    return URIRef(f"{ONTOLOGY}/{name}")
