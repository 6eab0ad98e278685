"""Columns made of a snapshot's quads.

Terms are sorted on disk, and hashed in memory: 8 bytes for each end of each triple.
"""

import json
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cybernorms.errors import EngineError
from cybernorms.files import sort_lines
from cybernorms.store.columns.files import ABOUT, BACKWARD, DAYS, FORWARD, INTEGERS, STARTS, TERMS
from cybernorms.store.columns.terms import DATE, DAY, INTEGER, Ids, line_of
from cybernorms.store.disk import FILES

_BLOCK: Final = 500_000
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)


def write_columns(folder: Path, target: Path) -> None:
    """Write the triples of a snapshot's folder, what follows included, as columns in another.

    Raises EngineError when that can not be done, on a full disk say.
    """
    try:
        target.mkdir(parents=True)
        names, predicates, ends = _read([folder / name for name in FILES["owlrl"]], target / TERMS)
        hashes = _survey(target)
        order = np.argsort(hashes).astype(np.uint32)
        hashes.sort()
        if (hashes[1:] == hashes[:-1]).any():
            raise EngineError("two terms have the same hash")  # once in a million builds
        subjects, objects = (order[np.searchsorted(hashes, half)] for half in ends)
        _write(target, names, predicates, subjects, objects)
    except OSError as error:
        raise EngineError(f"{target}: the columns can not be written: {error}") from None


def _read(
    files: list[Path], terms: Path
) -> tuple[list[str], NDArray[np.uint16], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give predicates, the number of each triple's, and hashes of its ends; write all terms."""
    numbers: dict[bytes, int] = {}
    predicates, subjects, objects = array("H"), array("q"), array("q")
    unsorted = terms.with_suffix(".unsorted")
    with unsorted.open("wb") as file:
        for block in _blocks(files):
            found: dict[bytes, bytes] = {}
            for line in block:
                subject, predicate, rest = line.split(b" ", 2)
                object_ = rest[: rest.rindex(b" <", 0, -3)]
                for end in (subject, object_):
                    if end not in found:
                        found[end] = line_of(end)
                predicates.append(numbers.setdefault(predicate, len(numbers)))
                subjects.append(hash(found[subject]))
                objects.append(hash(found[object_]))
            file.writelines(line + b"\n" for line in set(found.values()))
    sort_lines(terms, unsorted)
    unsorted.unlink()
    names = [name[1:-1].decode() for name in numbers]
    hashes = (np.frombuffer(subjects, np.int64), np.frombuffer(objects, np.int64))
    return names, np.frombuffer(predicates, np.uint16), hashes


def _blocks(files: list[Path]) -> Iterator[list[bytes]]:
    for path in files:
        with path.open("rb") as file:
            while block := list(islice(file, _BLOCK)):
                yield block


def _survey(target: Path) -> NDArray[np.int64]:
    """Hash the terms; write where each starts and the last ends, integers, and which are days."""
    lengths, hashes, integers, days = array("Q", [0]), array("q"), array("q"), array("B")
    with (target / TERMS).open("rb") as file:
        for line in file:
            lengths.append(len(line))
            hashes.append(hash(line[:-1]))
            if line.startswith(INTEGER):
                integers.append(int(line[1:]))
            elif line.startswith(DATE):
                days.append(line.endswith(DAY + b"\n"))
    np.save(target / STARTS, np.cumsum(np.array(lengths, np.uint64)))
    np.save(target / INTEGERS, np.array(integers, np.int64))
    np.save(target / DAYS, np.array(days, np.bool_))
    return np.array(hashes, np.int64)


def _write(
    target: Path, names: list[str], predicates: NDArray[np.uint16], subjects: Ids, objects: Ids
) -> None:
    """Sort the triples of each predicate in both orders, each once."""
    order = np.argsort(predicates, kind="stable")
    bounds = np.searchsorted(predicates[order], np.arange(len(names) + 1))
    forward, backward, about, done = [], [], [], 0
    for number, name in enumerate(names):
        chosen = order[bounds[number] : bounds[number + 1]]
        pairs = np.unique(_pack(subjects[chosen], objects[chosen]))
        first, second = _unpack(pairs)
        forward.append((first, second))
        backward.append(_unpack(np.sort(_pack(second, first))))
        about.append([name, done, done + len(pairs), *map(_different, (first, backward[-1][0]))])
        done += len(pairs)
    for file, parts in ((FORWARD, forward), (BACKWARD, backward)):
        ends = [np.concatenate(column) for column in zip(*parts, strict=True)]
        np.save(target / file, np.stack(ends))
    (target / ABOUT).write_text(json.dumps(about), "utf-8")


def _pack(high: Ids, low: Ids) -> NDArray[np.uint64]:
    return (high.astype(np.uint64) << _HALF) | low


def _unpack(pairs: NDArray[np.uint64]) -> tuple[Ids, Ids]:
    return (pairs >> _HALF).astype(np.uint32), (pairs & _LOW).astype(np.uint32)


def _different(ordered: Ids) -> int:
    """Count the different values of a sorted column."""
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + bool(len(ordered))
