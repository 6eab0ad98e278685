"""The Flask application: its parts, and the headers that every answer has."""

from datetime import timedelta
from typing import Final

from flask import Flask, Response, request

from cybernorms import __version__
from cybernorms.engine import QueryEngine
from cybernorms.namespaces import BASE
from cybernorms.settings import Settings
from cybernorms.web.compression import compress
from cybernorms.web.descriptions import descriptions_blueprint
from cybernorms.web.documents import documents_blueprint
from cybernorms.web.graphs import graphs_blueprint
from cybernorms.web.pages import pages_blueprint
from cybernorms.web.problems import register_problems
from cybernorms.web.reader import Reader
from cybernorms.web.resources import resources_blueprint
from cybernorms.web.sparql import sparql_blueprint
from cybernorms.web.terms import shorten

_SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_EXPOSED: Final = "ETag, Link, Retry-After, X-Cybernorms-Entailment, X-Cybernorms-Snapshot"


def create_app(settings: Settings, engine: QueryEngine) -> Flask:
    """Make the application around an engine; it keeps no state but that."""
    app = Flask("cybernorms.web")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(hours=1)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["shorten"] = shorten
    app.jinja_env.globals.update(version=__version__, base=BASE)
    reader = Reader(engine, settings.timeout)
    app.register_blueprint(sparql_blueprint(settings, reader))
    app.register_blueprint(resources_blueprint(reader))
    app.register_blueprint(graphs_blueprint(reader))
    app.register_blueprint(descriptions_blueprint(reader))
    app.register_blueprint(documents_blueprint(reader))
    app.register_blueprint(pages_blueprint(reader))
    register_problems(app)
    app.after_request(_add_headers)
    app.after_request(compress)
    return app


def _add_headers(response: Response) -> Response:
    """Let any page read any answer (Fetch, CORS), and none run what is not ours."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    response.headers.setdefault("Access-Control-Expose-Headers", _EXPOSED)
    if request.method == "OPTIONS" and response.status_code < 300:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers.update(_PREFLIGHT)
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
