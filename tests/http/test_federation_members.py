"""How an endpoint becomes a member, over HTTP: announced, tested by the clerk, decided on."""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import requests
from rdflib import RDF, Graph, Literal, URIRef

from cybernorms.accounts import create_account
from cybernorms.federation import Registry
from cybernorms.namespaces import ADMS, BASE, DCAT, DQV, EARL, FEDDESC, FEDX, SD

from .conftest import SNAPSHOT, Server, point_current, start, stop, wait_until, write_snapshot

PAGE = "text/html"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TITLE = "Institute <script>alert(1)</script>"


def ping(server: Server, **fields: str) -> requests.Response:
    return server.request("POST", "/federation/ping", "application/json", json=fields)


def decide(server: Server, name: str, token: str, **fields: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    path = f"/federation/members/{name}/status"
    return server.request("POST", path, "application/json", json=fields, headers=headers)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may call loopback, and has a curator and a member."""
    state = tmp_path_factory.mktemp("hub")
    write_snapshot(state / "snapshots" / SNAPSHOT)
    point_current(state, SNAPSHOT)
    running = start(
        state, outbound_networks="127.0.0.0/8", pings_per_minute=0, processes=1, timeout=10
    )
    yield running
    stop(running)


@pytest.fixture(scope="module")
def tested(hub: Server, server: Server) -> str:
    """The name of a candidate that was announced and tested."""
    answer = ping(hub, url=f"{server.url}/sparql", name="institute", title=TITLE)
    assert answer.status_code == 202
    assert answer.headers["Location"] == "/federation/members/institute"
    wait_until(lambda: hub.get("/federation/members/institute.json").json()["checks"], 120)
    return "institute"


@pytest.fixture(scope="module")
def curator(hub: Server) -> str:
    return create_account(hub.state, "curator", role="curator")[1]


def test_an_announced_endpoint_is_tested_and_published(hub: Server, tested: str) -> None:
    found = hub.get(f"/federation/members/{tested}.json").json()
    outcomes = {check["check"]: check["outcome"] for check in found["checks"]}
    assert found["status"] == "candidate"
    essential = {outcomes[name] for name in ("get", "post", "json", "values", "time-limit")}
    assert essential == {"passed"}
    assert all(check["advice"] for check in found["checks"] if check["outcome"] == "failed")
    assert [line["name"] for line in hub.get("/federation.json").json()["members"]] == [tested]
    rows = hub.get(f"/federation/members/{tested}.csv").text.splitlines()
    assert len(rows) == 1 + len(outcomes)


def test_page_shows_the_checks_and_no_markup_of_others(hub: Server, tested: str) -> None:
    for path in ("/federation", f"/federation/members/{tested}"):
        page = hub.get(path, PAGE).text
        assert "Institute &lt;script&gt;" in page
        assert "<script>alert" not in page
    assert "Joins VALUES with data" in hub.get(f"/federation/members/{tested}", PAGE).text


def test_results_are_assertions_and_measurements(hub: Server, tested: str) -> None:
    graph = Graph().parse(data=hub.get("/federation.ttl").text, format="turtle")
    member = URIRef(f"{BASE}federation/members/{tested}")
    assert (URIRef(f"{BASE}federation"), DCAT.service, member) in graph
    assert (member, RDF.type, FEDDESC.FederationMember) in graph
    assert (member, ADMS.status, URIRef(f"{BASE}federation#candidate")) in graph
    assertion = graph.value(None, EARL.test, URIRef(f"{BASE}federation#check-values"))
    result = graph.value(assertion, EARL.result)
    assert graph.value(result, EARL.outcome) == EARL.passed
    shares = {
        graph.value(node, DQV.isMeasurementOf): graph.value(node, DQV.value)
        for node in graph.objects(member, DQV.hasQualityMeasurement)
    }
    assert float(str(shares[URIRef(f"{BASE}federation#availability")])) == 1
    for suffix in ("jsonld", "nt", "rdf", "nq", "trig"):
        assert hub.get(f"/federation/members/{tested}.{suffix}").status_code == 200


def test_only_curators_decide_and_with_a_reason(hub: Server, tested: str, curator: str) -> None:
    _, member = create_account(hub.state, "member")
    assert decide(hub, tested, "", status="active", reason="x").status_code == 401
    assert decide(hub, tested, member, status="active", reason="x").status_code == 403
    assert decide(hub, tested, curator, status="active").status_code == 400
    assert decide(hub, tested, curator, status="degraded", reason="x").status_code == 400
    assert decide(hub, "nobody", curator, status="active", reason="x").status_code == 404
    assert Registry(hub.state).asked() == {}


def test_active_members_are_in_every_configuration(
    hub: Server, server: Server, tested: str, curator: str
) -> None:
    endpoint = f"{server.url}/sparql"
    accepted = decide(hub, tested, curator, status="active", reason="It keeps the contract.")
    assert accepted.json()["status"] == "active"
    sources = hub.get("/federation/comunica.json").json()["sources"]
    assert sources == [
        {"type": "sparql", "value": f"{hub.url}/sparql"},
        {"type": "sparql", "value": endpoint},
    ]
    fedx = Graph().parse(data=hub.get("/federation/fedx.ttl").text, format="turtle")
    assert (None, SD.endpoint, Literal(endpoint)) in fedx
    assert set(fedx.objects(None, FEDX.store)) == {Literal("SPARQLEndpoint")}
    hefquin = Graph().parse(data=hub.get("/federation/hefquin.ttl").text, format="turtle")
    assert (None, FEDDESC.endpointAddress, URIRef(endpoint)) in hefquin
    badge = hub.get(f"/federation/members/{tested}/badge.svg")
    assert badge.headers["Content-Type"].startswith("image/svg+xml")
    assert "active" in badge.text
    suspended = decide(hub, tested, curator, status="suspended", reason="They asked for it.")
    assert suspended.json()["status"] == "suspended"
    assert len(hub.get("/federation/comunica.json").json()["sources"]) == 1
    history = hub.get(f"/federation/members/{tested}.json").json()["changes"]
    assert [(change["status"], change["actor"]) for change in history] == [
        ("candidate", "ping"),
        ("active", "curator"),
        ("suspended", "curator"),
    ]


def test_of_what_never_answered_nothing_is_told(hub: Server) -> None:
    """Not why, and not even the address: or a ping would be a scan of ports."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/secret"
        shown, registry = [], Registry(hub.state)
        addresses = {"closed": url, "refused": "http://[::1]:80/secret"}
        for name, address in addresses.items():
            assert ping(hub, url=address, name=name, title="Secret").status_code == 202
        for name in addresses:
            wait_until(partial(lambda name: registry.find(name).tested, name), 120)
            shown.append(hub.get(f"/federation/members/{name}.json").text.replace(name, ""))
            for suffix in (".json", ".ttl", ".csv", ".html"):
                assert "ecret" not in hub.get(f"/federation/members/{name}{suffix}").text
            assert "ecret" not in hub.get("/federation.ttl").text
        assert shown[0] == shown[1]


REFUSED = (
    "file:///etc/passwd",
    "ftp://127.0.0.1/sparql",
    "http://user:secret@127.0.0.1/sparql",
    "http://%31%32%37.0.0.1/sparql",
    "http://[fe80::1%25lo]/sparql",
    "http:///sparql",
    "http://127.0.0.1:99999/sparql",
    "http://127.0.0.1/a b",
    'http://127.0.0.1/"><script>',
    "gopher://127.0.0.1/",
    "http://127.0.0.1/" + "a" * 10_000,
)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_of_the_web_is_refused_at_once(hub: Server, url: str) -> None:
    assert ping(hub, url=url).status_code == 403


def test_hostile_bodies_are_refused(hub: Server) -> None:
    def post(body: bytes, kind: str = "application/json") -> int:
        headers = {"Content-Type": kind}
        return hub.request(
            "POST", "/federation/ping", "*/*", data=body, headers=headers
        ).status_code

    assert post(b"") == 400
    assert post(b"[]") == 400
    assert post(b'{"url": 7}') == 400
    assert post(b'{"url": "\xff"}') == 400
    assert post(b"[" * 10_000) == 400
    assert post(b"url=%ff", FORM["Content-Type"]) == 400
    assert post(b"url=", FORM["Content-Type"]) == 400
    assert post(b"url=http://e/", "text/plain") == 415
    assert post(json.dumps({"url": "http://e.invalid/", "title": "x" * 201}).encode()) == 400
    assert post(json.dumps({"url": "http://e.invalid/", "name": "../x"}).encode()) == 422
    assert post(b"x" * 20_000) == 413
    assert hub.get("/federation/members/%00").status_code == 404
    assert hub.get("/federation/members/" + "x" * 10_000).status_code in {404, 414}


def test_a_form_leads_to_the_page(hub: Server) -> None:
    answer = hub.request(
        "POST", "/federation/ping", PAGE, data={"url": "http://[::1]:81/sparql"}, headers=FORM
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/federation/members/1")
    assert "has not answered" in hub.get("/federation/members/1", PAGE).text


SPELLINGS = (
    "http://127.0.0.1:{port}/sparql",
    "http://[::ffff:127.0.0.1]:{port}/sparql",
    "http://2130706433:{port}/sparql",
)


def test_ping_opens_no_connection_to_what_is_not_allowed(tmp_path: Path) -> None:
    """However loopback is spelt, nobody comes; the rate of one address is limited too."""
    write_snapshot(tmp_path / "snapshots" / SNAPSHOT)
    point_current(tmp_path, SNAPSHOT)
    callers: list[object] = []

    def listen(listener: socket.socket) -> None:
        while True:
            try:
                connection, caller = listener.accept()
            except OSError:
                return
            callers.append(caller)
            connection.close()

    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=listen, args=(listener,))
        thread.start()
        running = start(tmp_path, processes=1, pings_per_minute=len(SPELLINGS))
        try:
            for number, spelling in enumerate(SPELLINGS):
                url = spelling.format(port=port)
                assert ping(running, url=url, name=f"n{number}").status_code == 202
            assert ping(running, url="http://e.invalid/").status_code == 429
            registry = Registry(tmp_path)
            wait_until(lambda: all(member.tested for member in registry.members()), 120)
            assert not any(member.answered for member in registry.members())
        finally:
            stop(running)
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
    assert callers == []


CURL = shutil.which("curl")


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
def test_curl_announces_an_endpoint(hub: Server) -> None:
    data = "url=http://[::1]:82/sparql"
    said = subprocess.run(
        [str(CURL), "-s", f"{hub.url}/federation/ping", "-d", data], capture_output=True, check=True
    ).stdout
    assert json.loads(said)["status"] == "candidate"
