"""/timeline: what happened, was counted or done when, as exactly as that is known."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cybernorms.engine import Answer
from cybernorms.namespaces import CN, RDF
from cybernorms.protocol.negotiation import Choice
from cybernorms.protocol.parameters import Values, single
from cybernorms.web.dates import span
from cybernorms.web.extracts import extract
from cybernorms.web.frame import Fact, Frame, read_frame
from cybernorms.web.page import Cell, Sheet, View
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term
from cybernorms.web.views.agreements import list_agreements
from cybernorms.web.views.choosing import Option, choose, in_years, options, read_years

ONCE: Final = ("from", "to")
OFTEN: Final = ("agreement", "kind")
_OF: Final = ("eventOf", "countOf", "participationIn", "about", "implementsAgreement")
"""What leads from something with a date to the agreement that it belongs to."""
_PATTERN: Final = """
  VALUES ?p {{
    rdf:type rdfs:label cn:date cn:datePrecision cn:eventKind cn:sharpens cn:certainty cn:countValue
    cn:countedGroup cn:evidence {of}
  }}
  {{ SELECT DISTINCT ?s {{ {subjects} }} }}
  GRAPH ?g {{ ?s ?p ?o }}
"""
_ALL: Final = "{ ?s cn:date ?date } UNION { ?s a cn:Event }"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something with its date, which is missing where nobody tells it.

    ``start`` and ``end`` are the first and the last day that the date may mean (ISO 8601);
    ``of`` says to which agreements it belongs, ``coarser`` are less exact statements of the same,
    and ``number`` is how many of a ``group`` were counted.
    """

    term: Term
    kind: Term
    date: Term | None
    start: str
    end: str
    number: str
    group: Term | None
    of: tuple[Fact, ...]
    coarser: tuple[Fact, ...]
    basis: Fact

    @property
    def year(self) -> int | None:
        """The year in which it was."""
        return int(self.start[:4]) if self.start else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What there is, in its order, and what there is to choose from; ``all`` counts everything."""

    moments: tuple[Moment, ...]
    all: int
    kinds: tuple[Option, ...]
    agreements: tuple[Option, ...]
    asked: dict[str, str]

    def by_year(self) -> Iterator[tuple[int | None, list[Moment]]]:
        """Group by year; what has no date comes last."""
        for year, moments in groupby(self.moments, key=lambda moment: moment.year):
            yield year, list(moments)


def make(reader: Reader, values: Values, _choice: Choice) -> View[Timeline]:
    """Make the view that a request asks for.

    Raises MalformedRequestError when it asks for what there is not.
    """
    asked = {name: single(values, name) or "" for name in ONCE}
    chosen = [(name, *values.get(name, ())) for name in OFTEN]

    def describe(media_type: str) -> Answer:
        moments = _read(reader, values, asked).moments
        terms = [moment.term for moment in moments]
        terms += [fact.subject for moment in moments for fact in moment.coarser]
        iris = " ".join(f"<{term.value}>" for term in terms)
        return extract(reader, media_type, _pattern(f"VALUES ?s {{ {iris} }}"))

    return View(
        "views/timeline.html",
        ("timeline", *asked.items(), *chosen, reader.release),
        lambda: _read(reader, values, asked),
        _sheet,
        describe,
    )


def _pattern(subjects: str) -> str:
    return _PATTERN.format(of=" ".join(f"cn:{name}" for name in _OF), subjects=subjects)


def _read(reader: Reader, values: Values, asked: dict[str, str]) -> Timeline:
    agreements = list_agreements(reader)
    frame = read_frame(reader, _pattern(_ALL))
    everything = sorted(_moments(frame, {item.term for item in agreements}), key=_order)
    kinds = choose(values, "kind", (moment.kind for moment in everything))
    chosen = choose(values, "agreement", (item.term for item in agreements))
    within = {
        *chosen,
        *(item.term for item in agreements if item.version_of in chosen),
    }
    years = read_years(values)
    return Timeline(
        tuple(
            moment
            for moment in everything
            if (not kinds or moment.kind in kinds)
            and (not within or any(fact.value in within for fact in moment.of))
            and in_years(moment.year, years)
        ),
        len(everything),
        options((moment.kind for moment in everything), kinds),
        options((fact.value for moment in everything for fact in moment.of), chosen),
        asked,
    )


def _moments(frame: Frame, agreements: Collection[Term]) -> Iterator[Moment]:
    """Collect what has a date or is an event; what a more exact statement sharpens goes with it."""
    for iri in {fact.subject.value: None for fact in frame}:
        kinds = frame.of(iri, CN["eventKind"]) or frame.of(iri, RDF["type"])
        basis = next((fact for fact in kinds if not fact.is_derived), None)
        if basis is None or frame.to(iri, CN["sharpens"]):
            continue
        date = frame.one(iri, CN["date"])
        days = span(date.value) if date else None
        group = frame.one(iri, CN["countedGroup"])
        of = frame.of(iri, *(CN[name] for name in _OF))
        coarser = (fact.value.value for fact in frame.of(iri, CN["sharpens"]))
        yield Moment(
            basis.subject,
            basis.value,
            date.value if date else None,
            days[0].isoformat() if days else "",
            days[1].isoformat() if days else "",
            frame.text(iri, CN["countValue"]),
            group.value if group else None,
            tuple(fact for fact in of if fact.value in agreements),
            tuple(fact for other in coarser for fact in frame.of(other, CN["date"])),
            date or basis,
        )


def _order(moment: Moment) -> tuple[bool, str, str, str]:
    """Put what was earlier first, then what is told more exactly; what has no date comes last."""
    return not moment.start, moment.start, moment.end, moment.term.name.lower()


def _sheet(timeline: Timeline) -> Sheet:
    """Write each moment as a row."""
    header = (
        *("date", "start", "end", "kind", "kind_label", "item", "item_label", "number", "group"),
        *("agreements", "agreement_labels", "less_exactly", "graphs", "passages", "sources"),
    )
    return Sheet(header, map(_line, timeline.moments))


def _line(moment: Moment) -> Sequence[Cell]:
    return (
        moment.date.value if moment.date else "",
        moment.start,
        moment.end,
        moment.kind.value,
        moment.kind.name,
        moment.term.value,
        moment.term.name,
        moment.number,
        moment.group.name if moment.group else "",
        " | ".join(fact.value.value for fact in moment.of),
        " | ".join(fact.value.name for fact in moment.of),
        " | ".join(fact.value.value for fact in moment.coarser),
        " | ".join(graph.value for graph in moment.basis.graphs),
        " | ".join(passage.term.value for passage in moment.basis.passages),
        " | ".join(source.value for source in moment.basis.sources),
    )
