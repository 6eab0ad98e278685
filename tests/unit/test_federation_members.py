"""Members that are slow, down, wrong, or have too much; and addresses that nobody calls."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.federated import Trial
from tests.loopback import Endpoints, Said, endpoints

from cybernorms.engine import Answer, Share
from cybernorms.errors import (
    BusyError,
    ForbiddenQueryError,
    QueryLimitError,
    RefusedAddressError,
    ServiceError,
)

PROLOGUE = "PREFIX : <http://e/>\n"
OURS = "@prefix : <http://e/> ." + "".join(f":n{n} :p {n} ." for n in range(250))
THEIRS = "@prefix : <http://e/> ." + "".join(f":n{n} :q {n * n} ." for n in range(0, 250, 2))
ALL = "SELECT * { ?s :p ?n SERVICE <member> { ?s :q ?m } }"
SILENT = ALL.replace("SERVICE", "SERVICE SILENT")

Make = Callable[..., Trial]


@pytest.fixture
def served() -> Iterator[Endpoints]:
    with endpoints() as found:
        yield found


@pytest.fixture
def make(tmp_path: Path, served: Endpoints) -> Make:
    """Make an engine with one member, which is asked once in each place of its script."""

    def made(**limits: float | str) -> Trial:
        trial = Trial(tmp_path, served, PROLOGUE, OURS, **limits)
        trial.admit("member", served.hold("member", THEIRS))
        return trial

    return made


def share(answer: Answer) -> Share:
    assert answer.completeness is not None
    (found,) = answer.completeness.shares
    return found


def table(*rows: Mapping[str, object]) -> Said:
    document = {"head": {"vars": ["s", "m"]}, "results": {"bindings": rows}}
    return Said(json.dumps(document).encode())


def uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def test_bindings_are_sent_in_blocks(make: Make, served: Endpoints) -> None:
    trial = make()
    assert len(trial.ours(ALL)) == 125
    sent = [
        set(re.findall(r"^\(<http://e/(n\d+)>\)$", text, re.M)) for text in served.asked["member"]
    ]
    assert sorted(map(len, sent)) == [50, 100, 100]
    assert set().union(*sent) == {f"n{n}" for n in range(250)}
    assert (
        trial.ours("SELECT * { ?s :p ?n FILTER(?n < 5) SERVICE <member> { ?s :q ?m } }").total()
        == 3
    )
    assert len(re.findall(r"^\(<", served.asked["member"][-1], re.M)) == 5


def test_a_block_that_is_cut_is_asked_again_in_halves(make: Make, served: Endpoints) -> None:
    trial = make()
    whole = served.scripts["member"]

    def cut(text: str) -> Said:
        """Give 20 rows at most, and say so."""
        said = whole(text)
        document = json.loads(said.body)
        rows = document["results"]["bindings"]
        if len(rows) <= 20:
            return said
        document["results"]["bindings"] = rows[:20]
        headers = {**said.headers, "X-SPARQL-MaxRows": "20"}
        return Said(json.dumps(document).encode(), 200, headers)

    served.scripts["member"] = cut
    answer = trial.ask(ALL)
    assert answer.body.count(b'"m":{') == 125
    assert share(answer).is_complete
    # Where there is nothing to halve, what is missing is told.
    answer = trial.ask("SELECT * { SERVICE <member> { ?s :q ?m } }")
    assert (answer.body.count(b'"m":{'), share(answer).truncated) == (20, True)
    assert b'"truncated":true' in answer.body


def test_more_rows_than_are_taken_are_told(make: Make) -> None:
    answer = make(service_rows=100).ask("SELECT * { SERVICE <member> { ?s :q ?m } }")
    assert (answer.body.count(b'"m":{'), share(answer).truncated) == (100, True)
    assert answer.completeness is not None
    assert not answer.completeness.is_complete


def test_too_many_bindings_are_not_sent(make: Make, served: Endpoints) -> None:
    trial = make(service_rows=200)
    assert len(trial.ours(ALL)) == 125
    (text,) = served.asked["member"]
    assert "VALUES" not in text
    with pytest.raises(QueryLimitError, match="more than 200 different rows"):
        trial.ask("SELECT * { ?m :p ?n SERVICE ?m { } }")


def test_too_many_bytes_are_a_failure(make: Make, served: Endpoints) -> None:
    trial = make(service_bytes=5000)
    with pytest.raises(ServiceError, match="more than 5000 bytes"):
        trial.ask(ALL)
    served.scripts["member"] = lambda _: table(*[{"s": uri("http://e/n1")}] * 100)
    clauses = [f"SERVICE <member> {{ ?s :q ?m{number} }}" for number in range(3)]
    with pytest.raises(QueryLimitError, match="more than 5000 bytes"):
        trial.ask(f"SELECT * {{ {' '.join(clauses)} }}")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(b"<html>", 200, {"Content-Type": "text/html"}), "no table"),
        (Said(b'{"head":{"vars":["s"]},"results":{"bindings":[', 200), "no table"),
        (Said(b'{"head":{},"boolean":true}', 200), "no table"),
        (Said(b"\xff\xfe", 200), "no table"),
        (Said(b"[" * 100_000, 200), "no table"),
        (Said(b'{"detail":"too\\nmuch"}', 503, {"Content-Type": "application/json"}), "503: .*too"),
        (Said(b"Parse error", 400, {"Content-Type": "text/plain"}), "status 400: Parse error"),
        (table({"s": uri("no iri")}), "'no iri' is no absolute IRI"),
        (table({"s": uri("http://e/> } INSERT")}), "no absolute IRI"),
        (table({"s": {"type": "literal", "value": "x", "xml:lang": "e@"}}), "no language tag"),
        (table({"s": {"type": "literal", "value": "x", "datatype": "<"}}), "no absolute IRI"),
        (table({"s": {"type": "triple", "value": "x"}}), "type 'triple'"),
        (table({"s": {"type": "triple", "value": {"subject": 1}}}), "no table"),
    ],
)
def test_a_wrong_reply_is_a_failure(make: Make, served: Endpoints, said: Said, why: str) -> None:
    trial = make()
    served.scripts["member"] = lambda _: said
    with pytest.raises(ServiceError, match=f"the member member was asked and failed: .*{why}"):
        trial.ask(ALL)
    answer = trial.ask(SILENT)
    assert answer.body.count(b'"n":{') == 250
    assert re.search(why, share(answer).error)
    assert b'"complete":false' in answer.body


def test_terms_come_as_they_were_said(make: Make, served: Endpoints) -> None:
    texts = [
        '"',
        "\\",
        "\n\r\t",
        "}",
        "#rows-0\n",
        "'",
        "\u2028 ü \U0001f600",
        "\x00",
        "SERVICE <x> {",
    ]
    rows = [{"s": uri("http://e/n1"), "m": {"type": "literal", "value": text}} for text in texts]
    trial = make()
    served.scripts["member"] = lambda _: table(*rows)
    answer = json.loads(trial.ask(ALL).body)
    found = [row["m"]["value"] for row in answer["results"]["bindings"] if "m" in row]
    assert sorted(found) == sorted(texts * 3)  # each of three blocks got them


def test_a_member_that_does_not_answer_in_time_is_left_out(make: Make, served: Endpoints) -> None:
    trial = make(service_timeout=0.3)
    over = threading.Event()

    def never(_: str) -> Said:
        over.wait(60)
        return table()

    served.scripts["member"] = never
    try:
        answer = trial.ask(
            "SELECT * { ?s :p ?n FILTER(?n < 5) SERVICE SILENT <member> { ?s :q ?m } }"
        )
    finally:
        over.set()
    assert answer.body.count(b'"n":{') == 5
    assert "no reply in time" in share(answer).error


def test_a_member_that_fails_again_and_again_is_left_alone(
    make: Make, served: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = make()
    whole = served.scripts["member"]
    served.scripts["member"] = lambda _: Said(b"down", 500)
    for number in range(20):
        answer = trial.ask(f"SELECT * {{ SERVICE SILENT <member> {{ ?s :q {number} }} }}")
    assert len(served.asked["member"]) == 5
    assert share(answer).breaker == "open"
    assert share(answer).requests == 0
    assert "not asked, for it failed 5 times" in share(answer).error
    # After a while it is tried again, and its answer counts.
    served.scripts["member"] = whole
    for guard in trial.engine.members._guards.values():
        guard.breaker.reset_timeout = 0
    answer = trial.ask("SELECT * { SERVICE SILENT <member> { ?s :q 16 } }")
    assert b"http://e/n4" in answer.body
    assert share(answer).breaker == "closed"


def test_what_the_query_gets_wrong_does_not_count_against_a_member(
    make: Make, served: Endpoints
) -> None:
    trial = make()
    served.scripts["member"] = lambda _: Said(b"not supported", 400)
    for number in range(8):
        trial.ask(f"SELECT * {{ SERVICE SILENT <member> {{ ?s :q {number} }} }}")
    assert len(served.asked["member"]) == 8


def test_a_member_that_is_down_costs_a_query_one_time_out(make: Make, served: Endpoints) -> None:
    trial = make(service_timeout=0.5)
    over, arrived = threading.Event(), threading.Semaphore(0)

    def never(_: str) -> Said:
        arrived.release()
        over.wait(60)
        return table()

    served.scripts["member"] = never
    more = " ".join(f"SERVICE SILENT <member> {{ ?s :r{n} ?m{n} }}" for n in range(8))
    try:
        answer = trial.ask(f"SELECT * {{ ?s :p ?n FILTER(?n < 1) {more} }}")
    finally:
        over.set()
    assert answer.body.count(b'"n":{') == 1
    assert share(answer).requests <= 4  # those that were sent at the same time
    assert len(served.asked["member"]) <= 8  # each was tried twice


def test_a_query_causes_so_many_requests(make: Make, served: Endpoints) -> None:
    trial = make(service_requests=2)
    answer = trial.ask(SILENT)
    assert len(served.asked["member"]) == 2
    assert "more than 2 requests" in share(answer).error
    clauses = "SERVICE <member> { } " * 51
    with pytest.raises(ForbiddenQueryError, match="up to 50 such clauses"):
        trial.ask(f"SELECT * {{ {clauses} }}")


def test_so_many_queries_wait_for_members(make: Make, served: Endpoints) -> None:
    trial = make(service_queries=1, queue_timeout=0.1)
    over, arrived = threading.Event(), threading.Event()

    def wait(_: str) -> Said:
        arrived.set()
        over.wait(60)
        return table()

    served.scripts["member"] = wait
    with ThreadPoolExecutor(1) as other:
        first = other.submit(trial.ask, ALL)
        try:
            assert arrived.wait(60)
            with pytest.raises(BusyError, match="1 queries ask members"):
                trial.ask(ALL)
        finally:
            over.set()
        assert first.result(60).body.count(b'"n":{') == 0


def test_replies_are_kept_and_their_age_is_told(make: Make, served: Endpoints) -> None:
    trial = make(service_cache_seconds=1e9)
    first, second = trial.ask(ALL), trial.ask(ALL)
    assert len(served.asked["member"]) == 3
    assert share(first).age is None
    assert share(second).age is not None
    assert share(second).is_complete
    assert share(second).rows == share(first).rows == 125


def test_an_answer_is_of_one_snapshot(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = make()
    plain, names = trial.engine._engine.query, iter(["s", "s", "t"])

    def switching(query: object) -> Answer:
        return replace(plain(query), snapshot=next(names, "t"))  # type: ignore[arg-type]

    monkeypatch.setattr(trial.engine._engine, "query", switching)
    assert trial.ask(ALL).snapshot == "t"


HOSTS = (
    "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433",
    "0177.0.0.1", "0x7f.1", "127.1", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "224.0.0.1",
    "255.255.255.255", "93.184.216.34:22", "93.184.216.34:6379",
)  # fmt: skip


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where connections were tried; none is made."""
    tried: list[object] = []

    def connect(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried


@pytest.mark.parametrize("host", HOSTS)
def test_no_address_within_is_called(make: Make, connected: list[object], host: str) -> None:
    """Even if it was registered: who registers a name may let it lead anywhere later."""
    trial = make(outbound_networks="")
    endpoint = f"http://{host}/sparql"
    with pytest.raises(ForbiddenQueryError, match="no member"):
        trial.ask(f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}")
    trial.ask(f"SELECT * {{ SERVICE SILENT <{endpoint}> {{ ?s ?p ?o }} }}")
    trial.admit("within", endpoint)
    with pytest.raises(ServiceError, match="no public address"):
        trial.ask(f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}")
    answer = trial.ask(f"SELECT * {{ SERVICE SILENT <{endpoint}> {{ ?s ?p ?o }} }}")
    assert not share(answer).is_complete
    assert not connected


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://e/", "http://me:secret@e/", "gopher://e/", "http://e:0/"]
)
def test_what_is_no_address_of_the_web_is_no_member(
    make: Make, connected: list[object], url: str
) -> None:
    trial = make()
    with pytest.raises(RefusedAddressError):
        trial.admit("other", url)
    with pytest.raises(ForbiddenQueryError, match="no member"):
        trial.ask(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert not connected


def test_a_redirect_leads_nowhere_within(
    make: Make, served: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, called, connect = make(), set(), socket.socket.connect

    def noted(self: socket.socket, address: tuple[str, int]) -> None:
        called.add(address[:2])
        assert address[0] == "127.0.0.1"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    for status in (301, 302, 303, 307, 308):
        for place in ("http://[::1]/", "//10.0.0.1/", "http://0/", "file:///etc/passwd"):
            said = Said(b"", status, {"Location": place})
            served.scripts["member"] = lambda _, said=said: said  # type: ignore[misc]
            trial.engine.members._guards.clear()
            with pytest.raises(ServiceError, match=r"no public address|begins with http"):
                trial.ask(f"SELECT * {{ SERVICE <member> {{ ?s :q {status} }} }}")
    assert {port for _, port in called} == {int(served.base.rpartition(":")[2])}


def test_a_second_look_up_leads_nowhere_within(
    make: Make, connected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = make(outbound_networks="")
    trial.admit("name", "http://rebinding.example/sparql")
    answers = iter(["93.184.216.34"])

    def look_up(*_: object, **__: object) -> list[object]:
        where = (next(answers, "127.0.0.1"), 80)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(ServiceError, match="no public address"):
        trial.ask("SELECT * { SERVICE <http://rebinding.example/sparql> { ?s ?p ?o } }")
    assert connected == [("93.184.216.34", 80)]
