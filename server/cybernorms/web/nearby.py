"""What a person may have meant by an address at which there is nothing."""

from typing import Final

from cybernorms.namespaces import BASE, CN, SKOS
from cybernorms.terms import alike
from cybernorms.web.reader import Reader

_MOST: Final = 5
_LONGEST: Final = 200
_MAIN: Final = " ".join(
    f"<{iri}>"
    for iri in (
        CN["Agreement"],
        CN["Provision"],
        CN["Stakeholder"],
        CN["ImplementingAction"],
        CN["SourceDocument"],
        SKOS["Concept"],
        SKOS["ConceptScheme"],
    )
)
_BELOW: Final = """
SELECT DISTINCT ?s {{
  ?s a ?type FILTER (STRSTARTS(STR(?s), "{folder}") && !CONTAINS(STR(?s), "#"))
}}
"""
_OF_MAIN_KINDS: Final = f"SELECT DISTINCT ?s {{ VALUES ?type {{ {_MAIN} }} ?s a ?type }}"


def near_resources(reader: Reader, iri: str) -> list[tuple[str, str]]:
    """List IRIs and labels of resources named much like one that there is not.

    They are of the same kind; where there is no such kind, of any of the main ones.
    """
    space, _, slug = iri.removeprefix(BASE).partition("/")
    kind, _, rest = slug.partition("/")
    folder, wanted = (f"{space}/{kind}/", rest) if rest else (f"{space}/", kind)
    found = _names(reader, _BELOW.format(folder=BASE + folder), folder)
    if not found:
        found, wanted = _names(reader, _OF_MAIN_KINDS, ""), rest or slug
    near = [found[name] for name in alike(wanted[:_LONGEST], found, _MOST)]
    labels = reader.labels(near)
    return [(each, labels.get(each, each)) for each in near]


def _names(reader: Reader, query: str, folder: str) -> dict[str, str]:
    """Map what ends each IRI to it, in order, so that of names as near the same are always told."""
    iris = sorted(row["s"].value for row in reader.select(query))
    return {
        iri.removeprefix(BASE + folder) if folder else iri.rpartition("/")[2]: iri for iri in iris
    }
