"""Print which engines federate with us: ``python -m tests.federation [ENGINE …]``.

Each asks us with its own SERVICE over the data of another institution, and is asked by ours.
Ends with 1 if an answer is wrong.
"""

import sys
import tempfile
from pathlib import Path

from cybernorms.build import build
from cybernorms.files import graph_root
from cybernorms.settings import load_settings

from .engines import ENGINES, Engine
from .questions import THEY_ASK
from .trial import DIRECTIONS, Ours, Outcome, meeting, put, serving

_MARKS = {True: "pass", False: "FAIL", None: "-"}


def main(names: list[str]) -> int:
    """Try the engines of some names, or all."""
    wanted = [each for each in ENGINES if not names or each.name.lower() in map(str.lower, names)]
    print("| engine | direction |", " | ".join(THEY_ASK), "|", flush=True)
    print("|---|---|" + "---|" * len(THEY_ASK))
    notes: list[str] = []
    passed = True
    with tempfile.TemporaryDirectory() as folder:
        snapshot = build(graph_root(), load_settings({}, state_dir=Path(folder) / "built"))
        with serving(snapshot.path, Path(folder) / "ours") as ours:
            for engine in wanted:
                if absence := engine.absence():
                    print(f"| {engine.name} | - | not installed: {absence} |", flush=True)
                    continue
                (Path(folder) / engine.name).mkdir()
                for direction, outcomes in _try(engine, ours, Path(folder) / engine.name).items():
                    cells = []
                    for outcome in outcomes.values():
                        passed = passed and outcome.passed is not False
                        cells.append(_MARKS[outcome.passed])
                        if outcome.reason:
                            cells[-1] += f" ({_note(notes, f'{engine.name} {outcome.reason}')})"
                    print(f"| {engine.name} | {direction} |", " | ".join(cells), "|", flush=True)
    print(*(f"\n({number}) {note}" for number, note in enumerate(notes, 1)))
    return 0 if passed else 1


def _note(notes: list[str], note: str) -> int:
    """Give the number of a note."""
    if note not in notes:
        notes.append(note)
    return notes.index(note) + 1


def _try(engine: Engine, ours: Ours, folder: Path) -> dict[str, dict[str, Outcome]]:
    with meeting(engine, ours, folder) as running:
        return {
            direction: {name: put(engine, running, ours, direction, name) for name in THEY_ASK}
            for direction in DIRECTIONS
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
