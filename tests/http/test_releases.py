"""Kept snapshots that are asked by ``release=``."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from .conftest import SNAPSHOT, Server, point_current, start, stop, wait_until, write_snapshot

OLD, OLDER = "00000000000000bb", "00000000000000cc"
NAMES = {OLD: "old", OLDER: "older"}
ASK = "ASK { GRAPH <http://e/%s> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a current and two older snapshots, of which it may hold one."""
    state = tmp_path_factory.mktemp("releases")
    write_snapshot(state / "snapshots" / SNAPSHOT)
    for release, name in NAMES.items():
        write_snapshot(state / "snapshots" / release, f"<http://e/{name}> {{ <http://e/x> a 1 }}")
    point_current(state, SNAPSHOT)
    running = start(state, releases=2)
    yield running
    stop(running)


@pytest.mark.parametrize("release", NAMES)
def test_release_answers_queries(served: Server, release: str) -> None:
    response = served.query(ASK % NAMES[release], "application/json", release=release)
    assert response.json()["boolean"] is True
    assert response.headers["X-Cybernorms-Snapshot"] == release
    current = served.query(ASK % NAMES[release], "application/json")
    assert current.json()["boolean"] is False
    assert current.headers["X-Cybernorms-Snapshot"] == SNAPSHOT
    assert current.headers["ETag"] != response.headers["ETag"]
    again = served.get(
        "/sparql",
        "application/json",
        params={"query": ASK % NAMES[release], "release": release},
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304
    assert again.headers["X-Cybernorms-Snapshot"] == release


def test_page_of_a_release_leads_to_its_downloads(served: Server) -> None:
    page = served.query("ASK {}", "text/html", release=OLD)
    assert f"release={OLD}" in page.text
    assert f'name="release" value="{OLD}"' in page.text


def test_current_release_may_be_named(served: Server) -> None:
    response = served.query("ASK {}", "*/*", release=SNAPSHOT)
    assert response.headers["X-Cybernorms-Snapshot"] == SNAPSHOT


def test_release_is_read_as_a_graph_and_as_a_resource(served: Server) -> None:
    graph = served.get(f"/data?graph=http://e/old&release={OLD}", "application/n-triples")
    assert graph.text.startswith("<http://e/x>")
    assert graph.headers["X-Cybernorms-Snapshot"] == OLD
    assert served.get("/data?graph=http://e/old", "application/n-triples").status_code == 404
    resource = served.get(f"/doc/agreement/call?release={OLD}", "text/turtle")
    assert resource.headers["X-Cybernorms-Snapshot"] == OLD


@pytest.mark.parametrize("release", ["0000000000000000", "x", "..", "../../etc", "a" * 16])
def test_unknown_release_is_not_found(served: Server, release: str) -> None:
    response = served.query("ASK {}", "*/*", release=release)
    assert response.status_code == 404
    assert "/releases" in response.json()["detail"]


def test_release_given_twice_is_malformed(served: Server) -> None:
    assert served.get(f"/sparql?query=ASK+{{}}&release={OLD}&release={OLD}").status_code == 400


def test_releases_are_listed(served: Server) -> None:
    listed = served.get("/releases", "application/json").json()
    assert {row["id"]: row["current"] for row in listed} == {
        SNAPSHOT: True,
        OLD: False,
        OLDER: False,
    }
    assert served.get(listed[0]["graphs"], "text/turtle").status_code == 200
    assert served.get("/releases.json", "text/html").json() == listed
    page = served.get("/releases", "text/html")
    assert f"release={OLD}" in page.text
    assert served.get("/releases", "image/png").status_code == 406


def test_release_in_use_survives_its_folder_and_makes_way(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(releases=1)
    for release, name in NAMES.items():
        folder = server.state / "snapshots" / release
        write_snapshot(folder, f"<http://e/{name}> {{ <http://e/x> a 1 }}")
    text = ASK % "old"
    assert server.query(text, "application/json", release=OLD).json()["boolean"] is True
    assert server.query(text + "#1", "application/json", release=OLD).json()["boolean"] is True
    busy = server.query(ASK % "older", "application/json", release=OLDER)
    assert busy.status_code == 503  # the other one was loaded a moment ago, and stays a while
    assert int(busy.headers["Retry-After"]) >= 1

    def makes_way() -> bool:
        answer = server.query(ASK % "older", "application/json", release=OLDER)
        return answer.status_code == 200 and answer.json()["boolean"] is True

    wait_until(makes_way, 30)
    shutil.rmtree(server.state / "snapshots" / OLDER)
    assert server.query(ASK % "old" + "#2", "application/json", release=OLDER).status_code == 404
    assert server.query("ASK {}").status_code == 200


def test_server_without_releases_has_only_the_current_one(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(releases=0)
    write_snapshot(server.state / "snapshots" / OLD)
    assert server.query("ASK {}", "*/*", release=OLD).status_code == 404
