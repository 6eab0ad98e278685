"""The page of the ontology in a browser: the filter, and the page without script."""

from playwright.sync_api import Page, expect

from .conftest import OpenPage


def test_filter_leaves_the_terms_with_all_words(page: Page) -> None:
    page.goto("/ontology")
    terms = page.locator("article.entry")
    every = terms.count()
    page.get_by_role("searchbox", name="Show terms with").fill("provision claim")
    expect(terms.filter(visible=True)).not_to_have_count(every)
    shown = terms.filter(visible=True)
    expect(page.locator("form.finder output")).to_have_text(f"{shown.count()} terms")
    assert "claimedProvision" in [each.get_attribute("id") for each in shown.all()]
    page.locator("article#claimedProvision").get_by_role(
        "link", name="provision", exact=True
    ).click()
    expect(page.locator("article#Provision")).to_be_in_viewport()
    expect(terms.filter(visible=True)).to_have_count(every)


def test_without_script_every_term_is_there(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/ontology#implements")
    expect(page.locator("form.finder")).to_be_hidden()
    expect(page.locator("article#implements")).to_be_in_viewport()
