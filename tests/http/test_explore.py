"""The explorer: what a resource is linked with, and the paths between two resources."""

import csv
import html
import io
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from rdflib import Graph

from cybernorms.engine import Answer, Query, QueryEngine
from cybernorms.namespaces import CN, ID
from cybernorms.web.explore.map import read_map
from cybernorms.web.explore.paths import STEPS, find_paths
from cybernorms.web.explore.state import State
from cybernorms.web.reader import Reader

from .conftest import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MICROSOFT = str(ID["stakeholder/microsoft"])
BUDAPEST = str(ID["agreement/budapest-convention"])


class Counting:
    """Counts what an engine is asked."""

    def __init__(self, engine: QueryEngine) -> None:
        self.engine, self.asked = engine, 0

    def query(self, query: Query) -> Answer:
        self.asked += 1
        return self.engine.query(query)

    def snapshot_id(self, release: str | None = None) -> str:
        return self.engine.snapshot_id(release)

    def check(self) -> str:
        return self.engine.check()


@pytest.fixture
def counting(own_engine: QueryEngine) -> Counting:
    return Counting(own_engine)


@pytest.fixture
def reader(counting: Counting) -> Reader:
    return Reader(counting, 30)


def explored(server: Server, **parameters: str) -> dict[str, Any]:
    response = server.get("/explore.json", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    "name",
    [
        "paris-call",
        "agreement/paris-call",
        "id:agreement/paris-call",
        str(ID["agreement/paris-call"]),
        "Paris Call for Trust and Security in Cyberspace",
    ],
)
def test_a_view_begins_at_what_is_named(own_server: Server, name: str) -> None:
    found = explored(own_server, **{"from": name})
    assert found["start"]["iri"] == str(ID["agreement/paris-call"])
    assert found["start"]["kind"] == "agreement"
    assert found["state"]["opened"] == []


def test_links_are_told_once_and_with_their_direction(own_server: Server) -> None:
    found = explored(own_server, **{"from": "agreement/paris-call"})
    principle = str(ID["provision/paris-call/1"])
    (link,) = [link for link in found["links"] if link["source"] == principle]
    assert link["prop"] == str(CN.isProvisionOf)
    assert (link["label"], link["is_derived"]) == ("is provision of", False)
    assert not [link for link in found["links"] if link["prop"] == str(CN.hasProvision)]


def test_what_is_opened_is_added_and_what_is_there_stays(own_server: Server) -> None:
    one = explored(own_server, **{"from": "agreement/manrs"})
    two = explored(
        own_server, **{"from": "agreement/manrs", "open": "action/orange/manrs-integration"}
    )
    before, after = ({node["iri"] for node in found["nodes"]} for found in (one, two))
    assert before < after
    assert str(ID["stakeholder/orange"]) in after - before


def test_what_is_derived_can_be_left_out(own_server: Server) -> None:
    names = {"from": "action/orange/manrs-integration"}
    derived = [link for link in explored(own_server, **names)["links"] if link["is_derived"]]
    assert str(CN.implementsAgreement) in {link["prop"] for link in derived}
    stated = explored(own_server, **names, entailment="none")
    assert not any(link["is_derived"] for link in stated["links"])
    assert stated["links"]


def test_paths_lead_from_one_end_to_the_other(own_server: Server) -> None:
    found = explored(own_server, **{"from": "stakeholder/microsoft", "to": BUDAPEST})
    assert found["paths"]
    for path in found["paths"]:
        assert path[-1]["node"]["iri"] == BUDAPEST
        here = MICROSOFT
        for hop in path:
            there = hop["node"]["iri"]
            assert hop["facts"]
            for fact in hop["facts"]:
                assert {fact["subject"]["value"], fact["value"]["value"]} == {here, there}
            here = there
    assert any(link["is_on_path"] for link in found["links"])


def test_paths_come_shortest_first_and_are_few(reader: Reader) -> None:
    paths = find_paths(reader, MICROSOFT, BUDAPEST, "owlrl")
    lengths = [len(path) for path in paths]
    assert lengths == sorted(lengths)
    assert lengths[-1] <= lengths[0] + 1
    assert len(set(paths)) == len(paths) <= 5
    assert all(len(set(path)) == len(path) for path in paths)


def test_paths_do_not_pass_through_what_everything_is_linked_with(reader: Reader) -> None:
    one, other = (str(ID[f"assessment/{name}/human-rights"]) for name in ("manrs", "paris-call"))
    paths = find_paths(reader, one, other, "none")
    assert paths
    busy = {"scheme/certainty/certain", "source/igf-bpf-2019"}
    assert not [iri for path in paths for iri in path[1:-1] if iri.endswith(tuple(busy))]


def test_what_only_stands_in_one_list_comes_behind(reader: Reader) -> None:
    end = str(ID["agreement/manrs"])
    paths = find_paths(reader, str(ID["stakeholder/orange"]), end, "owlrl")
    names = [path[1].removeprefix(str(ID)) for path in paths if len(path) == 3]
    assert "source/igf-bpf-2019" in names
    assert names.index("action/orange/manrs-integration") < names.index("source/igf-bpf-2019")


def test_without_a_path_a_search_ends(reader: Reader, counting: Counting) -> None:
    assert find_paths(reader, MICROSOFT, "https://w3id.org/cybernorms/id/no", "owlrl") == ()
    assert counting.asked <= STEPS


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (MICROSOFT, BUDAPEST),
        (str(ID["source/igf-bpf-2019"]), str(ID["count/manrs/operators-2014"])),
        (str(ID["provision/gcsc/singapore-2018/avoid-tampering"]), str(ID["stakeholder/orange"])),
    ],
)
def test_a_view_takes_few_queries(reader: Reader, counting: Counting, start: str, end: str) -> None:
    opened = (str(ID["agreement/paris-call"]), str(ID["stakeholder/tech-accord-signatories"]))
    read_map(reader, State(start, end, opened))
    assert counting.asked <= 9  # and one that finds what the names mean


def test_every_form_says_the_same(own_server: Server) -> None:
    query = "?from=agreement/manrs&to=stakeholder/orange"
    links = own_server.get(f"/explore.json{query}").json()["links"]
    table = list(csv.DictReader(io.StringIO(own_server.get(f"/explore.csv{query}").text)))
    assert len(table) == len(links)
    graph = Graph().parse(data=own_server.get(f"/explore.ttl{query}").text, format="turtle")
    triples = {(str(s), str(p), str(o)) for s, p, o in graph}
    assert {(link["source"], link["prop"], link["target"]) for link in links} <= triples


def test_the_page_works_by_links_alone(own_server: Server) -> None:
    page = own_server.get("/explore?from=agreement/manrs", BROWSER).text
    links = [html.unescape(link) for link in re.findall(r'href="(/explore\?[^"]*)"', page)]
    step = next(link for link in links if "open=action/orange/manrs-integration" in link)
    opened = own_server.get(step, BROWSER).text
    assert "Affiliates involved in MANRS" not in page
    assert "Affiliates involved in MANRS" in opened
    assert dict(parse_qsl(urlsplit(step).query))["from"] == "agreement/manrs"
    assert 'role="status"' in opened


def test_a_page_carries_what_is_drawn(own_server: Server) -> None:
    page = own_server.get("/explore?from=agreement/manrs", BROWSER).text
    (data,) = re.findall(
        r'<script type="application/json" id="map">(.*?)</script>', page, re.DOTALL
    )
    drawn = json.loads(data)
    assert {node["iri"] for node in drawn["nodes"]} == {
        node["iri"] for node in explored(own_server, **{"from": "agreement/manrs"})["nodes"]
    }


def test_without_a_start_there_is_a_form(own_server: Server) -> None:
    page = own_server.get("/explore", BROWSER).text
    assert '<input id="from" name="from"' in page
    assert own_server.get("/explore.json").json()["nodes"] == []
    assert own_server.get("/explore.ttl").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=nothing-of-this-name", 404),
        ("from=%3Cscript%3Ealert(1)%3C/script%3E", 404),
        ("from=%00", 404),
        ("from=%22%20%7D%20%23", 404),
        ("from=http://e/%3E%7D", 404),
        ("from=%FF", 400),
        ("from=" + "x" * 10_000, 400),
        ("from=paris-call&to=nothing", 404),
        ("from=paris-call&open=nothing", 404),
        ("from=paris-call&from=manrs", 400),
        ("from=paris-call&entailment=all", 400),
        ("from=paris-call" + "&open=manrs" * 21, 400),
    ],
)
def test_what_names_nothing_is_refused(own_server: Server, query: str, status: int) -> None:
    response = own_server.get(f"/explore?{query}", BROWSER)
    assert response.status_code == status
    assert "<script>alert" not in response.text


def test_a_name_that_is_nearly_right_leads_on(own_server: Server) -> None:
    response = own_server.get("/explore?from=Micorsoft&to=manrs", BROWSER)
    assert response.status_code == 404
    links = [html.unescape(link) for link in re.findall(r'href="(/explore\?[^"]*)"', response.text)]
    (address,) = [link for link in links if "from=stakeholder/microsoft" in link]
    assert own_server.get(address, BROWSER).status_code == 200
    assert "to=manrs" in address
    problem = own_server.get("/explore.json?from=Micorsoft").json()
    assert str(ID["stakeholder/microsoft"]) in {item["iri"] for item in problem["near"]}
