"""Every kind of page: for all eyes, ears and hands (WCAG 2.2 AA), on a phone, without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response
from tests.http.page_kinds import PAGE_KINDS

from .conftest import OpenPage

AXE = Path(__file__).parents[1] / "clients/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG_SCRIPTS = frozenset({"query", "result", "federated result", "exploration"})
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="run  npm ci --prefix tests/clients")


ALIKE = [
    "article.entry:nth-of-type(n+4)",
    "tbody tr:nth-of-type(n+4)",
    "li:nth-of-type(n+9)",
    "dl.statements > div:nth-of-type(n+9)",
]
"""Of what repeats, the first ones are looked at: a page of 200 rows would take half a minute."""


def violations(page: Page, options: dict[str, object]) -> list[str]:
    context = {"include": [["html"]], "exclude": [[each] for each in ALIKE]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [
        f"{each['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@needs_axe
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_page_is_for_everybody_and_fits_a_phone(open_page: OpenPage, kind: str) -> None:
    page = open_page(
        faults="404" if kind == "nothing" else None, viewport={"width": 390, "height": 844}
    )
    scripts: list[Response] = []

    def note(response: Response) -> None:
        if response.request.resource_type == "script":
            scripts.append(response)

    page.on("response", note)
    page.goto(PAGE_KINDS[kind])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if kind not in LONG_SCRIPTS:
        assert sum(len(script.body()) for script in scripts) < 200_000
    assert page.context.cookies() == []
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, {"runOnly": RULES}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}) == []


def test_pages_answer_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, faults="404")
    for kind, address in PAGE_KINDS.items():
        page.goto(address)
        assert page.locator("h1").inner_text(), kind
        assert page.locator("main :is(p, table, form, ul, dl)").count(), kind
