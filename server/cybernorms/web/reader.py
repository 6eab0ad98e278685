"""The questions that the pages themselves ask of the engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from cybernorms.engine import Answer, Entailment, Query, QueryEngine
from cybernorms.namespaces import BASE, PREFIXES
from cybernorms.protocol.cache import Cache
from cybernorms.web.languages import rank_language
from cybernorms.web.terms import Solution, Table, read_results

JSON: Final = "application/sparql-results+json"
TURTLE: Final = "text/turtle"
_PROLOGUE: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_LABELS: Final = """
SELECT ?iri ?kind ?label WHERE {{
  VALUES ?iri {{ {iris} }}
  ?iri ?kind ?label FILTER (?kind IN (skos:prefLabel, rdfs:label, dcterms:title, sh:name))
}}
"""
_LABEL_ORDER: Final = ("prefLabel", "label", "title", "name")
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many triples the default graph and each named graph hold."""

    default: int
    graphs: dict[str, int]


@dataclass(slots=True)
class Reader:
    """Asks an engine in the name of a page; each of its queries has ``timeout`` seconds.

    ``release`` is the kept snapshot that it asks, if it is not the current one. ``pages`` keeps
    what was made of the answers.
    """

    engine: QueryEngine
    timeout: float
    release: str | None = None
    pages: Cache = field(default_factory=lambda: Cache(0))
    _counts: tuple[str, Counts] | None = field(default=None, init=False)

    def at(self, release: str | None) -> "Reader":
        """Give a reader of a release; of None, this one."""
        return replace(self, release=release) if release else self

    def snapshot_id(self) -> str:
        """Name the snapshot that it reads. Raises NotFoundError for an unknown release."""
        return self.engine.snapshot_id(self.release)

    def select(self, text: str, entailment: Entailment = "owlrl") -> tuple[Solution, ...]:
        """Give the rows of a SELECT query; the project's prefixes are declared for it."""
        table = read_results(self.ask(_PROLOGUE + text, TURTLE, entailment).body)
        return table.rows if isinstance(table, Table) else ()

    def ask_own(self, text: str, entailment: Entailment = "owlrl") -> Answer:
        """Answer a SELECT query as JSON; the project's prefixes are declared for it."""
        return self.ask(_PROLOGUE + text, TURTLE, entailment)

    def construct(self, text: str, media_type: str, entailment: Entailment = "owlrl") -> Answer:
        """Give the graph of a CONSTRUCT query; the project's prefixes are declared for it."""
        return self.ask(_PROLOGUE + text, media_type, entailment)

    def ask(self, text: str, graph_type: str, entailment: Entailment = "owlrl") -> Answer:
        """Answer a query as it stands, a table or boolean as JSON.

        Raises what engine.QueryEngine raises.
        """
        return self.engine.query(
            Query(
                text,
                JSON,
                graph_type,
                self.timeout,
                entailment,
                base=BASE,
                release=self.release,
            )
        )

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Find one label for each IRI that has any, in the language that its reader likes best."""
        wanted = sorted(set(iris))
        found: dict[str, tuple[tuple[int, int], str]] = {}
        for start in range(0, len(wanted), _BATCH):
            batch = " ".join(f"<{iri}>" for iri in wanted[start : start + _BATCH])
            for row in self.select(_LABELS.format(iris=batch)):
                kind = row["kind"].value.replace("#", "/").rpartition("/")[2]
                rank = (rank_language(row["label"].language), _LABEL_ORDER.index(kind))
                candidate = (rank, row["label"].value)
                iri = row["iri"].value
                found[iri] = min(found.get(iri, candidate), candidate)
        return {iri: text for iri, (_, text) in found.items()}

    def counts(self) -> Counts:
        """Count the triples, once for each snapshot."""
        snapshot = self.snapshot_id()
        if self._counts is None or self._counts[0] != snapshot:
            total = self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            graphs = self.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
            counts = Counts(
                int(total[0]["n"].value),
                {row["g"].value: int(row["n"].value) for row in graphs},
            )
            self._counts = (snapshot, counts)
        return self._counts[1]
