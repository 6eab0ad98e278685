import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib import BNode, Literal, URIRef

from cybernorms.errors import InputError, Position, RdfSyntaxError, UnreadableSourcesError
from cybernorms.namespaces import (
    GRAPH,
    GRAPH_CATALOGUE,
    GRAPH_ONTOLOGY,
    GRAPH_QUESTIONS,
    GRAPH_SHAPES,
    ID,
    XSD,
)
from cybernorms.sources import Document, Place, graph_of, load_files, load_sources, read_rdf

NAME = URIRef("http://e/graph")
E = "@prefix e: <http://e/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def parse(text: str) -> Document:
    return read_rdf((E + text).encode(), "x.ttl", NAME)


def syntax_error(text: str) -> RdfSyntaxError:
    with pytest.raises(RdfSyntaxError) as raised:
        parse(text)
    return raised.value


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("ontology/core.ttl", GRAPH_ONTOLOGY),
        ("ontology/schemes/role.ttl", GRAPH_ONTOLOGY),
        ("ontology/alignments/prov.ttl", GRAPH_ONTOLOGY),
        ("ontology/questions/cq-01.ttl", GRAPH_QUESTIONS),
        ("shapes/meta/a.ttl", GRAPH_SHAPES),
        ("data/catalogue/provisions/a.ttl", GRAPH_CATALOGUE),
        ("data/sources/report/agreements/a.ttl", GRAPH["source/report"]),
    ],
)
def test_graph_follows_from_the_folder(file: str, name: URIRef) -> None:
    assert graph_of(file) == name


@pytest.mark.parametrize("file", ["data/a.ttl", "data/sources/a.ttl", "data/new/a.ttl", "a.ttl"])
def test_file_outside_the_known_folders_is_refused(file: str) -> None:
    with pytest.raises(InputError, match=r"data/sources/<document>/"):
        graph_of(file)


@pytest.mark.parametrize(
    ("written", "lexical", "datatype"),
    [
        ("01", "01", XSD.integer),
        ("-5", "-5", XSD.integer),
        ("1.50", "1.50", XSD.decimal),
        ("1e3", "1e3", XSD.double),
        ("true", "true", XSD.boolean),
        ('"01"^^xsd:integer', "01", XSD.integer),
        ('"300"^^xsd:byte', "300", XSD.byte),
        ('"soon"^^xsd:date', "soon", XSD.date),
        ('"maybe"^^xsd:boolean', "maybe", XSD.boolean),
        ('"x"^^xsd:string', "x", None),
    ],
)
def test_literal_keeps_its_lexical_form(
    written: str, lexical: str, datatype: URIRef | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        document = parse(f"e:a e:p {written} .")
    (value,) = document.graph.objects()
    assert isinstance(value, Literal)
    assert (str(value), value.datatype) == (lexical, datatype)
    assert not caplog.records


def test_number_in_a_list_after_a_comment_keeps_its_form() -> None:
    values = parse("e:a e:p (1 # 12\n 02 e:z) .").graph.objects()
    assert {str(v) for v in values if isinstance(v, Literal)} == {"1", "02"}


def test_parsing_leaves_the_process_as_it_was() -> None:
    parse('e:a e:p "01"^^xsd:integer .')
    assert rdflib.NORMALIZE_LITERALS is True
    assert str(Literal("01", datatype=XSD.integer)) == "1"
    assert not logging.getLogger("rdflib.term").filters


def test_language_tag_keeps_its_case() -> None:
    (value,) = parse('e:a e:p "x"@en-GB .').graph.objects()
    assert isinstance(value, Literal)
    assert value.language == "en-GB"


def test_each_subject_has_the_place_where_it_is_first_written() -> None:
    document = parse(
        "\ne:a e:p e:b ;\n  e:q e:c .\n# comment\n  e:b e:p [ e:q 1 ] .\ne:a e:r e:c ."
    )
    places = {s: document.whereabouts.subject(s) for s in document.graph.subjects()}
    assert {str(s): p for s, p in places.items() if not isinstance(s, BNode)} == {
        "http://e/a": (4, 1),
        "http://e/b": (7, 3),
    }
    assert [p for s, p in places.items() if isinstance(s, BNode)] == [(7, 11)]


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("e:a e:p e:b\ne:c e:p e:d .", Position(4, 1), "expected '.', ';' or ','"),
        ("e:a e:p e:b ;\n  e:q e:c e:r e:d .", Position(4, 11), "found 'e:r e:d .'"),
        (
            "e:a skos:p e:b .",
            Position(3, 5),
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#>",
        ),
        ("e:a e:p <b> .", Position(3, 9), "relative IRI"),
        ("e:a e:p <http://e/a b> .", Position(3, 9), "cannot stand in an IRI"),
        ('"x" e:p e:b .', Position(3, 1), "a literal cannot be a subject"),
        ('e:a "p" e:b .', Position(3, 5), "a predicate must be an IRI"),
        ("e:a _:p e:b .", Position(3, 5), "a predicate must be an IRI"),
        ('e:a e:p "x\n" .', Position(3, 11), 'use """'),
        ('e:a e:p "x .', Position(3, 9), "not closed"),
        ("e:a e:p ", Position(3, 9), "the file ends"),
        ("e:a e:p e:b", Position(3, 12), "not finished with '.'"),
        ('e:a e:p "b" ', Position(3, 13), "not finished with '.'"),
        ("e:a e:p e:b .\n<http://e/x a e:c ;", Position(4, 1), "not closed with '>'"),
        ("?x e:p e:b .", Position(3, 1), "no variables"),
        ("e:a e:p ?x .", Position(3, 9), "no variables"),
        ("e:a e:p (1 2 .\ne:b e:p 3 .", Position(3, 14), "the '(' at line 3, column 9 is not"),
        ("e:a e:p [ e:q 1 .\ne:b e:p 3 .", Position(3, 17), "the '[' at line 3, column 9 is not"),
        ("e:a e:p 1 ] .", Position(3, 11), "']' closes nothing"),
        ("e:a e:p [ e:q ( 1", Position(3, 18), "the '(' at line 3, column 15 is not closed"),
        ("e:a e:p e:b ,, e:c .", Position(3, 14), "expected a value"),
        ("e:a e:p <http://e/x e:b .\n<http://e/a> e:p 1 .", Position(3, 9), "not closed with '>'"),
        ('e:a e:p "\\q" .', Position(3, 10), "escape"),
        ("[] e:p 1 . 5 e:p 1 .", Position(3, 12), "a literal cannot be a subject"),
        ("e:a => e:b .", Position(3, 5), "N3, not Turtle"),
        ('e:a e:p "x"@123 .', Position(3, 13), "not a valid language tag"),
        ("nonsense", Position(3, 1), "expected a statement"),
    ],
)
def test_syntax_error_tells_place_and_remedy(text: str, position: Position, words: str) -> None:
    error = syntax_error(text)
    assert (error.source, error.position) == ("x.ttl", position)
    assert words in error.message
    assert str(error).startswith(f"x.ttl:{position.line}:{position.column}: ")


def test_bytes_that_are_no_utf8_are_a_syntax_error_at_the_byte() -> None:
    with pytest.raises(RdfSyntaxError, match="UTF-8") as raised:
        read_rdf("é e:a\n é ".encode() + b"\xff", "x.ttl", NAME)
    assert raised.value.position == Position(2, 4)


def test_byte_order_mark_is_skipped() -> None:
    content = b"\xef\xbb\xbf<http://e/a> <http://e/p> 1 ."
    assert len(read_rdf(content, "x.ttl", NAME).graph) == 1


def test_blank_nodes_of_two_files_stay_apart() -> None:
    one, two = parse("_:x e:p 1 .").graph, parse("_:x e:p 1 .").graph
    assert set(one.subjects()).isdisjoint(two.subjects())


def test_sources_are_kept_by_graph_and_folder(make_root: Callable[..., Path]) -> None:
    sources = load_sources(make_root())
    assert sources.names() == [
        GRAPH_CATALOGUE,
        GRAPH_ONTOLOGY,
        GRAPH_QUESTIONS,
        GRAPH_SHAPES,
        GRAPH["source/report"],
    ]
    both = sources.graph(GRAPH_CATALOGUE, GRAPH["source/report"])
    assert set(sources.data()) == set(both)
    assert len(sources.folder("shapes/meta")) < len(sources.graph(GRAPH_SHAPES))


def test_places_name_every_file_that_states_a_subject(make_root: Callable[..., Path]) -> None:
    more = (
        'id:dummy a cn:Treaty .\n<https://w3id.org/cybernorms/id/agreement/treaty> cn:section "1" .'
    )
    places = load_sources(make_root({"data/sources/report/more.ttl": more})).places()
    found = places.of_subject(ID["agreement/treaty"])
    assert [place.file for place in found] == [
        "data/catalogue/treaty.ttl",
        "data/sources/report/more.ttl",
    ]
    assert str(found[0]) == f"data/catalogue/treaty.ttl:{found[0].line}:1"
    assert places.of_subject(ID["agreement/none"]) == ()


def test_all_broken_files_are_told_at_once(make_root: Callable[..., Path]) -> None:
    broken: dict[str, str | None] = {
        "data/catalogue/a.ttl": "cn:x cn:y",
        "ontology/b.ttl": "oops",
        "data/stray.ttl": "",
    }
    with pytest.raises(UnreadableSourcesError) as raised:
        load_sources(make_root(broken))
    assert len(raised.value.errors) == 3
    for file in broken:
        assert file in str(raised.value)


def test_unreadable_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_files([tmp_path / "absent.ttl"], tmp_path, NAME)


def test_files_outside_the_root_keep_their_whole_name(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://e/a> <http://e/p> 1 .")
    (document,) = load_files([path], tmp_path / "root", NAME).documents
    assert document.file == str(path)
    assert Place(document.file, 1) < Place(document.file, 2)
