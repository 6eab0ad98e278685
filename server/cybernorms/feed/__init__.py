"""The history of what was published: every version of every graph, as a stream of events."""

from cybernorms.feed.description import content_address, describe_page, describe_root, page_address
from cybernorms.feed.ledger import PAGE, Ledger, Version
from cybernorms.feed.reading import FeedReader

__all__ = [
    "PAGE",
    "FeedReader",
    "Ledger",
    "Version",
    "content_address",
    "describe_page",
    "describe_root",
    "page_address",
]
