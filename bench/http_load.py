"""Compare cybernorms with other SPARQL servers over HTTP, on the same data and the same questions.

    make bench-http        or: python bench/http_load.py --programs DIR --state DIR

One run starts all servers over the same snapshot and measures one after the other with wrk: every
stored question repeated, and never repeated (each request has a comment of its own, so that no
cache knows it), look-ups of one resource after the other, and a large result. It prints requests a
second, latencies, ratios and their geometric means, whether answers were equal, and peak memory
(PSS of all processes of a server).
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import geometric_mean

from cybernorms.questions import load_questions
from cybernorms.sources import load_sources
from servers import Server, cybernorms, oxigraph, rdflib_endpoint, write_dataset

ROOT = Path(__file__).parent.parent
JSON = "application/sparql-results+json"
GRAPH = "application/n-triples"
LOOK_UP = "SELECT ?p ?o {{ <{iri}> ?p ?o }}"
RESOURCES = "SELECT DISTINCT ?s { ?s a ?c FILTER(isIRI(?s)) } ORDER BY ?s LIMIT 500"
LARGE = "SELECT ?s ?p ?o { ?s a <https://w3id.org/cybernorms/ontology#Passage> ; ?p ?o }"
SLOW_SERVER = "rdflib-endpoint"
"""It is asked no questions, some of which take it minutes."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Load:
    """One thing to measure: requests asked in turn, each as a form of its own if ``fresh``."""

    name: str
    queries: tuple[str, ...]
    accept: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """What wrk found: requests a second, latencies in milliseconds, failed requests.

    ``cpu`` is the server's processor time for one request, in milliseconds; other work on the
    machine changes it least.
    """

    rate: float
    cpu: float
    p50: float
    p99: float
    errors: int


Results = dict[str, dict[tuple[str, bool], Figure]]
"""By server, then by the name of a load and whether its requests were fresh."""
Answers = dict[str, dict[str, object]]
"""By server, then by the name of a load."""


def main() -> None:
    """Measure and print."""
    options = _options()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; it is the Debian package of that name: apt-get install wrk")
    state = options.state.resolve()
    with tempfile.TemporaryDirectory(prefix="cybernorms-bench-") as name:
        folder = Path(name)
        data = write_dataset((state / "current").resolve(), folder)
        with ExitStack() as running:
            servers = [
                running.enter_context(context)
                for context in (
                    cybernorms(state, options.port),
                    oxigraph(options.programs, folder, data, options.port + 1),
                    rdflib_endpoint(options.programs, data, options.port + 2),
                )
            ]
            answers: Answers = {server.name: {} for server in servers}
            results: Results = {server.name: {} for server in servers}
            for load in _loads(servers[0], options.questions):
                for server in servers:
                    if server.name != SLOW_SERVER or not _is_question(load.name):
                        answers[server.name][load.name] = _answer(server, load)
                        figure = _measure(server, load, folder, options)
                        results[server.name][load.name, load.fresh] = figure
                        _line(load, server.name, figure)
        _tell(results, {server.name: server.peak for server in servers}, answers)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--state", type=Path, default=ROOT / "build", help="where snapshots are")
    parser.add_argument("--programs", type=Path, default=ROOT / ".venv-bench/bin")
    parser.add_argument("--port", type=int, default=8730, help="the first of three")
    parser.add_argument("--seconds", type=int, default=2, help="for each measurement")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--questions", nargs="*", help="only those whose name begins so")
    return parser.parse_args()


def _loads(server: Server, beginnings: Sequence[str] | None) -> list[Load]:
    """Make the loads: the stored questions of the project, look-ups, and a large result."""
    loads = []
    for question in load_questions(load_sources(ROOT)):
        if beginnings is None or question.identifier.startswith(tuple(beginnings)):
            accept = JSON if question.form in {"SELECT", "ASK"} else GRAPH
            for fresh in (False, True):
                loads.append(Load(question.identifier, (question.query,), accept, fresh))
    found = json.loads(server.ask(RESOURCES, JSON))["results"]["bindings"]
    look_ups = tuple(LOOK_UP.format(iri=row["s"]["value"]) for row in found)
    for fresh in (False, True):
        loads.append(Load("look-up", look_ups, JSON, fresh))
        loads.append(Load("large result", (LARGE,), JSON, fresh))
    return loads


def _answer(server: Server, load: Load) -> object:
    """Answer the first query of a load in a form that can be compared."""
    return _comparable(server.ask(load.queries[0], load.accept), load.accept)


def _comparable(body: bytes, accept: str) -> object:
    """Make a bag of rows or lines; the names of blank nodes are the server's own."""
    if accept == GRAPH:
        return Counter(line for line in body.splitlines() if b"_:" not in line)
    answer = json.loads(body)
    if "boolean" in answer:
        return answer["boolean"]
    rows = answer["results"]["bindings"]
    return Counter(
        tuple(sorted((n, t["value"] if t["type"] != "bnode" else "") for n, t in row.items()))
        for row in rows
    )


def _measure(server: Server, load: Load, folder: Path, options: argparse.Namespace) -> Figure:
    """Let wrk ask: once unmeasured for what is repeated, and longer where answers take long."""
    started = time.perf_counter()
    server.ask(load.queries[0] + "\n# how long it takes", load.accept)
    once = time.perf_counter() - started
    seconds = min(max(options.seconds, ceil(2 * once * options.connections)), _LONGEST)
    if not load.fresh:
        _wrk(server, load, folder, options.connections, seconds)
    return _wrk(server, load, folder, options.connections, seconds)


def _wrk(server: Server, load: Load, folder: Path, connections: int, seconds: int) -> Figure:
    paths = folder / "paths"
    paths.write_text("".join(server.target(query) + "\n" for query in load.queries), "utf-8")
    seed = time.time_ns() // 1000 if load.fresh else 0
    before = server.cpu_seconds()
    output = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"),
            *("-s", str(ROOT / "bench/load.lua"), server.origin),
            *("--", str(paths), str(seed), load.accept),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = json.loads(output.splitlines()[-1])
    rate = found["requests"] / found["seconds"]
    cpu = (server.cpu_seconds() - before) / max(found["requests"], 1) * 1000
    return Figure(rate, cpu, found["p50"], found["p99"], found["errors"])


def _line(load: Load, server: str, figure: Figure) -> None:
    kind = "never repeated" if load.fresh else "repeated"
    print(
        f"{load.name[:40]:40} {kind:14} {server:16} {figure.rate:10.1f}/s"
        f"  p50 {figure.p50:9.2f} ms  p99 {figure.p99:9.2f} ms"
        f"  cpu {figure.cpu:8.3f} ms" + (f"  {figure.errors} FAILED" if figure.errors else ""),
        flush=True,
    )


def _tell(results: Results, peaks: dict[str, float], answers: Answers) -> None:
    """Print ratios of our rates to those of each other server, and whether answers are equal."""
    ours, *others = results
    for other in others:
        print(f"\n{ours} : {other}, by requests a second (in brackets by processor time)")
        for fresh in (False, True):
            kind = "never repeated" if fresh else "repeated"
            pairs = {
                name: (figure, results[other][name, how])
                for (name, how), figure in results[ours].items()
                if how == fresh and (name, how) in results[other]
            }
            questions = [pair for name, pair in pairs.items() if _is_question(name)]
            if questions:
                rates = [_ratio(mine.rate, its.rate) for mine, its in questions]
                times = [_ratio(its.cpu, mine.cpu) for mine, its in questions]
                print(
                    f"  {len(questions)} questions, {kind}: geometric mean "
                    f"{geometric_mean(rates):.2f} ({geometric_mean(times):.2f}), "
                    f"least {min(rates):.2f} ({min(times):.2f})"
                )
            for name, (mine, its) in pairs.items():
                if not _is_question(name):
                    rate, cpu = _ratio(mine.rate, its.rate), _ratio(its.cpu, mine.cpu)
                    print(f"  {name}, {kind}: {rate:.2f} ({cpu:.2f})")
        unequal = [name for name, answer in answers[other].items() if answer != answers[ours][name]]
        print(
            f"  equal answers: {len(answers[other]) - len(unequal)}; unequal: {unequal or 'none'}"
        )
    print("\npeak memory, MiB PSS: " + ", ".join(f"{n} {peak:.0f}" for n, peak in peaks.items()))


def _ratio(one: float, other: float) -> float:
    return max(one, 1e-6) / max(other, 1e-6)


def _is_question(name: str) -> bool:
    return name.startswith("cq-")


if __name__ == "__main__":
    main()
