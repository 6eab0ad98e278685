"""The W3C's SPARQL query tests, asked of a running cybernorms server or of the engine alone.

    git clone https://github.com/w3c/rdf-tests
    python -m tests.w3c rdf-tests/sparql/sparql11 [--through server|snapshot|engine]

``server`` puts the data of all tests into one snapshot, serves it, and chooses the graphs of each
test with the parameters of the SPARQL Protocol. ``snapshot`` and ``engine`` ask in this process,
with the data of the one test only: ours with what it mends, and pyoxigraph as it is. A test is
"lenient" when it holds only if numbers and times are compared by value. The exit code is 1 when a
test fails that is not in ``KNOWN``.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from cybernorms.engine import Query
from cybernorms.errors import (
    CyberNormsError,
    ForbiddenQueryError,
    QueryLimitError,
    QuerySyntaxError,
)
from cybernorms.guard import check_query
from cybernorms.settings import load_settings
from cybernorms.store import Snapshot
from cybernorms.store.dataset import read_dataset

_MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NO_GRAPH: Final = "http://example.org/no-graph"
_SKIPPED: Final = frozenset({"entailment", "service"})
_SYNTAX: Final = frozenset(
    {
        "PositiveSyntaxTest",
        "PositiveSyntaxTest11",
        "NegativeSyntaxTest",
        "NegativeSyntaxTest11",
    }
)
_KINDS: Final = _SYNTAX | {"QueryEvaluationTest", "CSVResultFormatTest"}

KNOWN: Final = {
    "tsv03": "the engine's store keeps the value of a number, not its digits or derived type",
    "test_4": "a function that the endpoint does not have is refused by name (400)",
}
"""Tests that fail, and why it stays so."""

_SRX: Final = "application/sparql-results+xml"
_SRJ: Final = "application/sparql-results+json"
_MEDIA: Final = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".srx": _SRX}
_RESULTS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Reply = tuple[str, bytes]
"""The media type and the bytes of an answer; media type "syntax" says that the text is refused."""


@dataclass(frozen=True, slots=True)
class Test:
    """One entry of a manifest; ``result`` is None for a test of syntax."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None

    @property
    def text(self) -> str:
        """The query with the base that the suite gives it: its own address."""
        return f"BASE <{self.query.as_uri()}>\n{self.query.read_text('utf-8')}"


Ask = Callable[[Test, str], Reply]
"""Asks the query of a test for a media type."""


def load_tests(suite: Path) -> list[Test]:
    """Read the query tests of the manifests below a folder, in order of their names."""
    tests: list[Test] = []
    for manifest in sorted(suite.resolve().glob("*/manifest.ttl")):
        if manifest.parent.name not in _SKIPPED:
            tests += _read_manifest(manifest)
    return tests


def _read_manifest(manifest: Path) -> Iterator[Test]:
    graph = ox.Dataset(
        ox.parse(path=manifest, format=ox.RdfFormat.TURTLE, base_iri=manifest.as_uri())
    )

    def objects(subject: Term | None, name: str) -> list[Term]:
        quads = graph.quads_for_subject(subject) if subject else ()  # type: ignore[arg-type]
        return [quad.object for quad in quads if quad.predicate.value == name]

    def path(term: Term) -> Path:
        return Path(unquote(urlsplit(term.value).path))  # type: ignore[union-attr]

    end = ox.NamedNode(f"{_RDF}nil")
    found = graph.quads_for_predicate(ox.NamedNode(f"{_MF}entries"))
    listed = next((quad.object for quad in found), end)
    while listed != end:
        [entry] = objects(listed, f"{_RDF}first")
        [listed] = objects(listed, f"{_RDF}rest")
        kinds = [term.value.partition("#")[2] for term in objects(entry, f"{_RDF}type")]  # type: ignore[union-attr]
        if not kinds or kinds[0] not in _KINDS:
            continue
        [action] = objects(entry, f"{_MF}action")
        name = entry.value.rpartition("#")[2].rpartition("/")[2]  # type: ignore[union-attr]
        result = objects(entry, f"{_MF}result")
        if kinds[0] not in _SYNTAX:
            [query] = objects(action, f"{_QT}query")
            text = path(query).read_text("utf-8")
            clauses = read_dataset(text, path(query).as_uri())
            named = [*(clauses.default or ()), *(clauses.named or ())]
            yield Test(
                name=name,
                kind=kinds[0],
                query=path(query),
                data=tuple(map(path, objects(action, f"{_QT}data"))),
                graphs=tuple(
                    map(path, [*objects(action, f"{_QT}graphData"), *map(ox.NamedNode, named)])
                ),
                result=path(result[0]),
            )
        else:
            yield Test(name, kinds[0], path(action), (), (), None)


@cache
def _quads(path: Path, graph: bool) -> tuple[ox.Quad, ...]:
    """Parse a file of data into the default graph, or into the graph of its own address."""
    base = path.as_uri()
    found = ox.parse(path=path, base_iri=base, rename_blank_nodes=True)
    if not graph:
        return tuple(found)
    return tuple(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(base)) for q in found)


def _ask_engine(test: Test, media_type: str) -> Reply:
    solutions = _store(test).query(test.text)
    if isinstance(solutions, ox.QueryTriples):
        return "application/n-triples", ox.serialize(
            solutions, format=ox.RdfFormat.N_TRIPLES
        ) or b""
    formats = {
        "text/csv": ox.QueryResultsFormat.CSV,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }
    body = solutions.serialize(format=formats.get(media_type, ox.QueryResultsFormat.JSON))
    return (media_type if media_type in formats else _SRJ), body or b""


def _ask_snapshot(test: Test, media_type: str) -> Reply:
    settings = load_settings({})
    check_query(test.text, settings.max_query_nesting)
    store = _store(test)
    snapshot = Snapshot("test", {"owlrl": store, "none": store}, settings.max_result_bytes)
    answer = snapshot.query(Query(test.text, media_type, "application/n-triples", 10))
    return answer.media_type, answer.body


def _store(test: Test) -> ox.Store:
    store = ox.Store()
    for path in test.data:
        store.extend(_quads(path, graph=False))
    for path in test.graphs:
        store.extend(_quads(path, graph=True))
        store.add_graph(ox.NamedNode(path.as_uri()))
    return store


@contextmanager
def _server(tests: Iterable[Test]) -> Iterator[Ask]:
    """Serve the data of all tests, each file as a graph of its own."""
    from tests.http.conftest import point_current, start, stop  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        written = state / "snapshots" / "w3c"
        written.mkdir(parents=True)
        files = dict.fromkeys(path for test in tests for path in (*test.data, *test.graphs))
        quads = [quad for path in files for quad in _quads(path, graph=True)]
        (written / "asserted.nq").write_bytes(
            ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        )
        (written / "inferred.nq").write_bytes(b"")
        (written / "manifest.json").write_text('{"graphs": {}}', "utf-8")
        point_current(state, "w3c")
        running = start(state, timeout=10, memory_limit=1024)

        def ask(test: Test, media_type: str) -> Reply:
            dataset = {
                "default-graph-uri": [path.as_uri() for path in test.data] or [_NO_GRAPH],
                "named-graph-uri": [path.as_uri() for path in test.graphs],
            }
            response = running.request(
                "POST",
                "/sparql",
                f"{media_type}, application/n-triples;q=0.5",
                data={"query": test.text} | ({} if "FROM" in test.text else dataset),
            )
            if response.status_code == 400:
                raise QuerySyntaxError(response.json()["detail"])
            if response.status_code == 403:
                raise ForbiddenQueryError(response.json()["detail"])
            response.raise_for_status()
            return response.headers["Content-Type"].partition(";")[0], response.content

        try:
            yield ask
        finally:
            stop(running)


def run_test(test: Test, ask: Ask) -> str:
    """Run a test: "passed", "lenient", "refused" (by policy) or what is wrong."""
    if test.result is None:
        return _run_syntax(test, ask)
    try:
        media_type, body = ask(test, _MEDIA.get(test.result.suffix, _SRJ))
    except (CyberNormsError, SyntaxError, ValueError, RuntimeError, OSError) as error:
        return f"failed: {error}"
    if test.kind == "CSVResultFormatTest":
        for verdict, by_value in (("passed", False), ("lenient", True)):
            if _lines(test.result.read_bytes(), by_value) == _lines(body, by_value):
                return verdict
        return f"failed: gave {body!r}"
    found = _read_result(media_type, body)
    wanted = _read_expected(test.result)
    for verdict, change in (("passed", _same), ("lenient", _by_value)):
        if _canonical(found, change) == _canonical(wanted, change):
            return verdict
    return f"failed: gave {_show(found)}, not {_show(wanted)}"


def _run_syntax(test: Test, ask: Ask) -> str:
    try:
        ask(test, _SRJ)
    except (ForbiddenQueryError, QueryLimitError):
        return "refused"
    except (QuerySyntaxError, SyntaxError) as error:
        return "passed" if "Negative" in test.kind else f"failed: refused ({error})"
    except (CyberNormsError, OSError, RuntimeError, ValueError) as error:
        return f"failed: {error}"
    return "failed: taken" if "Negative" in test.kind else "passed"


def _lines(table: bytes, by_value: bool = False) -> Counter[str]:
    """Give the lines of a CSV table without the names of its blank nodes."""

    def cell(text: str) -> str:
        try:
            return str(float(text)) if by_value else text
        except ValueError:
            return text

    lines = re.sub(r"_:\w+", "_:", table.decode()).splitlines()
    return Counter(",".join(map(cell, line.split(","))) for line in lines)


def _read_expected(path: Path) -> list[ox.Quad]:
    if path.suffix in _RESULTS:
        media_type = {".srx": _SRX, ".srj": _SRJ, ".tsv": "text/tab-separated-values"}[path.suffix]
        return _read_result(media_type, path.read_bytes())
    quads = list(ox.parse(path=path, base_iri=path.as_uri()))
    if not any(quad.object == ox.NamedNode(f"{_RS}ResultSet") for quad in quads):
        return quads
    graph = ox.Dataset(quads)

    def object_of(subject: Term, name: str) -> Term | None:
        found = (
            quad.object
            for quad in graph.quads_for_subject(subject)  # type: ignore[arg-type]
            if quad.predicate.value == _RS + name
        )
        return next(found, None)

    [root] = [q.subject for q in quads if q.object == ox.NamedNode(f"{_RS}ResultSet")]
    boolean = object_of(root, "boolean")
    if boolean is not None:
        return _boolean(boolean.value == "true")  # type: ignore[union-attr]
    rows = []
    for solution in (q.object for q in quads if q.predicate.value == f"{_RS}solution"):
        row = {}
        for binding in (
            quad.object
            for quad in graph.quads_for_subject(solution)
            if quad.predicate.value == f"{_RS}binding"
        ):
            variable, value = object_of(binding, "variable"), object_of(binding, "value")
            assert isinstance(variable, ox.Literal)
            assert value is not None
            row[variable.value] = value
        rows.append(row)
    return _table(rows)


def _read_result(media_type: str, body: bytes) -> list[ox.Quad]:
    """Read a table, a boolean or a graph as quads: one blank node for each row of a table."""
    if media_type == "application/n-triples":
        return list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    parsed = ox.parse_query_results(
        body,
        format={
            _SRX: ox.QueryResultsFormat.XML,
            _SRJ: ox.QueryResultsFormat.JSON,
            "text/tab-separated-values": ox.QueryResultsFormat.TSV,
        }[media_type],
    )
    if isinstance(parsed, ox.QueryBoolean):
        return _boolean(bool(parsed))
    names = [variable.value for variable in parsed.variables]
    rows = []
    for solution in parsed:
        row = {}
        for name, value in zip(names, solution, strict=True):
            if value is not None:
                row[name] = value
        rows.append(row)
    return _table(rows)


def _boolean(value: bool) -> list[ox.Quad]:
    return [ox.Quad(ox.BlankNode(), ox.NamedNode("result:boolean"), ox.Literal(value))]


def _table(rows: Iterable[dict[str, Term]]) -> list[ox.Quad]:
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("result:is"), ox.NamedNode("result:row")))
        quads += [ox.Quad(node, ox.NamedNode(f"result:{name}"), row[name]) for name in row]
    return quads


def _same(term: Term) -> Term:
    return term


def _by_value(term: Term) -> Term:
    """Write a number or a time in the store's own way, if that keeps its datatype."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return term
    store = ox.Store()
    store.add(ox.Quad(ox.BlankNode(), ox.NamedNode("a:a"), term))
    [quad] = store
    return quad.object if quad.object.datatype == term.datatype else term


def _canonical(quads: Iterable[ox.Quad], change: Callable[[Term], Term]) -> set[str]:
    """Name the blank nodes by their place, so that equal results are equal sets."""
    changed = ox.Dataset(ox.Quad(q.subject, q.predicate, change(q.object)) for q in quads)
    changed.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in changed}


def _show(quads: Iterable[ox.Quad]) -> str:
    lines = sorted(f"{q.predicate.value.removeprefix('result:')}={q.object}" for q in quads)
    return " ".join(lines)[:300]


def main() -> int:
    """Run the suite and tell how many tests hold, and each that does not."""
    parser = argparse.ArgumentParser(description="Run the W3C's SPARQL query tests.")
    parser.add_argument("suite", type=Path, help="a folder such as rdf-tests/sparql/sparql11")
    parser.add_argument("--through", choices=("server", "snapshot", "engine"), default="server")
    parser.add_argument("--only", default="", help="only tests with this in their name")
    parser.add_argument("--list", action="store_true", help="tell the verdict of each test")
    arguments = parser.parse_args()
    tests = [test for test in load_tests(arguments.suite) if arguments.only in test.name]
    counts: dict[str, Counter[str]] = {}
    unknown = 0

    def run(ask: Ask) -> None:
        nonlocal unknown
        for test in tests:
            verdict = run_test(test, ask)
            short = verdict.partition(":")[0]
            counts.setdefault(test.kind, Counter())[short] += 1
            unknown += short == "failed" and test.name not in KNOWN
            if short == "failed" or arguments.list:
                print(f"{test.query.parent.name}/{test.name} {verdict}")

    if arguments.through == "server":
        with _server(tests) as ask:
            run(ask)
    else:
        run({"engine": _ask_engine, "snapshot": _ask_snapshot}[arguments.through])
    for kind, count in sorted(counts.items()):
        print(f"{kind}: " + ", ".join(f"{n} {name}" for name, n in sorted(count.items())))
    return min(unknown, 1)


if __name__ == "__main__":
    sys.exit(main())
