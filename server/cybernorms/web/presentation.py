"""An answer as a page shows it: cut to a readable size, labelled, with its downloads."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace

from cybernorms.engine import Answer, Entailment, Query
from cybernorms.errors import CyberNormsError
from cybernorms.protocol.negotiation import GRAPHS, RESULTS
from cybernorms.protocol.request import QueryRequest
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Table, iris_of, read_results, with_labels

_MOST_ROWS: Final = 1000
_MOST_CHARACTERS: Final = 200_000
_PATIENCE: Final = 1.0
"""Seconds to find out which rows of a page are there only by reasoning."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A table, a boolean or Turtle; ``cut`` rows or characters of it are in the downloads alone.

    ``truncated`` is the number of rows or triples behind which these were cut too, or 0;
    ``inferred`` are the places of rows that are not in the answer without what is inferred.
    """

    content: Table | bool | str
    cut: int
    downloads: tuple[tuple[str, str], ...]
    truncated: int = 0
    entailment: Entailment = "owlrl"
    inferred: frozenset[int] = frozenset()


def present(
    reader: Reader, wanted: QueryRequest, answer: Answer, stated: Answer | None = None
) -> Presentation:
    """Prepare an answer that came as SPARQL JSON or Turtle.

    ``stated`` is the answer to the same query without what is inferred, if that is known.
    """
    is_graph = answer.form in {"CONSTRUCT", "DESCRIBE"}
    formats = GRAPHS if is_graph else RESULTS
    downloads = tuple((item.label, answer_url(wanted, item.suffix)) for item in formats)
    if is_graph:
        text = answer.body.decode()
        cut = max(0, len(text) - _MOST_CHARACTERS)
        regime = answer.entailment
        return Presentation(text[:_MOST_CHARACTERS], cut, downloads, answer.truncated, regime)
    results = read_results(answer.body)
    if not isinstance(results, Table):
        return Presentation(results, 0, downloads, entailment=answer.entailment)
    shown = Table(results.variables, results.rows[:_MOST_ROWS])
    labelled = with_labels(shown, reader.labels(iris_of(shown.rows)))
    plain = _without_repetition(labelled)
    cut = len(results.rows) - len(shown.rows)
    inferred = _further(shown, stated)
    return Presentation(plain, cut, downloads, answer.truncated, answer.entailment, inferred)


def ask_stated(reader: Reader, query: Query, answer: Answer) -> Answer | None:
    """Answer a query that gave a table without what is inferred, if that takes little time."""
    if answer.form != "SELECT" or answer.entailment == "none" or answer.truncated:
        return None
    if answer.completeness:
        return None  # others would be asked once more
    timeout = min(query.timeout, _PATIENCE)
    with suppress(CyberNormsError):
        return reader.engine.query(replace(query, entailment="none", timeout=timeout))
    return None


def _further(shown: Table, stated: Answer | None) -> frozenset[int]:
    """Find the rows that are not in the other answer."""
    known = read_results(stated.body) if stated else None
    if not isinstance(known, Table):
        return frozenset()
    rows = {frozenset(row.items()) for row in known.rows}
    return frozenset(
        place for place, row in enumerate(shown.rows) if frozenset(row.items()) not in rows
    )


def _without_repetition(table: Table) -> Table:
    """Drop each column ``xLabel`` that only says what the links of column ``x`` say already."""

    def repeats(variable: str) -> bool:
        base = variable.removesuffix("Label")
        if base == variable or base not in table.variables:
            return False
        return all(
            variable not in row or (base in row and row[base].name == row[variable].value)
            for row in table.rows
        )

    return Table(tuple(name for name in table.variables if not repeats(name)), table.rows)


def answer_url(wanted: QueryRequest, suffix: str | None = None) -> str:
    """Make the URL that gives the same answer, in another format if a suffix is given."""
    parameters = parameters_of(wanted)
    return "/sparql?" + urlencode([*parameters, ("format", suffix)] if suffix else parameters)


def parameters_of(wanted: QueryRequest) -> list[tuple[str, str]]:
    """List the parameters that decide an answer, but for its format."""
    parameters = [("query", wanted.text or "")]
    if wanted.entailment != "owlrl":
        parameters.append(("entailment", wanted.entailment))
    if wanted.release:
        parameters.append(("release", wanted.release))
    if wanted.members:
        parameters.append(("members", ",".join(wanted.members)))
    parameters += [("default-graph-uri", iri) for iri in wanted.default_graphs or ()]
    parameters += [("named-graph-uri", iri) for iri in wanted.named_graphs or ()]
    return parameters
