"""When members are tested, and how many may wait for their first test."""

import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cybernorms.errors import TooManyRequestsError
from cybernorms.federation.registry import Member, Registry
from cybernorms.outbound import check_url

SOON: Final = timedelta(hours=1)
"""What lies between two tests at least, whoever asks for one."""

_MOST_WAITING: Final = 200
_MOST_OF_A_HOST: Final = 5
_RETRY_AFTER: Final = 3600


def join(registry: Registry, url: str, name: str = "", title: str = "", actor: str = "") -> Member:
    """Take a candidate in and have it tested; a known member is tested again, SOON at the least.

    Without a ``name`` it is called after its host. Nothing is called, nor looked up. Raises what
    ``Registry.add`` raises, and TooManyRequestsError when too many wait for their first answer.
    """
    host = check_url(url).hostname or ""
    members = registry.members()
    known = next((member for member in members if member.endpoint == url), None)
    if known is not None:
        hurry(registry, known)
        return known
    waiting = [urlsplit(member.endpoint).hostname for member in members if not member.answered]
    if len(waiting) >= _MOST_WAITING or waiting.count(host) >= _MOST_OF_A_HOST:
        raise TooManyRequestsError(
            "too many endpoints that have not answered yet wait for their test; try again later",
            _RETRY_AFTER,
        )
    names = {member.name for member in members}
    return registry.add(name or _free_name(host, names), url, title, actor)


def due(registry: Registry, now: datetime) -> list[Member]:
    """List the members that are to be tested by now, first those that queries ask."""
    with registry.database.read() as connection:
        rows = connection.execute("SELECT name FROM member WHERE due <= ?", (now.isoformat(),))
        names = {row["name"] for row in rows}
    found = (each for each in registry.members() if each.name in names)
    wanted = (each for each in found if each.status != "suspended")
    return sorted(wanted, key=lambda each: (not each.is_asked, each.joined))


def hurry(registry: Registry, member: Member) -> None:
    """Have a member tested again, once its last test is SOON ago."""
    soonest = (member.tested + SOON).isoformat() if member.tested else ""
    with registry.database.write() as connection:
        connection.execute(
            "UPDATE member SET due = min(due, ?) WHERE name = ?", (soonest, member.name)
        )


def _free_name(host: str, taken: set[str]) -> str:
    """Name a member after its host, as no other is named."""
    plain = re.sub(r"[^a-z0-9]+", "-", host.lower())[:50].strip("-") or "member"
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name
