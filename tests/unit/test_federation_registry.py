"""Who is a member, what tests make of it, and when it is tested."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cybernorms.errors import InputError, RefusedAddressError, TooManyRequestsError
from cybernorms.federation import Registry
from cybernorms.federation.contract import Examination, Holdings, Result, unfinished
from cybernorms.federation.entries import find_entry, published
from cybernorms.federation.history import DEGRADING, KEPT, Trial, record, still_known, trials
from cybernorms.federation.schedule import SOON, due, join

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = Examination((Result("get", "passed", "ASK"), Result("values", "passed", "joined")), 7)
BAD = Examination((Result("get", "passed", "ASK"), Result("values", "failed", "wrong")), 7)
POOR = replace(GOOD, results=(*GOOD.results, Result("cors", "failed", "missing")))
SILENT = unfinished("no reply")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "state")


def try_out(
    registry: Registry, found: Examination, time: datetime = NOW, description: str = ""
) -> str:
    """Record a test of the member a, and give its status then."""
    member = record(registry, registry.find("a"), Trial(time, found), description, DAY)
    return member.status if member else "forgotten"


def test_a_candidate_stays_one_whatever_its_tests_say(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    assert [try_out(registry, found) for found in (GOOD, BAD, BAD, GOOD)] == ["candidate"] * 4
    assert registry.asked() == {}


def test_a_member_degrades_by_tests_in_a_row_and_recovers_by_one(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    registry.set_status("a", "active", "fine", "curator")
    assert DEGRADING == 2
    found = [try_out(registry, each) for each in (BAD, GOOD, BAD, SILENT, SILENT, POOR)]
    assert found == ["active", "active", "active", "degraded", "degraded", "active"]
    changes = [(change.status, change.actor) for change in registry.changes("a")]
    assert changes == [
        ("candidate", ""),
        ("active", "curator"),
        ("degraded", "contract test"),
        ("active", "contract test"),
    ]
    assert "get" in registry.changes("a")[2].reason


def test_a_suspended_member_is_left_alone(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    registry.set_status("a", "suspended", "asked for", "curator")
    assert due(registry, NOW + DAY) == []
    assert try_out(registry, GOOD) == "suspended"


def test_members_are_due_at_once_then_each_day_and_soon_after_a_fault(registry: Registry) -> None:
    member = registry.add("a", "https://a.example/sparql")
    registry.set_status("a", "active")
    assert [each.name for each in due(registry, NOW)] == ["a"]
    try_out(registry, GOOD)
    assert due(registry, NOW + DAY - SOON) == []
    assert len(due(registry, NOW + DAY)) == 1
    try_out(registry, BAD)
    assert due(registry, NOW) == []
    assert len(due(registry, NOW + SOON)) == 1
    try_out(registry, GOOD)
    assert join(registry, member.endpoint).name == "a"  # announced again: tested again, soon
    assert due(registry, NOW) == []
    assert len(due(registry, NOW + SOON)) == 1


def test_those_that_queries_ask_are_tested_first(registry: Registry) -> None:
    for name in ("a", "b", "c"):
        registry.add(name, f"https://{name}.example/sparql")
    registry.set_status("b", "active")
    assert [member.name for member in due(registry, NOW)] == ["b", "a", "c"]


def test_what_never_answers_is_forgotten_and_never_published(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql", "Secret")
    assert [try_out(registry, SILENT) for _ in range(3)] == ["candidate", "candidate", "forgotten"]
    assert registry.members() == []
    registry.add("a", "https://a.example/sparql", "Secret")
    try_out(registry, SILENT)
    assert published(registry) == []
    assert (find_entry(registry, "a").changes, find_entry(registry, "a").tests) == ((), ())
    try_out(registry, GOOD)
    assert [entry.member.title for entry in published(registry)] == ["Secret"]
    assert [try_out(registry, SILENT) for _ in range(4)] == ["candidate"] * 4


def test_tests_are_kept_whole_and_not_without_end(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    held = Holdings(3, {"http://e/C": 2}, {"http://e/p": 3}, ("http://e/l",), counted=True)
    for number in range(KEPT + 1):
        try_out(registry, GOOD, NOW + number * DAY)
    try_out(registry, replace(POOR, holdings=held), NOW - DAY)
    found = trials(registry, "a")
    assert found[0] == Trial(NOW - DAY, replace(POOR, holdings=held))
    assert len(found) == KEPT
    assert find_entry(registry, "a").answered == len(find_entry(registry, "a").tests)


def test_a_description_is_kept_until_there_is_another(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    statement = "<http://e/s> <http://e/p> <http://e/o> .\n"
    try_out(registry, GOOD, description=statement)
    try_out(registry, SILENT)
    assert registry.find("a").description == statement
    assert registry.find("a").tested == NOW


def test_members_are_named_after_their_host(registry: Registry) -> None:
    names = [
        join(registry, url).name
        for url in (
            "https://data.Example.org/sparql",
            "https://data.example.org/other",
            "http://[2001:db8::1]:8080/sparql",
        )
    ]
    assert names == ["data-example-org", "data-example-org-2", "2001-db8-1"]


def test_only_so_many_may_wait_for_their_first_answer(registry: Registry) -> None:
    for number in range(5):
        join(registry, f"https://a.example/{number}")
    with pytest.raises(TooManyRequestsError):
        join(registry, "https://a.example/5")
    assert join(registry, "https://a.example/4").name == "a-example-5"
    for number in range(195):
        registry.add(f"h{number}", f"https://h{number}.example/sparql")
    with pytest.raises(TooManyRequestsError):
        join(registry, "https://b.example/sparql")


@pytest.mark.parametrize("name", ["", "A", "a/b", "-a", "a" * 64])
def test_names_are_plain(registry: Registry, name: str) -> None:
    with pytest.raises(InputError):
        registry.add(name, "https://a.example/sparql")


@pytest.mark.parametrize("url", ["https://a b/", 'https://a/"', "https://a/<x>", "https://%41/"])
def test_addresses_can_stand_in_a_query(registry: Registry, url: str) -> None:
    with pytest.raises(RefusedAddressError):
        join(registry, url)


def test_costly_checks_are_made_once_a_week(registry: Registry) -> None:
    registry.add("a", "https://a.example/sparql")
    assert still_known(registry, "a", NOW) == {}
    slow = Result("time-limit", "failed", "no reply in 30 s")
    try_out(registry, replace(GOOD, results=(*GOOD.results, slow)))
    known = still_known(registry, "a", NOW + 3 * DAY)
    assert known == {"time-limit": replace(slow, since=NOW)}
    kept = replace(GOOD, results=(*GOOD.results, *known.values()))
    try_out(registry, kept, NOW + 3 * DAY)
    assert still_known(registry, "a", NOW + 6 * DAY) == known
    assert still_known(registry, "a", NOW + 7 * DAY) == {}
