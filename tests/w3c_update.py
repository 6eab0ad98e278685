"""The W3C's SPARQL update tests, worked out as the writer does it: in a confined child.

    git clone https://github.com/w3c/rdf-tests
    python -m tests.w3c_update rdf-tests/sparql/sparql11

The default graph of a test is the account's home graph, and not the union that it reads elsewhere.
The exit code is 1 when a test fails.
"""

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib import RDF, RDFS, Dataset, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from cybernorms.accounts import Account
from cybernorms.errors import CyberNormsError
from cybernorms.journal.quads import read_quad, write_quad
from cybernorms.store import check_update_syntax
from cybernorms.updates.evaluation import apply_update
from cybernorms.updates.scratch import Scratch
from cybernorms.workers.child import Limits, Message, run_in_child

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
BASE: Final = "http://example.org/base/"
HOME: Final = DATASET_DEFAULT_GRAPH_ID
_LIMITS: Final = Limits("update", 30, "update_timeout", 1024, "update_memory", "")
_SYNTAX: Final = {
    MF.PositiveUpdateSyntaxTest11: True,
    MF.NegativeUpdateSyntaxTest11: False,
}


class _Everybody(Account):
    """An account that owns every graph."""

    def owns(self, graph: str) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Test:
    """One entry of a manifest; without graphs it is about syntax alone."""

    name: str
    request: Path
    before: Dataset | None
    after: Dataset | None
    valid: bool = True


def load_tests(suite: Path) -> Iterator[Test]:
    """Read the update tests of the manifests below a folder."""
    for manifest in sorted(suite.resolve().glob("*/manifest.ttl")):
        graph = Graph().parse(manifest)
        for kind, valid in _SYNTAX.items():
            for test in graph.subjects(RDF.type, kind):
                text = _path(graph.value(test, MF.action))
                yield Test(f"{manifest.parent.name}/{text.name}", text, None, None, valid)
        for test in graph.subjects(RDF.type, MF.UpdateEvaluationTest):
            action, result = graph.value(test, MF.action), graph.value(test, MF.result)
            request = _path(graph.value(action, UT.request))
            before, after = (_read(graph, node) for node in (action, result))
            yield Test(f"{manifest.parent.name}/{request.name}", request, before, after)


def run_test(test: Test) -> str:
    """Run a test: "passed", or what is wrong."""
    text = test.request.read_text("utf-8")

    def task() -> Message:
        check_update_syntax(text, BASE)
        if test.before is None:
            return {}, b""
        rdflib.NORMALIZE_LITERALS = False
        account = _Everybody("w3c", (), HOME, datetime.now(UTC))
        scratch = Scratch(test.before, account, union=False)
        apply_update(scratch, text, BASE)
        scratch.change()
        quads = (write_quad((s, p, o, URIRef(g or HOME))) for s, p, o, g in test.before.quads())
        return {}, "\n".join(quads).encode("utf-8")

    try:
        _, body = run_in_child(task, _LIMITS, confined=True)
    except CyberNormsError as error:
        return "passed" if not test.valid else f"failed: {error}"
    if not test.valid:
        return "failed: taken"
    if test.after is None:
        return "passed"
    found = Dataset()
    for line in filter(None, body.decode("utf-8").split("\n")):
        subject, predicate, value, name = read_quad(line)
        found.get_context(name).add((subject, predicate, value))
    names = {graph.identifier for each in (found, test.after) for graph in each.graphs()}
    different = [name for name in names if not _are_same(found, test.after, name)]
    return f"failed: {different} differ" if different else "passed"


def _are_same(one: Dataset, other: Dataset, name: Node) -> bool:
    first, second = Graph(), Graph()
    first += one.get_context(name)  # type: ignore[arg-type]
    second += other.get_context(name)  # type: ignore[arg-type]
    return isomorphic(first, second)


def _read(manifest: Graph, node: Node | None) -> Dataset:
    """Read the graphs that a node of a manifest names."""
    dataset = Dataset()
    named = [(HOME, file) for file in manifest.objects(node, UT.data)]
    for graph in manifest.objects(node, UT.graphData):
        name = URIRef(str(manifest.value(graph, RDFS.label)))
        named.append((name, manifest.value(graph, UT.graph)))  # type: ignore[arg-type]
    for name, file in named:
        for triple in Graph().parse(_path(file), format="turtle"):
            dataset.get_context(name).add(triple)
    return dataset


def _path(iri: Node | None) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def main() -> int:
    """Run the suite; tell how many tests hold, and each that does not."""
    parser = argparse.ArgumentParser(description="Run the W3C's SPARQL update tests.")
    parser.add_argument("suite", type=Path, help="a folder such as rdf-tests/sparql/sparql11")
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
    counts: Counter[str] = Counter()
    for test in load_tests(parser.parse_args().suite):
        try:
            verdict = run_test(test)
        except CyberNormsError as error:
            verdict = f"failed: {error}"
        kind = "syntax" if test.before is None else "evaluation"
        counts[f"{kind} {verdict.partition(':')[0]}"] += 1
        if verdict != "passed":
            print(f"{test.name} {verdict}")
    print(", ".join(f"{kind}: {count}" for kind, count in sorted(counts.items())))
    return int(any("failed" in kind for kind in counts))


if __name__ == "__main__":
    sys.exit(main())
