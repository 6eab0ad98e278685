"""/releases: the snapshots that are kept, each of which can be asked by ``release=``."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from cybernorms.errors import NotAcceptableError
from cybernorms.protocol.negotiation import PAGE, Format, choose
from cybernorms.workers import kept_releases

_JSON: Final = Format("application/json", "json", "JSON")


def releases_blueprint(state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` is the folder whose snapshots are listed."""
    blueprint = Blueprint("releases", __name__)

    @blueprint.get("/releases")
    @blueprint.get("/releases.<suffix>")
    def releases(suffix: str | None = None) -> Response:
        kept = kept_releases(state_dir)
        chosen = choose(request.headers.get("Accept"), (PAGE, _JSON))
        if chosen is None:
            raise NotAcceptableError("the releases are listed as application/json and text/html")
        if suffix == _JSON.suffix or (suffix is None and chosen.format is _JSON):
            response = jsonify(
                [
                    {
                        "id": release.id,
                        "created": release.created,
                        "statements": release.statements,
                        "current": release.current,
                        "sparql": f"/sparql?release={release.id}{{&query}}",
                        "graphs": f"/data?default&release={release.id}",
                    }
                    for release in kept
                ]
            )
        else:
            response = make_response(render_template("releases.html", releases=kept))
        response.vary.add("Accept")
        return response

    return blueprint
