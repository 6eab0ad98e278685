"""Every class and property of the ontology serves a question."""

import re

from cybernorms.namespaces import CN, GRAPH_ONTOLOGY, OWL, RDF
from cybernorms.questions import load_questions
from cybernorms.sources import Sources

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def test_every_term_is_used_by_a_question(own_sources: Sources) -> None:
    ontology = own_sources.graph(GRAPH_ONTOLOGY)
    terms = {
        str(term).removeprefix(str(CN))
        for kind in KINDS
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(str(CN))
    }
    queries = " ".join(question.query for question in load_questions(own_sources))
    used = set(re.findall(r"\bcn:(\w+)", queries))
    assert terms - used == set()
    assert used - terms == set()
