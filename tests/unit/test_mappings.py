import json

import pytest
from rdflib import Literal, URIRef
from rdflib.compare import isomorphic

from cybernorms.errors import RdfSyntaxError
from cybernorms.mappings import SSSOM, equivalences, write_json, write_table
from cybernorms.namespaces import OWL, RDF, SKOS
from cybernorms.sources import RDF_FORMATS, Document, Sources, read_rdf
from cybernorms.validation import validate_files

HEAD = """#curie_map:
#  cn: https://w3id.org/cybernorms/id/
#  obs: https://observatory.example.org/
#mapping_set_id: https://observatory.example.org/mappings
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_date: 2026-11-22
#creator_label:
#  - A. Person
#  - B. Person
"""
COLUMNS = [
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    "comment",
]
GOOD = (
    "cn:agreement/paris-call",
    "skos:broadMatch",
    "obs:treaty/17",
    "semapv:ManualMappingCuration",
)
SET = URIRef("https://observatory.example.org/mappings")
OURS = URIRef("https://w3id.org/cybernorms/id/agreement/paris-call")
THEIRS = URIRef("https://observatory.example.org/treaty/17")


def table(*rows: tuple[str, ...], head: str = HEAD, columns: list[str] = COLUMNS) -> str:
    lines = ["\t".join(columns), *("\t".join(row) for row in rows)]
    return head + "\n".join(lines) + "\n"


def read(text: str) -> Document:
    return read_rdf(text.encode(), "m.tsv", URIRef("http://e/g"), RDF_FORMATS["sssom"])


def test_a_row_is_an_axiom_about_a_link_that_is_told_from_their_side() -> None:
    graph = read(table((*GOOD, "0.9", 'so "it" is'))).graph
    (mapping,) = graph.objects(SET, SSSOM["mappings"])
    assert (mapping, RDF.type, OWL.Axiom) in graph
    assert (mapping, OWL.annotatedSource, OURS) in graph
    assert (mapping, OWL.annotatedProperty, SKOS.broadMatch) in graph
    assert (mapping, OWL.annotatedTarget, THEIRS) in graph
    assert (THEIRS, SKOS.narrowMatch, OURS) in graph
    assert not list(graph.predicate_objects(OURS))
    dates = graph.objects(mapping, URIRef("http://purl.org/dc/terms/created"))
    assert [str(date) for date in dates] == ["2026-11-22"]  # passed on from the set
    assert set(graph.objects(SET, SSSOM["creator_label"])) == {
        Literal("A. Person"),
        Literal("B. Person"),
    }


@pytest.mark.parametrize(
    "row",
    [
        ("cn:agreement/a", "skos:exactMatch", "cn:agreement/b", "semapv:LexicalMatching"),
        ("cn:agreement/a", "skos:exactMatch", "sssom:NoTermFound", "semapv:LexicalMatching"),
        ("cn:agreement/a", "owl:sameAs", "obs:b", "semapv:LexicalMatching"),
    ],
)
def test_what_is_no_link_to_others_is_kept_as_a_mapping_alone(row: tuple[str, ...]) -> None:
    graph = read(table(row)).graph
    assert len(list(graph.objects(SET, SSSOM["mappings"]))) == 1
    assert {str(subject) for subject in graph.subjects()} == {
        str(SET),
        *map(str, graph.objects(SET, SSSOM["mappings"])),
    }


def test_a_negated_mapping_is_no_link() -> None:
    columns = [*COLUMNS[:4], "predicate_modifier"]
    graph = read(table((*GOOD, "Not"), columns=columns)).graph
    assert not list(graph.subjects(None, OURS))[1:]
    assert SSSOM["NegatedPredicate"] in set(graph.objects())


def test_a_mapping_keeps_its_name_in_another_row() -> None:
    other = ("obs:x", "skos:closeMatch", "cn:agreement/y", "semapv:LexicalMatching")
    one = set(read(table(GOOD, other)).graph.objects(SET, SSSOM["mappings"]))
    two = set(read(table(other, GOOD)).graph.objects(SET, SSSOM["mappings"]))
    assert one == two
    assert len(one) == 2


def test_places_are_those_of_cells() -> None:
    quoted = (*GOOD[:3], '"semapv:ManualMappingCuration"', "0.9")
    document = read(table(GOOD, quoted))
    triple = next(t for t in document.triples if t[1] == SSSOM["confidence"])
    assert document.whereabouts.value(triple) == (12, 1 + len("\t".join(quoted[:4])) + 1)
    assert document.whereabouts.subject(THEIRS) == (11, 1)
    assert document.whereabouts.subject(SET) == (4, 1)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "metadata is missing"),
        ("subject_id\tpredicate_id\n", (1, 1), "metadata is missing"),
        ("#a: [\n#b\nx\n", (3, 1), "no YAML"),
        ("#- a\nx\n", (1, 1), "names of slots"),
        ("#" + "[" * 30_000 + "\nx\n", (1, 1), "no YAML"),
        ("#" + "a" * 70_000 + ": 1\nx\n", (1, 1), "more than 65536"),
        ("#license: http://e/\nsubject_id\n", (1, 1), "mapping_set_id"),
        (HEAD, (10, 1), "no columns"),
        (table(GOOD, head=HEAD.replace("cn:", "skos:")), (2, 1), "skos always stands for"),
        (table(GOOD, head=HEAD.replace("cn: https", "cn: <s")), (2, 1), "no prefix"),
        (table(GOOD, head=HEAD.replace("https://observatory.example.org/mappings", "m")), (4, 1),
         "no absolute IRI"),
        (table(GOOD, head=HEAD + "#liscense: x\n"), (10, 1), "did you mean license?"),
        (table(GOOD, head=HEAD + "#mapping_tool:\n#  - a: b\n"), (10, 1), "a text or a list"),
        (table(GOOD, columns=[*COLUMNS[:3], "mapping_justificaton"]), (10, 1),
         "did you mean mapping_justification?"),
        (table(GOOD, columns=["subject_id", *COLUMNS[:3]]), (10, 1), "two columns subject_id"),
        (table((*GOOD, "0.9", "x", "y")), (11, 1), "7 cells, where there are 6"),
        (table(GOOD, ("cx:a", *GOOD[1:])), (12, 1), "subject_id: 'cx:a' has no prefix"),
        (table(("cn:a b", *GOOD[1:])), (11, 1), "no absolute IRI"),
        (table((*GOOD[:2], "obs:<script>", GOOD[3])), (11, 41), "object_id: "),
        (table((*GOOD, "high")), (11, 84), "confidence: 'high' is no number such as 0.9"),
        (table((*GOOD, "1979"), columns=[*COLUMNS[:4], "mapping_date"]), (11, 84), "is no date"),
        (table((*GOOD, "owl clas"), columns=[*COLUMNS[:4], "object_type"]), (11, 84),
         "did you mean owl class?"),
        (table((*GOOD, "0.9", 'a "quote')).replace('a "', '"a ""') + '"x', (11, 1), "no table"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(RdfSyntaxError) as raised:
        read(text)
    assert message in str(raised.value)
    position = raised.value.position
    assert position
    assert (position.line, position.column) == place


def test_commas_separate_cells_too() -> None:
    assert isomorphic(read(table(GOOD)).graph, read(table(GOOD).replace("\t", ",")).graph)


def test_what_is_written_is_read_again() -> None:
    columns = [*COLUMNS, "author_label", "subject_type", "predicate_modifier"]
    rows = (
        (*GOOD, "0.9", "a|b \\ c", "A|B\\|C", "owl named individual", "Not"),
        ("obs:x", "skos:exactMatch", "cn:agreement/y", "semapv:LexicalMatching"),
    )
    graph = read(table(*rows, columns=columns)).graph
    again = read(write_table(graph, SET)).graph
    assert isomorphic(graph, again)
    document = json.loads(write_json(graph, SET))
    assert document["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert document["creator_label"] == ["A. Person", "B. Person"]
    assert [mapping.get("confidence") for mapping in document["mappings"]] == [0.9, None]


def test_a_set_is_judged_by_its_profile_at_its_cells(own_sources: Sources) -> None:
    typo = ("cn:agreement/pariscall", "owl:sameAs", "obs:t", GOOD[3], "2")
    given = Sources((read(table((*GOOD, "0.9"), typo)),))
    report = validate_files(
        own_sources, given, profile="mapping", validator="turbo", reasoner="sparq"
    )
    found = {(str(result.source_shape).partition("#")[2]) for result in report.results}
    assert found == {"Mapping-predicate", "Mapping-confidence", "Reference"}
    assert {place.line for result in report.results for place in result.places} == {12}
    columns = {place.column for result in report.results for place in result.value_places}
    assert columns == {1, 24, 70}


def test_equivalences_join_names_through_others() -> None:
    base = "https://w3id.org/cybernorms/id/"
    joined = equivalences(
        [(base + "a", "http://x/1"), ("http://y/1", "http://x/1"), ("http://z/1", "http://z/2")]
    )
    assert joined.names("http://y/1") == {base + "a", "http://x/1", "http://y/1"}
    assert joined.ours("http://y/1") == base + "a"
    assert joined.ours("http://z/2") == "http://z/2"
    assert joined.names("http://other/") == {"http://other/"}
    assert not joined.disputed


def test_a_group_that_would_merge_two_of_ours_stands_for_nothing() -> None:
    base = "https://w3id.org/cybernorms/id/"
    joined = equivalences([(base + "a", "http://x/1"), ("http://x/1", base + "b")])
    assert joined.disputed == (frozenset({base + "a", base + "b", "http://x/1"}),)
    assert joined.names(base + "a") == {base + "a"}
    assert joined.ours("http://x/1") == "http://x/1"
