"""Views over many resources: what they show of the project's own graph, in every form."""

import csv
import re
from io import StringIO
from typing import Any

import pyoxigraph as ox
import pytest

from cybernorms.namespaces import CN, GRAPH, ID, SCHEME

from .conftest import Server
from .test_pages import BROWSER, outline

ASSESSED = ox.NamedNode(CN["assessedAgreement"])
THREE = "?agreement=paris-call&agreement=gcsc&agreement=un-gge-2015"
RDF_FORMS = ("ttl", "jsonld", "nt", "rdf", "nq", "trig")


def rows(server: Server, path: str) -> list[dict[str, str]]:
    response = server.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(response.text)))


def read(server: Server, path: str) -> list[ox.Quad]:
    response = server.get(path)
    assert response.status_code == 200, response.text
    media_type = response.headers["Content-Type"].partition(";")[0]
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    return list(ox.parse(response.content, format=form))


def order(server: Server, path: str) -> list[str]:
    document = server.get(path).json()
    return [row["agreement"]["term"]["label"] for row in document["rows"]]


def test_matrix_has_a_cell_for_each_agreement_and_element(own_server: Server) -> None:
    cells = rows(own_server, "/matrix.csv")
    assert len(cells) == 200
    assert len({(cell["agreement"], cell["element"]) for cell in cells}) == 200
    assert all(cell["passages"] for cell in cells)


def test_matrix_shows_value_doubt_and_answer_of_a_cell(own_server: Server) -> None:
    text = own_server.get("/matrix", BROWSER).text
    cell = re.search(r'<td id="at-tech-accord--definition-cyberattacks".*?</td>', text, re.DOTALL)
    assert cell is not None
    assert "value-no" in cell.group()
    assert "Somebody else takes a position on it" in cell.group()
    doubtful = re.search(r'<td id="at-charter-of-trust--human-rights".*?</td>', text, re.DOTALL)
    assert doubtful is not None
    assert ", probable" in doubtful.group()


def test_matrix_totals_count_its_cells(own_server: Server) -> None:
    matrix = own_server.get("/matrix.json").json()
    totals = {total["value"]["label"]: total["count"] for total in matrix["totals"]}
    assert totals == {"yes": 86, "indirect": 19, "no": 92, "not stated": 3}
    for total in matrix["totals"]:
        for part in (matrix["rows"], matrix["elements"]):
            counts = [t["count"] for i in part for t in i["totals"] if t["value"] == total["value"]]
            assert sum(counts) == total["count"]


def test_matrix_is_filtered_by_space_kind_character_and_years(own_server: Server) -> None:
    assert order(own_server, "/matrix.json?space=un-first-committee") == [
        "UN GGE consensus report of 2015"
    ]
    kind = f"{SCHEME}agreement-kind/treaty"
    treaties = order(own_server, f"/matrix.json?kind={kind}&character=legally-binding&to=2005")
    assert treaties == ["Budapest Convention on Cybercrime"]
    assert order(own_server, "/matrix.json?from=1950&to=1960") == []


def test_matrix_without_a_fitting_agreement_says_so(own_server: Server) -> None:
    assert "No agreement fits" in own_server.get("/matrix?from=1950&to=1960", BROWSER).text


def test_matrix_is_sorted_by_any_column(own_server: Server) -> None:
    usual = order(own_server, "/matrix.json")
    assert order(own_server, "/matrix.json?sort=-number") == usual[::-1]
    names = order(own_server, "/matrix.json?sort=agreement")
    assert names == sorted(usual, key=str.lower)
    by_element = own_server.get("/matrix.json?sort=human-rights").json()
    place = [c["term"]["value"].rpartition("/")[2] for c in by_element["elements"]].index(
        "human-rights"
    )
    values = [r["cells"][place]["assessments"][0]["value"]["label"] for r in by_element["rows"]]
    assert values == sorted(values, key=["yes", "indirect", "no", "not stated"].index)
    by_count = own_server.get("/matrix.json?sort=-yes").json()
    counts = [row["totals"][0]["count"] for row in by_count["rows"]]
    assert counts == sorted(counts, reverse=True)


def test_links_to_data_keep_what_was_chosen(own_server: Server) -> None:
    text = own_server.get("/matrix?space=un-first-committee&format=html", BROWSER).text
    assert 'href="/matrix.csv?space=un-first-committee"' in text


@pytest.mark.parametrize("suffix", RDF_FORMS)
def test_matrix_as_rdf_has_the_statements_of_what_is_shown(own_server: Server, suffix: str) -> None:
    quads = read(own_server, f"/matrix.{suffix}?space=un-first-committee")
    assessed = [quad for quad in quads if quad.predicate == ASSESSED]
    assert {str(quad.object) for quad in assessed} == {f"<{ID['agreement/un-gge-2015']}>"}
    assert len(assessed) == 10
    graphs = {str(quad.graph_name) for quad in assessed}
    told = suffix in {"nq", "trig"}
    assert graphs == {f"<{GRAPH['source/igf-bpf-2019']}>" if told else "DEFAULT"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("space=un-first-comittee", "did you mean un-first-committee?"),
        ("kind=<script>alert(1)</script>", "choose of"),
        ("kind=%00", "choose of"),
        ("kind=%ff", "not UTF-8"),
        ("kind=" + "x" * 10_000, "choose of"),
        ("sort=height", "choose a column"),
        ("from=two", "give a year"),
        ("from=2019&to=2018", "exchange them"),
        ("space=a&space=b", "give it once"),
        ("spce=a", "did you mean space?"),
        ("release=nothing", "nothing"),
        ("format=exe", "no such format"),
    ],
)
def test_what_the_matrix_cannot_show_is_told(own_server: Server, query: str, said: str) -> None:
    response = own_server.get(f"/matrix?{query}", BROWSER)
    assert response.status_code in {400, 404}
    assert said in response.text
    assert "<script>alert" not in response.text
    assert len(response.text) < 12_000


def find(comparison: dict[str, Any], section: str, head: str) -> dict[str, Any]:
    return next(row for row in comparison[section] if row["head"]["label"] == head)


def names(cell: list[dict[str, Any]]) -> list[str]:
    return [(entry["shown"] or entry["term"])["label"] for entry in cell]


def test_a_comparison_aligns_provisions_by_their_correspondences(own_server: Server) -> None:
    text = own_server.get(f"/compare{THREE}", BROWSER).text
    comparison = own_server.get(f"/compare.json{THREE}").json()
    row = next(
        row
        for row in comparison["provisions"]
        if names(row["cells"][0]) == ["Protect the public core of the Internet"]
    )
    assert "Protect the public core of the Internet" in names(row["cells"][1])
    assert row["cells"][2] == []
    relations = {
        link["facts"]["relation"][0]["value"]["label"]
        for link in row["links"]
        if "relation" in link["facts"]
    }
    assert relations == {"close"}
    assert "is earlier version of" in text
    aligned = {
        entry["term"]["value"]
        for row in comparison["provisions"]
        for cell in row["cells"]
        for entry in cell
    }
    alone = {entry["term"]["value"] for entries in comparison["alone"] for entry in entries}
    assert aligned and alone and not aligned & alone


def test_a_comparison_names_elements_that_one_has_and_another_lacks(own_server: Server) -> None:
    comparison = own_server.get(f"/compare.json{THREE}").json()
    gaps = {gap["element"]["label"]: gap for gap in comparison["gaps"]}
    rights = gaps["reference to human rights"]
    assert [item["label"] for item in rights["lacking"]] == [
        "Norms of the Global Commission on the Stability of Cyberspace"
    ]
    assert "definition of cyber threats" not in gaps


def test_a_version_is_compared_by_the_assessments_of_the_whole(own_server: Server) -> None:
    query = "?agreement=gcsc/final-2019&agreement=paris-call"
    comparison = own_server.get(f"/compare.json{query}").json()
    cell = find(comparison, "elements", "vulnerability equities processes")["cells"][0]
    assert names(cell) == ["yes"]
    assert "Global Commission on the Stability" in cell[0]["details"][0]["label"]


def test_a_comparison_leaves_out_what_only_reasoning_adds(own_server: Server) -> None:
    every = rows(own_server, f"/compare.csv{THREE}")
    stated = rows(own_server, f"/compare.csv{THREE}&entailment=none")
    assert any(line["derived"] == "true" for line in every)
    assert {line["derived"] for line in stated} == {"false"}
    remaining = [line for line in every if line["derived"] == "false"]
    assert sorted(map(str, remaining)) == sorted(map(str, stated))
    response = own_server.get(f"/compare{THREE}&entailment=none", BROWSER)
    assert response.headers["X-Cybernorms-Entailment"] == "none"
    marked = own_server.get("/compare?agreement=gcsc&agreement=manrs", BROWSER).text
    assert re.search(r'<tr class="further">.*?derived', marked, re.DOTALL)


def test_parties_stand_by_group_with_what_is_counted(own_server: Server) -> None:
    comparison = own_server.get("/compare.json?agreement=charter-of-trust&agreement=paris-call")
    companies = find(comparison.json(), "parties", "private sector")["cells"][0]
    assert "Siemens" in names(companies)


@pytest.mark.parametrize("suffix", RDF_FORMS)
def test_a_comparison_as_rdf_has_both_agreements(own_server: Server, suffix: str) -> None:
    pair = "?agreement=paris-call&agreement=tech-accord"
    quads = read(own_server, f"/compare.{suffix}{pair}")
    owners = {str(q.object) for q in quads if q.predicate == ox.NamedNode(CN["isProvisionOf"])}
    assert owners == {f"<{ID['agreement/' + slug]}>" for slug in ("paris-call", "tech-accord")}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("agreement=paris-cal&agreement=gcsc", "did you mean paris-call?"),
        ("agreement=%3Cscript%3Ealert(1)&agreement=gcsc", "choose of"),
        ("agreement=gcsc&agreement=gcsc&entailment=rdfs", "choose one of none, owlrl"),
        ("agreement=gcsc&format=json", "two agreements or more"),
        ("agreement=gcsc&agreement=gcsc&format=ttl", "two agreements or more"),
    ],
)
def test_what_cannot_be_compared_is_told(own_server: Server, query: str, said: str) -> None:
    response = own_server.get(f"/compare?{query}", BROWSER)
    assert response.status_code == 400
    assert said in response.text
    assert "<script>alert" not in response.text


def test_one_agreement_is_the_begin_of_a_choice(own_server: Server) -> None:
    text = own_server.get("/compare?agreement=paris-call", BROWSER).text
    assert "choose at least one more" in text
    assert re.search(r'value="paris-call" checked', text)


def test_all_reviewed_agreements_can_be_compared_at_once(own_server: Server) -> None:
    reviewed = own_server.get("/matrix.json").json()["rows"]
    slugs = [row["agreement"]["term"]["value"].rpartition("/")[2] for row in reviewed]
    query = "&".join(f"agreement={slug}" for slug in slugs)
    comparison = own_server.get(f"/compare.json?{query}").json()
    assert len(comparison["columns"]) == len(slugs) == 20


def test_timeline_tells_no_date_more_exactly_than_it_is_known(own_server: Server) -> None:
    entries = {line["item_label"]: line for line in rows(own_server, "/timeline.csv")}
    day = entries["Launch of the Paris Call at the IGF in Paris"]
    assert (day["start"], day["end"]) == ("2018-11-12", "2018-11-12")
    month = entries["Publication of the Norm Package Singapore for public input"]
    assert (month["start"], month["end"]) == ("2018-11-01", "2018-11-30")
    year = entries["Publication of the draft EAC framework"]
    assert (year["start"], year["end"]) == ("2008-01-01", "2008-12-31")


def test_timeline_is_in_order_with_what_has_no_date_last(own_server: Server) -> None:
    starts = [line["start"] for line in rows(own_server, "/timeline.csv")]
    dated = [start for start in starts if start]
    assert dated == sorted(dated)
    assert starts == dated + [""] * (len(starts) - len(dated))
    assert "Without a date" in own_server.get("/timeline", BROWSER).text


def test_timeline_gives_a_less_exact_statement_with_the_exact_one(own_server: Server) -> None:
    entries = rows(own_server, "/timeline.csv?agreement=un-gge-2015")
    published = [line for line in entries if line["kind_label"] == "publication"]
    assert [(line["date"], line["less_exactly"]) for line in published] == [("2015-07-22", "2015")]


def test_timeline_is_filtered_by_kind_agreement_and_years(own_server: Server) -> None:
    entries = rows(
        own_server, "/timeline.csv?kind=adoption&kind=entry-into-force&from=2015&to=2017"
    )
    assert {line["kind_label"] for line in entries} == {"adoption", "entry into force"}
    assert {line["start"][:4] for line in entries} <= {"2015", "2016", "2017"}
    of_versions = rows(own_server, "/timeline.csv?agreement=gcsc&kind=launch")
    assert "Final report of the Global Commission" in of_versions[0]["agreement_labels"]
    counted = rows(own_server, "/timeline.csv?agreement=paris-call&kind=Count")
    assert len(counted) > 10
    assert all(line["number"].isdecimal() for line in counted)
    assert {"states", "private sector"} <= {line["group"] for line in counted}


@pytest.mark.parametrize("suffix", RDF_FORMS)
def test_timeline_as_rdf_has_the_dates_that_are_shown(own_server: Server, suffix: str) -> None:
    quads = read(own_server, f"/timeline.{suffix}?agreement=un-gge-2015&kind=publication")
    values = [quad.object for quad in quads if quad.predicate == ox.NamedNode(CN["date"])]
    dates = {value.value for value in values if isinstance(value, ox.Literal)}
    assert dates == {"2015-07-22", "2015"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=adopton", "did you mean adoption?"),
        ("agreement=<script>alert(1)", "choose of"),
        ("from=99", "give a year"),
        ("to=" + "9" * 5000, "give a year"),
    ],
)
def test_what_the_timeline_cannot_show_is_told(own_server: Server, query: str, said: str) -> None:
    response = own_server.get(f"/timeline?{query}", BROWSER)
    assert response.status_code == 400
    assert said in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("path", ["/matrix", "/compare", f"/compare{THREE}", "/timeline"])
def test_views_are_well_formed(own_server: Server, path: str) -> None:
    page = outline(own_server.get(path, BROWSER).text)
    assert len(page.all("h1")) == 1
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    anchors = {(a["href"] or "")[1:] for a in page.all("a") if (a["href"] or "").startswith("#")}
    assert anchors <= set(ids)


def test_an_answer_that_the_client_has_is_not_sent_again(own_server: Server) -> None:
    first = own_server.get("/matrix.json?sort=year")
    again = {"If-None-Match": first.headers["ETag"]}
    assert own_server.get("/matrix.json?sort=year", headers=again).status_code == 304
    assert own_server.get("/matrix.json?sort=-year", headers=again).status_code == 200
