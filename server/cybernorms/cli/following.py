"""Reading along: a server over the snapshots that another one builds and writes."""

from pathlib import Path
from typing import Final

from cybernorms.errors import InputError
from cybernorms.settings import Settings

_SHARED: Final = ("snapshots", "current", "last-build.json", "journal", "feed", "federation.sqlite")
"""What is the writer's; all else of a state folder is each server's own."""


def follow(settings: Settings) -> None:
    """Let the state folder show the snapshots of the one that is followed; each is its own.

    Raises InputError when either is not what it should be.
    """
    followed = Path(settings.follow).resolve()
    if not (followed / "snapshots").is_dir():
        raise InputError(
            f"{followed}: follow names the state folder of a server that builds, and this has no "
            "snapshots; start that server first"
        )
    if followed == settings.state_dir:
        raise InputError(f"{followed}: a server that follows needs a state folder of its own")
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    for name in _SHARED:
        link = settings.state_dir / name
        if link.exists() and not link.is_symlink():
            raise InputError(
                f"{link}: this folder has been built or written in, so it follows no other; "
                "give another state_dir"
            )
        link.unlink(missing_ok=True)
        link.symlink_to(followed / name)


def refuse_to_build(settings: Settings) -> None:
    """Raise InputError when somebody else builds."""
    if settings.follow:
        raise InputError(
            f"this state folder follows {settings.follow}; build there, and it is served here too"
        )
