"""The files of columns beside a snapshot's quads, mapped into memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cybernorms.errors import EngineError
from cybernorms.store.columns.terms import Ids, Terms, mapped
from cybernorms.store.disk import COLUMNS

TERMS, STARTS, INTEGERS, DAYS, FORWARD, BACKWARD, ABOUT = (
    "terms",
    "starts.npy",
    "integers.npy",
    "days.npy",
    "forward.npy",
    "backward.npy",
    "about.json",
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """The triples of a predicate, in two orders.

    ``subjects`` and ``objects_of`` are their ends as sorted by subject, ``objects`` and
    ``subjects_of`` as sorted by object; each with the number of different ones.
    """

    subjects: Ids
    objects_of: Ids
    objects: Ids
    subjects_of: Ids
    different_subjects: int
    different_objects: int

    def __len__(self) -> int:
        """Count the triples."""
        return len(self.subjects)


@dataclass(frozen=True, slots=True)
class Triples:
    """All triples of a snapshot, what follows included, by predicate."""

    terms: Terms
    predicates: Mapping[bytes, Predicate]


def open_triples(folder: Path) -> Triples:
    """Open the columns of a snapshot's folder. Raises EngineError when they can not be read."""
    path = folder / COLUMNS
    try:
        about = json.loads((path / ABOUT).read_text("utf-8"))
        forward, backward = mapped(path / FORWARD), mapped(path / BACKWARD)
        predicates = {
            name.encode(): Predicate(
                forward[0, start:end],
                forward[1, start:end],
                backward[0, start:end],
                backward[1, start:end],
                *different,
            )
            for name, start, end, *different in about
        }
        return Triples(
            Terms(*(path / name for name in (TERMS, STARTS, INTEGERS, DAYS))), predicates
        )
    except (OSError, ValueError) as error:
        raise EngineError(f"{path}: the columns can not be opened: {error}") from None
