import hashlib
import json
import multiprocessing
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Literal, URIRef

from cybernorms.audit import (
    ACTOR,
    SERVER,
    Actor,
    Event,
    audit,
    audit_file,
    describe_events,
    read_events,
)
from cybernorms.cli import main
from cybernorms.engine import ASKER, Asker
from cybernorms.errors import DamagedLogError
from cybernorms.logs import request_id
from cybernorms.namespaces import DCTERMS, PROV, SCHEMA
from cybernorms.settings import Settings, load_settings

PROCESSES, EVENTS = 4, 25


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, state_dir=tmp_path)


@pytest.fixture
def in_request() -> Iterator[None]:
    tokens = request_id.set("abc"), ASKER.set(Asker("192.0.2.7")), ACTOR.set(None)
    yield
    request_id.reset(tokens[0])
    ASKER.reset(tokens[1])
    ACTOR.reset(tokens[2])


def events(settings: Settings) -> list[Event]:
    return list(read_events(settings.state_dir))


def test_events_come_back_in_order_with_who_did_what(settings: Settings, in_request: None) -> None:
    audit(settings, "member.pinged", "http://e/sparql")
    ACTOR.set(Actor("institute", "0b9d24a1"))
    audit(settings, "write.put", "http://e/g", "refused", "not  yours", transaction=3)
    audit(settings, "member.degraded", "institute", actor=SERVER)
    first, second, third = events(settings)
    assert [event.number for event in (first, second, third)] == [1, 2, 3]
    assert (first.account, first.address, first.request) == ("@anonymous", "192.0.2.7", "abc")
    assert (second.account, second.token, second.outcome) == ("institute", "0b9d24a1", "refused")
    assert (second.object, second.detail, second.transaction) == ("http://e/g", "not  yours", 3)
    assert third.account == "@server"


def test_a_command_has_no_address(settings: Settings) -> None:
    audit(settings, "token.created", "institute")
    (event,) = events(settings)
    assert (event.account, event.address, event.request) == ("@command", "", "")


def test_addresses_can_be_left_out(settings: Settings, in_request: None) -> None:
    audit(replace(settings, audit_addresses="no"), "member.pinged")
    assert [event.address for event in events(settings)] == [""]


def test_what_a_client_sent_stays_one_line_of_bounded_length(settings: Settings) -> None:
    audit(settings, "a.b", "\n\0<script>\ud800" + "x" * 100_000, detail='"\n' * 10_000)
    audit(settings, "a.b", "next")
    lines = audit_file(settings.state_dir).read_bytes().splitlines()
    assert len(lines) == 2
    assert len(lines[0]) < 5000
    assert events(settings)[1].object == "next"


def test_the_chain_is_as_documented(settings: Settings) -> None:
    for number in range(3):
        audit(settings, "a.b", str(number))
    before = "0" * 64
    for line in audit_file(settings.state_dir).read_text("utf-8").splitlines():
        digest = json.loads(line)["digest"]
        body = line.removesuffix(f',"digest":"{digest}"}}') + "}"
        assert hashlib.sha256((before + body).encode()).hexdigest() == digest
        before = digest


def test_a_changed_missing_or_moved_line_is_told_with_its_place(settings: Settings) -> None:
    for number in range(4):
        audit(settings, "a.b", str(number))
    path = audit_file(settings.state_dir)
    lines = path.read_bytes().splitlines(keepends=True)
    changed = lines[1].replace(b'"object":"1"', b'"object":"9"')
    for wrong, place in (
        ([lines[0], changed, *lines[2:]], 2),
        ([lines[0], *lines[2:]], 2),
        ([lines[0], lines[2], lines[1], lines[3]], 2),
        ([*lines[:3], b"{}\n"], 4),
        ([*lines, lines[3]], 5),
    ):
        path.write_bytes(b"".join(wrong))
        with pytest.raises(DamagedLogError, match=rf"audit.jsonl:{place}: "):
            events(settings)
    path.write_bytes(b"".join(lines[:3]) + b"\xff\n")
    with pytest.raises(DamagedLogError, match="last line"):
        audit(settings, "a.b")


def test_a_line_that_a_crash_left_unfinished_is_cut_off(settings: Settings) -> None:
    for number in range(2):
        audit(settings, "a.b", str(number))
    path = audit_file(settings.state_dir)
    whole = path.read_bytes()
    for length in (len(whole) - 1, len(whole) - 40):
        path.write_bytes(whole[:length])
        assert [event.object for event in events(settings)] == ["0"]
        audit(settings, "a.b", "after")
        assert [event.object for event in events(settings)] == ["0", "after"]
    path.write_bytes(b'{"nu')
    audit(settings, "a.b", "only")
    assert [event.object for event in events(settings)] == ["only"]


def _many(state_dir: Path) -> None:
    for number in range(EVENTS):
        audit(load_settings({}, state_dir=state_dir), "a.b", str(number))


def test_processes_write_at_once(settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_many, args=(settings.state_dir,)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(events(settings)) == PROCESSES * EVENTS


def test_file_is_private(settings: Settings) -> None:
    audit(settings, "a.b")
    assert stat.S_IMODE(audit_file(settings.state_dir).stat().st_mode) == 0o600


def test_command_lists_and_verifies(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYBERNORMS_STATE_DIR", str(settings.state_dir))
    run = CliRunner().invoke
    assert run(main, ["audit", "--verify"]).output == "no events\n"
    assert run(main, ["token", "create", "institute", "--role", "curator"]).exit_code == 0
    assert run(main, ["token", "revoke", "institute"]).exit_code == 0
    listed = run(main, ["audit", "--format", "json"]).output.splitlines()
    assert [json.loads(line)["action"] for line in listed] == [
        "account.created",
        "token.created",
        "account.closed",
    ]
    assert "account.closed  done" in run(main, ["audit", "--action", "account.c"]).output
    assert not run(main, ["audit", "--account", "nobody"]).output
    assert (
        f"3 events, last digest {events(settings)[-1].digest}"
        in run(main, ["audit", "--verify"]).output
    )
    path = audit_file(settings.state_dir)
    path.write_text(path.read_text("utf-8").replace("curator", "member"), "utf-8")
    result = run(main, ["audit", "--verify"])
    assert (result.exit_code, "audit.jsonl:2" in result.output) == (3, True)


def test_events_are_told_as_provenance(settings: Settings, in_request: None) -> None:
    ACTOR.set(Actor("institute", "t_0b9d24a1ff"))
    audit(settings, "write.put", "http://e/g", transaction=12)
    audit(settings, "member.suspended", "observatory", "refused", '"why"\n')
    graph = describe_events(events(settings))
    put, suspended = (URIRef(f"https://w3id.org/cybernorms/audit/{n}") for n in (1, 2))
    token = graph.value(put, PROV.wasAssociatedWith)
    account = URIRef("https://w3id.org/cybernorms/account/institute")
    assert graph.value(token, PROV.actedOnBehalfOf) == account
    assert graph.value(put, SCHEMA["object"]) == URIRef("http://e/g")
    transaction = URIRef("https://w3id.org/cybernorms/transaction/12")
    assert graph.value(transaction, PROV.wasInformedBy) == put
    assert graph.value(suspended, SCHEMA["object"]) == Literal("observatory")
    assert graph.value(suspended, SCHEMA["actionStatus"]) == SCHEMA["FailedActionStatus"]
    assert graph.value(suspended, DCTERMS.description) == Literal('"why"\n')
    assert "192.0.2.7" not in graph.serialize()
