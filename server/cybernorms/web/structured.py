"""What a page is about, for search engines: JSON-LD in the terms of schema.org."""

from typing import Final

from flask import request

from cybernorms.namespaces import BASE, LICENSE
from cybernorms.web.messages import page_language

_SITE: Final = {"@type": "WebSite", "@id": f"{BASE}#site", "name": "cybernorms", "url": BASE}


def describe_page(title: str, kind: str) -> dict[str, object]:
    """Describe a page of a kind of schema.org's, at its canonical address."""
    address = BASE + request.path.removeprefix("/")
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "name": title,
        "inLanguage": page_language(),
        "license": LICENSE,
        "isPartOf": _SITE,
    }
