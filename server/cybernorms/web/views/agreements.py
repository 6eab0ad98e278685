"""The agreements as views choose among them: what each is, and when it began."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import CN
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_AGREEMENTS: Final = """
SELECT DISTINCT ?agreement ?prop ?value {
  ?agreement a cn:Agreement .
  OPTIONAL {
    { VALUES ?prop { cn:reviewNumber cn:isVersionOf } ?agreement ?prop ?value }
    UNION {
      VALUES ?prop { cn:classifiedKind cn:classifiedSpace cn:classifiedCharacter }
      ?classification cn:classifiedAgreement ?agreement ; ?prop ?value
    }
    UNION { BIND (cn:date AS ?prop) ?event cn:eventOf ?agreement ; cn:date ?value }
    UNION {
      BIND (cn:eventOf AS ?prop)
      ?event cn:eventOf ?version ; cn:date ?value . ?version cn:isVersionOf ?agreement
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement, and how it is classified, by whomever.

    ``number`` is that of the review, 0 if it has none; ``year`` is that of its first dated event,
    failing that of its versions'; ``version_of`` is the agreement that it is a version of.
    """

    term: Term
    number: int
    year: int | None
    kinds: tuple[Term, ...]
    spaces: tuple[Term, ...]
    characters: tuple[Term, ...]
    version_of: Term | None


def list_agreements(reader: Reader) -> tuple[Agreement, ...]:
    """List all agreements: the reviewed ones by their number, then the others by their label."""
    rows = reader.select(_AGREEMENTS)
    labels = reader.labels(iris_of(rows))
    found: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        properties = found[label(row["agreement"], labels)]
        if "value" in row:
            properties[row["prop"].value].append(label(row["value"], labels))

    def make(term: Term) -> Agreement:
        def of(name: str) -> tuple[Term, ...]:
            return tuple(sorted(found[term][str(CN[name])], key=lambda value: value.name))

        numbers, wholes = of("reviewNumber"), of("isVersionOf")
        dates = of("date") or of("eventOf")
        return Agreement(
            term,
            int(numbers[0].value) if numbers else 0,
            min((int(date.value[:4]) for date in dates), default=None),
            of("classifiedKind"),
            of("classifiedSpace"),
            of("classifiedCharacter"),
            wholes[0] if wholes else None,
        )

    return tuple(
        sorted(map(make, found), key=lambda item: (not item.number, item.number, item.term.name))
    )
