"""How soon each kind of page is there: first contentful paint in Chromium, from a warm server.

    cybernorms serve &
    python -m bench.pages --url http://127.0.0.1:8000

Prints for each kind the first paint of a browser that never came before, the time until the
answer was whole and its size, and how many queries a page took that was not kept.
"""

import argparse
import re
import shutil
import sys

import requests
from playwright.sync_api import Browser, sync_playwright
from tests.http.page_kinds import PAGE_KINDS

_PAINT = """() => new Promise((tell) => {
  new PerformanceObserver((entries, observer) => {
    const [paint] = entries.getEntriesByName("first-contentful-paint");
    if (!paint) return;
    observer.disconnect();
    const [page] = performance.getEntriesByType("navigation");
    tell([paint.startTime, page.responseEnd, page.decodedBodySize]);
  }).observe({ type: "paint", buffered: true });
})"""
_BROWSER = {"Accept": "text/html", "Accept-Language": "en-US"}
_ROUNDS = 3
_WARMING = 8
"""Requests before the first round, so that each front process has made the page once."""


def main() -> None:
    """Measure the pages of a running server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    url = parser.parse_args().url.rstrip("/")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is not installed")
    print(f"{'page':26}{'paint ms':>9}{'answer ms':>10}{'kB':>7}{'queries':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for kind, path in PAGE_KINDS.items():
            count = queries(url + path)
            for _ in range(_WARMING):
                requests.get(url + path, headers=_BROWSER, timeout=60)
            paint, answer, size = min(measure(browser, url + path) for _ in range(_ROUNDS))
            print(f"{kind:26}{paint:9.0f}{answer:10.0f}{size / 1000:7.0f}{count:>8}")
        browser.close()


def queries(address: str) -> str:
    """Tell how many queries the page takes when none of it is kept."""
    headers = {"Accept": "text/html", "Accept-Language": "x-bench"}
    told = requests.get(address, headers=headers, timeout=60).headers.get("Server-Timing", "")
    found = re.search(r'queries;desc="(\d+)"', told)
    return found[1] if found else "?"


def measure(browser: Browser, address: str) -> tuple[float, float, float]:
    """Open a page as one who was never here; give milliseconds, milliseconds and bytes."""
    page = browser.new_page()
    page.goto(address, wait_until="load")
    paint, answer, size = page.evaluate(_PAINT)
    page.close()
    return paint, answer, size


if __name__ == "__main__":
    main()
