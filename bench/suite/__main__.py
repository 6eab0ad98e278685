"""Measure ours and every peer over one size of made-up data.

    make bench SIZE=20k        or: cd bench && python -m suite --size 1m

Data, snapshot and the peers' own copies go to a scratch folder, which is removed. Printed are
tables; the same, with plots, are written as one HTML page. What a peer cannot do is told beside it.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from math import inf
from pathlib import Path
from statistics import geometric_mean
from typing import Any

from generator import SIZES, generate
from suite import peers, stages
from suite.questions import Outcome, ask, fill
from templates import TEMPLATES

_ROOT = Path(__file__).parents[2]
_FIGURES = dict[str, dict[str, Outcome]]
"""By peer, then by template."""


def main() -> None:
    """Measure, print, and write the page."""
    options = _options()
    triples = SIZES[options.size]
    with tempfile.TemporaryDirectory(prefix="cybernorms-bench-", dir=options.scratch) as name:
        folder = Path(name)
        costs = {"generate": _make(folder / "root", triples, options.seed)}
        state = folder / "state"
        costs["build, with reasoning and validation"] = stages.build(folder / "root", state)
        costs["cold start to the first answer"] = stages.cold_start(state, options.port)
        costs["switch of snapshots"] = stages.switch(state, options.port)
        costs["search, of six words"] = stages.search(state, options.port)
        for what, cost in costs.items():
            print(f"{what:40} {cost.wall:9.2f} s {cost.cpu:9.2f} cpu s {cost.memory:9.0f} MiB")
        data, count = _flatten(state / "current", folder)
        print(f"\n{count} triples in the default graph, asserted and inferred", flush=True)
        bench = peers.Bench(state, data, count, folder, options.programs, options.port)
        figures, loads = _compare(bench, options.limit)
    _tell(figures, {row["peer"] for row in loads[1:] if row["http"]})
    result = {
        "size": options.size,
        "triples": count,
        "costs": {what: asdict(cost) for what, cost in costs.items()},
        "loads": loads,
        "templates": {each.id: each.kind for each in TEMPLATES},
        "seconds": {
            peer: {t: outcome.seconds for t, outcome in outcomes.items()}
            for peer, outcomes in figures.items()
        },
    }
    options.page.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [options.programs / "python", Path(__file__).with_name("page.py"), options.page],
        input=json.dumps(result).encode(),
        check=True,
    )
    print(f"\nwith plots: {options.page}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--size", choices=SIZES, default="20k")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=30, help="seconds for one query")
    parser.add_argument("--programs", type=Path, default=_ROOT / ".venv-bench/bin")
    parser.add_argument("--scratch", type=Path, help="where the scratch folder is made")
    parser.add_argument("--page", type=Path, default=_ROOT / "build/bench.html")
    parser.add_argument("--port", type=int, default=8740, help="the first of five")
    return parser.parse_args()


def _make(folder: Path, triples: int, seed: int) -> stages.Cost:
    started, before = time.perf_counter(), time.process_time()
    generate(folder, triples, seed=seed)
    return stages.Cost(time.perf_counter() - started, time.process_time() - before)


def _flatten(snapshot: Path, folder: Path) -> tuple[Path, int]:
    """Write the triples of all graphs, each once, as one file of N-Triples."""
    data = folder / "data.nt"
    strip = r"s/ <[^<>]*> \.$/ ./"
    files = [str(snapshot / name) for name in ("asserted.nq", "inferred.nq")]
    with data.open("wb") as out:
        stripped = subprocess.Popen(["/bin/sed", "-E", strip, *files], stdout=subprocess.PIPE)
        subprocess.run(
            ["/usr/bin/sort", "-u", "-S", "1G", "-T", str(folder)],
            stdin=stripped.stdout,
            stdout=out,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            check=True,
        )
        stripped.wait()
    with data.open("rb") as lines:
        return data, sum(1 for _ in lines)


def _compare(bench: peers.Bench, limit: float) -> tuple[_FIGURES, list[dict[str, Any]]]:
    """Ask one peer after the other, so that none has to share the machine."""
    figures: _FIGURES = {}
    loads: list[dict[str, Any]] = []
    queries: dict[str, list[str]] = {}
    for run in (peers.cybernorms, *peers.available(bench)):
        with run(bench) as peer:
            queries = queries or fill(peer)
            figures[peer.name] = {}
            for template in TEMPLATES:
                outcome = ask(peer, template, queries[template.id], limit)
                figures[peer.name][template.id] = outcome
                _line(peer.name, template.id, outcome)
            over_http = bool(peer.process.origin)
            loads.append(
                {"peer": peer.name, "load": peer.load, "disk": peer.disk, "http": over_http}
            )
        loads[-1]["memory"] = peer.process.peak
    print(f"\n{'':18} {'load s':>9} {'peak MiB':>9} {'disk MiB':>9}")
    for row in loads:
        print("{peer:18} {load:9.1f} {memory:9.0f} {disk:9.0f}".format(**row))
    return figures, loads


def _line(peer: str, template: str, outcome: Outcome) -> None:
    print(
        f"{peer:18} {template:14} {outcome.seconds * 1000:12.2f} ms  "
        f"{outcome.fault or sum(outcome.sizes)}",
        flush=True,
    )


def _tell(figures: _FIGURES, servers: Iterable[str]) -> None:
    """Print the table, ratios to ours, and whether all came to equally many rows.

    ``servers`` are the peers that answer over HTTP, as ours does; the others are called.
    """
    ours, *others = figures
    names = list(figures)
    print("\nmedian ms  " + "".join(f"{name[:16]:>17}" for name in names))
    for template in TEMPLATES:
        row = [figures[name][template.id] for name in names]
        best = min((figures[name][template.id].seconds for name in servers), default=inf)
        unlike = [name for name, each in zip(names, row, strict=True) if _differs(row[0], each)]
        print(
            f"{template.id:11}"
            + "".join(f"{each.seconds * 1000:17.2f}" for each in row)
            + f"   ours is {row[0].seconds / best:.2f} of the best server's"
            + (f"; other rows: {', '.join(unlike)}" if unlike else "")
        )
    for other in others:
        ratios = list(_ratios(figures[ours], figures[other]))
        if ratios:
            print(
                f"{other}: ours is {geometric_mean(ratios):.2f} times as fast, geometric mean of "
                f"{len(ratios)} templates that both answered"
            )


def _differs(ours: Outcome, other: Outcome) -> bool:
    common = min(len(ours.sizes), len(other.sizes))
    return ours.sizes[:common] != other.sizes[:common]


def _ratios(ours: dict[str, Outcome], other: dict[str, Outcome]) -> Iterable[float]:
    for template, mine in ours.items():
        its = other[template].seconds
        if mine.seconds < inf and its < inf:
            yield its / mine.seconds


if __name__ == "__main__":
    main()
