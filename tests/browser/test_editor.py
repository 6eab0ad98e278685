from playwright.sync_api import Page


def test_home(page: Page) -> None:
    page.goto("/")
    assert page.title()
