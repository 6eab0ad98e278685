"""Comparing agreements in a browser, without script, for there is none."""

from playwright.sync_api import expect

from .conftest import OpenPage

NAMES = ("Paris Call for Trust", "Cybersecurity Tech Accord", "UN GGE consensus report of 2015")


def test_three_agreements_are_compared(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/compare")
    for name in NAMES:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Compare").click()
    elements = page.get_by_role("region", name="Key elements")
    expect(elements.get_by_role("columnheader")).to_have_count(3)
    expect(elements.get_by_role("row", name="reference to human rights")).to_contain_text("differs")
    provisions = page.get_by_role("region", name="Provisions that correspond")
    words = provisions.locator("details.wording", has_text="Words").first
    words.locator("summary").click()
    expect(words.locator("blockquote").first).to_be_visible()
    page.get_by_role("link", name="leave out Cybersecurity Tech Accord").click()
    expect(
        page.get_by_role("region", name="Key elements").get_by_role("columnheader")
    ).to_have_count(2)


def test_derived_facts_can_be_left_out(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/compare?agreement=paris-call&agreement=gcsc")
    actions = page.get_by_role("region", name="Actions")
    expect(actions.get_by_role("link", name="derived").first).to_be_visible()
    page.get_by_role("link", name="Leave it out").click()
    expect(
        page.get_by_role("region", name="Actions").get_by_role("link", name="derived")
    ).to_have_count(0)
    page.get_by_role("link", name="Add what follows").click()
    expect(actions.get_by_role("link", name="derived").first).to_be_visible()
