"""The Flask application: its parts, and the headers that every answer has."""

from contextlib import suppress
from datetime import timedelta

from flask import Flask, Response, request

from cybernorms import __version__
from cybernorms.engine import QueryEngine
from cybernorms.errors import CyberNormsError
from cybernorms.namespaces import BASE, LICENSE
from cybernorms.protocol.cache import Cache, CachingEngine
from cybernorms.protocol.negotiation import HTML
from cybernorms.settings import Settings
from cybernorms.web import metrics
from cybernorms.web.asking import parse_proxies, remember_asker
from cybernorms.web.audited import audit_blueprint
from cybernorms.web.budgets import REFUSAL, SPENT, ReadBudgets, has_read_budgets
from cybernorms.web.bundles import FOLDER, IMMUTABLE, bundled
from cybernorms.web.compression import compress
from cybernorms.web.counting import CountingEngine, start_counting, tell_count
from cybernorms.web.dates import format_date
from cybernorms.web.descriptions import descriptions_blueprint
from cybernorms.web.documents import documents_blueprint
from cybernorms.web.dumps import dumps_blueprint
from cybernorms.web.explain import explain_blueprint
from cybernorms.web.explore import explore_blueprint
from cybernorms.web.federation import federation_blueprint
from cybernorms.web.feed import feed_blueprint
from cybernorms.web.gateway import Gateway
from cybernorms.web.graphs import graphs_blueprint
from cybernorms.web.headers import EVERYWHERE, PREFLIGHT, REVALIDATE
from cybernorms.web.home import home_blueprint
from cybernorms.web.languages import remember_languages
from cybernorms.web.lists import lists_blueprint
from cybernorms.web.mappings import mappings_blueprint
from cybernorms.web.messages import page_language, translate, translate_markup
from cybernorms.web.methods import read_body
from cybernorms.web.openapi import openapi_blueprint
from cybernorms.web.operations import operations_blueprint
from cybernorms.web.pages import pages_blueprint
from cybernorms.web.problems import register_problems
from cybernorms.web.questions import questions_blueprint
from cybernorms.web.reader import Reader
from cybernorms.web.reconcile import reconcile_blueprint
from cybernorms.web.releases import releases_blueprint
from cybernorms.web.resources import resources_blueprint
from cybernorms.web.search import search_blueprint
from cybernorms.web.sitemap import sitemap_blueprint
from cybernorms.web.sparql import sparql_blueprint
from cybernorms.web.structured import describe_page
from cybernorms.web.submissions import submissions_blueprint
from cybernorms.web.terms import local_path, shorten
from cybernorms.web.updates import updates_blueprint
from cybernorms.web.validation import validation_blueprint
from cybernorms.web.views import views_blueprint
from cybernorms.web.writing import Desk, forget_author
from cybernorms.workers import JudgeClient, WriterClient


def create_app(
    settings: Settings, engine: QueryEngine, writer: WriterClient, judge: JudgeClient
) -> Flask:
    """Make the application around an engine, a writer and a judge; it keeps nothing but answers."""
    cache = Cache(settings.cache_bytes)
    metrics.at_each_tick(lambda: metrics.CACHED.set(cache.size))
    app = Flask("cybernorms.web")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(hours=1)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(date=format_date, local_path=local_path, shorten=shorten)
    app.jinja_env.globals.update(
        version=__version__,
        base=BASE,
        license=LICENSE,
        describe_page=describe_page,
        t=translate,
        tm=translate_markup,
        page_language=page_language,
        bundled=bundled,
    )
    reader = Reader(CountingEngine(CachingEngine(engine, cache)), settings.timeout, pages=cache)
    desk = Desk(settings, writer)
    app.context_processor(lambda: {"snapshot": _snapshot(reader)})
    proxies = parse_proxies(settings.trusted_proxies)
    for step in (
        _refuse_spent,
        start_counting,
        lambda: remember_asker(request.environ, proxies),
        forget_author,
        lambda: remember_languages(request.accept_languages),
    ):
        app.before_request(step)
    app.register_blueprint(sparql_blueprint(settings, reader))
    app.register_blueprint(resources_blueprint(reader))
    app.register_blueprint(lists_blueprint(reader))
    app.register_blueprint(graphs_blueprint(reader, desk))
    app.register_blueprint(updates_blueprint(desk))
    app.register_blueprint(validation_blueprint(settings, reader, judge))
    app.register_blueprint(submissions_blueprint(settings, reader, desk, writer))
    app.register_blueprint(descriptions_blueprint(reader))
    app.register_blueprint(documents_blueprint(reader))
    app.register_blueprint(home_blueprint(reader))
    app.register_blueprint(pages_blueprint())
    app.register_blueprint(views_blueprint(reader))
    app.register_blueprint(questions_blueprint(reader))
    app.register_blueprint(openapi_blueprint(reader))
    app.register_blueprint(explain_blueprint(reader))
    app.register_blueprint(explore_blueprint(reader, settings.state_dir))
    app.register_blueprint(operations_blueprint(settings, reader))
    app.register_blueprint(audit_blueprint(settings, desk))
    app.register_blueprint(mappings_blueprint(reader))
    app.register_blueprint(releases_blueprint(settings.state_dir))
    app.register_blueprint(dumps_blueprint(reader, settings.state_dir))
    app.register_blueprint(feed_blueprint(reader, settings.state_dir))
    app.register_blueprint(sitemap_blueprint(reader, settings.state_dir))
    app.register_blueprint(reconcile_blueprint(reader, settings.state_dir))
    app.register_blueprint(search_blueprint(reader, settings.state_dir))
    app.register_blueprint(federation_blueprint(settings, reader, desk))
    register_problems(app)
    app.after_request(_add_headers)
    app.after_request(tell_count)
    app.after_request(compress)
    plain = app.wsgi_app
    gateway = Gateway(plain, settings, engine, cache)
    counted = has_read_budgets(settings)
    app.wsgi_app = ReadBudgets(gateway, plain, settings) if counted else gateway  # type: ignore[method-assign]
    return app


def _refuse_spent() -> None:
    """Answer a request whose budget is spent."""
    if REFUSAL in request.environ:
        read_body(0)
        raise request.environ[REFUSAL]


def _snapshot(reader: Reader) -> str:
    """Name the snapshot that pages are made from; a page that tells of a problem may have none."""
    with suppress(CyberNormsError):
        return reader.snapshot_id()
    return ""


def _add_headers(response: Response) -> Response:
    """Add what every answer has, and to one to OPTIONS what browsers ask for beforehand."""
    for name, value in EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if SPENT in request.environ:
        response.headers.update(request.environ[SPENT].headers())
    if request.method == "OPTIONS" and response.status_code < 300:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers.update(PREFLIGHT)
    if request.path.startswith(f"/static/{FOLDER}/") and response.status_code == 200:
        response.headers["Cache-Control"] = IMMUTABLE
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", REVALIDATE)
    if response.mimetype == HTML:
        response.headers.setdefault("Content-Language", page_language())
        response.vary.update(("Accept", "Accept-Language"))
    return response
