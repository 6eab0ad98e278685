"""The HTTP tests over engines elsewhere: ``python -m tests.engines [oxigraph] [virtuoso] [-- …]``.

Starts each engine on this machine with a folder of its own, and runs the tests of ``tests/http``
with it, or those that are named behind ``--``. What is about the embedded engine is left out
(``pytest.mark.embedded``), as is what an engine does otherwise (``tests/http/departures.py``); the
summary counts both. Ends with 1 if a test fails.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import requests
from tests.federation.engines.base import process, wait_for
from tests.federation.engines.oxigraph import _PROGRAM as OXIGRAPH
from tests.federation.engines.virtuoso import _CLIENT as ISQL
from tests.federation.engines.virtuoso import _SERVER as VIRTUOSO
from tests.federation.engines.virtuoso import FILES
from tests.http.conftest import free_port

_SETTINGS: Final = (
    FILES
    + """\
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
ServerThreads = 60
DirsAllowed = .
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 60
KeepAliveTimeout = 60
MaxKeepAlives = 60
[SPARQL]
ResultSetMaxRows = 1000000
"""
)
_GRANTS: Final = """\
GRANT SPARQL_UPDATE TO "SPARQL";
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);
"""


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run Oxigraph's server in memory, and give the setting for it."""
    url = f"http://127.0.0.1:{free_port()}"
    bind = url.removeprefix("http://")
    with process([str(OXIGRAPH), "serve", "--timeout-s", "6", "--bind", bind], folder) as server:
        wait_for(lambda: requests.get(f"{url}/query", timeout=5), server, folder / "log")
        yield f"sparql+{url}/query?update=/update&gsp=/store"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run Virtuoso, and give the setting for it."""
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(sql=sql, http=http), "utf-8")
    url = f"http://127.0.0.1:{http}/sparql"
    with process([str(VIRTUOSO), "+configfile", "virtuoso.ini", "+foreground"], folder) as server:
        wait_for(lambda: requests.get(url, timeout=5), server, folder / "log")
        subprocess.run(
            [str(ISQL), f"127.0.0.1:{sql}", "dba", "dba"],
            input=_GRANTS.encode(),
            capture_output=True,
            check=True,
        )
        yield f"sparql+{url}?gsp=/sparql-graph-crud&deadline=timeout:ms"


ENGINES: Final[dict[str, Callable[[Path], AbstractContextManager[str]]]] = {
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
}


def main(arguments: list[str]) -> int:
    """Run the tests over the engines that are named, or all; give the exit code."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    names, tests = arguments[:place] or list(ENGINES), arguments[place + 1 :] or ["tests/http"]
    code = 0
    for name in names:
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder, ENGINES[name](Path(folder)) as setting:
            environment = os.environ | {"CYBERNORMS_ENGINE": setting, "TEST_ENGINE": name}
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
            code |= subprocess.run(command, env=environment, check=False).returncode != 0
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
