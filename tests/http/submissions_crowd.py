"""Many institutions submit at the same time; the graph is that of one after the other.

Run as ``python -m tests.http.submissions_crowd [NUMBER]``. Each gets its receipt, and a curator
accepts all of them at once.
"""

import hashlib
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cybernorms.build import current_snapshot
from cybernorms.journal import transactions

from .submitting import CURATOR, Desk, agreement, make_desk

_ID: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_TIME: Final = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"')
_BLANK: Final = re.compile(r"_:c14n\d+")
_TRANSACTION: Final = re.compile(r"transaction/\d+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A graph without what each submission has of its own, and how many builds it took."""

    quads: frozenset[str]
    builds: int


def submit_all(desk: Desk, names: tuple[str, ...], at_once: int) -> Outcome:
    """Submit and accept, so many at a time; hold each receipt to what was sent."""
    with desk.open() as of:

        def submit(name: str) -> str:
            text = agreement(name, f"Pledge of {name}")
            response = of(name).submit(text)
            assert response.status_code == 201, response.text
            receipt = response.json()
            assert receipt["institution"] == name
            assert receipt["payload"]["digest"] == hashlib.sha256(text.encode()).hexdigest()
            id_: str = receipt["id"]
            receipt = of(name).until(id_, "conforms", "nonconforming", "unreadable", seconds=1800)
            assert receipt["state"] == "conforms", receipt
            return id_

        def accept(id_: str) -> None:
            response = of(CURATOR).decide(id_, "accept")
            assert response.status_code in {200, 202}, response.text
            receipt = of(CURATOR).until(id_, "accepted", "conforms", seconds=1800)
            assert receipt["state"] == "accepted", receipt

        with ThreadPoolExecutor(at_once) as pool:
            ids = list(pool.map(submit, names))
            assert len(set(ids)) == len(names)
            list(pool.map(accept, ids))
    return outcome_of(desk)


def outcome_of(desk: Desk) -> Outcome:
    """Read the snapshot in the end, but for identifiers, digests, times and numbers."""
    snapshot = current_snapshot(desk.state).path
    lines = (snapshot / "asserted.nq").read_text("utf-8").splitlines()
    lines += (snapshot / "inferred.nq").read_text("utf-8").splitlines()
    quads = []
    for line in lines:
        plain = line
        for pattern in (_ID, _TIME, _TRANSACTION):
            plain = pattern.sub("#", plain)
        quads.append(_BLANK.sub("_:b", plain))
    previous = {transaction.previous for transaction in transactions(desk.state)}
    return Outcome(frozenset(quads), len(previous))


def run(folder: Path, number: int) -> tuple[Outcome, Outcome]:
    """Submit all at once, and one after the other to another server."""
    names = tuple(f"institution-{n}" for n in range(number))
    crowd = submit_all(make_desk(folder / "crowd", *names), names, number)
    queue = submit_all(make_desk(folder / "queue", *names), names, 1)
    return crowd, queue


def main() -> None:
    """Make the crowd that the command says."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        crowd, queue = run(Path(folder), number)
    assert crowd.quads == queue.quads, sorted(crowd.quads ^ queue.quads)[:20]
    print(
        f"{number} institutions at once: {number} receipts, {crowd.builds} builds; one after the "
        f"other {queue.builds}; both graphs have the same {len(crowd.quads)} statements"
    )


if __name__ == "__main__":
    main()
