"""The bundled scripts and styles of pages: made by web/assets/, absent where there was no npm."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from flask import url_for

FOLDER: Final = "bundle"
"""Where they are below static/; their names change with their content."""
IMMUTABLE: Final = "public, max-age=31536000, immutable"
_MANIFEST: Final = Path(__file__).parent / "static" / FOLDER / "manifest.json"


def bundled(name: str) -> str | None:
    """Give the URL of a bundle such as ``editor.js``; None when it was not built."""
    file = _files().get(name)
    return url_for("static", filename=f"{FOLDER}/{file}") if file else None


@cache
def _files() -> dict[str, str]:
    try:
        files: dict[str, str] = json.loads(_MANIFEST.read_bytes())
    except FileNotFoundError:
        return {}
    return files
