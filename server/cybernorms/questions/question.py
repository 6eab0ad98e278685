"""Questions as they are stored, each with its query and its parameters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.engine import QueryForm
from cybernorms.errors import InputError
from cybernorms.namespaces import DCTERMS, GRAPH_QUESTIONS, RDF, RDFS, SCHEMA, SH
from cybernorms.questions.parameters import Parameter, read_parameters
from cybernorms.sources import Sources

_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How questions of one form are stated, asked and answered."""

    form: QueryForm
    query: URIRef
    suffix: str


_KINDS: Final[Mapping[URIRef, _Kind]] = MappingProxyType(
    {
        SH.SPARQLSelectExecutable: _Kind("SELECT", SH.select, ".csv"),
        SH.SPARQLAskExecutable: _Kind("ASK", SH.ask, ".txt"),
        SH.SPARQLConstructExecutable: _Kind("CONSTRUCT", SH.construct, ".nt"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A stored query with the question that it answers (SHACL Advanced Features, executables).

    ``template`` is the title with places such as ``{?agreement}`` for values of parameters.
    """

    iri: Node
    identifier: str
    title: str
    text: str
    keywords: tuple[str, ...]
    form: QueryForm
    query: str
    answer_file: str
    template: str = ""
    parameters: tuple[Parameter, ...] = ()

    def title_for(self, values: Mapping[str, str]) -> str:
        """Give the title with these names of values in it, if it has a place for each."""
        title = self.template
        for name, value in values.items():
            if (place := f"{{?{name}}}") not in title or not value:
                return self.title
            title = title.replace(place, value)
        return title or self.title


def load_questions(sources: Sources) -> list[Question]:
    """Read the questions of the graph of questions, by identifier.

    Raises InputError for one that lacks its query or a plain identifier; the shapes tell the rest.
    """
    return read_questions(sources.graph(GRAPH_QUESTIONS))


def read_questions(graph: Graph) -> list[Question]:
    """Read the questions of a graph, by identifier. Raises InputError as load_questions does."""
    found = (_question(graph, iri) for iri in set(graph.subjects(RDF.type, SH.SPARQLExecutable)))
    return sorted(found, key=lambda question: question.identifier)


def choose(questions: Sequence[Question], identifiers: Iterable[str]) -> list[Question]:
    """Pick questions by identifier or its beginning (``cq-01``); without any, all of them.

    Raises InputError for an identifier that fits none.
    """
    wanted = list(identifiers)
    for identifier in wanted:
        if not any(_fits(question, identifier) for question in questions):
            raise InputError(f"{identifier}: no such question; see  cybernorms questions list")
    return [q for q in questions if not wanted or any(_fits(q, text) for text in wanted)]


def _question(graph: Graph, iri: Node) -> Question:
    kind = next((k for t, k in _KINDS.items() if (iri, RDF.type, t) in graph), None)
    query = graph.value(iri, kind.query) if kind else None
    identifier = str(graph.value(iri, DCTERMS.identifier) or "")
    if kind is None or query is None or not _IDENTIFIER.fullmatch(identifier):
        raise InputError(
            f"{iri}: a question needs dcterms:identifier in lower-case letters, digits and "
            "hyphens, a type such as sh:SPARQLSelectExecutable, and the query as sh:select, "
            "sh:ask or sh:construct"
        )
    return Question(
        iri=iri,
        identifier=identifier,
        title=str(graph.value(iri, RDFS.label) or identifier),
        text=str(graph.value(iri, RDFS.comment) or ""),
        keywords=tuple(sorted(map(str, graph.objects(iri, SCHEMA.keywords)))),
        form=kind.form,
        query=str(query),
        answer_file=identifier + kind.suffix,
        template=str(graph.value(iri, SH.labelTemplate) or ""),
        parameters=read_parameters(graph, iri, str(query)),
    )


def _fits(question: Question, text: str) -> bool:
    return question.identifier == text or question.identifier.startswith(text + "-")
