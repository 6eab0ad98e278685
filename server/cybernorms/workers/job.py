"""A validation as the judge is asked for it: texts, what is wanted of them, and its limits."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from cybernorms.settings import Settings
from cybernorms.workers.child import Limits, Message

SPREADSHEET: Final = "spreadsheet"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was sent: its name in the report, its format's name, and its bytes.

    The name is no path, so that it can not stand for a file of ours; that of a SPREADSHEET has
    its suffix.
    """

    file: str
    format: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """Texts to judge, each alone or all as one, by a profile or by shapes that came with them.

    ``format`` is a name of ``reports.FORMATS``, ``most`` what Style says of it, ``fail_on`` a
    Severity in small letters. ``kept`` is what the archive keeps it for: it then comes back as
    ``read_kept`` reads it, and takes the place of the graphs that it ``replaces``.
    """

    texts: tuple[Text, ...]
    shapes: tuple[Text, ...] = ()
    profile: str | None = None
    base: str | None = None
    each: bool = False
    format: str = "json"
    most: int | None = None
    fail_on: str = "violation"
    kept: bool = False
    replaces: tuple[str, ...] = ()

    def as_message(self) -> Message:
        """Write it as a message to the judge."""
        every = (*self.texts, *self.shapes)
        texts = [(text.file, text.format, len(text.content)) for text in every]
        wishes = asdict(replace(self, texts=(), shapes=()))
        head = {**wishes, "texts": texts, "shapes": len(self.shapes)}
        return head, b"".join(text.content for text in every)

    @classmethod
    def from_message(cls, head: dict[str, Any], body: bytes) -> "Submission":
        """Read a message."""
        texts, end = [], 0
        for file, format_, length in head["texts"]:
            texts.append(Text(file, format_, body[end : end + length]))
            end += length
        own = len(texts) - head["shapes"]
        head["replaces"] = tuple(head["replaces"])
        return cls(**{**head, "texts": tuple(texts[:own]), "shapes": tuple(texts[own:])})


def limits(settings: Settings) -> Limits:
    """Give the limits of a validation that others may have made costly."""
    return Limits(
        "validation",
        settings.validation_timeout,
        "validation_timeout",
        settings.validation_memory,
        "validation_memory",
        "send less at once, or simplify the shapes",
    )
