"""Which media type and coding to answer with: one table, one choice (RFC 9110 12.5).

Only the engine learns a query's form, so a type for result tables and a type for graphs are
chosen before it runs.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header, parse_list_header, parse_options_header

from cybernorms.errors import MalformedRequestError, NotAcceptableError

HTML: Final = "text/html"
_IN_FULL: Final = 2
_LONGEST_ACCEPT: Final = 4096
_LONGEST_EXCERPT: Final = 200


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation: its media type, the other names it goes by, its suffix and its label."""

    media_type: str
    suffix: str
    label: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a client may ask for it by, outside Accept too."""
        subtypes = (alias.partition("/")[2] for alias in self.aliases)
        return (self.media_type, *self.aliases, self.suffix, self.label.lower(), *subtypes)


RESULTS: Final[tuple[Format, ...]] = (
    Format("application/sparql-results+json", "json", "JSON", ("application/json", "text/json")),
    Format("application/sparql-results+xml", "xml", "XML", ("application/xml", "text/xml")),
    Format("text/csv", "csv", "CSV"),
    Format("text/tab-separated-values", "tsv", "TSV", ("text/tsv",)),
)
GRAPHS: Final[tuple[Format, ...]] = (
    Format(
        "text/turtle",
        "ttl",
        "Turtle",
        ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),
    ),
    Format("application/ld+json", "jsonld", "JSON-LD", ("application/json", "text/json")),
    Format("application/n-triples", "nt", "N-Triples", ("text/plain",)),
    Format("application/rdf+xml", "rdf", "RDF/XML", ("application/xml", "text/xml")),
    Format("application/n-quads", "nq", "N-Quads"),
    Format("application/trig", "trig", "TriG", ("application/x-trig",)),
)
PAGE: Final = Format(HTML, "html", "HTML", ("application/xhtml+xml",))
PAGE_DATA: Final[tuple[Format, ...]] = (
    Format("application/json", "json", "JSON", ("text/json",)),
    Format("text/csv", "csv", "CSV"),
)
"""What a page shows as data that is no RDF."""
_KNOWN: Final = frozenset(name for offer in (*RESULTS, *GRAPHS, PAGE) for name in offer.names)
_SUFFIXES: Final = frozenset(offer.suffix for offer in (*GRAPHS, PAGE))


@dataclass(frozen=True, slots=True)
class Choice:
    """The format to use, and the name that the client knows it by."""

    format: Format
    content_type: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What to answer a query with: a page, or one format for tables and one for graphs."""

    page: bool
    results: Choice | None
    graph: Choice | None


# Clients send few different headers, and reading one costs more than the rest of a small request.
@lru_cache(maxsize=64)
def choose(accept: str | None, offers: tuple[Format, ...]) -> Choice | None:
    """Choose the offer that an Accept header likes best; None if it likes none.

    The most specific range that matches an offer tells its quality; among equal qualities the more
    specific range wins, then a type by its own name over an alias, then the order of the offers.
    An alias has to be asked for in full. No header accepts everything.
    """
    ranges = parse_accept(accept)
    candidates: list[tuple[tuple[float, int, bool, int], Choice]] = []
    for place, offer in enumerate(offers):
        for name in (offer.media_type, *offer.aliases):
            quality, specificity = ranges.quality(name), _specificity(ranges, name)
            own = name == offer.media_type
            if quality > 0 and (own or specificity == _IN_FULL):
                candidates.append(((quality, specificity, own, -place), Choice(offer, name)))
    return max(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def known_format(names: Sequence[str]) -> str | None:
    """Pick the first name of a format that we have; failing that the first, to complain about.

    SPARQLWrapper and others send one wish under several names, each as a value of ``format``.
    """
    return next((name for name in names if name.lower() in _KNOWN), names[0] if names else None)


@lru_cache(maxsize=256)
def choose_for_query(accept: str | None, format_name: str | None) -> Choices:
    """Choose for a query of any form, HTML being a way to show all of them.

    ``format_name`` is a person's explicit wish, which beats the header. Raises
    NotAcceptableError when nothing fits, and MalformedRequestError for a format that is none.
    """
    if format_name:
        return _named_choices(format_name)
    both = choose(accept, (*RESULTS, *GRAPHS, PAGE))
    if both is None:
        raise NotAcceptableError(
            f"nothing here is {_excerpt(accept)}; tables and booleans come as {describe(RESULTS)}, "
            f"graphs as {describe(GRAPHS)}, and both as {HTML}"
        )
    return Choices(both.format is PAGE, choose(accept, RESULTS), choose(accept, GRAPHS))


def choose_for_graph(
    accept: str | None,
    format_name: str | None,
    *,
    page: bool = True,
    before: tuple[Format, ...] = (),
    after: tuple[Format, ...] = (),
) -> Choice:
    """Choose for a resource that has RDF and, if ``page``, an HTML page.

    Formats of its own come ``before`` or ``after`` these. Raises NotAcceptableError when nothing
    fits, and MalformedRequestError for a format that is none.
    """
    offers = (*before, *GRAPHS, *([PAGE] if page else []), *after)
    if format_name:
        return _named(format_name, offers)
    chosen = choose(accept, offers)
    if chosen is None:
        raise NotAcceptableError(f"nothing here is {_excerpt(accept)}; there is {describe(offers)}")
    return chosen


@lru_cache(maxsize=64)
def choose_encoding(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """Choose a content coding by an Accept-Encoding header (RFC 9110 12.5.3); None is identity.

    Among equal qualities the order of the offers decides, and identity comes last. A client that
    excludes all that there is, identity too, gets identity.
    """
    ranges = parse_accept_header((accept or "")[:_LONGEST_ACCEPT], Accept)
    chosen = max(offers, key=ranges.quality)
    quality = ranges.quality(chosen)
    return chosen if quality > 0 and quality >= ranges.quality("identity") else None


def parse_accept(header: str | None) -> MIMEAccept:
    """Read an Accept header, leniently.

    Parameters other than q are dropped, since no offer has any; a q that is no number counts as
    1, one out of range as the nearest in range. Nothing readable accepts everything. What stands
    behind the first 4096 characters is not read.
    """
    ranges = []
    for item in parse_list_header((header or "")[:_LONGEST_ACCEPT]):
        name, parameters = parse_options_header(item)
        if "/" in name or name == "*":
            ranges.append((name.lower() if name != "*" else "*/*", _quality(parameters.get("q"))))
    return MIMEAccept(ranges or [("*/*", 1.0)])


def split_suffix(path: str, after: tuple[Format, ...] = ()) -> tuple[str, str | None]:
    """Split ``agreement/paris-call.ttl`` into the path and the format's suffix, if it has one.

    ``after`` are formats besides RDF and HTML.
    """
    stem, dot, suffix = path.rpartition(".")
    if dot and stem and (suffix in _SUFFIXES or suffix in {offer.suffix for offer in after}):
        return stem, suffix
    return path, None


def describe(offers: Iterable[Format]) -> str:
    """List the media types of offers, for a person who asked for another."""
    return ", ".join(offer.media_type for offer in offers)


def _excerpt(accept: str | None) -> str:
    """Give the beginning of a header, of which a client may send as much as it likes."""
    return (accept or "")[:_LONGEST_EXCERPT]


def _quality(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        quality = float(text)
    except ValueError:
        return 1.0
    return 1.0 if math.isnan(quality) else min(max(quality, 0.0), 1.0)


def _specificity(ranges: MIMEAccept, name: str) -> int:
    """Tell how exactly the header names a type: 2 in full, 1 as type/*, 0 as */*."""
    main = name.partition("/")[0]
    listed = {item for item, _ in ranges}
    return _IN_FULL if name in listed else int(f"{main}/*" in listed)


def _named(name: str, offers: Sequence[Format]) -> Choice:
    wanted = name.lower()
    fitting = [offer for offer in offers if wanted in offer.names]
    # JSON is what a page shows, and another name of JSON-LD only where there is nothing else.
    for offer in sorted(fitting, key=lambda offer: wanted not in {offer.suffix, offer.media_type}):
        return Choice(offer, offer.media_type)
    raise MalformedRequestError(
        f"format={name}: no such format; choose one of "
        + ", ".join(offer.suffix for offer in offers)
    )


def _named_choices(name: str) -> Choices:
    wanted = name.lower()
    if wanted in PAGE.names:
        return Choices(True, Choice(RESULTS[0], RESULTS[0].media_type), _turtle())
    results = next((offer for offer in RESULTS if wanted in offer.names), None)
    graph = next((offer for offer in GRAPHS if wanted in offer.names), None)
    if results is None and graph is None:
        _named(name, (*RESULTS, *GRAPHS, PAGE))  # raises, and lists what there is
    return Choices(
        False,
        Choice(results, results.media_type) if results else None,
        Choice(graph, graph.media_type) if graph else None,
    )


def _turtle() -> Choice:
    return Choice(GRAPHS[0], GRAPHS[0].media_type)
