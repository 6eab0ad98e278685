"""Write a folder that ``cybernorms build --root`` reads: our graph, and made-up data around it.

    python bench/generator.py FOLDER --size 1m [--seed 1] [--faults 0.01]

The same arguments give the same files, which are written as they are made, so that any size fits
into little memory. A share of the resources has one fault each; ``faults.json`` says which node
fails which shape.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from math import isqrt
from pathlib import Path
from random import Random
from typing import Final, TextIO

from rdflib import Graph
from rdflib.namespace import SKOS

from cybernorms.files import FOLDERS, graph_root
from cybernorms.namespaces import CN, CNSH, SCHEME
from made import Maker, Resource

SIZES: Final = {"20k": 20_000, "1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}
_FILE_TRIPLES: Final = 20_000
"""Triples of one file, at most one agreement more."""
Edit = Callable[[Resource], Resource]


@dataclass(frozen=True, slots=True)
class Fault:
    """What was spoilt: the node that fails and the shape that it fails."""

    node: str
    shape: str


@dataclass(frozen=True, slots=True)
class Generated:
    """How much was written, and what is wrong with it."""

    triples: int
    documents: int
    faults: tuple[Fault, ...]


def generate(folder: Path, triples: int, *, seed: int = 1, faults: float = 0.0) -> Generated:
    """Write ours and at least so many made-up triples, in whole agreements, into a new folder.

    ``faults`` is the share of resources that are spoilt. Raises FileExistsError.
    """
    for name in FOLDERS:
        shutil.copytree(graph_root() / name, folder / name)
    spoiler = _Spoiler(Random(seed + 1), faults)  # noqa: S311 - no secret, but the same each time
    writers: dict[str, _Writer] = {}
    for document, resources in make(triples, seed):
        if document not in writers:
            for writer in writers.values():
                writer.close()
            writers[document] = _Writer(folder / "data/sources" / document)
        writers[document].write(map(spoiler.spoil, resources))
    writers[document].close()
    written = sum(writer.triples for writer in writers.values())
    generated = Generated(written, len(writers), tuple(spoiler.faults))
    (folder / "faults.json").write_text(json.dumps([asdict(f) for f in generated.faults]), "utf-8")
    return generated


def write_graph(triples: int, seed: int = 1) -> Iterator[str]:
    """Write at least so many triples, one a line, of any document."""
    for _, resources in make(triples, seed):
        for resource in resources:
            yield from resource


def make(triples: int, seed: int) -> Iterator[tuple[str, list[Resource]]]:
    """Make at least so many triples: the slug of a document, with a part of what it says.

    Documents come one after the other. There are more of them the more triples there are, few are
    long and many short, by Zipf's law.
    """
    maker = Maker(Random(seed), read_concepts(graph_root()))  # noqa: S311 - as above
    weights = [1 / rank for rank in range(1, max(5, isqrt(triples) // 10) + 1)]
    written = 0
    for rank, weight in enumerate(weights, 1):
        slug = f"made-{rank}"
        until = written + (triples - written) * weight / sum(weights[rank - 1 :])
        part = list(maker.document(slug))
        while part:
            written += sum(map(len, part))
            yield slug, part
            part = list(maker.agreement()) if written < until else []


def read_concepts(folder: Path) -> Mapping[str, list[str]]:
    """Collect the slugs of the concepts of each scheme of the ontology."""
    found: dict[str, list[str]] = {}
    for path in sorted((folder / "ontology/schemes").glob("*.ttl")):
        for concept in Graph().parse(path).subjects(SKOS.inScheme):
            scheme, _, slug = str(concept).removeprefix(SCHEME).partition("/")
            found.setdefault(scheme, []).append(slug)
    return {scheme: sorted(set(slugs)) for scheme, slugs in found.items()}


class _Writer:
    """Writes the resources of a document into files of a bounded size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: TextIO | None = None
        self._files = self._room = self.triples = 0
        folder.mkdir(parents=True)

    def write(self, resources: Iterable[Resource]) -> None:
        if self._file is None:
            self._files, self._room = self._files + 1, _FILE_TRIPLES
            self._file = (self._folder / f"part-{self._files:05}.ttl").open("w", encoding="utf-8")
        for resource in resources:
            self._file.write("\n".join(resource) + "\n")
            self._room -= len(resource)
            self.triples += len(resource)
        if self._room <= 0:
            self.close()

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


class _Spoiler:
    """Spoils a share of the resources that it knows how to, each in one way."""

    def __init__(self, random: Random, share: float) -> None:
        self._random, self._share = random, share
        self.faults: list[Fault] = []

    def spoil(self, resource: Resource) -> Resource:
        subject, _, class_, _ = resource[0].split()
        if class_ not in _FAULTS or self._random.random() >= self._share:
            return resource
        shape, edit = _FAULTS[class_]
        self.faults.append(Fault(subject[1:-1], CNSH[shape]))
        return edit(resource)


def _without(property_: str) -> Edit:
    return lambda lines: [line for line in lines if f" <{CN[property_]}> " not in line]


def _with(property_: str, old: str, new: str) -> Edit:
    """Say something else in the statements of a property."""
    mark = f" <{CN[property_]}> "
    return lambda lines: [line.replace(old, new) if mark in line else line for line in lines]


def _to_itself(lines: Resource) -> Resource:
    """Let a correspondence lead to where it comes from."""
    start = next(line for line in lines if f" <{CN.fromProvision}> " in line)
    return [*_without("toProvision")(lines), start.replace(CN.fromProvision, CN.toProvision)]


_FAULTS: Final[Mapping[str, tuple[str, Edit]]] = {
    f"<{CN[class_]}>": fault
    for class_, fault in {
        "Classification": ("Classification-attributedTo", _without("attributedTo")),
        "Correspondence": ("Correspondence-pair", _to_itself),
        "Count": ("Count-countValue", _with("countValue", '"^^', '.5"^^')),
        "ElementAssessment": ("ElementAssessment-assessor", _without("assessor")),
        "Event": ("Dated-fit", _with("datePrecision", "/day>", "/month>")),
        "Finding": ("Finding-findingKind", _without("findingKind")),
        "ImplementationClaim": ("ImplementationClaim-claimant", _without("claimant")),
        "Participation": ("Participation-role", _without("role")),
        "Passage": ("Passage-passageDigest", _with("passageDigest", '" .', 'X" .')),
        "Position": ("Position-stance", _without("stance")),
    }.items()
}


def main() -> None:
    """Write what the command line asks for, and say how much it was."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="20k", help=f"{', '.join(SIZES)}, or triples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.0, help="share that is spoilt")
    options = parser.parse_args()
    triples = SIZES.get(options.size) or int(options.size)
    made = generate(options.folder, triples, seed=options.seed, faults=options.faults)
    print(f"{made.triples} triples in {made.documents} documents, {len(made.faults)} faults")


if __name__ == "__main__":
    main()
