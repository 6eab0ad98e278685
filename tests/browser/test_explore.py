"""The explorer as people use it: with its drawing, by keyboard, and by links alone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from cybernorms.web import bundles

from .conftest import OpenPage

BUNDLE = Path(bundles.__file__).parent / "static" / bundles.FOLDER
MANRS = "/explore?from=agreement/manrs"
ACTION = "Integration of affiliates into MANRS"

needs_bundle = pytest.mark.skipif(not BUNDLE.is_dir(), reason="run  make bundle  (it needs npm)")


def drawn(page: Page) -> dict[str, int]:
    """Count what is said to be drawn."""
    found = json.loads(page.locator("#map").text_content() or "")
    return {name: len(found[name]) for name in ("nodes", "links")}


@needs_bundle
def test_a_step_by_keyboard_changes_lists_drawing_and_address(page: Page) -> None:
    page.goto(MANRS)
    expect(page.locator("#canvas canvas").first).to_be_visible()
    before = drawn(page)
    page.get_by_role("link", name=f"Open {ACTION}", exact=True).focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=ACTION, exact=True)
    expect(heading).to_be_focused()
    expect(page.locator("#status")).to_contain_text(ACTION)
    assert "open=action/orange/manrs-integration" in page.url
    assert drawn(page)["nodes"] > before["nodes"]
    page.go_back()
    expect(heading).to_have_count(0)
    assert page.url.endswith(MANRS)


@needs_bundle
def test_a_click_in_the_drawing_opens_what_was_clicked(page: Page) -> None:
    page.goto("/explore?from=action/orange/manrs-integration&entailment=none")
    canvas = page.locator("#canvas canvas").last
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box
    opened = page.locator("#lists [data-iri]")
    # where a node is drawn is for the layout to say, so every place of a grid is tried
    for step in range(600):
        across, down = step % 30, step // 30
        page.mouse.move(box["x"] + box["width"] * (across + 0.5) / 30, box["y"] + 10 + down * 25)
        # a busy machine may tell of a node when the pointer has left it, so a click may miss
        if page.locator("#canvas.choosing").count() and opens(page):
            break
    expect(opened).to_have_count(2)


def opens(page: Page) -> bool:
    """Click where the pointer is, and tell whether that opened something."""
    page.mouse.down()
    page.mouse.up()
    try:
        page.wait_for_url("**open=**", timeout=3000)
    except PlaywrightTimeout:
        return False
    return True


@needs_bundle
def test_the_drawing_is_saved_as_svg_and_png(page: Page) -> None:
    page.goto(MANRS)
    expect(page.locator("#canvas canvas").first).to_be_visible()
    for name in ("SVG", "PNG"):
        with page.expect_download() as caught:
            page.get_by_role("button", name=name, exact=True).click()
        saved = Path(caught.value.path()).read_bytes()
        if name == "SVG":
            text = saved.decode()
            assert text.count("<path") > drawn(page)["nodes"]
            assert "Internet Society" in text
        else:
            assert saved.startswith(b"\x89PNG")


def test_without_script_the_same_is_reached_by_links(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(MANRS)
    expect(page.locator("#drawing")).to_be_hidden()
    page.get_by_role("link", name=f"Open {ACTION}", exact=True).click()
    expect(page.get_by_role("heading", name=ACTION, exact=True)).to_be_visible()
    page.get_by_label("Paths to", exact=True).fill("Orange Group")
    page.get_by_role("button", name="Explore").click()
    expect(page.get_by_role("heading", name="Paths to Orange Group")).to_be_visible()
    expect(page.locator("ol.paths")).to_contain_text("is carried out by")


def test_a_path_leads_to_why_each_of_its_links_holds(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/explore?from=stakeholder/orange&to=agreement/manrs")
    page.locator("ol.paths").get_by_role("link", name="derived").first.click()
    assert "/explain?" in page.url
    expect(page.get_by_role("heading", level=1)).to_be_visible()
