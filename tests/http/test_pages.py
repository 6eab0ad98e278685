"""The pages: what a person sees, and that every link on them leads somewhere."""

import re
from collections import deque
from html.parser import HTMLParser

import pytest

from cybernorms.namespaces import CN

from .conftest import SNAPSHOT, Server
from .page_kinds import PAGE_KINDS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT+*+{+?s+?p+?o+}+LIMIT+3",
    "/sparql?query=ASK+{}",
    "/sparql?query=DESCRIBE+<http://e/7>",
    "/sparql?query=SELECT+*+{+<nothing>+?p+?o+}",
    "/sparql?query=SELEC",
    "/questions",
    "/questions/cq-01-agreements",
    "/questions/cq-02-broken",
    "/ontology",
    "/shapes",
    "/graph",
    "/graph/catalogue",
    "/doc/agreement/call",
    "/scheme/space",
    "/problem/busy",
    "/nowhere",
]


class _Outline(HTMLParser):
    """Checks nesting, and collects what the tests look at."""

    _VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def outline(text: str) -> _Outline:
    parser = _Outline()
    parser.feed(text)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed_and_usable_without_script(server: Server, path: str) -> None:
    response = server.get(path, BROWSER)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    page = outline(response.text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert not page.all("style")
    scripts = page.all("script")
    assert all("src" in each or each["type"] == "application/ld+json" for each in scripts)
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for attributes in page.all("label")}
    assert all(area.get("id") in labelled for area in page.all("textarea"))


@pytest.mark.parametrize("path", PAGES)
def test_pages_allow_nothing_foreign(server: Server, path: str) -> None:
    headers = server.get(path, BROWSER).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_link_of_every_page_leads_somewhere(server: Server) -> None:
    seen: set[str] = set()
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        response = server.get(path, BROWSER)
        assert response.status_code in {200, 303} or "cq-02-broken" in path, path
        if response.headers["Content-Type"].startswith("text/html"):
            for attributes in outline(response.text).all("a", "link"):
                target = (attributes["href"] or "").partition("#")[0]
                if target.startswith("/") and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    assert len(seen) > 40


def test_home_has_counts_and_the_first_question_answered(server: Server) -> None:
    text = server.get("/", BROWSER).text
    assert re.search(r"<strong>1</strong> agreement\b", text)
    assert "Which agreements are there?" in text
    assert '<a href="/doc/agreement/call"' in text
    assert SNAPSHOT in text


def test_home_is_data_too(own_server: Server) -> None:
    counted = own_server.get("/?format=csv").text.splitlines()
    assert counted[0] == "kind,count"
    assert own_server.get("/", "application/json").json()["shared"][0]["correspondences"] > 3
    assert "void:triples" in own_server.get("/", "text/turtle").text


def test_result_page_links_labels_and_offers_downloads(server: Server) -> None:
    text = "SELECT ?s { ?s <https://w3id.org/cybernorms/ontology#hasProvision> ?o } LIMIT 1"
    page = server.query(text, BROWSER).text
    assert '<a href="/doc/agreement/call"' in page
    assert "The Call &lt;b&gt;&amp;amp;</a>" in page
    (csv,) = re.findall(r'<a href="(/sparql\?[^"]*format=csv)"', page)
    download = server.get(csv.replace("&amp;", "&"), BROWSER)
    assert download.text.splitlines() == ["s", "https://w3id.org/cybernorms/id/agreement/call"]


def test_result_page_keeps_the_query_for_editing(server: Server) -> None:
    page = server.query("SELECT ('</textarea>' AS ?x) {}", BROWSER).text
    assert "&lt;/textarea&gt;" in page


def test_result_page_cuts_long_tables_and_says_so(server: Server) -> None:
    page = server.query("SELECT ?s { ?s <http://e/p> ?o }", BROWSER).text
    assert page.count("<tr>") == 1001
    assert "500 more rows" in page
    assert "1,500 rows" in page


def test_result_page_leaves_out_columns_that_repeat_labels(server: Server) -> None:
    page = server.get("/questions/cq-01-agreements", BROWSER).text
    assert '<th scope="col">agreement</th>' in page
    # the French label is told by no link, so the column says something of its own
    assert '<th scope="col">agreementLabel</th>' in page


def test_question_page_tells_when_its_query_fails(server: Server) -> None:
    response = server.get("/questions/cq-02-broken", BROWSER)
    assert response.status_code == 400
    assert "not valid SPARQL" in response.text


def test_probes(server: Server) -> None:
    assert server.get("/healthz").text == "ok\n"
    assert server.get("/readyz").text == f"ready {SNAPSHOT}\n"


def test_result_page_names_a_term_that_does_not_exist(server: Server) -> None:
    query = "ASK {\n ?s <http://www.w3.org/2004/02/skos/core#prefLable> ?o }"
    page = server.query(query, BROWSER).text
    assert "Line 2, column 5: skos:prefLable does not exist" in page
    assert "did you mean skos:prefLabel?" in page


def test_result_page_names_a_term_of_ours_that_does_not_exist(server: Server) -> None:
    page = server.query(f"ASK {{ ?s <{CN.hasProvison}> ?o }}", BROWSER).text
    assert "did you mean cn:hasProvision?" in page


def test_rows_that_only_reasoning_adds_are_marked(server: Server) -> None:
    text = (
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#> SELECT ?provision ?agreement ?way {"
        "{ ?agreement cn:hasProvision ?provision BIND (1 AS ?way) }"
        "UNION { ?provision cn:isProvisionOf ?agreement BIND (2 AS ?way) } }"
    )
    page = server.query(text, "text/html").text
    assert page.count('<tr class="further">') == 1
    assert "One of these rows is not in the answer over stated facts alone" in page
    stated = server.query(text, "text/html", entailment="none").text
    assert "further" not in stated
    assert "Over stated facts alone" in stated


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_page_asks_at_most_ten_queries(own_server: Server, kind: str) -> None:
    # a language of its own, for pages that were made are kept
    headers = {"Accept-Language": "x-uncounted"}
    response = own_server.get(PAGE_KINDS[kind], BROWSER, headers=headers)
    assert response.status_code == (404 if kind == "nothing" else 200)
    (number,) = re.findall(r'queries;desc="(\d+)"', response.headers["Server-Timing"])
    assert int(number) <= 10
