"""``cybernorms serve``: build, then answer over HTTP until told to stop."""

import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import click

from cybernorms.build import build, current_snapshot
from cybernorms.cli.options import root_option
from cybernorms.cli.progress import progress
from cybernorms.errors import CyberNormsError, EngineError, InputError, NoSnapshotError
from cybernorms.settings import SETTINGS, Settings, as_environment, load_settings
from cybernorms.workers import Supervisor

_TICK: Final = 0.2
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
@click.option("--no-build", is_flag=True, help="Serve the current snapshot as it is.")
def serve(host: str | None, port: int | None, root: Path, no_build: bool) -> None:
    """Build the graph and serve it over HTTP.

    A later ``cybernorms build`` is picked up without a restart. If this build fails and there is a
    former snapshot, that one is served. Ctrl-C or SIGTERM stops everything.
    """
    settings = load_settings(host=host, port=port)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s: %(message)s")
    _require_free_port(settings)
    if not no_build:
        _build(root, settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    progress("loading the snapshot")
    supervisor = Supervisor(settings)
    try:
        supervisor.start()
        with _front(settings, supervisor.run_dir) as front:
            _watch(settings, supervisor, front, stop)
    finally:
        supervisor.stop()


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


def _watch(
    settings: Settings,
    supervisor: Supervisor,
    front: "subprocess.Popen[bytes]",
    stop: threading.Event,
) -> None:
    """Keep everything alive until a signal comes or the front ends by itself."""
    announced = False
    while not stop.wait(_TICK):
        supervisor.tick()
        if front.poll() is not None:
            raise EngineError(f"the HTTP server ended with {front.returncode}; see its messages")
        if not announced and _is_ready(settings):
            announced = True
            click.echo(f"cybernorms is ready at {_url(settings)}")


@contextmanager
def _front(settings: Settings, run_dir: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the HTTP server; it ends with the block, or with this process."""
    front = subprocess.Popen(
        [sys.executable, "-m", "cybernorms.web.server", str(run_dir), str(os.getpid())],
        env={**os.environ, **as_environment(settings)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for this process alone, which ends the others in order
    )
    try:
        yield front
    finally:
        front.terminate()
        try:
            front.wait(settings.timeout + _STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            front.kill()
            front.wait()


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
