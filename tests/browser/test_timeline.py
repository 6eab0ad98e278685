"""The timeline in a browser: a list without script, and with it a chart that keys can move."""

import re

import pytest
from playwright.sync_api import expect
from tests.unit.test_bundles import needs_bundle

from .conftest import OpenPage


def test_the_list_is_filtered_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/timeline")
    page.get_by_label("Kind").select_option("entry-into-force")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="entry into force").first).to_be_visible()
    expect(page.get_by_role("link", name="adoption", exact=True)).to_have_count(0)
    expect(page.locator("figure.chart")).to_be_hidden()


@needs_bundle
@pytest.mark.parametrize("width", [390, 1440])
def test_the_chart_is_steered_by_keys(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    page.goto("/timeline?agreement=gcsc")
    chart = page.get_by_role("group", name="Chart of the timeline")
    expect(chart.get_by_role("link")).to_have_count(8)
    page.get_by_role("button", name="Whole time").focus()
    page.keyboard.press("Tab")
    first = chart.get_by_role("link", name="Call of the Global Commission")
    expect(first).to_be_focused()
    narrow = first.locator("rect").bounding_box()
    page.keyboard.press("+")
    wide = first.locator("rect").bounding_box()
    assert narrow and wide
    assert wide["width"] > narrow["width"] * 1.5
    page.keyboard.press("0")
    page.keyboard.press("End")
    expect(page.locator(".tip")).to_contain_text("November 2019")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/event/gcsc"))
