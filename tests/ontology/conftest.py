"""What the tests of the ontology share: its files, read once."""

from collections.abc import Mapping

import pytest
from rdflib import Graph

from cybernorms.files import graph_root, turtle_files
from cybernorms.sources import Sources, load_files


@pytest.fixture(scope="session")
def definitions() -> Sources:
    """Read ontology/ and shapes/; every file must parse."""
    root = graph_root()
    paths = [path for folder in ("ontology", "shapes") for path in turtle_files(root / folder)]
    return load_files(paths, root)


@pytest.fixture(scope="session")
def ontology(definitions: Sources) -> Graph:
    """Join modules, schemes and alignments."""
    return definitions.folder("ontology")


@pytest.fixture(scope="session")
def modules(definitions: Sources) -> Mapping[str, Graph]:
    """Give each module by its name, and the root as ``cybernorms``."""
    return {
        document.file.removeprefix("ontology/").removesuffix(".ttl"): document.graph
        for document in definitions.documents
        if document.file.startswith("ontology/") and document.file.count("/") == 1
    }
