"""Searching as people do: typing, choosing by keyboard or mouse, narrowing; and without script."""

from urllib.parse import quote_plus

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import OpenPage


def type_words(page: Page, words: str) -> Locator:
    """Type into the search field, until what is offered is for all of it and not its beginning."""
    field = page.get_by_role("combobox", name="Search")
    asked = quote_plus(words)
    with page.expect_response(lambda reply: "/suggest" in reply.url and asked in reply.url):
        field.press_sequentially(words)
    return field


def test_typing_offers_what_the_arrow_keys_choose(page: Page) -> None:
    page.goto("/")
    field = type_words(page, "budapst")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Budapest Convention on Cybercrime")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_contain_text("suggestions")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = field.get_attribute("aria-activedescendant")
    assert chosen == options.first.get_attribute("id")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/doc/agreement/budapest-convention")


def test_escape_closes_the_list_and_enter_searches(page: Page) -> None:
    page.goto("/")
    field = type_words(page, "paris cal")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("paris cal")
    field.press("Enter")
    page.wait_for_url("**/search?q=paris+cal")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("Paris Call")


def test_a_click_on_a_suggestion_opens_it(page: Page) -> None:
    page.goto("/search")
    type_words(page, "manrs")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/doc/agreement/manrs")


def test_results_are_narrowed_and_opened_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox", name="Search").fill("public core")
    page.get_by_role("button", name="Search").click()
    kinds = page.get_by_role("region", name="Kind")
    kinds.get_by_role("link", name="Provision", exact=True).click()
    kinds.get_by_role("link", name="Passage", exact=True).click()
    expect(page.get_by_role("link", name="Remove Kind: Provision")).to_be_visible()
    assert page.url.endswith("/search?q=public+core&kind=provision&kind=passage")
    page.get_by_role("link", name="Remove Kind: Passage").click()
    page.get_by_role("searchbox", name="Search").fill("public internet")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/search?q=public+internet&kind=provision")  # still narrowed
    page.get_by_role("link", name="Protect the public core of the Internet").first.click()
    assert "/doc/provision/" in page.url


def test_a_phone_shows_the_list_within_its_width(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto("/search")
    type_words(page, "vulnerab")
    box = page.get_by_role("listbox").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.goto("/search?q=vulnerabilities")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390
