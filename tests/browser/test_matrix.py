"""The matrix in a browser: cells open with the mouse, with keys, by address and without script."""

from playwright.sync_api import Page, expect

from .conftest import OpenPage

CELL = "#at-paris-call--human-rights a"
NOTE = "Reaffirms that rights held offline"


def test_a_cell_opens_its_note_and_passage_and_closes_by_escape(page: Page) -> None:
    page.goto("/matrix")
    page.locator(CELL).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Paris Call")
    expect(dialog).to_contain_text(NOTE)
    expect(dialog.get_by_role("link", name="output report 2019")).to_be_visible()
    assert page.url.endswith("#paris-call--human-rights")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(CELL)).to_be_focused()
    assert "#" not in page.url


def test_an_address_with_a_cell_opens_it(page: Page) -> None:
    page.goto("/matrix#paris-call--human-rights")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(NOTE)
    dialog.get_by_role("link", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_cell_opens_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/matrix")
    page.locator(CELL).click()
    note = page.get_by_text(NOTE)
    expect(note).to_be_visible()
    page.locator("#paris-call--human-rights").get_by_role("link", name="Close").click()
    expect(note).to_be_hidden()


def test_columns_sort_and_the_choice_stays_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/matrix")
    page.get_by_label("Legal character").select_option("legally-binding")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("columnheader", name="Year").get_by_role("link").click()
    header = page.get_by_role("columnheader", name="Year")
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("tbody th").first).to_contain_text("Budapest Convention")
    assert "character=legally-binding" in page.url
