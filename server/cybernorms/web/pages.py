"""The pages: home and problems."""

from typing import Final

from flask import Blueprint, render_template

from cybernorms.errors import NotFoundError
from cybernorms.namespaces import CN
from cybernorms.web.problems import KINDS, find_kind
from cybernorms.web.questions import list_questions
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term

_COUNTED: Final = (
    "Agreement",
    "Provision",
    "Stakeholder",
    "ImplementingAction",
    "ImplementationClaim",
    "ElementAssessment",
    "Passage",
    "SourceDocument",
)
_CLASSES: Final = " ".join(f"<{CN[name]}>" for name in _COUNTED)
_COUNT: Final = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) {{ VALUES ?class {{ {_CLASSES} }} ?thing a ?class }}
GROUP BY ?class
"""


def pages_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> str:
        counted = {row["class"].value: int(row["n"].value) for row in reader.select(_COUNT)}
        labels = reader.labels(counted)
        classes = [
            (labels.get(iri, Term("uri", iri).name), f"/ontology#{name}", counted[iri])
            for name in _COUNTED
            if (iri := str(CN[name])) in counted
        ]
        questions = list_questions(reader)
        return render_template(
            "home.html",
            classes=classes,
            counts=reader.counts(),
            questions=questions,
            snapshot=reader.snapshot_id(),
        )

    @blueprint.get("/problem/<slug>")
    def problem(slug: str) -> str:
        kind = find_kind(slug)
        if kind is None:
            raise NotFoundError(
                "no such kind of problem; there are " + ", ".join(item.slug for item in KINDS)
            )
        return render_template("problem_kind.html", kind=kind)

    return blueprint
