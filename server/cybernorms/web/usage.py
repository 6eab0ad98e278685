"""Where the terms of the ontology are used: in the data, in shapes, in questions."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN, GRAPH, GRAPH_QUESTIONS, GRAPH_SHAPES, is_inferred
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term

_COUNTS: Final = f"""
SELECT ?graph ?term ?n {{
  {{ ?graph a sd:Dataset ; void:classPartition ?part . ?part void:class ?term ; void:entities ?n }}
  UNION
  {{ {{ ?graph a sd:Dataset }}
    UNION {{ ?graph a sd:Graph FILTER (STRSTARTS(STR(?graph), "{GRAPH["inferred/"]}")) }}
    ?graph void:propertyPartition ?part . ?part void:property ?term ; void:triples ?n }}
}}
"""
_SHAPES: Final = f"""
SELECT DISTINCT ?term ?shape {{
  GRAPH <{GRAPH_SHAPES}> {{
    {{ ?shape sh:targetClass|sh:targetSubjectsOf|sh:targetObjectsOf ?term }}
    UNION
    {{ ?whole sh:property ?shape .
       ?shape sh:class|sh:path|(sh:path/(sh:inversePath|(rdf:rest*/rdf:first))) ?term }}
    FILTER (isIRI(?shape))
  }}
}} ORDER BY ?shape
"""
_QUESTIONS: Final = f"""
SELECT ?question ?text {{
  GRAPH <{GRAPH_QUESTIONS}> {{ ?question sh:select|sh:ask|sh:construct ?text }}
}} ORDER BY ?question
"""
_NAME: Final = re.compile(r"\bcn:(\w+)")


@dataclass(frozen=True, slots=True)
class Usage:
    """How many instances a class has, or how many statements a property is in, and who names it.

    ``derived`` of these statements only reasoning makes.
    """

    number: int
    derived: int
    shapes: tuple[Term, ...]
    questions: tuple[Term, ...]


UNUSED: Final = Usage(0, 0, (), ())


def read_uses(reader: Reader) -> dict[str, Usage]:
    """Find where each term is used, in four queries."""
    numbers, derived = _count(reader)
    shapes, questions = _shapes(reader), _questions(reader)
    labels = reader.labels(
        term.value for found in (shapes, questions) for terms in found.values() for term in terms
    )

    def name(terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(
            Term("uri", term.value, label=labels.get(term.value, term.value.rpartition("#")[2]))
            for term in terms
        )

    return {
        term: Usage(
            numbers.get(term, 0),
            derived.get(term, 0),
            name(shapes.get(term, ())),
            name(questions.get(term, ())),
        )
        for term in {*numbers, *shapes, *questions}
    }


def _count(reader: Reader) -> tuple[dict[str, int], dict[str, int]]:
    """Take the numbers from the description of the data (VoID 4.3): all, and those by reasoning."""
    numbers: dict[str, int] = {}
    derived: dict[str, int] = defaultdict(int)
    for row in reader.select(_COUNTS):
        term, number = row["term"].value, int(row["n"].value)
        if is_inferred(row["graph"].value):
            derived[term] += number
        else:
            numbers[term] = number
    return numbers, derived


def _shapes(reader: Reader) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for row in reader.select(_SHAPES):
        found[row["term"].value].append(row["shape"])
    return found


def _questions(reader: Reader) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for row in reader.select(_QUESTIONS):
        for name in sorted(set(_NAME.findall(row["text"].value))):
            found[str(CN[name])].append(row["question"])
    return found
