"""Passages of the source documents: finding them, pointing at them, finding them again."""

from cybernorms.evidence.coverage import Coverage, coverage
from cybernorms.evidence.passages import source_documents, write_passage
from cybernorms.evidence.text import Span, digest, locate, locator, read_document
from cybernorms.evidence.verify import Drift, Verification, verify

__all__ = [
    "Coverage",
    "Drift",
    "Span",
    "Verification",
    "coverage",
    "digest",
    "locate",
    "locator",
    "read_document",
    "source_documents",
    "verify",
    "write_passage",
]
