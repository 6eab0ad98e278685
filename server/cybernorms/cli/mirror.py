"""``cybernorms mirror``: a copy of another cybernorms, kept up to date."""

import time
from pathlib import Path

import click

from cybernorms.errors import EngineError, RemoteError
from cybernorms.mirror import Mirror, Mirrored
from cybernorms.settings import load_settings


@click.command()
@click.argument("url")
@click.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the copy, which nothing else is built in.  [default: CYBERNORMS_STATE_DIR]",
)
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="Go on, and look for news so often.  [default: look once]",
)
@click.option("--once", is_flag=True, help="Look once, which is the default.")
def mirror(url: str, state_dir: Path | None, every: float | None, once: bool) -> None:
    """Copy what the cybernorms at URL publishes.

    Only the graphs that changed are fetched, and each is checked by its digest; the copy has the
    ids of the original. ``cybernorms serve --no-build`` beside it on the same state folder answers
    from each new snapshot without a restart. The host of URL may be in any network.
    """
    following = Mirror(url, load_settings(state_dir=state_dir))
    if every is None or once:
        _tell(following.update())
        return
    while True:
        try:
            _tell(following.update())
        except (RemoteError, EngineError) as error:
            click.echo(f"cybernorms: {error}; trying again", err=True)
        time.sleep(every)


def _tell(done: Mirrored) -> None:
    if done.versions:
        click.echo(
            f"mirrored: snapshot {done.snapshot.id}, {done.versions} versions, "
            f"{done.graphs} graphs fetched ({done.bytes / 1_000_000:.1f} MB)"
        )
    else:
        click.echo(f"up to date: snapshot {done.snapshot.id}")
