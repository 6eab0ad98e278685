"""What crawlers ask for: robots.txt, and the sitemap of all pages (sitemaps.org, protocol 0.9)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from cybernorms.errors import NotFoundError
from cybernorms.namespaces import BASE
from cybernorms.web.answers import not_modified, stamp
from cybernorms.web.reader import Reader
from cybernorms.web.terms import local_path
from cybernorms.workers import kept_releases

_MOST: Final = 20_000
"""Addresses in one file; the protocol takes 50,000."""
_ADDRESSES: Final = (
    *("/", "/agreements", "/provisions", "/stakeholders", "/actions", "/documents"),
    *("/matrix", "/timeline", "/questions", "/ontology", "/shapes", "/catalog", "/graph"),
)
_RESOURCES: Final = f"""{{
  ?s a ?type
  FILTER (!CONTAINS(STR(?s), "#") && REGEX(STR(?s), "^{BASE}(id|scheme|question)/"))
}}"""
_COUNT: Final = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {_RESOURCES}"
_LIST: Final = f"SELECT DISTINCT ?s {_RESOURCES} ORDER BY ?s LIMIT {_MOST} OFFSET "
_ROBOTS: Final = """\
User-agent: *
Disallow: /data
Disallow: /explain?
Disallow: /search?
Disallow: /sparql?
Disallow: /update
Sitemap: {root}sitemap.xml
"""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` is the folder that tells when the snapshot was built."""
    blueprint = Blueprint("sitemap", __name__)

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return Response(_ROBOTS.format(root=request.host_url), content_type="text/plain")

    @blueprint.get("/sitemap.xml")
    def index() -> Response:
        number = int(reader.select(_COUNT)[0]["n"].value)
        parts = (f"/sitemap-{part + 1}.xml" for part in range(-(-number // _MOST)))
        return _answer(reader, state_dir, "sitemapindex", "sitemap", parts)

    @blueprint.get("/sitemap-<int:part>.xml")
    def part(part: int) -> Response:
        first = (part - 1) * _MOST
        rows = reader.select(_LIST + str(first)) if part else ()
        if not rows:
            raise NotFoundError("the sitemap has no such part; /sitemap.xml lists them")
        paths = () if first else _ADDRESSES
        resources = (local_path(row["s"].value) for row in rows)
        return _answer(reader, state_dir, "urlset", "url", (*paths, *resources))

    return blueprint


def _answer(
    reader: Reader, state_dir: Path, outer: str, inner: str, paths: Iterable[str]
) -> Response:
    """Write addresses of this host, each with the time of the build that its page is made from."""
    snapshot = reader.snapshot_id()
    key = ("sitemap", request.url)
    if unchanged := not_modified(snapshot, key):
        return unchanged
    built = next((each.created for each in kept_releases(state_dir) if each.id == snapshot), "")
    when = f"<lastmod>{escape(built)}</lastmod>" if built else ""
    root = request.host_url.rstrip("/")
    lines = (f"<{inner}><loc>{escape(root + path)}</loc>{when}</{inner}>\n" for path in paths)
    body = f'{_HEAD}<{outer} xmlns="{_SPACE}">\n{"".join(lines)}</{outer}>\n'
    return stamp(Response(body, content_type="application/xml"), snapshot, "owlrl", key)
