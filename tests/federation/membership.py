"""Print how engines keep the contract: ``python -m tests.federation.membership [ENGINE …]``.

Each is announced to a server by ping, tested by its clerk and made active by a curator, over HTTP.
Ends with 1 if one can not be asked by federated queries.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests
from tests.http.conftest import SNAPSHOT, point_current, start, stop, write_snapshot

from cybernorms.accounts import create_account
from cybernorms.federation import Registry

from .engines import ENGINES, Engine
from .questions import DATA

_PATIENCE = 600.0
_MARKS = {"passed": "✓", "failed": "✗", "inapplicable": "-"}


def main(names: list[str]) -> int:
    """Try the engines of some names, or all that are servers."""
    wanted = [each for each in ENGINES if not names or each.name.lower() in map(str.lower, names)]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "hub"
        write_snapshot(state / "snapshots" / SNAPSHOT)
        point_current(state, SNAPSHOT)
        _, token = create_account(state, "curator", role="curator")
        hub = start(state, processes=1, outbound_networks="127.0.0.0/8")
        try:
            usable = [_try(each, hub.url, token, Path(folder) / each.name) for each in wanted]
            asked = ", ".join(member.name for member in Registry(state).asked().values())
            print(f"Queries may ask: {asked}")
        finally:
            stop(hub)
    return 0 if all(usable) else 1


def _try(engine: Engine, hub: str, token: str, folder: Path) -> bool:
    if absence := engine.absence():
        print(f"{engine.name}: not installed: {absence}")
        return True
    folder.mkdir()
    with engine.run(DATA, folder) as running:
        if not running.endpoint:
            print(f"{engine.name}: is no server")
            return True
        fields = {"url": running.endpoint, "name": engine.name.lower(), "title": engine.name}
        announced = requests.post(f"{hub}/federation/ping", json=fields, timeout=30)
        announced.raise_for_status()
        place = hub + announced.headers["Location"]
        found = _tested(f"{place}.json")
        outcomes = {check["check"]: check["outcome"] for check in found["checks"]}
        print(f"{engine.name}: {found['status']}, then ", end="")
        activated = requests.post(
            f"{place}/status",
            json={"status": "active", "reason": "It keeps the contract."},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        print(activated.json()["status"])
        for check in found["checks"]:
            print(f"  {_MARKS[check['outcome']]} {check['title']}: {check['found']}")
        return all(outcomes[name] == "passed" for name in ("get", "post", "json", "values"))


def _tested(address: str) -> dict[str, Any]:
    """Wait for the results of a test."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = requests.get(address, timeout=30).json()
        if found["checks"]:
            return found
        time.sleep(0.5)
    raise SystemExit(f"{address}: no test within {_PATIENCE:g} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
