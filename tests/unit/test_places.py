"""Subjects and values are found where they are written, in every format."""

from dataclasses import dataclass, field
from random import Random

import pytest
from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.sources import RDF_FORMATS, Document, read_rdf
from cybernorms.sources.places import Position

NAME = URIRef("http://e/graph")


def parse(text: str, format_: str = "turtle") -> Document:
    return read_rdf(text.encode(), f"x.{format_}", NAME, RDF_FORMATS[format_])


@dataclass
class Written:
    """A Turtle text in the making, with the offsets that the finished document must give.

    Every property and every value in a list is used once and so stands for its statement.
    """

    text: str = "@prefix e: <http://e/> .\nPREFIX x: <http://e/x#>\n"
    count: int = 0
    properties: dict[str, tuple[int, int]] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    def new(self) -> str:
        self.count += 1
        return str(self.count)


SIMPLE = (
    "e:a", "<http://e/#b>", "_:b.c", "e:a\\,b.c", "x:", '"""a "b" (."""', "'[\\''@en-GB",
    '"."^^e:t', '"" ^^ # (\n <http://e/t>', "true", "-1.5e3", ".5", "01", "[ ]", "( )",
)  # fmt: skip
SPACES = (" ", "\n", " # é ] . (\n", "\t\r\n ")
# A simple value, the values of a blank node's properties, or the items of a list.
Value = str | list["list[Value]"] | tuple["Value", ...]


def make_value(random: Random, depth: int = 0) -> Value:
    kind = random.randrange(4 if depth < 3 else 2)
    if kind < 2:
        return random.choice(SIMPLE)
    if kind == 2:
        return [make_values(random, depth + 1) for _ in range(random.randint(1, 2))]
    return tuple(make_values(random, depth + 1))


def make_values(random: Random, depth: int) -> list[Value]:
    return [make_value(random, depth) for _ in range(random.randint(1, 3))]


def write_value(to: Written, value: Value, gap: str) -> None:
    match value:
        case str():
            to.text += value
        case list():
            at = len(to.text)
            to.text += "[" + gap
            write_properties(to, value, at, gap)
            to.text += "]"
        case tuple():
            to.text += "("
            for item in value:
                number = to.new()
                to.text += gap
                to.items[number] = len(to.text)
                to.text += f'"{number}"' + gap
                write_value(to, item, gap)
            to.text += ")"


def write_properties(to: Written, properties: list[list[Value]], subject: int, gap: str) -> None:
    for objects in properties:
        for value in objects:
            number = to.new()
            to.text += f"e:p{number}{gap}"
            to.properties[number] = (subject, len(to.text))
            write_value(to, value, gap)
            to.text += gap + ";" + gap
    to.text += ";"


@pytest.mark.parametrize("seed", range(60))
def test_turtle_places_are_exact(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (no secret)
    to = Written()
    gap = random.choice(SPACES)
    for _ in range(3):
        subject = make_value(random)
        if isinstance(subject, str) and subject[0] not in "e<_x[(":
            subject = "e:s"  # a literal cannot be one
        at = len(to.text)
        write_value(to, subject, gap)
        to.text += gap
        write_properties(to, [make_values(random, 1)], at, gap)
        to.text += " ."
    document = parse(to.text)
    for triple in document.triples:
        subject_at, value_at = position_of(document, triple[0], triple)
        _, property_, value = triple
        if str(property_).startswith("http://e/p"):
            expected = to.properties[str(property_).removeprefix("http://e/p")]
            assert value_at == line_and_column(to.text, expected[1])
            if isinstance(triple[0], BNode) and not to.text.startswith("_:", expected[0]):
                assert subject_at == line_and_column(to.text, expected[0])
        elif property_ == RDF.first and isinstance(value, Literal) and str(value) in to.items:
            assert value_at == line_and_column(to.text, to.items[str(value)])


def position_of(
    document: Document, subject: Node, triple: tuple[Node, Node, Node]
) -> tuple[Position | None, Position | None]:
    return document.whereabouts.subject(subject), document.whereabouts.value(triple)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


@pytest.mark.parametrize(
    ("format_", "text", "places"),
    [
        (
            "trig",
            "@prefix e: <http://e/> .\n{ e:a e:p 1 . e:b e:p 2 }\n"
            "GRAPH e:g { e:c e:p 3 ; e:q 4 . }\n"
            "e:h { [] e:p 5 . [ e:p 6 ] } GRAPH [] {} e:d e:p 7 .",
            {1: (2, 11), 2: (2, 23), 3: (3, 21), 4: (3, 29), 5: (4, 14), 6: (4, 24), 7: (4, 50)},
        ),
        (
            "ntriples",
            "# a\n<http://e/a> <http://e/p> \"1\" .\r  _:a<http://e/p>\"2\".# b\n\n"
            '<http://e/é> <http://e/p>\t"3"@en-GB .',
            {1: (2, 27), 2: (2, 50), 3: (4, 27)},
        ),
        (
            "nquads",
            '<http://e/a> <http://e/p> "1" <http://e/g> .\n<http://e/a> <http://e/p> "2" .',
            {1: (1, 27), 2: (2, 27)},
        ),
    ],
)  # fmt: skip
def test_values_are_found(format_: str, text: str, places: dict[int, tuple[int, int]]) -> None:
    document = parse(text, format_)
    found = {int(str(t[2])): document.whereabouts.value(t) for t in document.triples}
    assert found == places


def test_names_need_no_space_between_them() -> None:
    text = '@prefix:<http://e/>.{_:s:p"1".:s :p"2"._:a.b:p :q,"3".[:p(:o"4")].}'
    document = parse(text, "trig")
    found = {str(t[2]): document.whereabouts.value(t) for t in document.triples}
    for value in "1234":
        assert found[value] == (1, text.index(f'"{value}"') + 1)


def test_place_of_a_statement_made_twice_is_the_first() -> None:
    document = parse("<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> 1 .")
    assert {document.whereabouts.value(triple) for triple in document.triples} == {(1, 27)}


def test_byte_order_mark_takes_no_column() -> None:
    document = read_rdf(b"\xef\xbb\xbf<http://e/a> <http://e/p> 1 .", "x.ttl", NAME)
    assert document.whereabouts.subject(URIRef("http://e/a")) == (1, 1)
