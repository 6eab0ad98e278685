"""Judge a large submission by the profile ``submission``, and give pyshacl the same to do.

    python bench/validation.py [--triples 100000] [--faults 1000] [--repeats 3]

The submission is made up by a seed (bench/submission.py) and handed as Turtle to the command
``cybernorms validate``, start and reading included, which also looks up terms, owners and places
and writes remedies; the median of its runs counts. The command ``pyshacl`` takes minutes and runs
once. It gets what our engine gets, in files of N-Triples, which it reads fastest: the submission
together with what of our graph it may refer to, and the shapes of the profile, pointed at the
nodes of the submission, so that it need not judge ours. Printed are processor and wall-clock
seconds of each run, their ratios, and whether both found the same.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from statistics import median
from typing import NamedTuple

from rdflib import BNode, Graph
from rdflib.term import Node

from cybernorms.files import graph_root
from cybernorms.namespaces import GRAPH_ONTOLOGY
from cybernorms.settings import load_settings
from cybernorms.sources import Places, load_files, load_sources, silenced_literal_complaints
from cybernorms.validation import FOREIGN, Report, choose_profile, validate
from cybernorms.validation.focus import focused
from cybernorms.validation.reading import read_report
from cybernorms.validation.stages import authoring_view
from submission import write_submission

_FOUND = 1
"""The exit code of both commands when there are results."""


class Took(NamedTuple):
    """Seconds of one run: of all processors together, and on the clock."""

    cpu: float
    wall: float


def prepare(submission: Path, folder: Path) -> tuple[Graph, Graph]:
    """Write what pyshacl gets, and give it as graphs: the data and the shapes."""
    own = load_sources(graph_root())
    given = load_files([submission], folder, FOREIGN).data()
    data = authoring_view(chain(own.data(), given), own.graph(GRAPH_ONTOLOGY))
    shapes, marks = focused(
        choose_profile(own, "submission").written_shapes(own), data, set(given.subjects())
    )
    for mark in marks:
        data.add(mark)
    data.serialize(folder / "data.nt", format="nt", encoding="utf-8")
    shapes.serialize(folder / "shapes.nt", format="nt", encoding="utf-8")
    return data, shapes


def run(*command: str | Path) -> Took:
    """Run a command that has something to find."""
    before, start = os.times(), time.monotonic()
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
    if done.returncode != _FOUND:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr.decode()}")
    after = os.times()
    cpu = after.children_user + after.children_system
    return Took(cpu - before.children_user - before.children_system, time.monotonic() - start)


def rows(report: Report) -> Counter[tuple[str, ...]]:
    """Count results by all that is no text for people."""
    return Counter(
        (
            _named(result.focus_node),
            str(result.property),
            "" if result.value is None else _named(result.value),
            result.severity.name,
            _named(result.source_shape),
            _named(result.component),
        )
        for result in report.results
    )


def _named(node: Node) -> str:
    return "[]" if isinstance(node, BNode) else node.n3()


def main() -> int:
    """Measure both; the exit code is 1 when they do not find the same."""
    parser = argparse.ArgumentParser(description="Compare `cybernorms validate` with pyshacl.")
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as name, silenced_literal_complaints():
        folder = Path(name)
        submission, found = folder / "submission.ttl", folder / "report.nt"
        submission.write_text(write_submission(arguments.triples, arguments.faults), "utf-8")
        data, shapes = prepare(submission, folder)
        judge = (programs / "cybernorms", "validate", "--profile", "submission", submission)
        pyshacl = (programs / "pyshacl", "-s", folder / "shapes.nt", folder / "data.nt")
        ours = []
        for _ in range(arguments.repeats):
            ours.append(run(*judge, "--format", "json", "--output", folder / "report.json"))
            print(f"cybernorms {_shown(ours[-1])}", flush=True)
        theirs = run(*pyshacl, "--format", "nt", "--output", found)
        print(f"pyshacl    {_shown(theirs)}", flush=True)
        expected = rows(read_report(Graph().parse(found, format="nt"), Graph(), Graph(), Places()))
        same = rows(validate(data, shapes, load_settings().validator)) == expected
    ratios = [theirs[n] / median(each[n] for each in ours) for n in (0, 1)]
    print(f"times as fast as pyshacl: {ratios[0]:.1f} by processor, {ratios[1]:.1f} by the clock")
    print(f"results of the shapes: {expected.total()}, {'the same' if same else 'NOT THE SAME'}")
    return int(not same)


def _shown(took: Took) -> str:
    return f"{took.cpu:.1f} s CPU, {took.wall:.1f} s wall"


if __name__ == "__main__":
    sys.exit(main())
