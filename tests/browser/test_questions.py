"""Stored questions as people use them: found by topic, asked otherwise, copied."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenPage

MICROSOFT = "What does Microsoft do, and for how many provisions?"


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_found_by_topic_and_asked_otherwise(
    open_page: OpenPage, script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    page.goto("/questions")
    page.get_by_label("Topic").select_option("Microsoft")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=MICROSOFT).click()
    page.get_by_label("Stakeholder").select_option("Orange Group")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What does Orange Group do, and for how many provisions?"
    )
    expect(page.get_by_role("table")).to_contain_text("Integration of affiliates into MANRS")
    expect(page.locator("#snippet-1")).to_contain_text("stakeholder=orange&format=csv")


def test_code_is_copied_by_a_button(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/questions/cq-14-actions-of-microsoft")
    page.get_by_role("button", name="Copy: curl").click()
    expect(page.get_by_role("button", name="Copy: curl")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#snippet-1").text_content()


def test_without_script_there_is_nothing_to_copy_with(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/questions/cq-14-actions-of-microsoft")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.locator("#snippet-1")).to_be_visible()


def test_a_number_out_of_its_span_is_told_on_the_page(open_page: OpenPage) -> None:
    page = open_page(faults="400")
    page.goto("/questions/cq-05-shared-with-budapest?minimum=99")
    expect(page.get_by_role("alert")).to_contain_text("give a whole number from 1 to 10")


def test_many_choices_complete_as_one_types(page: Page) -> None:
    page.goto("/questions/cq-20-hack-back-elsewhere")
    field = page.get_by_label("Provision", exact=True)
    expect(field).to_have_value("paris-call/8")
    assert page.locator("#choices-norm option").count() > 100
    field.fill("paris-call/1")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("principle 8")
