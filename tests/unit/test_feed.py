"""What was published is taken down, told as a stream of events, and read back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from cybernorms.dumps import State
from cybernorms.errors import RemoteError
from cybernorms.feed import PAGE, FeedReader, Ledger, Version, describe_page, describe_root
from cybernorms.namespaces import LDES, TREE

START = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = "http://here/"


def states(**graphs: str) -> dict[str, State]:
    return {f"http://e/{name}": State(digest, 1) for name, digest in graphs.items()}


def told(versions: Iterable[Version]) -> list[tuple[int, str, str, str | None, bool]]:
    return [(v.publication, v.graph[-1], v.kind, v.digest, v.is_last) for v in versions]


def test_ledger_takes_down_what_came_changed_and_went(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert (ledger.last(), ledger.heads(), ledger.bounds()) == (None, {}, [])
    assert not (tmp_path / "feed").exists()
    ledger.record("s1", START, states(a="1", b="1"), {})
    ledger.record("s1", START, states(a="1", b="1"), {})
    ledger.record("s2", START + timedelta(hours=1), states(a="2", c="1"), {"http://e/c": 7})
    assert told(ledger.page(1)) == [
        (1, "a", "Create", "1", False),
        (1, "b", "Create", "1", True),
        (2, "a", "Update", "2", False),
        (2, "b", "Delete", None, False),
        (2, "c", "Create", "1", True),
    ]
    assert {graph[-1] for graph in ledger.heads()} == {"a", "c"}
    last = ledger.last()
    assert last is not None
    assert (last.number, last.write, last.time) == (5, 7, START + timedelta(hours=1))


def test_former_state_is_published_again_as_a_version_of_its_own(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record("s1", START, states(a="1"), {})
    ledger.record("s2", START + timedelta(hours=1), states(a="2"), {})
    ledger.record("s1", START, states(a="1"), {})
    versions = ledger.page(1)
    assert [(v.snapshot, v.digest, v.previous) for v in versions] == [
        ("s1", "1", None),
        ("s2", "2", 1),
        ("s1", "1", 2),
    ]
    times = [version.time for version in versions]
    assert times == sorted(set(times))


def test_state_is_found_in_each_release_that_has_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.releases_with("1") == []
    for hour, (name, digests) in enumerate(
        [("s1", {"a": "1"}), ("s2", {"a": "1", "b": "1"}), ("s3", {"a": "2", "b": "1"})]
    ):
        ledger.record(name, START + timedelta(hours=hour), states(**digests), {})
    assert set(ledger.releases_with("1")) == {
        ("s1", "http://e/a"),
        ("s2", "http://e/a"),
        ("s2", "http://e/b"),
        ("s3", "http://e/b"),
    }
    assert ledger.releases_with("2") == [("s3", "http://e/a")]
    assert ledger.releases_with("3") == []


def fill(ledger: Ledger, publications: int) -> None:
    """Publish three graphs so many times, so that publications stand across pages."""
    ledger.adopt(
        Version(
            3 * number + place + 1,
            number + 1,
            f"s{number}",
            START + timedelta(hours=number),
            f"http://e/{'abc'[place]}",
            f"{'abc'[place]}{number}",
            1,
            3 * number + place - 2 if number else None,
            None,
            place == 2,
        )
        for number in range(publications)
        for place in range(3)
    )


def feed_of(ledger: Ledger) -> tuple[dict[str, bytes], list[str]]:
    """Give the documents of a feed, and a list that the addresses that are read come into."""
    bounds = ledger.bounds()
    documents = {f"{ROOT}feed": describe_root(ROOT, bounds)}
    for page in range(1, len(bounds) + 1):
        documents[f"{ROOT}feed/{page}"] = describe_page(ROOT, page, ledger.page(page))
    written = {name: graph.serialize(format="nt").encode() for name, graph in documents.items()}
    return written, []


def reader(documents: Mapping[str, bytes], asked: list[str]) -> FeedReader:
    def get(address: str, media_type: str) -> bytes:
        assert media_type == "application/n-triples"
        asked.append(address)
        return documents[address]

    return FeedReader(ROOT, get)


def test_feed_is_read_back_as_it_was_taken_down(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    fill(ledger, 2 * PAGE // 3)
    ledger.record("gone", START + timedelta(days=900), states(a="z"), {"http://e/a": 3})
    documents, asked = feed_of(ledger)
    found = reader(documents, asked)
    versions = found.versions()
    assert versions == [v for page in (1, 2, 3) for v in ledger.page(page)]
    assert [f"/{number}" for number in (1, 2, 3)] == [each[-2:] for each in asked[1:]]
    assert found.files["z"] == f"{ROOT}dumps/version/z.nq"


def test_full_pages_before_a_moment_are_not_read(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    fill(ledger, PAGE)
    documents, asked = feed_of(ledger)
    since = ledger.page(2)[-1].time
    versions = reader(documents, asked).versions(since)
    assert [address.removeprefix(ROOT) for address in asked] == ["feed", "feed/2", "feed/3"]
    assert versions == [*ledger.page(2), *ledger.page(3)]


def test_publication_that_is_not_there_in_full_is_left_out(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    fill(ledger, PAGE // 3)
    before, _ = feed_of(ledger)
    fill_one = states(a="x", b="x", c="x")
    ledger.record("later", START + timedelta(days=900), fill_one, {})
    after, asked = feed_of(ledger)
    versions = reader({**after, f"{ROOT}feed": before[f"{ROOT}feed"]}, asked).versions()
    assert len(ledger.page(1)) == PAGE
    assert versions[-1].number == 3 * (PAGE // 3)
    assert versions[-1].is_last


def test_pages_lead_by_time_and_full_ones_say_so(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    fill(ledger, PAGE // 3 + 1)
    documents, _ = feed_of(ledger)
    root = Graph().parse(data=documents[f"{ROOT}feed"], format="nt")
    kinds = [
        (str(root.value(node, TREE["node"]))[-1], str(root.value(node, RDF.type)).partition("#")[2])
        for node in root.objects(None, TREE["relation"])
    ]
    assert sorted(kinds) == [
        ("1", "GreaterThanOrEqualToRelation"),
        ("1", "LessThanOrEqualToRelation"),
        ("2", "GreaterThanOrEqualToRelation"),
    ]
    immutable = [
        name
        for name, content in documents.items()
        if (None, LDES["immutable"], None) in Graph().parse(data=content, format="nt")
    ]
    assert immutable == [f"{ROOT}feed/1"]


def test_members_fit_the_shape_that_the_root_promises(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record("s1", START, states(a="1", b="1"), {})
    ledger.record("s2", START + timedelta(hours=1), states(b="2"), {})
    documents, _ = feed_of(ledger)
    root = Graph().parse(data=documents[f"{ROOT}feed"], format="nt")
    page = Graph().parse(data=documents[f"{ROOT}feed/1"], format="nt")
    members = set(page.objects(None, TREE["member"]))
    assert len(members) == 4
    for rule in root.objects(root.value(None, RDF.type, SH.NodeShape), SH.property):
        path, datatype = root.value(rule, SH.path), root.value(rule, SH.datatype)
        for member in members:
            (value,) = page.objects(member, path)
            assert datatype is None or getattr(value, "datatype", None) in {datatype, None}


@pytest.mark.parametrize("content", [b"", b"<", b"<http://e/a> <http://e/b> <http://e/c> .\n"])
def test_what_is_no_feed_is_an_error(content: bytes) -> None:
    with pytest.raises(RemoteError):
        reader({f"{ROOT}feed": content}, []).versions()
