"""How long an explanation takes, on our own snapshot and on made-up graphs in its shape.

    python bench/explanation.py --triples 10000 100000 1000000

Prints for each graph what the command takes from start to end (process, reading of the snapshot,
proof, passages, text), as CPU and as wall time, for a derived triple of each of some predicates;
and what proofs take in a process that has the graph, over a sample of all that is derived.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, getrusage

from rdflib import URIRef

from cybernorms.explanation import Triple, account_for, ntriples
from cybernorms.files import graph_root
from cybernorms.namespaces import CN, GRAPH_CATALOGUE, GRAPH_INFERRED, GRAPH_ONTOLOGY, PROV, RDF
from cybernorms.reasoning import close
from cybernorms.settings import load_settings
from cybernorms.sources import load_sources, merge, read_rdf
from cybernorms.store import open_facts
from generator import write_graph

_PREDICATES = (CN.contributesTo, CN.correspondsTo, CN.hasProvision, PROV.wasDerivedFrom, RDF.type)
_SAMPLE = 300


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    print(f"{'graph':<22}{'triples':>10}  {'what':<34}{'CPU s':>8}{'wall s':>8}")
    own = load_settings().state_dir
    if (own / "current").exists():
        _measure("the project's own", own)
    for triples in arguments.triples:
        with tempfile.TemporaryDirectory(prefix="cybernorms-bench-") as folder:
            _make(Path(folder), triples)
            _measure("made up", Path(folder))


def _make(state: Path, triples: int) -> None:
    """Write a snapshot of the ontology and a made-up graph, with what follows."""
    folder = state / "snapshots" / "0000000000000000"
    folder.mkdir(parents=True)
    made = read_rdf("".join(write_graph(triples)).encode(), "made.ttl", GRAPH_CATALOGUE).graph
    ontology = load_sources(graph_root()).graph(GRAPH_ONTOLOGY)
    inferred = close(merge([ontology, made]), "sparq")
    with (folder / "asserted.nq").open("w") as file:
        file.writelines(_quads(ontology, GRAPH_ONTOLOGY))
        file.writelines(_quads(made, GRAPH_CATALOGUE))
    with (folder / "inferred.nq").open("w") as file:
        file.writelines(_quads(inferred, GRAPH_INFERRED))
    (state / "current").symlink_to(folder)


def _quads(graph: Iterable[Triple], name: URIRef) -> Iterator[str]:
    for triple in graph:
        yield f"{' '.join(map(ntriples, triple))} <{name}> .\n"


def _measure(name: str, state: Path) -> None:
    derived = _derived(state)
    count = sum(1 for part in ("asserted", "inferred") for _ in _lines(state, part))
    for predicate in _PREDICATES:
        triple = next((item for item in derived if item[1] == predicate), None)
        if triple:
            cpu, wall = _command(state, triple)
            what = f"cybernorms explain … {predicate.split('#')[-1]}"
            print(f"{name:<22}{count:>10}  {what:<34}{cpu:>8.2f}{wall:>8.2f}", flush=True)
    facts = open_facts(state / "current")
    times = []
    for triple in derived[:_SAMPLE]:
        started = time.process_time()
        account = account_for(triple, facts)
        times.append(time.process_time() - started)
        if not account.proofs:
            sys.exit(f"no proof of {triple}")
    for what, value in (("mean", sum(times) / len(times)), ("longest", max(times))):
        print(f"{name:<22}{count:>10}  {f'proofs alone, {what} of {len(times)}':<34}{value:>8.4f}")


def _lines(state: Path, part: str) -> Iterator[bytes]:
    with (state / "current" / f"{part}.nq").open("rb") as file:
        yield from file


def _derived(state: Path) -> list[Triple]:
    """Give a sample of what is derived, the same each time."""
    lines = sorted(_lines(state, "inferred"))
    sample = Random(1).sample(lines, min(len(lines), 20_000))  # noqa: S311 (no secret)
    triples = b"".join(line.rsplit(b" ", 2)[0] + b" .\n" for line in sample)
    return list(read_rdf(triples, "inferred.ttl", GRAPH_INFERRED).triples)


def _command(state: Path, triple: Triple) -> tuple[float, float]:
    """Run the command once, and give its CPU and wall seconds."""
    before, started = getrusage(RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "cybernorms", "explain", *map(ntriples, triple)],
        env={**os.environ, "CYBERNORMS_STATE_DIR": str(state)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.monotonic() - started, getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main()
