"""Scripts of pages that esbuild bundled."""

import json
from pathlib import Path

import pytest
from flask import Flask

from cybernorms.web import bundles

WEB = Path(bundles.__file__).parent
BUNDLE = WEB / "static" / bundles.FOLDER
ENTRIES = sorted(path.name for path in (WEB / "assets").glob("*.js"))

needs_bundle = pytest.mark.skipif(not BUNDLE.is_dir(), reason="run  make bundle  (it needs npm)")


def test_what_is_not_built_has_no_url() -> None:
    assert bundles.bundled("nothing.js") is None


@needs_bundle
@pytest.mark.parametrize("name", ENTRIES)
def test_each_entry_is_bundled_under_a_name_of_its_content(name: str) -> None:
    with Flask("cybernorms.web").test_request_context():
        url = bundles.bundled(name)
    assert url
    assert url != f"/static/bundle/{name}"
    assert (WEB / url.removeprefix("/")).stat().st_size


@needs_bundle
def test_the_licence_of_each_bundled_package_goes_along() -> None:
    lock = json.loads((WEB / "assets" / "package-lock.json").read_bytes())
    licences = (BUNDLE / "licences.txt").read_text("utf-8")
    packages = lock["packages"].items()
    bundled = {name for name, about in packages if name and not {"dev", "optional"} & about.keys()}
    assert bundled
    for folder in bundled:
        assert f"{folder.rpartition('node_modules/')[2]} " in licences


def test_the_lock_names_no_host() -> None:
    """Each machine asks the registry that it is set to."""
    lock = json.loads((WEB / "assets" / "package-lock.json").read_bytes())
    assert not [name for name, about in lock["packages"].items() if "resolved" in about]
    assert all("integrity" in about for name, about in lock["packages"].items() if name)
