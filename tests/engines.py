"""The HTTP tests over engines elsewhere: ``python -m tests.engines [oxigraph] [virtuoso] [-- …]``.

Starts each engine on this machine with a folder of its own, and runs the tests of ``tests/http``
with it, or those that are named behind ``--``. What is about the embedded engine is left out
(``pytest.mark.embedded``), and what an engine does otherwise is expected of it
(``tests/http/departures.py``). Ends with a table of what passed, what departs and why, and with 1
if anything else happened.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import requests
from tests.federation.engines.base import wait_for
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


class Started(ABC):
    """An engine at one address with a folder of its own, that can be killed and started again."""

    setting = ""
    """What CYBERNORMS_ENGINE is for it."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command that runs it in its folder."""

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.folder / "log"
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=file, stderr=file
            )
        address = self.setting.removeprefix("sparql+").partition("?")[0]
        wait_for(lambda: requests.get(address, timeout=60), self.process, log)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        self.process.kill()
        self.process.wait()

    end = kill


class Oxigraph(Started):
    """Oxigraph's server."""

    def command(self) -> list[str]:
        self.setting = f"sparql+{self.url}/query?update=/update&gsp=/store"
        bind = f"127.0.0.1:{self.port}"
        command = [str(OXIGRAPH), "serve", "--timeout-s", "12", "--bind", bind]
        return [*command, "--location", str(self.folder / "data")]


class Virtuoso(Started):
    """Virtuoso of Debian's package virtuoso-opensource-7-bin."""

    def command(self) -> list[str]:
        self.setting = f"sparql+{self.url}/sparql?gsp=/sparql-graph-crud&deadline=timeout:ms"
        return [str(VIRTUOSO), "+configfile", "virtuoso.ini", "+foreground"]

    def __init__(self, folder: Path) -> None:
        """Start it, and let it be written to."""
        self.folder, self.port, sql = folder, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        settings = _SETTINGS.format(sql=sql, http=self.port)
        (folder / "virtuoso.ini").write_text(settings, "utf-8")
        self.start()
        command = [str(ISQL), f"127.0.0.1:{sql}", "dba", "dba"]
        subprocess.run(command, input=_GRANTS.encode(), capture_output=True, check=True)


ENGINES: Final[dict[str, type[Started]]] = {"oxigraph": Oxigraph, "virtuoso": Virtuoso}
INSTALLED: Final = {
    name: ENGINES[name]
    for name, program in (("oxigraph", OXIGRAPH), ("virtuoso", VIRTUOSO and ISQL))
    if program
}


def main(arguments: list[str]) -> int:
    """Run the tests over the engines that are named, or all; give the exit code."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    names, tests = arguments[:place] or list(ENGINES), arguments[place + 1 :] or ["tests/http"]
    told, code = [], 0
    for name in names:
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            since, report = time.monotonic(), Path(folder) / "report.xml"
            engine = ENGINES[name](Path(folder))
            environment = os.environ | {"CYBERNORMS_ENGINE": engine.setting, "TEST_ENGINE": name}
            options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
            command = [sys.executable, "-m", "pytest", *options, *tests]
            try:
                code |= subprocess.run(command, env=environment, check=False).returncode != 0
            finally:
                died = engine.process.poll()
                engine.end()
            minutes = (time.monotonic() - since) / 60
            told += [f"== {name}, {minutes:.0f} min", *summarize(report)]
            if died is not None:
                code, words = 1, (Path(folder) / "log").read_text("utf-8", "replace")
                told.append(f"the engine ended by itself ({died}): {words.strip()[-300:]}")
    print("\n".join(told))
    return code


def summarize(report: Path) -> list[str]:
    """Count the tests of a report (JUnit XML) by what came of them, and why."""
    counts: Counter[str] = Counter()
    departures: Counter[str] = Counter()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  # we had it written
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        elif skipped is None:
            counts["passed"] += 1
        elif skipped.get("type") == "pytest.xfail":
            counts["departures"] += 1
            departures[skipped.get("message", "")] += 1
        elif skipped.get("message", "").startswith("embedded: "):
            counts["about the embedded engine"] += 1
        else:
            counts["skipped for what is not installed"] += 1
    rows = [f"{count:6} {name}" for name, count in counts.most_common()]
    return rows + [f"{count:6} departs: {why}" for why, count in departures.most_common()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
