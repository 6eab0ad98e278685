"""From the home page to what says so: a norm, its correspondences, an action, the passage."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import OpenPage

Step = Callable[[Page, Locator], None]
_MOST_TABS = 150


def click(page: Page, target: Locator) -> None:
    """Go on with the mouse."""
    target.click()


def press(page: Page, target: Locator) -> None:
    """Go on with the keyboard: tab from where one is to the target, and press Enter."""
    wanted = target.element_handle()
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("element => element === document.activeElement", wanted):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{target} is not reached by {_MOST_TABS} tabs")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("go", [click, press], ids=["mouse", "keyboard"])
def test_five_steps_lead_from_a_norm_to_the_passage_on_an_action(
    open_page: OpenPage, go: Step, script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    page.goto("/")
    go(page, page.get_by_role("link", name="Protect the public core of the Internet").first)
    expect(page.locator("h1")).to_have_text("Protect the public core of the Internet")
    go(page, page.get_by_role("link", name="In other agreements"))
    expect(page.locator("#correspondences h2")).to_be_in_viewport()
    expect(page.locator("#correspondences")).to_contain_text("Paris Call")
    go(page, page.locator("#actions").get_by_role("link", name="Public core norm in the EU").first)
    go(page, page.locator("#claims").locator("..").get_by_text("1 passage"))
    go(page, page.locator("details[open] a").first)
    expect(page).to_have_url(re.compile("/doc/passage/"))
    expect(page.get_by_text("The GCSC public core norm was codified").first).to_be_visible()


def test_first_tab_leads_past_the_navigation(page: Page) -> None:
    page.goto("/agreements")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


def test_navigation_marks_where_one_is(page: Page) -> None:
    page.goto("/agreements")
    current = page.locator("header [aria-current=page]")
    expect(current).to_have_text("Agreements")
    page.goto("/doc/agreement/paris-call")
    expect(page.locator("header nav [aria-current=true]")).to_have_text("Agreements")
