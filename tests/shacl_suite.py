"""The W3C's SHACL test suite, asked of ``cybernorms validate --shapes`` and of pyshacl.

    pip download --no-deps --no-binary :all: pyshacl && tar xzf pyshacl-*.tar.gz
    python -m tests.shacl_suite pyshacl-*/test/resources/sht_tests [--through command|engines|all]

The suite is also at https://github.com/w3c/data-shapes. ``command`` runs the command once a test,
``engines`` each engine in this process, pyshacl also without anything of ours around it. A report
is right when it has the results that the test wants and no others, by focus node, path, value,
severity, shape and component (the messages are free); a test that wants a failure passes when no
verdict is given. The exit code is 1 when a test fails that is not in ``KNOWN``.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pyshacl
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from cybernorms.cli.exits import ExitCode
from cybernorms.errors import CyberNormsError
from cybernorms.sources import Places, read_rdf
from cybernorms.validation import ENGINES, validate
from cybernorms.validation.reading import read_report
from cybernorms.validation.report import Report

from .results import Row, rows

_MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_SHT: Final = Namespace("http://www.w3.org/ns/shacl-test#")

KNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "command": {
        "qualifiedValueShape-001": "sh:nodeShape, which SHACL does not define, is told as a warning"
    },
    "turbo": {},
    "pyshacl": {
        "prefixes-001": "pyshacl does not follow owl:imports from sh:prefixes to declarations",
        "shapesGraph-001": "pyshacl has no $shapesGraph",
    },
    "pyshacl alone": {
        "datatype-001": "the report gives a value in another lexical form",
        "or-datatypes-001": "the report gives a value in another lexical form",
        "shapesGraph-001": "pyshacl has no $shapesGraph",
    },
}
"""For each way to ask the tests that fail, and why it stays so."""


@dataclass(frozen=True, slots=True)
class Test:
    """One entry of a manifest; ``expected`` is None when a failure is."""

    name: str
    data: Path
    shapes: Path
    expected: Counter[Row] | None


def load_tests(manifest: Path) -> Iterator[Test]:
    """Read the tests of a manifest and of those that it includes."""
    graph = read(manifest)
    for included in sorted(graph.objects(None, _MF.include), key=str):
        yield from load_tests(_path(included))
    for entries in graph.objects(None, _MF.entries):
        for entry in graph.items(entries):
            action, result = graph.value(entry, _MF.action), graph.value(entry, _MF.result)
            expected = None if result == _SHT.Failure else rows(_expected(graph, result))
            data, shapes = (graph.value(action, p) for p in (_SHT.dataGraph, _SHT.shapesGraph))
            yield Test(str(entry).rpartition("/")[2], _path(data), _path(shapes), expected)


@cache
def read(file: Path) -> Graph:
    """Read a file of the suite; its address is its base."""
    return read_rdf(with_base(file).encode(), file.name, URIRef(file.as_uri())).graph


def with_base(file: Path) -> str:
    """Give the text of a file with the base that the suite gives it: its own address."""
    return f"@base <{file.as_uri()}> .\n{file.read_text('utf-8')}"


def _path(iri: Node | None) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def _expected(graph: Graph, report: Node | None) -> Report:
    """Take an expected report out of a file that has more in it."""
    taken, waiting = Graph(), [report]
    while waiting:
        for triple in graph.triples((waiting.pop(), None, None)):
            if triple not in taken:
                taken.add(triple)
                waiting += [triple[2]] if isinstance(triple[2], BNode) else []
    return read_report(taken, Graph(), Graph(), Places())


def ask_engine(engine: str, test: Test) -> Counter[Row] | None:
    """Ask one of our engines; None stands for no verdict."""
    try:
        return rows(validate(read(test.data), read(test.shapes), engine))
    except CyberNormsError:
        return None


def ask_pyshacl(test: Test) -> Counter[Row] | None:
    """Ask pyshacl as its users do, who let it read the files."""
    try:
        _, report, _ = pyshacl.validate(
            with_base(test.data),
            shacl_graph=with_base(test.shapes),
            data_graph_format="turtle",
            shacl_graph_format="turtle",
        )
    except Exception:  # noqa: BLE001 - pyshacl has no common class of errors
        return None
    if not isinstance(report, Graph):
        return None
    return rows(read_report(report, Graph(), Graph(), Places()))


def ask_command(test: Test) -> Counter[Row] | None:
    """Ask ``cybernorms validate --shapes``, and read the report that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        data, shapes = (Path(folder) / name for name in ("data.ttl", "shapes.ttl"))
        data.write_text(with_base(test.data), "utf-8")
        shapes.write_text(with_base(test.shapes), "utf-8")
        command = [sys.executable, "-m", "cybernorms", "validate", "--format", "turtle"]
        done = subprocess.run(
            [*command, "--shapes", str(shapes), str(data)], capture_output=True, check=False
        )
    if done.returncode not in {ExitCode.FINE, ExitCode.NONCONFORMING}:
        return None
    report = read_rdf(done.stdout, "report", URIRef(test.data.as_uri())).graph
    return rows(read_report(report, Graph(), Graph(), Places()))


ASKING: Final[Mapping[str, Callable[[Test], Counter[Row] | None]]] = {
    "command": ask_command,
    **{engine: partial(ask_engine, engine) for engine in sorted(ENGINES)},
    "pyshacl alone": ask_pyshacl,
}


def complaint(test: Test, found: Counter[Row] | None) -> str | None:
    """Say what is not as the test wants it; None if nothing is."""
    if found == test.expected:
        return None
    if found is None:
        return "no verdict"
    if test.expected is None:
        return "a verdict where there is none"
    missing, more = test.expected - found, found - test.expected
    return f"missing {list(missing.elements())}, too many {list(more.elements())}"


def main() -> int:
    """Run the suite; tell how many tests pass each way, and each that does not."""
    parser = argparse.ArgumentParser(description="Run the W3C's SHACL test suite.")
    parser.add_argument("suite", type=Path, help="the folder of its manifest.ttl")
    parser.add_argument("--through", choices=("command", "engines", "all"), default="all")
    parser.add_argument("--only", nargs="*", help="names of tests, instead of all")
    arguments = parser.parse_args()
    tests = list(load_tests(arguments.suite.resolve() / "manifest.ttl"))
    tests = [test for test in tests if test.name in (arguments.only or (test.name,))]
    new = 0
    for name, ask in ASKING.items():
        if arguments.through not in {"all", "command" if name == "command" else "engines"}:
            continue
        failed = {t.name: text for t in tests if (text := complaint(t, ask(t))) is not None}
        for test, text in failed.items():
            known = KNOWN[name].get(test)
            new += known is None
            print(f"  {test}: {known or text}")
        print(f"{name}: {len(tests) - len(failed)} of {len(tests)}", flush=True)
    return int(new > 0)


if __name__ == "__main__":
    sys.exit(main())
