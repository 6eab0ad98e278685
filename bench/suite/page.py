"""Write the HTML page of a run: ``page.py PAGE``, with the results as JSON on the input.

It runs among the peers, whose environment has matplotlib.
"""

import io
import json
import sys
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

mpl.use("svg")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>cybernorms, measured at {size}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; }}
table {{ border-collapse: collapse; }} td, th {{ padding: .2rem .7rem; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }} tr {{ border-bottom: 1px solid #ddd; }}
svg {{ max-width: 100%; height: auto; }}</style></head><body>
<h1>cybernorms and its peers, {triples:,} triples</h1>
<h2>Our stages</h2>{costs}
<h2>Loading, memory, disk</h2>{loads}
<h2>Fifteen kinds of question, median milliseconds</h2>{plot}{seconds}
</body></html>
"""


def main() -> None:
    """Read, draw, write."""
    found: dict[str, Any] = json.load(sys.stdin)
    seconds: dict[str, dict[str, float]] = found["seconds"]
    costs = [
        [what, f"{c['wall']:.2f}", f"{c['cpu']:.1f}", f"{c['memory']:.0f}"]
        for what, c in found["costs"].items()
    ]
    loads = [
        [r["peer"], f"{r['load']:.1f}", f"{r['memory']:.0f}", f"{r['disk']:.0f}"]
        for r in found["loads"]
    ]
    rows = [
        [f"{name}: {kind}", *(_milliseconds(seconds[peer][name]) for peer in seconds)]
        for name, kind in found["templates"].items()
    ]
    page = _PAGE.format(
        size=found["size"],
        triples=found["triples"],
        costs=_table(["", "seconds", "processor seconds", "peak MiB"], costs),
        loads=_table(["", "seconds", "peak MiB", "MiB on disk"], loads),
        plot=_plot(seconds),
        seconds=_table(["", *seconds], rows),
    )
    Path(sys.argv[1]).write_text(page, "utf-8")


def _plot(seconds: dict[str, dict[str, float]]) -> str:
    """Draw a dot for each peer and template, on a logarithmic axis."""
    names = list(next(iter(seconds.values())))
    figure, axes = plt.subplots(figsize=(11, 6))
    for peer, marker in zip(seconds, "ovs^DPX*<", strict=False):
        points = [
            (place, seconds[peer][name] * 1000)
            for place, name in enumerate(names)
            if isfinite(seconds[peer][name])
        ]
        axes.plot(*zip(*points, strict=True), marker, label=peer, alpha=0.8)
    axes.set_yscale("log")
    axes.set_ylabel("milliseconds (what is missing did not answer in time)")
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
    axes.grid(axis="y", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg")
    return drawn.getvalue()[drawn.getvalue().index("<svg") :]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f}" if isfinite(seconds) else "-"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """Write a table; everything in it is escaped."""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


if __name__ == "__main__":
    main()
