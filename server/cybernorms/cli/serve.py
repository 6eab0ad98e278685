"""``cybernorms serve``: build, then answer over HTTP until told to stop."""

import http.client
import logging
import os
import signal
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

import click

from cybernorms.accounts import list_accounts
from cybernorms.build import build, current_snapshot, is_behind
from cybernorms.cli.attendants import Lull, OnDemand, Rebuilding
from cybernorms.cli.children import Child
from cybernorms.cli.following import follow
from cybernorms.cli.options import root_option
from cybernorms.cli.progress import progress
from cybernorms.cli.signals import Signals
from cybernorms.errors import CyberNormsError, EngineError, InputError, NoSnapshotError
from cybernorms.journal import Journal
from cybernorms.logs import set_up_logs
from cybernorms.remote import read_address
from cybernorms.settings import SETTINGS, Settings, load_settings
from cybernorms.workers import Supervisor, wire

_log: Final = logging.getLogger(__name__)
_TICK: Final = 0.05
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
_WRITER: Final = "cybernorms.workers.writer"
_JUDGE: Final = "cybernorms.workers.judge"
_CLERK: Final = "cybernorms.workers.clerk"
_STOP_PATIENCE: Final = 5.0
"""Seconds on top of the query timeout that the front may take to end."""


def _settings_table() -> str:
    """List every setting with its variable, default and meaning, for the help."""
    rows = (f"  {s.variable}={s.default}\n      {s.help}" for s in SETTINGS)
    return "\b\nSettings, each an environment variable:\n" + "\n".join(rows)


@click.command(epilog=_settings_table())
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8000]")
@root_option
@click.option(
    "--no-build",
    is_flag=True,
    help="Serve the current snapshot as it is, unless a write is missing in it.",
)
def serve(host: str | None, port: int | None, root: Path, no_build: bool) -> None:
    """Build the graph and serve it over HTTP.

    A later ``cybernorms build`` is picked up without a restart, and SIGHUP runs one. If a build
    fails and there is a former snapshot, that one is served. Ctrl-C or SIGTERM stops everything,
    once the running requests are answered.

    With the setting follow it builds and writes nothing, and serves what another server does.
    """
    settings = load_settings(host=host, port=port)
    set_up_logs(settings)
    _require_free_port(settings)
    read_address(settings.engine)  # raises what is wrong with it before anything is built
    if settings.follow:
        follow(settings)
    elif not no_build or _has_unpublished(settings):
        _build(root, settings)
    progress("loading the snapshot")
    _run(settings, root)


def _has_unpublished(settings: Settings) -> bool:
    """Tell whether a process died after it wrote to the journal and before it published that."""
    return is_behind(settings.state_dir, Journal(settings.state_dir).written.position)


def _build(root: Path, settings: Settings) -> None:
    """Build, or fall back on the former snapshot and say so."""
    try:
        build(root, settings, progress=progress)
    except CyberNormsError as error:
        try:
            former = current_snapshot(settings.state_dir)
        except NoSnapshotError:
            raise error from None
        click.echo(f"cybernorms: {error}", err=True)
        click.echo(
            f"cybernorms: THE BUILD FAILED, so the former snapshot {former.id} is served", err=True
        )


def _has_accounts(state_dir: Path) -> bool:
    """Tell whether there is anybody who may write."""
    with suppress(InputError):  # a damaged list of accounts lets nobody in; reading goes on
        return bool(list_accounts(state_dir))
    return False


def _has_duties(settings: Settings, run_dir: str) -> bool:
    """Tell whether a clerk is asked for, or there is what a former one has left."""
    if settings.follow:
        return False
    wanted = (Path(run_dir) / wire.CLERK_WANTED).exists()
    return wanted or any(settings.state_dir.glob("*.sqlite"))


def _run(settings: Settings, root: Path) -> None:
    """Keep the zygotes and the front alive until a signal comes."""
    signals = Signals(*_ENDING, signal.SIGHUP)
    rebuilding = Rebuilding(root, settings)
    supervisor = Supervisor(settings)
    with ExitStack() as ending:
        ending.callback(supervisor.stop)
        ending.callback(rebuilding.stop)
        measured = supervisor.run_dir / "metrics"
        measured.mkdir()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(measured)  # read when the library is imported
        front = Child(
            "the HTTP server",
            ["cybernorms.web.server", str(supervisor.run_dir), str(os.getpid())],
            settings,
        )
        ending.callback(front.stop, settings.timeout + _STOP_PATIENCE)
        supervisor.start()  # while the front imports what it needs, which takes longer
        own = [str(root.resolve()), str(supervisor.run_dir), str(os.getpid())]
        judge_wanted = supervisor.run_dir / wire.JUDGE_WANTED
        attendants = (
            OnDemand(
                "the writer", [_WRITER, *own], settings, lambda: _has_accounts(settings.state_dir)
            ),
            OnDemand("the judge", [_JUDGE, *own], settings, judge_wanted.exists),
            OnDemand("the clerk", [_CLERK, *own], settings, lambda: _has_duties(settings, own[1])),
        )
        for attendant in attendants:
            ending.callback(attendant.stop)
        announced, lull = False, Lull()
        while (told := signals.wait(_TICK)) not in _ENDING:
            if told == signal.SIGHUP:
                rebuilding.ask()
            supervisor.tick()
            rebuilding.tick()
            for attendant in attendants:
                attendant.tick()
            if not judge_wanted.exists() and lull.is_long():
                judge_wanted.touch()
            if announced:
                front.tick()
            elif front.ended is not None:
                raise EngineError(f"the HTTP server ended with {front.ended}; see its messages")
            elif _is_ready(settings):
                announced = True
                lull.begin()
                click.echo(f"cybernorms is ready at {_url(settings)}")


def _require_free_port(settings: Settings) -> None:
    """Refuse early what granian would only tell in its log."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise InputError(
                f"can not listen on {settings.host}, port {settings.port}: {error.strerror}; "
                "choose another with --host and --port"
            ) from None


def _is_ready(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(_reachable(settings.host), settings.port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    return False


def _reachable(host: str) -> str:
    """Give an address that reaches a server listening on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _url(settings: Settings) -> str:
    host = _reachable(settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"
