"""Every RDF format: recognised, read faithfully, refused with a place when it is hostile."""

import json
from pathlib import Path

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.compare import isomorphic

from cybernorms.errors import InputError, Position, RdfSyntaxError
from cybernorms.namespaces import CN, ID, XSD
from cybernorms.sources import (
    RDF_FORMATS,
    Document,
    format_of,
    format_of_media_type,
    load_files,
    read_rdf,
)
from cybernorms.sources.context import CONTEXT, own_context

NAME = URIRef("http://e/graph")
RDFXML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
    ' xmlns:e="http://e/" xml:base="http://b/">\n'
)
# One graph in each format: ill-typed and odd literals, a blank node, a tag with capitals.
SAME = {
    "turtle": """@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:a a e:C ; e:p "01"^^xsd:integer , "soon"^^xsd:date , "x"@en-GB ,
    " a "^^xsd:token , "maybe"^^xsd:boolean ; e:q [ e:r "é\\n" ] .""",
    "trig": """@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:g { e:a a e:C ; e:p "01"^^xsd:integer , "soon"^^xsd:date }
{ e:a e:p "x"@en-GB , " a "^^xsd:token }
e:a e:p "maybe"^^xsd:boolean . GRAPH e:h { e:a e:q _:b . _:b e:r "é\\n" }""",
    "ntriples": """<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/C> .
<http://e/a> <http://e/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e/a> <http://e/p> "soon"^^<http://www.w3.org/2001/XMLSchema#date> .
<http://e/a> <http://e/p> "x"@en-GB .
<http://e/a> <http://e/p> " a "^^<http://www.w3.org/2001/XMLSchema#token> .
<http://e/a> <http://e/p> "maybe"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<http://e/a> <http://e/q> _:b .
_:b <http://e/r> "\\u00E9\\n" .""",
    "rdfxml": f"""{RDFXML}<e:C rdf:about="http://e/a">
<e:p rdf:datatype="{XSD.integer}">01</e:p><e:p rdf:datatype="{XSD.date}">soon</e:p>
<e:p xml:lang="en-GB">x</e:p><e:p rdf:datatype="{XSD.token}"> a </e:p>
<e:p rdf:datatype="{XSD.boolean}">maybe</e:p><e:q rdf:parseType="Resource"><e:r>é
</e:r></e:q></e:C></rdf:RDF>""",
    "jsonld": json.dumps(
        {
            "@context": {"e": "http://e/", "xsd": str(XSD)},
            "@id": "e:a",
            "@type": "e:C",
            "e:p": [
                {"@value": "01", "@type": "xsd:integer"},
                {"@value": "soon", "@type": "xsd:date"},
                {"@value": "x", "@language": "en-GB"},
                {"@value": " a ", "@type": "xsd:token"},
                {"@value": "maybe", "@type": "xsd:boolean"},
            ],
            "e:q": {"e:r": "é\n"},
        }
    ),
}
SAME["nquads"] = SAME["ntriples"].replace(" .\n", " <http://e/g> .\n")


def parse(text: str | bytes, format_: str) -> Document:
    content = text.encode() if isinstance(text, str) else text
    return read_rdf(content, "x", NAME, RDF_FORMATS[format_])


def error_of(text: str | bytes, format_: str) -> RdfSyntaxError:
    with pytest.raises(RdfSyntaxError) as raised:
        parse(text, format_)
    return raised.value


@pytest.mark.parametrize("format_", sorted(SAME))
def test_each_format_gives_the_same_terms(format_: str) -> None:
    document = parse(SAME[format_], format_)
    assert len(document.triples) == 8
    assert isomorphic(document.graph, parse(SAME["turtle"], "turtle").graph)
    literals = {t[2] for t in document.triples if isinstance(t[2], Literal)}
    assert {(str(x), x.language) for x in literals} == {
        ("01", None), ("soon", None), ("x", "en-GB"), (" a ", None), ("maybe", None), ("é\n", None),
    }  # fmt: skip


@pytest.mark.parametrize("format_", sorted(SAME))
def test_each_triple_has_a_place(format_: str) -> None:
    document = parse(SAME[format_], format_)
    for triple in document.triples:
        assert document.whereabouts.subject(triple[0]) is not None
        assert document.whereabouts.value(triple) is not None


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.ttl", "turtle"), ("a.b.TRIG", "trig"), ("a.nt", "ntriples"), ("a.nq", "nquads"),
        ("a.rdf", "rdfxml"), ("a.owl", "rdfxml"), ("a.jsonld", "jsonld"), ("x/a.json", "jsonld"),
        ("a.sssom.tsv", "sssom"),
    ],
)  # fmt: skip
def test_suffix_tells_the_format(file: str, name: str) -> None:
    assert format_of(file).name == name


@pytest.mark.parametrize("file", ["a.txt", "a", "ttl", "a.ttl.gz"])
def test_other_suffix_is_refused_with_those_that_are_known(file: str) -> None:
    with pytest.raises(InputError, match=r"\.jsonld.*--input-format"):
        format_of(file)


def test_media_type_tells_the_format() -> None:
    found = format_of_media_type("Text/Turtle; charset=utf-8")
    assert found is RDF_FORMATS["turtle"]
    assert format_of_media_type("text/html") is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            '<e:A rdf:about="http://e/é" e:q="1"><e:p>2</e:p>\n'
            '<e:p rdf:parseType="Resource"><e:q>3</e:q></e:p><e:p><e:B><e:q>4</e:q></e:B></e:p>\n'
            '<e:l rdf:parseType="Collection"><e:B><e:q>5</e:q></e:B>\n <e:B/></e:l>\n'
            '<e:p e:q="6" rdf:type="http://e/T"/><e:p rdf:ID="r">7</e:p>'
            '<e:l rdf:parseType="Literal"><e:q><e:B/></e:q></e:l><rdf:li>8</rdf:li></e:A>',
            {1: (3, 1), 2: (3, 37), 3: (4, 31), 4: (4, 59), 5: (5, 38), 6: (7, 1), 7: (7, 37),
             8: (7, 112)},
        ),
    ],
)  # fmt: skip
def test_values_of_rdfxml_are_where_their_element_is(
    text: str, places: dict[int, tuple[int, int]]
) -> None:
    document = parse(f"{RDFXML}{text}</rdf:RDF>", "rdfxml")
    found = {
        int(value): document.whereabouts.value((subject, property_, value))
        for subject, property_, value in document.triples
        if isinstance(value, Literal) and value.isdigit() and property_ != RDF.object
    }
    assert found == places


JSON = """{"@context": {"@vocab": "http://e/", "by": {"@reverse": "p"},
 "l": {"@container": "@list"}, "n": {"@container": "@language"}, "x": {"@container": "@index"}},
"@id": "http://e/a", "p": [1, {"q": 2}, {"@id": "http://e/b", "q": [3, 3.5]}, {"@value": 4}],
"by": {"q": "5"}, "l": ["6", {"q": "7"}], "n": {"en": "8", "fr": ["9"]},
"x": {"i": {"q": "10"}},
"@graph": [{"q": "é"}, {"q": "11"}], "p2": true,
"p3": {"@set": [false]}}"""


def test_values_of_jsonld_are_where_their_json_is() -> None:
    document = parse(JSON, "jsonld")
    found = {
        str(value): document.whereabouts.value((subject, property_, value))
        for subject, property_, value in document.triples
        if isinstance(value, Literal)
    }
    assert found == {
        "1": (3, 28), "2": (3, 37), "3": (3, 69), "3.5E0": (3, 72), "4": (3, 79), "5": (4, 13),
        "6": (4, 25), "7": (4, 36), "8": (4, 55), "9": (4, 67), "10": (5, 18), "é": (6, 18),
        "11": (6, 30), "true": (6, 44), "false": (7, 17),
    }  # fmt: skip
    assert document.whereabouts.subject(URIRef("http://e/a")) == (1, 1)
    assert document.whereabouts.subject(URIRef("http://e/b")) == (3, 41)


def test_equal_blank_nodes_of_jsonld_have_places_of_their_own() -> None:
    text = '{"http://e/p": [{"http://e/q": 1},\n {"http://e/q": 2},\n {"http://e/q": 1}]}'
    document = parse(text, "jsonld")
    places = sorted(filter(None, (document.whereabouts.value(t) for t in document.triples)))
    assert places == [(1, 17), (1, 32), (2, 2), (2, 17), (3, 2), (3, 17)]


def test_own_context_is_known_without_being_fetched() -> None:
    text = {
        "@context": [CONTEXT, {"e": "http://e/"}],
        "@id": "id:agreement/x",
        "@type": "Agreement",
        "evidence": "id:passage/a",
        "e:p": {"@context": {"@import": CONTEXT}, "section": "1"},
    }
    graph = parse(json.dumps(text), "jsonld").graph
    assert (ID["agreement/x"], CN.evidence, ID["passage/a"]) in graph
    assert (ID["agreement/x"], RDF.type, CN.Agreement) in graph
    assert (None, CN.section, Literal("1")) in graph


def test_own_context_has_the_datatypes_of_the_ontology() -> None:
    terms = own_context()["@context"]
    assert terms["hasProvision"] == {"@id": str(CN.hasProvision), "@type": "@id"}
    assert terms["countValue"] == {"@id": str(CN.countValue), "@type": str(XSD.integer)}
    assert terms["xsd"] == str(XSD)


ELSEWHERE = "http://127.0.0.1:1/x"


@pytest.mark.parametrize(
    ("format_", "text", "position", "words"),
    [
        ("turtle", "<http://e/a> <http://e/p> " + "(" * 300, (1, 227), "deeper than 200"),
        ("turtle", "<http://e/a> <http://e/p> " + "[ a " * 300, (1, 827), "deeper than 200"),
        ("turtle", "# (((\n" * 300 + "oops", (301, 1), "expected a statement"),
        ("turtle", "<http://e/a> <http://e/p> " + "<<( <http://e/a> a " * 9000, None, "RDF 1.2"),
        ("turtle", "<http://e/a> <http://e/p> " + "<< <http://e/a> a " * 9000, None, "RDF 1.2"),
        ("turtle", "<http://e/a> <http://e/p> <<( <http://e/a> a 1 )>> .", None, "RDF 1.2"),
        ("ntriples", f'<http://e/a> <http://e/p> "{"x" * 17_000_000}" .', None, "16 MiB"),
        ("turtle", '<http://e/a> <http://e/p> "x"@ar--rtl .', None, "RDF 1.2"),
        ("turtle", "<http://e/g> { <http://e/a> a 1 }", (1, 14), "TriG, not Turtle"),
        ("turtle", '<?xml version="1.0"?><a/>', (1, 1), "looks like RDF/XML, not Turtle"),
        ("turtle", ' {"@id": 1}', (1, 2), "looks like JSON-LD, not Turtle"),
        ("jsonld", "@prefix e: <http://e/> .", (1, 1), "looks like Turtle, not JSON-LD"),
        ("rdfxml", "<!doctype html><p>", (1, 1), "looks like a web page, not RDF/XML"),
        ("turtle", b"\x1f\x8b\x08\x00", None, "gzip"),
        ("turtle", b"\xff\xfe<\x00", None, "UTF-16"),
        ("jsonld", b"PK\x03\x04", None, "ZIP"),
        ("nquads", '<http://e/a> a "\0"', (1, 17), "NUL"),
        ("rdfxml", b"<a>\n\xff", (2, 1), "UTF-8"),
        ("trig", "<http://e/g> { <http://e/a> a 1", (1, 32), "'{' at line 1, column 14"),
        ("ntriples", "<a> <http://e/p> 1 .", (1, 1), "relative IRI"),
        ("ntriples", '<http://e/a> <http://e/p> "x"', (1, 30), "dot"),
        ("nquads", "e:a e:p e:b .", (1, 1), "subject"),
        ("rdfxml", f"{RDFXML}<e:A>\n</e:B></rdf:RDF>", (4, 3), "mismatched tag"),
        ("rdfxml", f"{RDFXML}<e:A/>\n <e:A rdf:about='http://e/ b'/></rdf:RDF>", (4, 2), "' '"),
        ("rdfxml", f"{RDFXML}<e:A>\n x</e:A></rdf:RDF>", (4, 2), "only elements may stand"),
        ("rdfxml", f"{RDFXML}\n<e:A about='x'/></rdf:RDF>", (4, 1), "rdf:about"),
        ("rdfxml", f"{RDFXML}<e:A><e:p rdf:parseType='X'/></e:A></rdf:RDF>", (3, 6), "parseType"),
        ("rdfxml", RDFXML + "<e:A><e:p>" * 150, (3, 996), "deeper than 200"),
        ("rdfxml", f"<!DOCTYPE a SYSTEM '{ELSEWHERE}'><a/>", (1, 42), "nothing is fetched"),
        ("rdfxml", f"<!DOCTYPE a [<!ENTITY b SYSTEM '{ELSEWHERE}'>]><a/>", (1, 54), "elsewhere"),
        ("rdfxml", f"<!DOCTYPE a [<!ENTITY % b SYSTEM '{ELSEWHERE}'>%b;]>", (1, 56), "elsewhere"),
        ("rdfxml", "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]>", (1, 40), "of markup"),
        (
            "rdfxml",
            f"<!DOCTYPE a [<!ENTITY b '{'x' * 500}'>]><a>{'&b;' * 9000}</a>",
            None,
            "entities stand for 4500000 characters",
        ),
        (
            "rdfxml",
            f"<!DOCTYPE a [<!ENTITY b '{'x' * 30000}'>]><a>{'&b;' * 1000}</a>",
            (1, 30867),
            "amplification",
        ),
        ("rdfxml", '<?xml version="1.0" encoding="latin1"?><a/>', (1, 1), "save the file as UTF-8"),
        ("rdfxml", "<!DOCTYPE a [" + "".join(f"<!ENTITY a{n} 'x'>" for n in range(999)) + "]><a/>",
         (1, 3518), "more than 200 entities"),
        ("rdfxml", RDFXML + "<e:A" + "".join(f" e:a{n}='x'" for n in range(999)) + "/></rdf:RDF>",
         (3, 1), "more than 500 attributes"),
        ("rdfxml", "", (1, 1), "no element"),
        ("jsonld", "[" * 50_000, (1, 201), "deeper than 200"),
        ("jsonld", '{"@id": "http://e/a",\n "@type": [1]}', (2, 12), "@type value must be"),
        ("jsonld", '{"@graph": [{"@id": 7}]}', (1, 21), "@id value must be a string"),
        ("jsonld", '{"http://e/p": {"@value": {}}}', (1, 27), "@value value must be"),
        (
            "jsonld",
            '{"http://e/p": {"@value": "x", "@language": 3}}',
            (1, 45),
            "@language value must be a string",
        ),
        ("jsonld", '{"@context": {"p": 5}, "p": 1}', (1, 20), "Term definition value must be"),
        (
            "jsonld",
            '{"@context": [{"p": {"@id": "http://e/p", "@container": "@foo"}}], "p": 1}',
            (1, 57),
            "@container",
        ),
        ("jsonld", '{"http://e/p":' * 5000 + "1" + "}" * 5000, (1, 2801), "deeper than 200"),
        ("jsonld", f'{{\n"@context": "{ELSEWHERE}"}}', (2, 13), f"{ELSEWHERE} is elsewhere"),
        ("jsonld", f'{{"@context": [{{"@import": "{ELSEWHERE}"}}]}}', (1, 14), "elsewhere"),
        (
            "jsonld",
            f'[{{"@context": {{"a": {{"@id": "a:b", "@context": "{ELSEWHERE}"}}}}}}]',
            (1, 15),
            "elsewhere",
        ),
        ("jsonld", f'{{"\\u0040context": "{ELSEWHERE}"}}', None, "context"),
        ("jsonld", '{"@id": "http://e/a",\n"hasNrom": 1}', (2, 1), "defines no term 'hasNrom'"),
        ("jsonld", '{"@id": "http://e/a",\n"@type": "Nrom"}', (2, 10), "defines no term 'Nrom'"),
        ("jsonld", '[{"@id": "a", "http://e/p": 1}]', (1, 10), "relative IRI 'a'"),
        ("jsonld", '{"@id": "http://e/a b", "http://e/p": 1}', (1, 7), "that none can have"),
        ("jsonld", '{"@id": "http://e/a", "http://e/p": NaN}', (1, 37), "no such number"),
        ("jsonld", '{"a": 1,\n}', (2, 1), "comma too many"),
        ("jsonld", '{"a" 1}', (1, 6), "':' is missing"),
        ("jsonld", '"a"', (1, 1), "an object or a list"),
        ("jsonld", '{"http://e/p": ' + "9" * 5000 + "}", None, "thousands of digits"),
        ("jsonld", '{"http://e/p": "\\ud800"}', (1, 17), "half a character"),
        ("jsonld", '{"http://e/p": "\\ude00"}', (1, 17), "half a character"),
        ("jsonld", "", (1, 1), "a value should stand here"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_a_place_and_a_reason(
    format_: str, text: str | bytes, position: tuple[int, int] | None, words: str
) -> None:
    error = error_of(text, format_)
    assert words in error.message
    assert error.position == (Position(*position) if position else None)


def test_entities_may_stand_for_name_spaces() -> None:
    text = f'<!DOCTYPE a [<!ENTITY e "http://e/">]>{RDFXML}<e:A rdf:about="&e;a"/></rdf:RDF>'
    assert list(parse(text, "rdfxml").graph.subjects()) == [URIRef("http://e/a")]


def test_import_stays_a_statement() -> None:
    text = f"<http://e/o> <http://www.w3.org/2002/07/owl#imports> <{ELSEWHERE}> ."
    assert len(parse(text, "turtle").triples) == 1


def test_text_may_hold_what_looks_like_a_mistake() -> None:
    text = """{"http://e/p": ["NaN, ( [", ": NaN ,", "\\"@context\\": \\"http://e/x\\"", "<<( {{{ ",
"\\ud83d\\ude00", "\\\\ud800"]}"""
    assert len(parse(text, "jsonld").triples) == 6


def test_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b'<http://e/a> <http://e/p> "' + b"x" * 1000 + b'" .')
    size = path.stat().st_size
    assert load_files([path], tmp_path, NAME, max_bytes=size).documents
    with pytest.raises(InputError, match=f"longer than {size - 1} bytes"):
        load_files([path], tmp_path, NAME, max_bytes=size - 1)
