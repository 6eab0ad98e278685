"""The numbers of all front processes in the text format of Prometheus."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from cybernorms import __version__
from cybernorms.web.metrics import FOLDER_VARIABLE, flush


def exposition(snapshot_folder: Path) -> bytes:
    """Write everything in the text format of Prometheus, version 0.0.4."""
    flush()
    registry = CollectorRegistry()
    if folder := os.environ.get(FOLDER_VARIABLE):
        for file in Path(folder).glob("gauge_live*.db"):
            if not Path(f"/proc/{file.stem.rpartition('_')[2]}").exists():
                mark_process_dead(int(file.stem.rpartition("_")[2]), folder)
        MultiProcessCollector(registry, folder)
    else:
        registry.register(REGISTRY)
    registry.register(_SnapshotCollector(snapshot_folder))
    return generate_latest(registry)


class _SnapshotCollector(Collector):
    """Tells what is being served, at the moment of asking."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        info = InfoMetricFamily("cybernorms_build", "The version of the server")
        info.add_metric((), {"version": __version__})
        yield info
        served = InfoMetricFamily("cybernorms_snapshot", "The snapshot that is served")
        served.add_metric((), {"id": self._folder.name})
        yield served
        manifest = self._folder / "manifest.json"
        try:
            graphs = json.loads(manifest.read_text("utf-8"))["graphs"]
            created = manifest.stat().st_mtime
        except OSError:
            return
        yield GaugeMetricFamily(
            "cybernorms_snapshot_created_timestamp_seconds",
            "When the snapshot was made, in seconds since 1970",
            created,
        )
        yield GaugeMetricFamily(
            "cybernorms_snapshot_triples",
            "Statements in the snapshot's graphs, the inferred ones too",
            sum(graphs.values()),
        )
