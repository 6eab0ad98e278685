"""The page /sparql with its script: the editor, the examples, and what is done with an answer."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cybernorms.web import bundles

from .conftest import OpenPage

BUNDLE = Path(bundles.__file__).parent / "static" / bundles.FOLDER
HEADLINE = "Which actions implement which norms, across agreements?"
BROKEN = "SELECT ?s WHERE {\n  ?s ?p ?o .\n  ?s ?q\n}\n"
REFUSED = "the server responded with a status of 400"

pytestmark = pytest.mark.skipif(not BUNDLE.is_dir(), reason="run  make bundle  (it needs npm)")


@pytest.fixture
def editor(page: Page) -> Iterator[Page]:
    page.goto("/sparql")
    expect(page.locator(".yasqe")).to_be_visible()
    yield page


def write(page: Page, text: str) -> None:
    """Write a query as a person does, but for the brackets that would close themselves."""
    page.locator(".CodeMirror-lines").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run(page: Page) -> Locator:
    page.get_by_role("button", name="Run").click()
    return page.locator("#answer")


def choose(page: Page, title: str) -> None:
    page.get_by_label("Filter the questions").fill(title)
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator("#query-status")).to_contain_text("is in the editor")


def test_an_example_is_run_changed_broken_mended_and_shared(open_page: OpenPage) -> None:
    page = open_page(faults=REFUSED)
    page.goto("/sparql")
    choose(page, HEADLINE)
    expect(run(page).locator("caption")).to_have_text("49 rows")
    write(page, "SELECT ?s WHERE { ?s a <https://w3id.org/cybernorms/ontology#Agreement> } LIMIT 5")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer caption")).to_have_text("5 rows")
    shared = page.get_by_role("link", name="Link to this query").get_attribute("href")
    assert page.url.endswith(shared or "no link")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Link to this query").click()
    expect(page.locator("#query-status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url

    write(page, BROKEN)
    problem = run(page).get_by_role("alert")
    expect(problem).to_contain_text("not valid SPARQL")
    expect(problem).to_contain_text("Line 4, column 1")
    wrong = page.locator(".CodeMirror-code > .wrong-line")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("4")
    write(page, BROKEN.replace("?s ?q\n", "?s ?q 1\n"))
    expect(wrong).to_have_count(0)
    expect(run(page).locator("caption, .verdict")).to_be_visible()

    for script in (True, False):
        other = open_page(java_script_enabled=script)
        other.goto(shared or "")
        expect(other.locator("caption")).to_have_text("5 rows")
    page.go_back()
    expect(page.locator("#answer").get_by_role("alert")).to_be_visible()
    page.go_back()
    expect(page.locator("#answer caption")).to_have_text("5 rows")
    expect(page.locator(".CodeMirror-code")).to_contain_text("LIMIT 5")


def test_without_script_the_form_runs_the_query(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/sparql")
    page.get_by_label("SPARQL query").fill("SELECT * { ?s a ?class } LIMIT 3")
    page.get_by_label("Stated facts only").check()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("caption")).to_have_text("3 rows")
    expect(page.get_by_label("Stated facts only")).to_be_checked()
    assert not page.get_by_role("button", name="Explain this row").count()


def test_a_query_too_long_for_an_address_is_run_all_the_same(editor: Page) -> None:
    write(editor, f"SELECT ?n {{ VALUES ?n {{ 1 2 }} }} # {'x' * 8000}")
    expect(run(editor).locator("caption")).to_have_text("2 rows")
    assert editor.url.endswith("/sparql")


def test_a_term_that_does_not_exist_is_marked(editor: Page) -> None:
    write(
        editor,
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#>\nSELECT * { ?a cn:hasProvison ?b }",
    )
    expect(run(editor).get_by_role("note")).to_contain_text("did you mean cn:hasProvision?")
    expect(editor.locator(".CodeMirror-code .wrong-text")).to_have_text("cn:hasProvison")
    assert not editor.evaluate("localStorage.length + document.cookie.length")


def test_derived_facts_are_left_out_and_marked(editor: Page) -> None:
    write(
        editor,
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#>\n"
        "SELECT * { ?action cn:implements ?provision }",
    )
    answer = run(editor)
    expect(answer.locator("tr.further").first).to_be_visible()
    editor.get_by_label("Stated facts only").check()
    expect(answer.locator(".verdict")).to_contain_text("No rows")
    assert "entailment=none" in editor.url


def test_a_row_is_explained_down_to_statements(editor: Page) -> None:
    write(
        editor,
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#>\n"
        "SELECT ?action ?provision { ?action cn:implements ?provision ; a cn:ImplementingAction }"
        " ORDER BY ?action ?provision",
    )
    run(editor).get_by_role("button", name="Explain this row").first.click()
    dialog = editor.get_by_role("dialog", name="Why this row is there")
    reasons = dialog.get_by_role("listitem")
    expect(reasons).to_have_count(2)
    expect(reasons.first).to_contain_text("derived")
    reasons.first.get_by_role("link").click()
    expect(editor.get_by_role("heading", level=1)).to_be_visible()
    assert "/explain?" in editor.url
    expect(editor.locator(".proof")).not_to_have_count(0)


def test_of_alternatives_only_what_holds_is_a_reason(editor: Page) -> None:
    write(
        editor,
        "PREFIX cn: <https://w3id.org/cybernorms/ontology#>\n"
        "SELECT ?a ?b { ?a a cn:Agreement"
        " { ?a cn:hasProvision ?b } UNION { ?b cn:claimedAgreement ?a } } ORDER BY ?b ?a LIMIT 1",
    )
    run(editor).get_by_role("button", name="Explain this row").click()
    reasons = editor.get_by_role("dialog").get_by_role("listitem")
    expect(reasons).to_have_count(2)
    assert not editor.get_by_role("dialog").get_by_text("hasProvision").count()


def test_rows_are_sorted_by_their_numbers(editor: Page) -> None:
    write(editor, "SELECT ?n { VALUES ?n { 10 9 -2 10.5 100 } }")
    head = run(editor).get_by_role("columnheader", name="n")
    cells = editor.locator("#answer tbody td:first-child")
    for order, numbers in (
        ("ascending", ["-2", "9", "10", "10.5", "100"]),
        ("descending", ["100", "10.5", "10", "9", "-2"]),
    ):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", order)
        expect(cells).to_have_text(numbers)


def test_the_script_is_kept_by_browsers_until_it_changes(editor: Page) -> None:
    source = editor.locator("script[src*=bundle]").get_attribute("src")
    assert "immutable" in editor.request.get(source or "").headers["cache-control"]


def test_an_answer_is_downloaded_in_each_format(editor: Page) -> None:
    links = run(editor).locator(".downloads").get_by_role("link")
    expect(links.first).to_be_visible()
    formats = {link.inner_text(): link.get_attribute("href") or "" for link in links.all()}
    assert {"CSV", "JSON"} <= set(formats)
    for url in formats.values():
        assert editor.request.get(url).ok
    with editor.expect_download() as download:
        links.filter(has_text="CSV").click()
    assert download.value.suggested_filename == "answer.csv"
    assert Path(download.value.path()).read_text("utf-8").startswith("agreement,label")


def test_an_answer_is_shown_raw_as_a_chart_and_as_a_graph(editor: Page) -> None:
    choose(editor, "Which provisions have most actions claimed for them?")
    answer = run(editor)
    editor.get_by_role("button", name="Chart").click()
    chart = answer.get_by_role("img")
    expect(chart).to_have_attribute("aria-label", re.compile("Chart of actions by"))
    editor.get_by_role("button", name="Raw").click()
    expect(answer.locator("pre:visible")).to_contain_text('"bindings"')
    expect(chart).to_be_hidden()
    choose(editor, "Who does what for which agreement, as a graph?")
    expect(run(editor).get_by_role("button", name="Turtle")).to_be_visible()
    editor.get_by_role("button", name="Graph", exact=True).click()
    expect(answer.get_by_role("img")).to_have_attribute("aria-label", re.compile("Graph of"))
    expect(answer.locator("canvas").first).to_be_visible()


def test_properties_of_the_class_are_completed(editor: Page) -> None:
    write(editor, "SELECT * { ?a a cn:Agreement ; ")
    editor.keyboard.type("cn:has")
    editor.keyboard.press("Control+Space")
    hints = editor.get_by_role("option")
    expect(hints.filter(has_text="cn:hasProvision")).to_be_visible()
    expect(hints.filter(has_text="cn:hasSelector")).to_have_count(0)
    hints.filter(has_text="cn:hasProvision").click()
    expect(editor.locator(".CodeMirror-code")).to_contain_text("cn:hasProvision")
    expect(editor.locator(".CodeMirror-code")).to_contain_text("PREFIX cn:")


def test_a_query_that_runs_is_stopped(editor: Page) -> None:
    write(editor, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    run(editor)
    editor.get_by_role("button", name="Stop").click()
    expect(editor.locator("#query-status")).to_have_text("Stopped.")


def test_the_keyboard_alone_goes_through_the_editor(editor: Page) -> None:
    editor.get_by_text("SPARQL query", exact=True).click()
    expect(editor.get_by_role("textbox", name="SPARQL query")).to_be_focused()
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Run")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.locator("#answer caption")).to_be_visible()
