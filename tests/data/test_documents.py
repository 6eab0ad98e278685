"""README's examples answer as printed; the version is the same wherever it is written."""

import csv
import io
import re
import tomllib

import pytest
from rdflib import URIRef

from cybernorms import __version__
from cybernorms.engine import Query, QueryEngine
from cybernorms.files import graph_root
from cybernorms.namespaces import GRAPH_ONTOLOGY, ONTOLOGY, OWL
from cybernorms.sources import Sources

ROOT = graph_root()
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sparql\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", README, re.DOTALL)
PROLOGUE = BLOCKS[0][0]
EXAMPLES = [(query, table) for query, table in BLOCKS if table]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def test_readme_has_five_examples() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize(("query", "table"), EXAMPLES)
def test_readme_example_answers_as_printed(query: str, table: str, own_engine: QueryEngine) -> None:
    answer = own_engine.query(Query(PROLOGUE + query, "text/csv", None, timeout=30))
    header, _, *printed = table.splitlines()
    assert list(csv.reader(io.StringIO(answer.body.decode()))) == [
        cells(header),
        *map(cells, printed),
    ]


def test_version_is_the_same_everywhere(own_sources: Sources) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    changes = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    ontology = own_sources.graph(GRAPH_ONTOLOGY).value(URIRef(ONTOLOGY), OWL.versionInfo)
    assert citation is not None
    assert changes is not None
    assert {project, citation[1], changes[1], str(ontology)} == {__version__}
