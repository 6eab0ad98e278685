"""Jena's ARQ on the command line, from Debian's package libapache-jena-java."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rdflib import Graph
from tests.federation.questions import Rows

from .base import Running, rows_of, rows_of_graph

_JAVA = shutil.which("java")
_JARS = Path("/usr/share/java")
_NEEDED = (
    *("jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-iri", "jena-shacl", "jena-shex"),
    *("jena-rdfconnection", "jena-tdb", "jena-tdb2", "jena-dboe-base", "jena-dboe-index"),
    *("jena-dboe-storage", "jena-dboe-trans-data", "jena-dboe-transaction", "commons-cli"),
    *("commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3"),
    *("dexx.collection", "gson", "guava", "httpclient", "httpclient-cache", "httpcore"),
    *("jackson-core", "jackson-databind", "jackson-annotations", "jsonld-java", "slf4j-api"),
    *("slf4j-nop", "thrift", "titanium-json-ld", "jcl-over-slf4j", "protobuf"),
)
_MISPLACED = "org/apache/jena/ext/xerces/"


class _CommandLine(Running):
    def __init__(self, data: Path, folder: Path) -> None:
        self._data, self._folder = data, folder

    def ask(self, text: str) -> Rows:
        query = self._folder / "query.rq"
        query.write_text(text, "utf-8")
        graph = "CONSTRUCT" in text
        path = ":".join([str(self._folder), *(str(_JARS / f"{name}.jar") for name in _NEEDED)])
        done = subprocess.run(
            [
                *(str(_JAVA), "-cp", path, "arq.arq", "--data", str(self._data)),
                *("--query", str(query), "--results", "NT" if graph else "JSON"),
            ],
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        if graph:
            return rows_of_graph(Graph().parse(data=done.stdout, format="nt"))
        return rows_of(json.loads(done.stdout))


class Jena:
    name = "Jena"
    own: Mapping[str, str] = {}
    wording: Mapping[str, str] = {}

    def absence(self) -> str:
        if _JAVA and (_JARS / "jena-cmds.jar").exists():
            return ""
        return "apt-get install libapache-jena-java default-jre-headless"

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        # Debian's package has the messages of its parser where its classes do not look for them.
        with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
            for name in jar.namelist():
                if name.startswith(_MISPLACED) and name.endswith(".properties"):
                    place = folder / "xerces" / name.removeprefix(_MISPLACED)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(jar.read(name))
        yield _CommandLine(data, folder)
