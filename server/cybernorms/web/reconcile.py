"""/reconcile: names in tables of others matched with our resources, by OpenRefine and its like.

Reconciliation Service API 0.2,
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from pathlib import Path
from typing import Any, Final

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from cybernorms import search
from cybernorms.errors import MalformedRequestError, NotFoundError
from cybernorms.namespaces import BASE, CN
from cybernorms.protocol.reconciliation import (
    BATCH,
    MOST,
    Sought,
    parse_extension,
    parse_queries,
)
from cybernorms.web import matching
from cybernorms.web.messages import translate
from cybernorms.web.reader import Reader

_MEDIA_TYPE: Final = "application/json"
_LONGEST: Final = 300
_PREVIEW: Final = {"width": 420, "height": 220}
_EMBEDDABLE: Final = "default-src 'none'; style-src 'self'; frame-ancestors *"


def reconcile_blueprint(reader: Reader, state_dir: Path) -> Blueprint:
    """Make the routes; ``state_dir`` is the folder whose snapshots have the names."""
    blueprint = Blueprint("reconcile", __name__)

    @blueprint.route("/reconcile", methods=["GET", "POST"])
    def service() -> Response:
        if queries := request.values.get("queries"):
            return _json(_answers(reader, state_dir, parse_queries(queries)))
        if extend := request.values.get("extend"):
            return _json(matching.extend(reader, parse_extension(extend)))
        if request.method == "POST":
            raise MalformedRequestError("send the parameter queries or extend, as a form")
        return _json(_manifest())

    @blueprint.get("/reconcile/suggest/<what>")
    def suggest(what: str) -> Response:
        prefix = request.args.get("prefix", "")[:_LONGEST]
        if what == "entity":
            found = search.suggest(_index(reader, state_dir), prefix, MOST)
            iris = [item.iri for item in found if item.kind in search.RECONCILED]
            return _json({"result": matching.describe(reader, iris)})
        if what in {"type", "property"}:
            listed = matching.types(reader) if what == "type" else matching.properties(reader)
            return _json({"result": [item for item in listed if matching.fits(item, prefix)]})
        raise NotFoundError("there is /reconcile/suggest/entity, …/type and …/property")

    @blueprint.get("/reconcile/properties")
    def propose() -> Response:
        type_ = request.args.get("type", "")
        listed = matching.properties(reader, type_)
        return _json({"type": type_, "properties": listed})

    @blueprint.get("/reconcile/preview")
    def preview() -> Response:
        [item] = matching.describe(reader, [matching.iri_of(request.args.get("id", ""))])
        response = make_response(render_template("preview.html", item=item))
        response.headers["Content-Security-Policy"] = _EMBEDDABLE
        return response

    return blueprint


def _manifest() -> dict[str, Any]:
    """Describe the service (section 3)."""
    root = request.host_url.rstrip("/")
    kinds = ("entity", "property", "type")
    return {
        "versions": ["0.2"],
        "name": translate("reconcile-name"),
        "identifierSpace": BASE,
        "schemaSpace": str(CN),
        "documentation": f"{root}/openapi.json",
        "view": {"url": f"{root}/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", **_PREVIEW},
        "defaultTypes": [{"id": name, "name": name} for name in matching.MAIN],
        "batchSize": BATCH,
        "suggest": {
            kind: {"service_url": root, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in kinds
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/reconcile/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": translate("reconcile-limit"),
                    "type": "number",
                    "default": 0,
                    "help_text": translate("reconcile-limit-help"),
                }
            ],
        },
    }


def _answers(
    reader: Reader, state_dir: Path, batch: dict[str, Sought]
) -> dict[str, dict[str, object]]:
    """Answer a batch (section 4.4)."""
    path = _index(reader, state_dir)
    found = {key: _candidates(reader, path, sought) for key, sought in batch.items()}
    iris = list(dict.fromkeys(item.iri for items in found.values() for item in items))
    described = dict(zip(iris, matching.describe(reader, iris), strict=True))
    return {
        key: {
            "result": [
                {
                    **described[item.iri],
                    "score": item.score,
                    "match": place == 0 and search.is_certain(items),
                }
                for place, item in enumerate(items)
            ]
        }
        for key, items in found.items()
    }


def _candidates(reader: Reader, path: Path, sought: Sought) -> tuple[search.Candidate, ...]:
    among = matching.instances(reader, sought.types) if sought.types else None
    # What else is known may bring a name forward that stands further behind.
    most = sought.limit + (MOST if sought.given else 0)
    found = search.reconcile(path, sought.text, most, among)
    return matching.weigh(reader, found, sought.given)[: sought.limit]


def _index(reader: Reader, state_dir: Path) -> Path:
    return state_dir / "snapshots" / reader.snapshot_id() / search.FILE


def _json(content: object) -> Response:
    response = Response(msgspec.json.encode(content), content_type=_MEDIA_TYPE)
    response.vary.add("Accept-Language")
    return response
