"""Virtuoso, from Debian's package virtuoso-opensource-7-bin."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests
from tests.federation.questions import SILENT_ANSWERED

from .base import Endpoint, Running, free_port, process, wait_for

_SERVER, _CLIENT = shutil.which("virtuoso-t"), shutil.which("isql-vt")
FILES = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
"""
"""The settings that keep all files of a server in its own folder."""
_SETTINGS = (
    FILES
    + """\
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = 2000
MaxDirtyBuffers = 1000
MaxMemPoolSize = 100000000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
DefaultGraph = {graph}
"""
)
_GRAPH = "https://observatory.example.org/graph"
# Without these its endpoint asks nobody.
_GRANTS = """\
GRANT SPARQL_LOAD_SERVICE_DATA TO "SPARQL";
GRANT SELECT ON DB.DBA.SPARQL_SINV_2 TO "SPARQL";
GRANT EXECUTE ON DB.DBA.SPARQL_SINV_IMP TO "SPARQL";
DB.DBA.TTLP_MT (file_to_string_output ('data.ttl'), '', '{graph}', 0);
"""


class Virtuoso:
    name = "Virtuoso"
    own: Mapping[str, str] = {
        "VALUES": "joins a SERVICE with no VALUES beside it (SP031); it stands in the SERVICE",
        "OPTIONAL": "sends UNDEF as a subject from OPTIONAL { SERVICE }; it stands in the SERVICE",
        "SILENT": "fails where nobody answers, SILENT or not; the one that answers is asked",
    }
    wording: Mapping[str, str] = {
        "VALUES": """
SELECT ?measure ?number {
  ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure .
  SERVICE <$remote> {
    VALUES ?provision { gge:13g gge:13j paris:8 }
    ?provision cn:number ?number
  }
}""",
        "OPTIONAL": """
SELECT ?provision ?wording {
  ?measure cn:carriedOutBy obs:arcadia .
  ?claim cn:claimedAction ?measure ; cn:claimedProvision ?provision .
  SERVICE <$remote> { ?provision cn:number ?n . OPTIONAL { ?provision cn:wording ?wording } }
}""",
        "SILENT": SILENT_ANSWERED,
    }

    def absence(self) -> str:
        return "" if _SERVER and _CLIENT else "apt-get install virtuoso-opensource-7-bin"

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        sql, http = free_port(), free_port()
        settings = _SETTINGS.format(sql=sql, http=http, graph=_GRAPH)
        (folder / "virtuoso.ini").write_text(settings, "utf-8")
        (folder / "data.ttl").write_bytes(data.read_bytes())
        endpoint = f"http://127.0.0.1:{http}/sparql"
        command = [str(_SERVER), "+configfile", "virtuoso.ini", "+foreground"]
        with process(command, folder) as server:
            wait_for(lambda: requests.get(endpoint, timeout=5), server, folder / "log")
            subprocess.run(
                [str(_CLIENT), f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT"],
                cwd=folder,
                input=_GRANTS.format(graph=_GRAPH).encode(),
                capture_output=True,
                check=True,
            )
            yield Endpoint(endpoint)
