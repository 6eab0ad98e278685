"""Pages of agreements, provisions and statements about them, over the project's own data."""

import csv
import io
import re
from html import unescape
from itertools import pairwise

import pytest

from .conftest import Server
from .test_pages import outline

CALL = "/doc/agreement/paris-call"
TAMPERING = "/doc/provision/gcsc/singapore-2018/avoid-tampering"


def page(server: Server, path: str) -> str:
    response = server.get(path, "text/html")
    assert response.status_code == 200, response.text
    return response.text


def section(text: str, name: str) -> str:
    found = re.search(rf'<section id="{name}">(.*?)</section>', text, re.S)
    assert found, f"no section {name}"
    return found.group(1)


def words(markup: str) -> str:
    text = " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())
    return re.sub(r" ([.,:])", r"\1", text)


def test_agreement_has_its_sections_in_a_table_of_contents(own_server: Server) -> None:
    text = page(own_server, CALL)
    sections = re.findall(r'<section id="([a-z]+)">', text)
    assert sections == re.findall(r'<li><a href="#([a-z]+)">', text)
    assert sections[:5] == ["about", "events", "parties", "provisions", "elements"]


def test_agreement_says_who_classifies_it_and_where(own_server: Server) -> None:
    about = section(page(own_server, CALL), "about")
    assert "between stakeholder groups according to Best Practice Forum" in words(about)
    assert "/doc/passage/igf-bpf-2019/paris-call-space" in about


def test_dates_are_as_exact_as_the_source(own_server: Server) -> None:
    assert '<time datetime="2018-11-12">12 November 2018</time>' in page(own_server, CALL)
    assert '<time datetime="2019-10">October 2019</time>' in page(own_server, CALL)


def test_provisions_stand_in_the_order_of_their_numbers_with_what_there_is(
    own_server: Server,
) -> None:
    provisions = section(page(own_server, CALL), "provisions")
    assert re.findall(r'class="label">(\d+)<', provisions) == [str(n) for n in range(1, 10)]
    assert "9 actions, 4 correspondences" in words(provisions)


def test_provisions_of_versions_stand_under_them(own_server: Server) -> None:
    provisions = section(page(own_server, "/doc/agreement/gcsc"), "provisions")
    assert provisions.count("<h3>") == 3
    assert "/doc/provision/gcsc/final-2019/1" in provisions


def test_elements_have_value_note_assessor_and_passage(own_server: Server) -> None:
    elements = section(page(own_server, CALL), "elements")
    rows = [words(row) for row in elements.split("<tr>")[2:]]
    assert len(rows) == 10
    human_rights = next(row for row in rows if "human rights" in row)
    assert re.search(r"yes .*offline.* Best Practice Forum.* certain .*1 passage", human_rights)


def test_unreadable_cell_has_its_candidates(own_server: Server) -> None:
    found = own_server.query(
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#> "
        "SELECT ?a { ?cell cn:candidateValue ?v ; cn:assessedAgreement ?a } LIMIT 1"
    )
    path = found.text.split()[1].replace("https://w3id.org/cybernorms/id/", "/doc/")
    assert "may be" in words(section(page(own_server, path), "elements"))


def test_ambiguous_reference_leads_to_no_single_provision(own_server: Server) -> None:
    actions = words(section(page(own_server, "/doc/agreement/gcsc"), "actions"))
    assert "“GCSC norm 5” is ambiguous; it may mean" in actions


def test_differing_sources_stand_side_by_side(own_server: Server) -> None:
    text = page(own_server, "/doc/agreement/au-cyber-convention")
    differing = section(text, "disagreements")
    assert '<div class="sides">' in differing
    assert "27 June 2014" in words(differing)
    assert "July 2014" in words(differing)


def test_agreement_leads_to_those_that_it_shares_provisions_with(own_server: Server) -> None:
    related = section(page(own_server, CALL), "related")
    assert "Refers to Budapest Convention on Cybercrime" in words(related)
    assert "/doc/agreement/gcsc/before-singapore" in related


def test_provision_says_what_corresponds_and_on_what_basis(own_server: Server) -> None:
    text = words(section(page(own_server, "/doc/provision/paris-call/2"), "correspondences"))
    assert "asks for much the same in other words" in text
    assert re.search("(stated|inferred) by", text)


def test_contribution_is_derived_and_says_through_what(own_server: Server) -> None:
    actions = section(page(own_server, "/doc/provision/paris-call/1"), "actions")
    assert "which corresponds to this derived" in words(actions)
    assert "/explain?s=" in actions


def test_requested_amendments_are_deletions_and_insertions_said_aloud(own_server: Server) -> None:
    positions = section(page(own_server, TAMPERING), "positions")
    assert re.search(r"<del><span[^>]*>\[deleted: </span>substantially <", positions)
    assert re.search(r"<ins><span[^>]*>\[inserted: </span>, purposely or negligently,<", positions)
    assert "Examples of breach" in positions


def test_provision_without_anything_says_so(own_server: Server) -> None:
    text = page(own_server, "/doc/provision/budapest-convention/2")
    assert "No source that is held here quotes its wording." in words(text)
    assert 'id="positions"' not in text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "claim/microsoft/webinars/paris-call-1",
            "Microsoft claims that Webinars on cloud and IoT security supports Protect individuals "
            "and infrastructure of Paris Call",
        ),
        ("reference/gcsc-norm-5", "“GCSC norm 5” is ambiguous; it may mean"),
        ("assessment/paris-call/human-rights", "finds this in Paris Call"),
        ("count/paris-call/endorsements-undated", "endorser of Paris Call.*: more than 550"),
        ("participation/paris-call/france-launcher", "France is launcher of Paris Call"),
        ("classification/paris-call/space", "classifies Paris Call.* as: between"),
        ("event/paris-call/launch", "12 November 2018: launch of Paris Call"),
        ("position/tech-accord/gcsc-avoid-tampering", "signatories on Avoid tampering.*: strong"),
        ("finding/catalogue/signatories-of-the-second-protocol", "contributors as: disagreement"),
        ("correspondence/gcsc-tampering--paris-call-6", "touches the same matter as"),
    ],
)
def test_statement_is_a_sentence_with_its_evidence(
    own_server: Server, path: str, sentence: str
) -> None:
    text = page(own_server, f"/doc/{path}")
    lead = re.search(r'<p class="sentence-of-it">(.*?)</p>', text, re.S)
    assert lead
    assert re.search(sentence, words(lead.group(1))), words(lead.group(1))
    assert '<details class="passages" open>' in text


@pytest.mark.parametrize("path", [CALL, TAMPERING, "/doc/claim/microsoft/webinars/paris-call-1"])
def test_page_has_the_same_facts_as_data(own_server: Server, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(own_server.get(f"{path}.csv").text)))
    model = own_server.get(f"{path}.json").json()
    iri = path.replace("/doc/", "https://w3id.org/cybernorms/id/")
    assert model["iri"] == iri
    assert {row["section"] for row in rows} <= set(model)
    assert any(row["passages"] for row in rows)
    assert all(row["derived"] == "true" or row["graphs"] for row in rows)


@pytest.mark.parametrize(
    "path",
    [
        CALL,
        "/doc/agreement/gcsc",
        "/doc/agreement/un-charter",
        TAMPERING,
        "/doc/position/tech-accord/gcsc-avoid-tampering",
        "/doc/finding/catalogue/signatories-of-the-second-protocol",
    ],
)
def test_page_is_well_formed_with_headings_in_order(own_server: Server, path: str) -> None:
    text = page(own_server, path)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in outline(text).tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not re.search(r"<p[ >](?:(?!</p>).)*<(?:details|ul|div|p)[ >]", text, re.S)


@pytest.mark.parametrize("path", [CALL, "/doc/agreement/budapest-convention", TAMPERING])
def test_no_iri_stands_where_a_label_belongs(own_server: Server, path: str) -> None:
    text = re.sub(r'<p class="iri">.*?</p>', "", page(own_server, path))
    names = re.findall(r'<a href="/(?:doc|scheme|ontology)[^>]*>(.*?)</a>', text)
    assert names
    assert not [name for name in names if re.match(r"(https?:|id/|scheme/|\w+:\w)", name)]
