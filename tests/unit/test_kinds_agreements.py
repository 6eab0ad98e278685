"""What pages of agreements work out: wordings compared and amended, and where sources differ."""

from collections.abc import Sequence

import pytest

from cybernorms.namespaces import BASE, CN
from cybernorms.web.frame import Fact
from cybernorms.web.kinds.disagreements import find_disagreements
from cybernorms.web.kinds.provision import relation_seen_from
from cybernorms.web.kinds.wording import amend, compare
from cybernorms.web.records import Record, group_by, natural_order
from cybernorms.web.terms import Term

GRAPH = Term("uri", BASE + "graph/catalogue")
ABOUT = Term("uri", BASE + "id/agreement/call")


def record(name: str, **values: str) -> Record:
    """Make a record; values that begin with / are IRIs of ours."""
    term = Term("uri", f"{BASE}id/{name}")

    def fact(prop: str, value: str) -> Fact:
        end = Term("uri", BASE + value[1:]) if value.startswith("/") else Term("literal", value)
        return Fact(term, Term("uri", str(CN[prop])), end, (GRAPH,), (), ())

    return Record(term, {prop: (fact(prop, value),) for prop, value in values.items()})


def count(name: str, value: int, date: str = "2019-11", **more: str) -> Record:
    same = {
        "countedGroup": "/scheme/stakeholder-group/states",
        "role": "/scheme/role/endorser",
        "qualifier": "/scheme/count-qualifier/exact",
    }
    return record(name, **{**same, "countValue": str(value), "date": date, **more})


def event(name: str, date: str, kind: str = "adoption", **more: str) -> Record:
    return record(name, eventKind=f"/scheme/event-kind/{kind}", date=date, **more)


def classified(name: str, character: str) -> Record:
    return record(name, classifiedCharacter=f"/scheme/legal-character/{character}")


@pytest.mark.parametrize(
    ("parts", "point"),
    [
        ([count("a", 75), count("b", 76)], "number"),
        ([count("a", 75), count("b", 76, "2019-11-30")], "number"),
        ([event("a", "2014-06-27"), event("b", "2014-07")], "date"),
        ([classified("a", "voluntary"), classified("b", "legally-binding")], "classification"),
    ],
)
def test_what_excludes_each_other_is_a_disagreement(parts: Sequence[Record], point: str) -> None:
    found = find_disagreements(record("agreement/call"), parts, ())
    assert [(item.point, item.sides) for item in found] == [(point, tuple(parts))]


@pytest.mark.parametrize(
    "parts",
    [
        [count("a", 75), count("b", 75)],
        [count("a", 75, "2018"), count("b", 76, "2019")],
        [count("a", 75, "2019"), count("b", 76, "2019-11")],  # a year is no point in time
        [count("a", 75, qualifier="/scheme/count-qualifier/more-than"), count("b", 76)],
        [count("a", 75), count("b", 76, role="/scheme/role/signatory")],
        [count("a", 75), count("b", 76, sharpens="/id/a")],
        [event("a", "2014-06-27"), event("b", "2014-06")],
        [event("a", "2014-06-27", "meeting"), event("b", "2014-07", "meeting")],
        [event("a", "2014-06-27"), event("b", "2014-07", "signature")],
        [classified("a", "voluntary"), classified("b", "voluntary")],
    ],
)
def test_what_may_both_hold_is_none(parts: Sequence[Record]) -> None:
    assert not find_disagreements(record("agreement/call"), parts, ())


def test_what_a_finding_notices_is_told_once_with_its_sides() -> None:
    one, other = event("a", "2014-06-27"), event("b", "2014-07")
    finding = record("f", findingKind="/scheme/finding-kind/disagreement")
    concerns = tuple(
        Fact(finding.term, Term("uri", str(CN["concerns"])), side.term, (GRAPH,), (), ())
        for side in (one, other)
    )
    noticing = Record(finding.term, {**finding.facts, "concerns": concerns})
    found = find_disagreements(record("agreement/call"), (one, other), (noticing,))
    assert [(item.point, item.about, item.sides) for item in found] == [
        ("noticed", noticing, (one, other))
    ]


def test_correction_by_a_position_stands_beside_what_it_corrects() -> None:
    cell = record("assessment", assessmentValue="/scheme/assessment-value/no")
    correction = record("p", stance="/scheme/stance/correction", onAssessment="/id/assessment")
    support = record("q", stance="/scheme/stance/support", onAssessment="/id/assessment")
    (found,) = find_disagreements(record("agreement/call"), (cell,), (), (correction, support))
    assert (found.point, found.about, found.sides) == ("disputed", correction, (cell,))


def test_what_contradicts_itself_is_told() -> None:
    part = record("a", contradiction="Yes in one place, no in another.")
    (found,) = find_disagreements(record("agreement/call"), (part,), ())
    assert (found.point, found.about, found.sides) == ("contradiction", part, ())


def test_broader_seen_from_the_other_end_is_narrower() -> None:
    correspondence = record(
        "c",
        fromProvision="/id/one",
        toProvision="/id/other",
        relation="/scheme/correspondence-relation/broader",
    )
    assert relation_seen_from(Term("uri", BASE + "id/one"), correspondence) == "broader"
    assert relation_seen_from(Term("uri", BASE + "id/other"), correspondence) == "narrower"


def test_wordings_are_compared_word_by_word() -> None:
    changed = compare("States should not damage it.", "Everybody should not harm it.")
    assert [(item.change, item.text) for item in changed] == [
        ("deleted", "States"),
        ("inserted", "Everybody"),
        ("same", " should not "),
        ("deleted", "damage"),
        ("inserted", "harm"),
        ("same", " it."),
    ]


def test_amendments_are_shown_where_they_change_the_wording() -> None:
    wording = "do not substantially harm"
    amendments = (
        record("b", changeOffset="25", insertedText=", ever"),
        record("a", changeOffset="7", deletedText="substantially "),
    )
    assert [(item.change, item.text) for item in amend(wording, amendments)] == [
        ("same", "do not "),
        ("deleted", "substantially "),
        ("same", "harm"),
        ("inserted", ", ever"),
    ]


def test_amendments_that_do_not_fit_are_not_shown() -> None:
    assert amend("short", (record("a", changeOffset="2", deletedText="never"),)) == ()


def test_numbers_as_printed_are_sorted_as_people_count() -> None:
    printed = ["13(j)", "2", "10", "II", "13(b)", "1"]
    assert sorted(printed, key=natural_order) == ["1", "2", "10", "13(b)", "13(j)", "II"]


def test_groups_are_in_the_order_of_their_labels_and_what_has_none_is_last() -> None:
    states, firms = Term("uri", "s", label="States"), Term("uri", "f", label="firms")
    groups = group_by([1, 2, 3, 4], {1: states, 2: None, 3: firms, 4: states}.get)
    assert [(group.term, group.items) for group in groups] == [
        (firms, (3,)),
        (states, (1, 4)),
        (None, (2,)),
    ]
