"""What the scripts of pages work out without a page: the tests in tests/scripts/, run by Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cybernorms.web import bundles

SCRIPTS = Path(__file__).parent.parent / "scripts"
PACKAGES = Path(bundles.__file__).parent / "assets" / "node_modules"
NODE = shutil.which("node")


@pytest.mark.skipif(
    NODE is None or not PACKAGES.is_dir(), reason="run  make bundle  (it needs npm)"
)
@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_scripts(path: Path) -> None:
    command = [str(NODE), "--test", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
