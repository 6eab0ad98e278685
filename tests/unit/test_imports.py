"""Processes that every server starts import no more than they need: it is most of a start."""

import subprocess
import sys

import pytest

JUDGING = {"owlrl", "pyshacl", "pyshacl_turbo", "shacl", "sparq"}
UPDATES = {"rdflib.plugins.sparql"}
SHEETS = {"openpyxl"}
PAGES = {"flask", "jinja2"}


@pytest.mark.parametrize(
    ("module", "needless"),
    [
        ("cybernorms.workers.zygote", JUDGING | UPDATES | SHEETS | PAGES),
        ("cybernorms.web.server", JUDGING | UPDATES | SHEETS),
        ("cybernorms.cli", JUDGING | UPDATES | SHEETS | PAGES | {"rdflib"}),
    ],
)
def test_process_starts_without_what_it_does_not_need(module: str, needless: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert needless & set(done.stdout.split()) == set()
