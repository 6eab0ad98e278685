import os
import random
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from cybernorms.errors import DamagedJournalError, InputError, StaleChangeError
from cybernorms.journal import Change, Draft, Journal, Quad, Transaction, transactions
from cybernorms.journal.quads import read_quad, write_quad
from cybernorms.namespaces import XSD
from cybernorms.sources import typed_literal

G, H = URIRef("http://e/g"), URIRef("http://e/h")
A, B, P = URIRef("http://e/a"), URIRef("http://e/b"), URIRef("http://e/p")


def change(added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> Change:
    return Change(frozenset(added), frozenset(removed))


def write(journal: Journal, *changes: Change) -> list[Transaction]:
    draft = Draft(journal.written, "0123456789abcdef")
    for number, one in enumerate(changes):
        draft.add("somebody", one, f"change {number}")
    journal.append(draft.transactions)
    return draft.transactions


def content(journal: Journal) -> set[Quad]:
    return {(*triple, name) for name, graph in journal.written.graphs.items() for triple in graph}


def test_transactions_are_kept_with_who_when_and_why(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert (journal.written.position, journal.written.graphs) == (0, {})
    written = write(
        journal, change([(A, P, B, G)]), change([(A, P, A, H)], [(A, P, B, G)]), change()
    )
    assert list(transactions(tmp_path)) == written
    first, second = written
    assert (first.number, first.account, first.comment) == (1, "somebody", "change 0")
    assert first.time <= second.time
    assert first.time.tzname() == "UTC"
    again = Journal(tmp_path)
    assert (again.written.position, content(again), again.digest) == (
        2,
        {(A, P, A, H)},
        journal.digest,
    )
    assert again.written.last[H].number == 2
    assert again.written.stated == {H: {A: 2}}


def test_change_is_reduced_to_its_effect(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write(journal, change([(A, P, B, G)]))
    (second,) = write(
        journal, change([(A, P, B, G), (A, P, A, G)], [(B, P, B, G), (A, P, B, G), (A, P, B, H)])
    )
    assert second.change == change([(A, P, A, G)])
    assert not write(journal, change([(A, P, B, G)], [(A, P, A, H)]))
    assert Journal(tmp_path).written.position == 2


LEXICAL = [
    typed_literal("01", XSD.integer),
    typed_literal("1", XSD.integer),
    typed_literal("1", XSD.nonNegativeInteger),
    typed_literal("300", XSD.byte),
    typed_literal("no date", XSD.dateTimeStamp),
    typed_literal("TRUE", XSD.boolean),
    typed_literal(" a  b ", XSD.token),
    Literal('a\n\r\t"\\ \0\x1f\x7f\u2028 ü 🜚'),
    Literal("hello", lang="en-GB"),
    Literal(""),
]


def test_lexical_forms_survive(tmp_path: Path) -> None:
    quads = {(A, P, value, G) for value in LEXICAL}
    write(Journal(tmp_path), change(quads))
    assert {quad[2].n3() for quad in content(Journal(tmp_path))} == {v.n3() for v in LEXICAL}
    (only,) = write(Journal(tmp_path), change(removed=[(A, P, typed_literal("1", XSD.integer), G)]))
    assert only.change.removed == {(A, P, typed_literal("1", XSD.integer), G)}


def test_a_string_is_one_literal_however_it_is_typed_literal(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write(journal, change([(A, P, typed_literal("x", XSD.string), G)]))
    assert content(journal) == content(Journal(tmp_path)) == {(A, P, Literal("x"), G)}
    write(journal, change(removed=[(A, P, typed_literal("x", XSD.string), G)]))
    assert not journal.written.graphs


@pytest.mark.parametrize(
    "quad",
    [
        (A, P, Literal("\ud800"), G),
        (URIRef("http://e/a b"), P, A, G),
        (URIRef("relative"), P, A, G),
        (A, P, URIRef("http://[/"), G),
        (A, P, Literal("x", lang="toolonglanguage"), G),
        (Literal("x"), P, A, G),
        (A, BNode(), A, G),
        (A, P, A, BNode()),
    ],
)
def test_what_is_no_rdf_is_refused(quad: Quad, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(InputError, match=r"valid RDF|cannot be written"):
        Draft(journal.written, "").add("somebody", change([quad]))
    assert not journal.path.exists()


def test_blank_nodes_keep_their_identity_over_time(tmp_path: Path) -> None:
    x, y = BNode("x-1"), BNode("y")
    quads = {(x, P, y, G), (y, P, Literal("y"), G)}
    write(Journal(tmp_path), change(quads))
    journal = Journal(tmp_path)
    put = Graph()
    for quad in quads:
        put.add(quad[:3])
    assert isomorphic(journal.written.graphs[G], put)
    (known,) = journal.written.graphs[G].subjects(P, Literal("y"))
    assert known == BNode("t1b2")
    write(journal, change([(known, P, Literal("z"), H)], [(known, P, Literal("y"), G)]))
    assert set(Journal(tmp_path).written.graphs[H].subjects()) == {known}
    # The client's label for a node of its own is not ours for another.
    (other,) = write(journal, change([(BNode("y"), P, A, H)]))
    assert other.change == change([(BNode("t3b1"), P, A, H)])


def test_the_same_graph_with_other_blank_nodes_is_no_change(tmp_path: Path) -> None:
    def quads() -> set[Quad]:
        x, y = BNode(), BNode()
        return {(x, P, y, G), (y, P, x, G), (x, P, Literal("x"), G)}

    journal = Journal(tmp_path)
    write(journal, change(quads()))
    assert not write(journal, change(quads(), content(journal)))
    assert write(journal, change([*quads(), (A, P, B, G)], content(journal)))


def test_draft_touches_nothing_until_it_is_appended(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write(journal, change([(A, P, B, G)]))
    draft = Draft(journal.written, "")
    draft.add("somebody", change([(B, P, B, G)]))
    draft.add("somebody", change([(A, P, A, H)], [(A, P, B, G)]))
    assert {name: set(graph) for name, graph in draft.written.graphs.items()} == {
        G: {(B, P, B)},
        H: {(A, P, A)},
    }
    assert content(journal) == content(Journal(tmp_path)) == {(A, P, B, G)}
    write(Journal(tmp_path), change([(B, P, A, G)]))
    with pytest.raises(StaleChangeError):
        journal.append(draft.transactions)
    assert content(Journal(tmp_path)) == {(A, P, B, G), (B, P, A, G)}


def test_another_process_is_followed(tmp_path: Path) -> None:
    one, two = Journal(tmp_path), Journal(tmp_path)
    write(one, change([(A, P, B, G)]))
    assert two.refresh()
    assert not two.refresh()
    write(two, change(removed=[(A, P, B, G)]))
    assert one.refresh()
    assert (one.written.position, one.written.graphs, one.written.last, one.written.stated) == (
        2,
        {},
        {},
        {},
    )


def test_torn_tail_is_passed_over_and_cut(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path)
    write(journal, change([(A, P, B, G)]))
    whole = journal.path.read_bytes()
    write(journal, change([(A, P, Literal("longer " * 20), G)]))
    record = journal.path.read_bytes()[len(whole) :]
    zeros = record[:100] + b"\0" * 64 + record[164:]
    for tail in (*(record[:length] for length in range(0, len(record), 7)), b"\0" * 9, zeros):
        journal.path.write_bytes(whole + tail)
        torn = Journal(tmp_path)
        assert (torn.written.position, content(torn)) == (1, {(A, P, B, G)})
        caplog.clear()
        write(torn, change([(B, P, B, G)]))
        assert (f"cutting off {len(tail)} bytes" in caplog.text) == bool(tail)
        assert content(Journal(tmp_path)) == {(A, P, B, G), (B, P, B, G)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"y"', b'"z"'),
        (b"D <", b"A <"),
        (b"TX .\n", b""),
        (b'"y"', b'"\0"'),
        (b"somebody", b"somebod\xff"),
    ],
)
def test_damage_is_an_error_with_its_place(old: bytes, new: bytes, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write(journal, change([(A, P, A, G)]))
    second = journal.path.stat().st_size
    write(journal, change([(A, P, Literal("y"), G)], [(A, P, A, G)]))
    write(journal, change([(A, P, B, G)]))
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:second] + whole[second:].replace(old, new, 1))
    with pytest.raises(DamagedJournalError, match=f"at byte {second}, in .* transaction 2"):
        Journal(tmp_path)


def test_record_that_is_missing_is_an_error(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    sizes = [0]
    for value in (A, B, P):
        write(journal, change([(A, P, value, G)]))
        sizes.append(journal.path.stat().st_size)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[: sizes[1]] + whole[sizes[2] :])
    with pytest.raises(DamagedJournalError, match="digest"):
        Journal(tmp_path)
    journal.path.write_bytes(whole[: sizes[1]])
    with pytest.raises(DamagedJournalError, match="shorter"):
        journal.refresh()


NODES = st.sampled_from([A, B, BNode("x"), BNode("y")])
TERMS: st.SearchStrategy[Node] = NODES | st.builds(
    Literal, st.text(max_size=5), lang=st.sampled_from([None, "en"])
)
QUADS: st.SearchStrategy[Quad] = st.tuples(NODES, st.just(P), TERMS, st.sampled_from([G, H]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sets(QUADS), st.sets(QUADS)), max_size=6), st.integers(1, 3))
def test_replay_equals_the_sequence_of_changes(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[set[Quad], set[Quad]]],
    batch: int,
) -> None:
    state_dir = tmp_path_factory.mktemp("journal")
    journal = Journal(state_dir)
    model: set[Quad] = set()
    drafts = [changes[start : start + batch] for start in range(0, len(changes), batch)]
    for several in drafts:
        draft = Draft(journal.written, "")
        for added, removed in several:
            # Blank nodes are named anew when they come, so here they only come.
            gone = {quad for quad in removed if not any(isinstance(t, BNode) for t in quad)}
            draft.add("somebody", change(added, gone))
            model = (model - gone) | added
        journal.append(draft.transactions)
    ground = {quad for quad in model if not any(isinstance(term, BNode) for term in quad)}
    for replayed in (journal, Journal(state_dir)):
        found = content(replayed)
        assert {q for q in found if not any(isinstance(t, BNode) for t in q)} == ground
        assert found == content(journal)
        assert (
            replayed.written.stated.keys()
            == replayed.written.graphs.keys()
            == replayed.written.last.keys()
        )
    assert len(list(transactions(state_dir))) == journal.written.position


@settings(deadline=None)
@given(st.text(), st.sampled_from([None, "en", "de-AT"]))
def test_any_text_can_be_written_and_read(text: str, tag: str | None) -> None:
    quad = (A, P, Literal(text, lang=tag), G)
    line = write_quad(quad)
    assert "\n" not in line
    assert read_quad(line) == quad


def write_until_killed(state_dir: Path, pipe: int) -> NoReturn:
    """Append one transaction after the other, and tell each one's number when it is written."""
    journal = Journal(state_dir)
    while True:
        quads = {
            (A, URIRef(f"http://e/{journal.written.position}"), Literal(n), G) for n in range(30)
        }
        write(journal, change(quads))
        os.write(pipe, f"{journal.written.position}\n".encode())


def test_what_was_acknowledged_outlives_sigkill(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311 (moments, no secrets)
    for _ in range(40):
        reader, pipe = os.pipe()
        child = os.fork()
        if not child:
            write_until_killed(tmp_path, pipe)
        os.close(pipe)
        with open(reader) as told:  # noqa: PTH123 (a descriptor)
            time.sleep(chance.uniform(0, 0.06))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged = [int(line) for line in told.read().split("\n")[:-1]]
        journal = Journal(tmp_path)
        assert journal.written.position >= max(acknowledged, default=0)
        assert len(content(journal)) == 30 * journal.written.position
    assert journal.written.position
