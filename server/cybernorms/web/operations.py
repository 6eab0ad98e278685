"""What those who run the server ask of it: does it live, can it answer, how is it doing."""

from typing import Final

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from cybernorms.settings import Settings
from cybernorms.web.exposition import exposition
from cybernorms.web.reader import Reader

_LIMITS: Final = (
    "timeout",
    "queue_timeout",
    "client_queue",
    "max_query_bytes",
    "max_query_nesting",
    "max_rows",
    "max_result_bytes",
    "max_update_bytes",
    "max_submission_bytes",
    "validation_timeout",
    "reads_per_minute",
    "token_reads_per_minute",
    "writes_per_minute",
    "wrong_tokens_per_minute",
)
_PLAIN: Final = "text/plain; charset=utf-8"


def operations_blueprint(settings: Settings, reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("operations", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type=_PLAIN)

    @blueprint.get("/readyz")
    def readyz() -> Response:
        return Response(f"ready {reader.engine.check()}\n", content_type=_PLAIN)

    @blueprint.get("/limits")
    def limits() -> Response:
        """Publish what clients have to keep to; 0 stands for no limit."""
        return jsonify({name: getattr(settings, name) for name in _LIMITS})

    @blueprint.get("/metrics")
    def metrics() -> Response:
        folder = settings.state_dir / "snapshots" / reader.engine.snapshot_id()
        return Response(exposition(folder), content_type=CONTENT_TYPE_LATEST)

    return blueprint
