"""Jena of Debian's package libapache-jena-java, whose message files are not where it looks."""

import zipfile
from pathlib import Path
from typing import Final

_JARS: Final = Path("/usr/share/java")
_MISPLACED: Final = "org/apache/jena/ext/xerces/"


def class_path(folder: Path) -> str:
    """Copy the message files to where they are looked for, and give the class path."""
    with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(_MISPLACED) and name.endswith(".properties"):
                path = folder / "xerces" / name.removeprefix(_MISPLACED)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
    return f"{_JARS}/*:{folder}"
