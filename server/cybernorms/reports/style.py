"""What a caller may choose about a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Style:
    """How to write a report.

    ``most`` results are written, the worst; 0 for all, None for as many as the format has by
    default. ``colour`` is for a terminal. ``texts`` has what was judged, by the file's name in
    places, so that its lines can be shown.
    """

    most: int | None = None
    colour: bool = False
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
